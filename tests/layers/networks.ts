// What the tests of convolution, pooling and normalisation layers share: a case of a golden held to Keras.

import {
  compile,
  grad,
  gradients,
  type Layer,
  layers,
  multiply,
  sum,
  type Tensor,
  type Variable,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { LayerCase } from '../golden/cases.ts';
import { expectClose, expectShape, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

type LayerTable = Readonly<Record<string, { fromConfig(config: object): Layer } | undefined>>;

/** A case whose call may change weights that are not trained. */
interface NetworkCase extends LayerCase {
  readonly updated?: Readonly<Record<string, GoldenTensor>>;
}

interface Prepared {
  readonly layer: Layer;
  readonly input: Tensor;
  readonly apply: (x: Tensor) => Tensor;
}

function prepared(one: NetworkCase): Prepared {
  const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config);
  if (layer === undefined) throw new Error(`expected a layer ${one.layer}, got none`);
  const input = fromGolden(one.inputs[0] as GoldenTensor);
  const options = Object.fromEntries(
    Object.entries(one.call ?? {}).map(([key, value]) => [
      key,
      typeof value === 'boolean' ? value : fromGolden(value as GoldenTensor),
    ]),
  );
  layer.apply(input, { ...options, training: false });
  const reset = (): void => layer.setWeights(Object.values(one.weights).map(fromGolden));
  reset();
  return { layer, input, apply: (x) => layer.apply(x, options) };
}

/** Holds every case of a golden, or those of the layers that `has` names, to Keras. */
export function holdToKeras(topic: string, has: (layer: string) => boolean = () => true): void {
  const { cases } = golden<NetworkCase>(topic);
  describe.each(cases.filter(({ layer }) => has(layer)).map((one) => [one.name, one] as const))(
    '%s',
    (_, one) => {
      const { compare } = one;

      it('computes what Keras computes, eagerly and compiled to the same bits', () => {
        const { layer, input, apply } = prepared(one);
        const [expected] = one.outputs as [GoldenTensor];
        const output = apply(input);
        expectShape(output.shape, expected);
        expectClose(output.data(), expected, { compare });
        for (const [name, values] of Object.entries(one.updated ?? {})) {
          const weight = layer.weights.find((weight) => weight.name.endsWith(`/${name}`));
          expectClose((weight as Variable).data(), values, { compare, name });
        }
        const again = prepared(one);
        const compiled = compile((x: Tensor) => again.apply(x))(again.input);
        expect(compiled.data()).toEqual(output.data());
        expect(again.layer.getWeights().map((weight) => weight.data())).toEqual(
          layer.getWeights().map((weight) => weight.data()),
        );
      });

      it('has the gradients of Keras', () => {
        const { layer, input, apply } = prepared(one);
        const projection = fromGolden(one.projections[0] as GoldenTensor);
        const scalar = (x: Tensor): Tensor => sum(multiply(projection, apply(x)));
        const [expected] = one.input_gradients;
        const slopes = grad(scalar)(input).data();
        if (expected !== null && expected !== undefined)
          expectClose(slopes, expected, { compare, name: 'input', ...rounding(one) });
        const weights: Variable[] = layer.trainableWeights;
        const found = gradients(() => scalar(input), weights);
        Object.entries(one.weight_gradients).forEach(([name, values], index) => {
          expect(weights[index]?.name).toBe(`${layer.name}/${name}`);
          const own = (found[index] as Tensor).data();
          expectClose(own, values, { compare, name, ...rounding(one) });
        });
      });

      it('has the config of Keras, there and back, and its output shape', () => {
        const { layer, input } = prepared(one);
        expect(layer.getConfig()).toEqual(one.config);
        const [expected] = one.outputs as [GoldenTensor];
        const shape = layer.computeOutputShape([null, ...input.shape.slice(1)]);
        expect(shape).toEqual([null, ...expected.shape.slice(1)]);
      });
    },
  );
}

/** Where the exact gradient is 0 (statistics of a single row), what both have is the rounding of terms near 1. */
function rounding({ name }: NetworkCase): { absolute?: number } {
  return name.startsWith('BatchNormalization of [1, 3], training') ? { absolute: 2e-5 } : {};
}

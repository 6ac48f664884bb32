/** Layers against Keras: outputs, gradients with respect to inputs and weights, configs, losses. */

import {
  clearSession,
  compile,
  grad,
  gradients,
  type Layer,
  layers,
  multiply,
  sum,
  type Tensor,
  type Variable,
  valueAndGradients,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { LayerCase } from '../golden/cases.ts';
import { expectClose, expectShape, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

type LayerTable = Readonly<Record<string, { fromConfig(config: object): Layer }>>;

function callOptions(one: LayerCase): { training?: boolean; mask?: Tensor } {
  return Object.fromEntries(
    Object.entries(one.call ?? {}).map(([key, value]) => [
      key,
      typeof value === 'boolean' ? value : fromGolden(value),
    ]),
  );
}

/** The layer of a case with its weights, and its inputs. */
function prepared(one: LayerCase): { layer: Layer; inputs: Tensor[]; apply: (inputs: Tensor[]) => Tensor } {
  const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config) as Layer;
  const inputs = one.inputs.map(fromGolden);
  const options = callOptions(one);
  const apply = (list: Tensor[]): Tensor =>
    list.length > 1 ? layer.apply(list, options) : layer.apply(list[0] as Tensor, options);
  apply(inputs);
  layer.setWeights(Object.values(one.weights).map(fromGolden));
  return { layer, inputs, apply };
}

const file = golden<LayerCase>('layers-dense');

describe.each(file.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const { compare } = one;

  it('computes what Keras computes, eagerly and compiled to the same bits', () => {
    const { inputs, apply } = prepared(one);
    const [expected] = one.outputs as [GoldenTensor];
    const output = apply(inputs);
    expectShape(output.shape, expected);
    expectClose(output.data(), expected, { compare });
    const compiled = compile((...list: Tensor[]) => apply(list))(...inputs);
    expect(compiled.data()).toEqual(output.data());
  });

  it('has the gradients of Keras', () => {
    const { layer, inputs, apply } = prepared(one);
    const projection = fromGolden(one.projections[0] as GoldenTensor);
    const scalar = (list: Tensor[]): Tensor => sum(multiply(projection, apply(list)));
    one.input_gradients.forEach((expected, index) => {
      if (expected === null) return;
      const found = grad((...list) => scalar(list), index)(...inputs);
      expectClose(found.data(), expected, { compare, name: `input ${index}` });
    });
    const weights: Variable[] = layer.trainableWeights;
    const found = gradients(() => scalar(inputs), weights);
    Object.entries(one.weight_gradients).forEach(([name, expected], index) => {
      expect(weights[index]?.name).toBe(`${layer.name}/${name}`);
      expectClose((found[index] as Tensor).data(), expected, { compare, name });
    });
  });

  it('has the config of Keras, there and back', () => {
    const { layer, inputs } = prepared(one);
    expect(layer.getConfig()).toEqual(one.config);
    const shapes = inputs.map(({ shape }) => [null, ...shape.slice(1)]);
    const shape = shapes.length > 1 ? shapes : (shapes[0] as (number | null)[]);
    const [expected] = one.outputs as [GoldenTensor];
    expect(layer.computeOutputShape(shape)).toEqual([null, ...expected.shape.slice(1)]);
  });
});

describe('losses of a layer', () => {
  it('are those of Keras, in its order: activity, kernel, bias', () => {
    const one = file.cases.find(({ losses }) => losses !== undefined) as LayerCase;
    const { layer, inputs, apply } = prepared(one);
    apply(inputs);
    expectClose(
      layer.losses.map((loss) => loss.item()),
      Float32Array.from(one.losses ?? []),
    );
    const { value } = valueAndGradients(() => sum(layer.apply(inputs[0] as Tensor)), layer.trainableWeights);
    expect(value.item()).toBeTypeOf('number');
  });
});

describe('names', () => {
  it('are those of Keras', () => {
    clearSession();
    const names = [new layers.Dense(1), new layers.Dense(1), new layers.LeakyReLU(), new layers.Dense(1)];
    expect(names.map(({ name }) => name)).toEqual(['dense', 'dense_1', 'leaky_re_lu', 'dense_2']);
  });
});

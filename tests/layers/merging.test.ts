/** Layers that merge against Keras: inputs of different ranks, and inputs with masks. */

import { compile, grad, layers, multiply, sum, type Tensor } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { maskOf, setMask } from '../../ts/layers/call.ts';
import type { Layer } from '../../ts/layers/layer.ts';
import { expectClose, expectShape, type GoldenConfig, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

interface MergeCase {
  readonly name: string;
  readonly layer: string;
  readonly config: GoldenConfig;
  readonly inputs: readonly GoldenTensor[];
  /** Those that come with the inputs. */
  readonly masks: readonly (GoldenTensor | null)[];
  readonly output: GoldenTensor;
  /** That of the output. */
  readonly mask: GoldenTensor | null;
  readonly projection: GoldenTensor;
  readonly input_gradients: readonly GoldenTensor[];
}

type LayerTable = Readonly<Record<string, { fromConfig(config: object): Layer }>>;

describe.each(golden<MergeCase>('layers-merging').cases.map((one) => [one.name, one] as const))(
  '%s',
  (_, one) => {
    const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config) as Layer;
    const inputs = one.inputs.map(fromGolden);
    const apply = (list: readonly Tensor[]): Tensor =>
      layer.apply(
        list.map((input, index) => {
          const mask = one.masks[index];
          const copy = multiply(input, 1);
          if (mask) setMask(copy, fromGolden(mask));
          return copy;
        }),
      );

    it('computes what Keras computes, eagerly and compiled to the same bits', () => {
      const output = apply(inputs);
      expectShape(output.shape, one.output);
      expectClose(output.data(), one.output);
      expect(compile((...list: Tensor[]) => apply(list))(...inputs).data()).toEqual(output.data());
      expect(layer.computeOutputShape(inputs.map(({ shape }) => shape))).toEqual(one.output.shape);
    });

    it('has the mask of Keras', () => {
      const mask = maskOf(apply(inputs));
      expect(mask?.shape).toEqual(one.mask?.shape);
      if (one.mask !== null) expectClose((mask as Tensor).data(), one.mask, { compare: 'exact' });
    });

    it('has the gradients of Keras', () => {
      const projection = fromGolden(one.projection);
      one.input_gradients.forEach((expected, index) => {
        const found = grad((...list) => sum(multiply(projection, apply(list))), index)(...inputs);
        expectClose(found.data(), expected, { name: `input ${index}` });
      });
    });
  },
);

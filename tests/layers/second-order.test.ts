/** Gradients of gradients: of recurrent and attention layers, whose fused operations have none of their own, against JAX. */

import {
  compile,
  grad,
  gradients,
  type Layer,
  layers,
  mean,
  multiply,
  square,
  sum,
  type Tensor,
  valueAndGradients,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { expectClose, type GoldenConfig, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

type AnyTestLayer = Layer<Tensor | Tensor[]>;
type LayerTable = Readonly<Record<string, { fromConfig(config: object, options: object): AnyTestLayer }>>;

interface SecondOrderCase {
  readonly name: string;
  readonly layer: string;
  readonly config: GoldenConfig;
  readonly call?: Readonly<Record<string, boolean | GoldenTensor | readonly GoldenTensor[]>>;
  readonly inputs: readonly GoldenTensor[];
  readonly weights: readonly GoldenTensor[];
  readonly penalty: GoldenTensor;
  readonly input_gradient: GoldenTensor;
  readonly weight_gradients: readonly GoldenTensor[];
}

function callOptions({ call = {} }: SecondOrderCase): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(call)) {
    if (Array.isArray(value)) [options['queryMask'], options['valueMask']] = value.map(fromGolden);
    else if (key === 'use_causal_mask') options['useCausalMask'] = value;
    else options[key] = fromGolden(value as GoldenTensor);
  }
  return options;
}

/** The layer of a case with its weights, its inputs, and the penalty as a function of the first input. */
function prepared(one: SecondOrderCase): {
  layer: AnyTestLayer;
  first: Tensor;
  penalty: (x: Tensor) => Tensor;
} {
  const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config, {
    customObjects: layers,
  }) as AnyTestLayer;
  const options = callOptions(one);
  const [first, ...rest] = one.inputs.map(fromGolden) as [Tensor, ...Tensor[]];
  const total = (x: Tensor): Tensor => {
    const [output] = [layer.apply(rest.length > 0 ? [x, ...rest] : x, options)].flat() as [Tensor];
    return sum(multiply(output, output));
  };
  total(first);
  layer.setWeights(one.weights.map(fromGolden));
  const slope = grad(total);
  return { layer, first, penalty: (x) => mean(square(slope(x))) };
}

// That of a key's bias is 0 but for rounding.
const close = { relative: 5e-5, absolute: 1e-5 };

describe.each(golden<SecondOrderCase>('second-order').cases.map((one) => [one.name, one] as const))(
  '%s',
  (_, one) => {
    it('has the second derivatives of JAX', () => {
      const { layer, first, penalty } = prepared(one);
      const { value, gradients: found } = valueAndGradients(() => penalty(first), layer.trainableWeights);
      expectClose(value.data(), one.penalty, close);
      expect(found).toHaveLength(one.weight_gradients.length);
      one.weight_gradients.forEach((expected, index) => {
        const name = layer.trainableWeights[index]?.name as string;
        expectClose((found[index] as Tensor).data(), expected, { ...close, name });
      });
      expectClose(grad(penalty)(first).data(), one.input_gradient, close);
    });

    it('has them compiled, to the same bits', () => {
      const { layer, first, penalty } = prepared(one);
      const step = (x: Tensor): Tensor[] => gradients(() => penalty(x), layer.trainableWeights);
      expect(compile(step)(first).map((found) => found.data())).toEqual(
        step(first).map((found) => found.data()),
      );
    });
  },
);

it('third derivatives follow', () => {
  const layer = new layers.GRU(2, { seed: 1 });
  layer.build([2, 3, 2]);
  const x = fromGolden({ shape: [1, 3, 2], dtype: 'float32', data: [0.5, -1, 0.25, 1, -0.5, 0.75] });
  const slope = (f: (x: Tensor) => Tensor) => (value: Tensor) => sum(square(grad(f)(value)));
  const total = (value: Tensor): Tensor => sum(layer.apply(value) as Tensor);
  const second = slope(slope(total));
  const third = grad(second)(x).data();
  const [step, data] = [1 / 64, x.data()];
  const expected = [...data].map((_, index) => {
    const at = (offset: number): number => {
      const moved = Float32Array.from(data);
      moved[index] = (moved[index] as number) + offset;
      return second(fromGolden({ shape: [1, 3, 2], dtype: 'float32', data: [...moved] })).item();
    };
    return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  });
  expectClose(third, expected, { relative: 5e-3 });
});

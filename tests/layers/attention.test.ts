/** Attention layers and EinsumDense, against Keras. */

import {
  add,
  compile,
  grad,
  gradients,
  type Layer,
  layers,
  multiply,
  StateError,
  sum,
  type Tensor,
  zeros,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { LayerCase } from '../golden/cases.ts';
import { expectClose, expectShape, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

type AnyTestLayer = Layer<Tensor | Tensor[]>;
type LayerTable = Readonly<Record<string, { fromConfig(config: object): AnyTestLayer }>>;

interface AttentionCase extends Omit<LayerCase, 'call'> {
  readonly call?: Readonly<Record<string, boolean | GoldenTensor | readonly GoldenTensor[]>>;
}

/** Names of a call's options. The list of masks is that of Attention: of the query and of the value. */
function optionsOf(call: NonNullable<AttentionCase['call']>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(call)) {
    const name = key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    if (typeof value === 'boolean') options[name] = value;
    else if (key === 'mask')
      [options['queryMask'], options['valueMask']] = (value as GoldenTensor[]).map(fromGolden);
    else {
      const made = fromGolden(value as GoldenTensor);
      options[name] = made;
    }
  }
  return options;
}

function prepared(one: AttentionCase): {
  layer: AnyTestLayer;
  run: (inputs: Tensor[]) => Tensor[];
  inputs: Tensor[];
} {
  const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config) as AnyTestLayer;
  const options = optionsOf(one.call ?? {});
  const inputs = one.inputs.map(fromGolden);
  const run = (list: Tensor[]): Tensor[] =>
    [layer.apply(list.length > 1 ? list : (list[0] as Tensor), options)].flat() as Tensor[];
  run(inputs);
  layer.setWeights(Object.values(one.weights).map(fromGolden));
  return { layer, run, inputs };
}

const { cases } = golden<AttentionCase>('layers-attention');

describe.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const { compare } = one;

  it('computes what Keras computes, eagerly and compiled to the same bits', () => {
    const { run, inputs } = prepared(one);
    const outputs = run(inputs);
    expect(outputs).toHaveLength(one.outputs.length);
    one.outputs.forEach((expected, index) => {
      expectShape(outputs[index]?.shape ?? [], expected);
      expectClose((outputs[index] as Tensor).data(), expected, { compare, name: `output ${index}` });
    });
    const compiled = compile((...list: Tensor[]) => run(list))(...inputs);
    expect(compiled.map((output) => output.data())).toEqual(outputs.map((output) => output.data()));
  });

  it('has the gradients of Keras', () => {
    const { layer, run, inputs } = prepared(one);
    const projections = one.projections.map(fromGolden);
    const scalar = (list: Tensor[]): Tensor =>
      run(list)
        .map((output, index) => sum(multiply(projections[index] as Tensor, output)))
        .reduce((a, b) => add(a, b));
    one.input_gradients.forEach((expected, index) => {
      if (expected === null) return;
      const found = grad((...list) => scalar(list), index)(...inputs);
      expectClose(found.data(), expected, { compare, name: `input ${index}` });
    });
    const weights = layer.trainableWeights;
    const found = gradients(() => scalar(inputs), weights);
    const expected = Object.entries(one.weight_gradients);
    expect(weights).toHaveLength(expected.length);
    expected.forEach(([name, slopes], index) => {
      expect(weights[index]?.name.endsWith(name)).toBe(true);
      // A bias of the keys moves all scores of a row alike, so its gradient is 0: what Keras has is rounding.
      const close =
        name === 'key/bias' ? { relative: 0, absolute: 2e-6, compare: 'value' as const } : { compare };
      expectClose((found[index] as Tensor).data(), slopes, { ...close, name });
    });
  });

  it('has the config of Keras, there and back, and its output shape', () => {
    const { layer, inputs } = prepared(one);
    expect(layer.getConfig()).toEqual(one.config);
    const shapes = inputs.map(({ shape }) => [null, ...shape.slice(1)]);
    const [expected] = one.outputs as [GoldenTensor];
    const shape = layer.computeOutputShape(shapes.length > 1 ? shapes : (shapes[0] as (number | null)[]));
    expect(shape).toEqual([null, ...expected.shape.slice(1)]);
  });
});

describe('bad input', () => {
  it('asks for a layer that is built where the output shape depends on its projections', () => {
    const shape = [null, 3, 4];
    for (const layer of [new layers.MultiHeadAttention(2, 3), new layers.GroupedQueryAttention(3, 4, 2)]) {
      expect(() => layer.computeOutputShape([shape, shape])).toThrow(StateError);
      layer.build([shape, shape]);
      expect(layer.computeOutputShape([shape, shape])).toEqual(shape);
    }
  });

  it('says how many sizes an ellipsis leaves to the outputShape of EinsumDense', () => {
    const right = new layers.EinsumDense('ab...,bc->ac...', [4, null]);
    expect(() => right.apply(zeros([2, 3, 2]))).toThrow(/outputShape of 1 sizes/);
    expect(new layers.EinsumDense('ab...,bc->ac...', 4).apply(zeros([2, 3, 2])).shape).toEqual([2, 4, 2]);
    const left = new layers.EinsumDense('...x,xy->...y', []);
    expect(() => left.apply(zeros([2, 3, 5]))).toThrow(/outputShape of 1 sizes/);
  });
});

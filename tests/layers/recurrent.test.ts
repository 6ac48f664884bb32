/** Recurrent layers, embeddings and wrappers over time, against Keras. */

import {
  add,
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
import { maskOf } from '../../ts/layers/call.ts';
import type { LayerCase } from '../golden/cases.ts';
import { expectClose, expectShape, type GoldenTensor, golden, toInt32 } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

type AnyTestLayer = Layer<Tensor | Tensor[]>;
type LayerTable = Readonly<Record<string, { fromConfig(config: object, options: object): AnyTestLayer }>>;

interface RecurrentCase extends Omit<LayerCase, 'call'> {
  readonly call?: Readonly<Record<string, boolean | GoldenTensor | readonly GoldenTensor[]>>;
  /** The outputs of a stateful layer, call after call. */
  readonly calls?: readonly GoldenTensor[];
  readonly mask?: GoldenTensor;
  /** Weights that are not trained, after the call. */
  readonly updated?: Readonly<Record<string, GoldenTensor>>;
}

function prepared(one: RecurrentCase): {
  layer: AnyTestLayer;
  run: (inputs: Tensor[]) => Tensor[];
  inputs: Tensor[];
} {
  const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config, {
    customObjects: layers,
  }) as AnyTestLayer;
  const options = Object.fromEntries(
    Object.entries(one.call ?? {}).map(([key, value]) => [
      key === 'initial_state' ? 'initialState' : key,
      typeof value === 'boolean'
        ? value
        : Array.isArray(value)
          ? value.map(fromGolden)
          : fromGolden(value as GoldenTensor),
    ]),
  );
  const inputs = one.inputs.map(fromGolden);
  const run = (list: Tensor[]): Tensor[] => [layer.apply(list[0] as Tensor, options)].flat() as Tensor[];
  run(inputs);
  if ('resetStates' in layer && one.calls !== undefined) (layer.resetStates as () => void)();
  layer.setWeights(Object.values(one.weights).map(fromGolden));
  return { layer, run, inputs };
}

/** A config without the shapes that nested layers were built for: Keras knows the batch size there. */
function unbuilt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unbuilt);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (key === 'build_config' ? [] : [[key, unbuilt(item)]])),
  );
}

const { cases } = golden<RecurrentCase>('layers-recurrent');

describe.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const { compare } = one;

  it('computes what Keras computes, eagerly and compiled to the same bits', () => {
    const { layer, run, inputs } = prepared(one);
    if (one.calls !== undefined) {
      for (const expected of one.calls) expectClose((run(inputs)[0] as Tensor).data(), expected, { compare });
      (layer as unknown as { resetStates(): void }).resetStates();
      const compiled = compile((x: Tensor) => run([x])[0] as Tensor);
      for (const expected of one.calls)
        expectClose(compiled(inputs[0] as Tensor).data(), expected, { compare });
      return;
    }
    const outputs = run(inputs);
    expect(outputs).toHaveLength(one.outputs.length);
    one.outputs.forEach((expected, index) => {
      expectShape(outputs[index]?.shape ?? [], expected);
      expectClose((outputs[index] as Tensor).data(), expected, { compare, name: `output ${index}` });
    });
    for (const [name, values] of Object.entries(one.updated ?? {})) {
      const weight = layer.weights.find((weight) => weight.name.endsWith(`/${name.split('/').at(-1)}`));
      expectClose((weight as Variable).data(), values, { compare, name });
    }
    const compiled = compile((...list: Tensor[]) => run(list))(...inputs);
    expect(compiled.map((output) => output.data())).toEqual(outputs.map((output) => output.data()));
    if (one.mask !== undefined) {
      const mask = maskOf(outputs[0] as Tensor) as Tensor;
      expectShape(mask.shape, one.mask);
      expect([...mask.data()]).toEqual([...toInt32(one.mask)]);
    }
  });

  it('has the gradients of Keras', () => {
    const { layer, run, inputs } = prepared(one);
    const projections = one.projections.map(fromGolden);
    const scalar = (list: Tensor[]): Tensor => {
      if (one.calls !== undefined) (layer as unknown as { resetStates(): void }).resetStates();
      const parts = run(list).map((output, index) => sum(multiply(projections[index] as Tensor, output)));
      return parts.reduce((a, b) => add(a, b));
    };
    one.input_gradients.forEach((expected, index) => {
      if (expected === null) return;
      const found = grad((...list) => scalar(list), index)(...inputs);
      expectClose(found.data(), expected, { compare, name: `input ${index}` });
    });
    const weights: Variable[] = layer.trainableWeights;
    const found = gradients(() => scalar(inputs), weights);
    const expected = Object.entries(one.weight_gradients);
    expect(weights).toHaveLength(expected.length);
    expected.forEach(([name, slopes], index) => {
      expect(weights[index]?.name.split('/').at(-1)).toBe(name.split('/').at(-1));
      expectClose((found[index] as Tensor).data(), slopes, { compare, name });
    });
  });

  it('has the config of Keras, there and back, and its output shapes', () => {
    const { layer, inputs } = prepared(one);
    expect(unbuilt(layer.getConfig())).toEqual(unbuilt(one.config));
    const shape = [null, ...(inputs[0] as Tensor).shape.slice(1)];
    const found = layer.computeOutputShape(shape);
    const list = Array.isArray(found[0]) ? found : [found];
    expect(list).toEqual(one.outputs.map((output) => [null, ...output.shape.slice(1)]));
  });
});

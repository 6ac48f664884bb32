/** Whole models against Keras's own histories, from Keras's own configs, with how they were compiled. */

import { type Config, type Model, modelFromConfig, type Tensor } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { expectClose, type GoldenConfig, type GoldenTensor, golden } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

/** Topic `training-runs`. */
interface RunCase {
  readonly name: string;
  readonly config: GoldenConfig;
  readonly fit: {
    readonly batch_size?: number;
    readonly class_weight: Readonly<Record<string, number>> | null;
  };
  readonly x: readonly GoldenTensor[];
  readonly y: readonly GoldenTensor[];
  readonly sample_weight: GoldenTensor | null;
  readonly weights: readonly GoldenTensor[];
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly evaluated: Readonly<Record<string, number>>;
  readonly after: readonly GoldenTensor[];
  readonly predictions: readonly GoldenTensor[];
}

const one = <Value>(list: readonly Value[]): Value | Value[] =>
  list.length === 1 ? (list[0] as Value) : [...list];

describe.each(golden<RunCase>('training-runs').cases.map((run) => [run.name, run] as const))(
  '%s',
  (_, run) => {
    it('trains, evaluates and predicts as Keras does', async () => {
      const model = modelFromConfig(run.config as Config) as Model<never>;
      model.setWeights(run.weights.map(fromGolden));
      const [x, y] = [one(run.x.map(fromGolden)), one(run.y.map(fromGolden))] as [Tensor, Tensor];
      const { batch_size: batchSize, class_weight: classWeight } = run.fit;
      const { history } = await model.fit(x, y, {
        epochs: 3,
        shuffle: false,
        verbose: 0,
        ...(batchSize === undefined ? {} : { batchSize }),
        ...(classWeight === null ? {} : { classWeight }),
        ...(run.sample_weight === null ? {} : { sampleWeight: fromGolden(run.sample_weight) }),
      });
      expect(Object.keys(history).sort()).toEqual(Object.keys(run.history).sort());
      for (const [key, values] of Object.entries(run.history))
        expectClose(history[key] as number[], Float32Array.from(values), { name: key });
      const evaluated = await model.evaluate(x, y, { batchSize: 4, verbose: 0 });
      expect(Object.keys(evaluated).sort()).toEqual(Object.keys(run.evaluated).sort());
      for (const [key, value] of Object.entries(run.evaluated))
        expectClose([evaluated[key] as number], Float32Array.of(value), { name: `evaluated ${key}` });
      const predictions = [await model.predict(x, { verbose: 0 })].flat() as Tensor[];
      run.predictions.forEach((expected, index) => {
        expectClose((predictions[index] as Tensor).data(), expected, { name: `predictions ${index}` });
      });
      run.after.forEach((expected, index) => {
        expectClose(model.weights[index]?.data() ?? [], expected, { name: model.weights[index]?.name ?? '' });
      });
    });
  },
);

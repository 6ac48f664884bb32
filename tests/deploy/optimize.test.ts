// Smaller models compute what the cut ones computed without their units; the front is what was measured.

import { beforeAll, describe, expect, it } from 'vitest';
import { digits } from '../../ts/datasets/index.ts';
import { optimize, pruneStructure } from '../../ts/deploy/index.ts';
import { classesOf } from '../../ts/deploy/measure.ts';
import { frontOf } from '../../ts/deploy/pareto.ts';
import { UnsupportedError, ValueError } from '../../ts/errors.ts';
import {
  BatchNormalization,
  Conv2D,
  Dense,
  Dropout,
  Flatten,
  GlobalAveragePooling2D,
  Input,
  LayerNormalization,
  MaxPooling2D,
  Model,
  multiply,
  ReLU,
  Sequential,
  setRandomSeed,
  tensor,
} from '../../ts/index.ts';
import { load } from '../../ts/runtime/index.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import type { Variable } from '../../ts/tensor/variable.ts';
import { numbers } from '../numbers.ts';

beforeAll(() => setRandomSeed(7));

describe('pruning', () => {
  /** A random chain of layers. */
  function chain(seed: number): { model: Sequential; shape: number[] } {
    const draw = numbers(seed);
    const convolutional = draw(2) === 0;
    const shape = convolutional ? [10, 10, 1 + draw(3)] : [5 + draw(20)];
    const layers = [];
    const extras = (): void => {
      if (draw(2) === 0) layers.push(new BatchNormalization());
      if (draw(2) === 0) layers.push(new ReLU());
      if (draw(3) === 0) layers.push(new Dropout(0.2));
    };
    if (convolutional) {
      for (let count = 1 + draw(2); count > 0; count--) {
        layers.push(new Conv2D(4 + draw(12), 1 + draw(3), layers.length === 0 ? { inputShape: shape } : {}));
        extras();
        if (draw(2) === 0) layers.push(new MaxPooling2D(2));
      }
      layers.push(draw(3) === 0 ? new GlobalAveragePooling2D() : new Flatten());
    } else {
      layers.push(new Dense(4 + draw(20), { activation: 'tanh', inputShape: shape }));
      extras();
    }
    if (draw(2) === 0) layers.push(new Dense(5 + draw(12), { activation: 'relu' }));
    layers.push(new Dense(3));
    const model = new Sequential(layers);
    for (const variable of model.weights) {
      const positive = /variance|gamma/.test(variable.name);
      const own = Array.from({ length: variable.size }, () => draw(2001) / 1000 - 1);
      variable.assign(
        tensor(
          own.map((value) => (positive ? 0.5 + Math.abs(value) : value)),
          { shape: [...variable.shape] },
        ),
      );
    }
    return { model, shape };
  }

  it('gives what the whole model gives with the cut units silenced, on random chains', async () => {
    let shrunk = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { model, shape } = chain(seed);
      const { model: smaller, layers } = pruneStructure(model, 0.5);
      const draw = numbers(seed + 99);
      const size = shape.reduce((product, axis) => product * axis, 1);
      const x = tensor(
        Array.from({ length: 3 * size }, () => draw(2001) / 1000 - 1),
        { shape: [3, ...shape] },
      );
      const found = [...((await smaller.predict(x)) as Tensor).data()];
      // Silence: the rows of the next weights that read a unit which is gone.
      for (const [position, one] of layers.entries()) {
        if (one.to === one.from) continue;
        shrunk++;
        const [layer, next] = [
          model.getLayer(one.name),
          model.getLayer((layers[position + 1] as { name: string }).name),
        ];
        const kept = smaller.getLayer(one.name) as Dense;
        const [whole, part] = [layer as Dense, kept].map(({ kernel }) => columnsOf(kernel as Variable)) as [
          string[],
          string[],
        ];
        const left = [...part];
        const silent = whole.map((column) => {
          const at = left.indexOf(column);
          if (at < 0) return true;
          left.splice(at, 1);
          return false;
        });
        // The kernel of a layer behind another that shrank has lost rows as well: compared by its name alone there.
        if (silent.filter(Boolean).length !== one.from - one.to) continue;
        const kernel = (next as Dense).kernel as Variable;
        const rows = kernel.shape.at(-2) as number;
        const mask = Array.from({ length: rows }, (_, row) => Number(!silent[row % one.from]));
        kernel.assign(multiply(kernel.value, tensor(mask, { shape: [rows, 1] })));
      }
      if (layers.filter(({ from, to }) => from !== to).length > 1) continue;
      const truth = [...(await model.predict(x)).data()];
      const scale = Math.max(...truth.map(Math.abs));
      found.forEach((value, index) => {
        expect(Math.abs(value - (truth[index] as number)), `seed ${seed}`).toBeLessThanOrEqual(1e-5 * scale);
      });
    }
    expect(shrunk).toBeGreaterThan(20);
  });

  it('keeps a multiple of four units, leaves outputs alone, and says what it could not shrink', () => {
    const model = new Sequential([
      new Dense(22, { inputShape: [6] }),
      new LayerNormalization(),
      new Dense(18, { activation: 'relu' }),
      new Dense(3),
    ]);
    const { layers, model: smaller } = pruneStructure(model, 0.5);
    expect(layers.map(({ from, to }) => [from, to])).toEqual([
      [22, 22],
      [18, 8],
      [3, 3],
    ]);
    expect(layers[0]?.frozen).toMatch(/layer_normalization/);
    expect(layers[2]?.frozen).toMatch(/outputs/);
    expect(smaller.countParams()).toBeLessThan(model.countParams());
  });

  it('is for Sequential models, and ratios up to 1', () => {
    const input = Input({ shape: [3] });
    const drawn = new Model({ inputs: input, outputs: new Dense(2).apply(input) });
    expect(() => pruneStructure(drawn, 0.5)).toThrow(UnsupportedError);
    const model = new Sequential([new Dense(4, { inputShape: [3] })]);
    for (const ratio of [0, -1, 1.5, Number.NaN])
      expect(() => pruneStructure(model, ratio)).toThrow(ValueError);
  });
});

/** The columns of a kernel, as texts. */
function columnsOf(kernel: Variable): string[] {
  const units = kernel.shape.at(-1) as number;
  const data = kernel.data();
  return Array.from({ length: units }, (_, unit) => data.filter((__, at) => at % units === unit).join());
}

describe('optimize', () => {
  it('finds digits many times smaller for next to nothing, and measures what it reports', async () => {
    const { train, test } = await digits();
    const model = new Sequential([
      new Dense(128, { activation: 'relu', inputShape: [64] }),
      new Dense(10, { activation: 'softmax' }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    await model.fit(train.x, train.y, { epochs: 20, batchSize: 32, verbose: 0 });
    const before = model.weights.map((variable) => [...variable.data()]);
    const steps: number[] = [];
    const result = await optimize(
      model,
      { train: [train.x, train.y], validation: [test.x, test.y] },
      {
        ratios: [1, 0.5],
        fit: { epochs: 10, batchSize: 32 },
        maxAccuracyDrop: 0.006,
        onProgress: (_, done) => steps.push(done),
      },
    );
    const { best, given, candidates, front, report } = result;
    expect(candidates).toHaveLength(21);
    expect(result.missed).toEqual([]);
    expect(given.gzipBytes / best.gzipBytes).toBeGreaterThan(6);
    expect((given.accuracy - best.accuracy) * (test.x.shape[0] as number)).toBeLessThanOrEqual(2.001);
    expect(front).toContain(best);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
    // Nothing was mutated, and the file is what was measured.
    expect(model.weights.map((variable) => [...variable.data()])).toEqual(before);
    const scores = Object.values(
      (await load(best.artifact()))(test.x.data() as Float32Array),
    )[0] as Float32Array;
    const found = classesOf(tensor(scores, { shape: [test.x.shape[0] as number, 10] }));
    const truth = classesOf(test.y);
    const right = found.filter((one, row) => one === truth[row]).length;
    expect(right / found.length).toBe(best.accuracy);
    expect(report.toText().split('\n')).toHaveLength(22);
    expect(report.toMarkdown()).toContain(`| ${best.recipe} |`);
    expect(report.toSVG()).toMatch(/^<svg.+<\/svg>$/s);
    expect(JSON.parse(JSON.stringify(report.toJSON()))).toMatchObject({ best: best.recipe });
  });

  it('says what the nearest misses where no candidate keeps to the goals', async () => {
    const { train, test } = await digits();
    const model = new Sequential([new Dense(10, { activation: 'softmax', inputShape: [64] })]);
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const data = { train: [train.x, train.y], validation: [test.x, test.y] } as const;
    const { missed } = await optimize(model, data, { allow: [], maxBytes: 10 });
    expect(missed).toHaveLength(1);
    expect(missed[0]).toMatch(/^maxBytes: 10, got \d+/);
    await expect(optimize(model, data, { prefer: 'beauty' as never })).rejects.toThrow(ValueError);
    await expect(optimize(model, data, { maxLatency: -1 })).rejects.toThrow(ValueError);
    await expect(optimize(model, data, { ratios: [2] })).rejects.toThrow(ValueError);
    await expect(optimize(new Sequential([new Dense(2, { inputShape: [3] })]), data)).rejects.toThrow(
      ValueError,
    );
    const signal = AbortSignal.abort();
    await expect(optimize(model, data, { signal })).rejects.toThrow(/abort/i);
  });

  it('has those on the front that nothing beats', () => {
    const one = (accuracy: number, gzipBytes: number, p50: number): Parameters<typeof frontOf>[0][number] =>
      ({ accuracy, gzipBytes, latency: { p50, p95: p50 } }) as never;
    const list = [one(0.9, 100, 1), one(0.9, 90, 1), one(0.95, 200, 2), one(0.8, 95, 0.9), one(0.8, 95, 1.1)];
    expect(frontOf(list)).toEqual([list[1], list[2], list[3]]);
  });
});

// Smaller models compute what the cut ones computed without their units; the front is what was measured.

import { beforeAll, describe, expect, it } from 'vitest';
import { digits } from '../../ts/datasets/index.ts';
import { optimize } from '../../ts/deploy/index.ts';
import { classesOf } from '../../ts/deploy/measure.ts';
import { frontOf } from '../../ts/deploy/pareto.ts';
import { ValueError } from '../../ts/errors.ts';
import { Dense, Sequential, setRandomSeed, tensor } from '../../ts/index.ts';
import { load } from '../../ts/runtime/index.ts';

beforeAll(() => setRandomSeed(7));

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
    expect(candidates).toHaveLength(24);
    expect(result.sensitivity).toHaveLength(2);
    expect(report.toMarkdown()).toContain(`| ${result.sensitivity[0]?.name} |`);
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
    expect(report.toText().split('\n')).toHaveLength(25);
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

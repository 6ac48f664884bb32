/**
 * `optimize`: the measured front of accuracy, speed and size. Structures are trained on for some epochs, each under every
 * storage and arithmetic; all candidates are measured from their written bytes by the runner that ships.
 */

import { checkKeys } from '../closest.ts';
import { isWithin, show, ValueError } from '../errors.ts';
import type { FitOptions } from '../models/options.ts';
import { arange } from '../ops/creation/arange.ts';
import { take } from '../ops/index/take.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { copied } from './clone.ts';
import { type ExportOptions, exportArtifact } from './export.ts';
import type { AnyModel } from './inference.ts';
import { type Labelled, type Latency, latencies, measure } from './measure.ts';
import { type Candidate, chosen, frontOf, type Goals, type Result } from './pareto.ts';
import { type PrunedLayer, pruneStructure } from './prune.ts';
import type { Quantization } from './quantize.ts';
import { toJSON, toMarkdown, toSVG, toText } from './report.ts';
import { mixedPrecision, sensitivity, type WeightSensitivity } from './sensitivity.ts';

/** What may be tried. */
export type Technique = 'structure' | 'quantize';

/** What a candidate has to keep to, and how candidates are found. */
export interface OptimizeOptions {
  /** The most accuracy that may be lost against the model given, as a part: 0.003 is 0.3 points. Default 0.003. */
  readonly maxAccuracyDrop?: number;
  /** The most bytes of the gzipped file. Default any. */
  readonly maxBytes?: number;
  /** The most milliseconds of a prediction of one row, p50. Default any. */
  readonly maxLatency?: number;
  /** What counts among those within the goals. Default `'size'`. */
  readonly prefer?: 'size' | 'speed' | 'accuracy';
  /** What may be tried. Default all. */
  readonly allow?: readonly Technique[];
  /** Parts of the units that structures keep. Default 1, 0.5, 0.375. */
  readonly ratios?: readonly number[];
  /** How each structure, and the control, is trained on: `epochs` (default 4), `batchSize` (128) and the like. */
  readonly fit?: FitOptions;
  /** Ends the search; what was found until then is lost. */
  readonly signal?: AbortSignal;
  /** Told before each step what it is, and the part that is done, 0 to 1. */
  readonly onProgress?: (step: string, done: number) => void;
}

/** {@link Result} with its report. */
export interface OptimizeResult extends Result {
  readonly report: {
    toMarkdown(): string;
    toText(): string;
    toJSON(): unknown;
    toSVG(): string;
  };
}

/** A model and how it came about. */
interface Trained {
  readonly recipe: string;
  readonly model: AnyModel;
}

/** A way to store weights and to compute with them, which needs no training. */
interface Form {
  readonly name: string;
  readonly quantize?: Quantization;
  /** Whether weights are rounded by samples. */
  readonly sampled?: true;
}

const forms: readonly Form[] = [
  { name: 'float32' },
  { name: 'float16', quantize: { bits: 16 } },
  { name: '8-bit weights, 7-bit activations', quantize: { bits: 8 } },
  { name: '8-bit weights, 12-bit activations', quantize: { bits: 8, activationBits: 12 } },
  { name: '4-bit weights, 7-bit activations', quantize: { bits: 4 }, sampled: true },
  { name: '4-bit weights, 12-bit activations', quantize: { bits: 4, activationBits: 12 }, sampled: true },
  { name: '3-bit weights, 7-bit activations', quantize: { bits: 3 }, sampled: true },
];

/**
 * Tries what makes a classifier smaller and faster, and measures what each way gains and costs. The model given stays as it
 * is, and each candidate is a model of its own; `validation` decides, so report the winner's accuracy on other data.
 *
 * ```ts
 * const { best, report } = await optimize(model, { train: [x, y], validation: [xv, yv] }, { maxAccuracyDrop: 0.003 });
 * console.log(report.toText());
 * writeFileSync('model.oxi', best.artifact());
 * ```
 * @throws ValueError for a model that is not compiled, data without labels, or options out of range.
 */
export async function optimize(
  model: AnyModel,
  data: {
    readonly train: readonly [x: Tensor, y: Tensor];
    readonly validation: readonly [x: Tensor, y: Tensor];
  },
  options: OptimizeOptions = {},
): Promise<OptimizeResult> {
  const where = 'optimize';
  const goals = checkGoals(where, options);
  if (!model.compiled)
    throw new ValueError(
      where,
      'a compiled model, which candidates are trained as',
      show(model.name),
      'Call compile({ optimizer, loss }) first.',
    );
  const [x, y] = data.train;
  const validation: Labelled = { x: data.validation[0], y: data.validation[1] };
  const {
    allow = ['structure', 'quantize'],
    ratios = [1, 0.5, 0.375],
    fit = {},
    signal,
    onProgress = () => {},
  } = options;
  const structures = allow.includes('structure') ? ratios : [];
  const own = allow.includes('quantize') ? forms : forms.slice(0, 1);
  const each = own.length + (allow.includes('quantize') ? 1 : 0);
  const steps = 1 + structures.length + (1 + structures.length) * each + 1;
  let done = 0;
  const step = (name: string): void => {
    signal?.throwIfAborted();
    onProgress(name, done++ / steps);
  };
  const frozen: PrunedLayer[] = [];
  const trained: Trained[] = [{ recipe: 'as given', model: copied(model) }];
  for (const ratio of structures) {
    const recipe =
      ratio === 1
        ? 'as given, trained on (control)'
        : `${+(100 * ratio).toFixed(1)} % of the units, trained on`;
    step(recipe);
    // By norms: what varies least costs less at once, but on convnets more once all is trained on (four pairs of runs).
    const { model: next, layers } =
      ratio === 1 ? { model: copied(model), layers: [] } : pruneStructure(model, ratio);
    frozen.push(
      ...layers.filter((one) => one.frozen !== undefined && frozen.every(({ name }) => name !== one.name)),
    );
    await next.fit(x, y, {
      epochs: 4,
      batchSize: 128,
      verbose: 0,
      ...fit,
      ...(signal === undefined ? {} : { signal }),
    });
    trained.push({ recipe, model: next });
  }
  const samples = take(x, arange(Math.min(1024, x.shape[0] ?? 0), { dtype: 'int32' }), { axis: 0 });
  const found: (Omit<Candidate, 'latency' | 'batchLatency'> & {
    runner: Awaited<ReturnType<typeof measure>>['runner'];
  })[] = [];
  let table: readonly WeightSensitivity[] = [];
  for (const { recipe, model: next } of trained) {
    const mixed = allow.includes('quantize') ? [await mixedForm(next, { x, y }, goals)] : [];
    if (next === trained[0]?.model) table = mixed[0]?.table ?? [];
    for (const { name: form, quantize, sampled } of [...own, ...mixed]) {
      const name = `${recipe}; ${form}`;
      step(name);
      const exported: ExportOptions = {
        ...(quantize === undefined ? {} : { quantize }),
        ...(sampled === true && (samples.shape[0] ?? 0) >= 32 ? { samples } : {}),
        provenance: { recipe: name },
      };
      const bytes = await exportArtifact(next, exported);
      found.push({
        recipe: name,
        model: () => next,
        artifact: () => bytes,
        ...(await measure(bytes, validation)),
      });
    }
  }
  step('latency');
  const runners = found.map(({ runner }) => runner);
  const single = await latencies(runners, validation.x, 1);
  const many = await latencies(runners, validation.x, 32);
  const candidates = found.map(
    ({ runner: _, ...one }, index): Candidate => ({
      ...one,
      latency: single[index] as Latency,
      batchLatency: many[index] as Latency,
    }),
  );
  onProgress('done', 1);
  const given = candidates[0] as Candidate;
  const { best, missed } = chosen(candidates, given, goals);
  const result: Result = {
    given,
    candidates,
    front: frontOf(candidates),
    best,
    missed,
    frozen,
    sensitivity: table,
  };
  return {
    ...result,
    report: {
      toMarkdown: () => toMarkdown(result),
      toText: () => toText(result),
      toJSON: () => toJSON(result),
      toSVG: () => toSVG(result),
    },
  };
}

/** As few bits for each weight as keep the loss: what it may grow is taken to be what the accuracy may fall. */
async function mixedForm(
  model: AnyModel,
  data: Labelled,
  { maxAccuracyDrop }: Goals,
): Promise<Form & { readonly table: WeightSensitivity[] }> {
  const table = await sensitivity(model, data);
  const quantize = mixedPrecision(table, { maxLoss: maxAccuracyDrop });
  return { name: 'mixed weights, 7-bit activations', quantize, sampled: true, table };
}

function checkGoals(where: string, options: OptimizeOptions): Goals {
  const {
    maxAccuracyDrop = 0.003,
    maxBytes = Infinity,
    maxLatency = Infinity,
    prefer = 'size',
    ratios = [],
  } = checkKeys(
    where,
    options,
    'maxAccuracyDrop maxBytes maxLatency prefer allow ratios fit signal onProgress',
  );
  for (const [name, value] of Object.entries({ maxAccuracyDrop, maxBytes, maxLatency }))
    if (!(typeof value === 'number' && value >= 0))
      throw new ValueError(where, `${name} to be a number from 0 on`, show(value));
  if (!['size', 'speed', 'accuracy'].includes(prefer))
    throw new ValueError(where, "prefer to be 'size', 'speed' or 'accuracy'", show(prefer));
  if (!Array.isArray(ratios) || !ratios.every((ratio) => isWithin(ratio, Number.EPSILON, 1)))
    throw new ValueError(where, 'ratios above 0 and up to 1', show(ratios));
  return { maxAccuracyDrop, maxBytes, maxLatency, prefer };
}

/**
 * Which weights can do with fewer bits: each is rounded alone, and the model's loss measured again. And the choice that follows:
 * every weight gets as few bits as the loss allows, where they save most.
 */

import { checkKeys } from '../closest.ts';
import { checkWhole, show, ValueError } from '../errors.ts';
import { namedWeights } from '../models/saving.ts';
import { applyAll } from '../ops/apply.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { subtract } from '../ops/arithmetic/subtract.ts';
import { arange } from '../ops/creation/arange.ts';
import { square } from '../ops/elementwise/square.ts';
import { take } from '../ops/index/take.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cast } from '../ops/shape/cast.ts';
import { reshape } from '../ops/shape/reshape.ts';
import { fromArray } from '../tensor/create.ts';
import { scope } from '../tensor/scope.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { copied } from './clone.ts';
import { type AnyModel, traceInference } from './inference.ts';
import { runNodes } from './interpret.ts';
import type { Labelled } from './measure.ts';
import { matrixOf, type Product, productOf, type Quantization, roundToNearest } from './quantize.ts';

/** Bits that are tried. */
const tried = [8, 4, 3] as const;

/** What a number of bits does to a weight. */
export interface BitsEffect {
  /** Ratio of the power of what the product computes to that of its error, in decibels: larger is better. */
  readonly sqnr: number;
  /** By how much the loss of the model grows. */
  readonly loss: number;
}

/** How sensitive one weight is. */
export interface WeightSensitivity {
  /** Its name in the file of the model. */
  readonly name: string;
  /** Its bytes as float32. */
  readonly bytes: number;
  /** Milliseconds of its product, of all samples at once; the median of five. */
  readonly milliseconds: number;
  readonly bits: Readonly<Record<(typeof tried)[number], BitsEffect>>;
}

/** Options of {@link sensitivity}. */
export interface SensitivityOptions {
  /** How many of the samples are used. Default 512. */
  readonly samples?: number;
}

/**
 * Rounds the weights of each product and convolution alone, to 8, 4 and 3 bits, and measures what the loss that the model was
 * compiled with makes of it. The most sensitive comes first. The model stays as it is.
 * @throws ValueError for a model that is not compiled, or no samples.
 */
export async function sensitivity(
  model: AnyModel,
  { x, y }: Labelled,
  options: SensitivityOptions = {},
): Promise<WeightSensitivity[]> {
  const where = 'sensitivity';
  const { samples = 512 } = checkKeys(where, options, 'samples');
  const count = Math.min(checkWhole(where, 'samples', samples, 1), x.shape[0] ?? 0, y.shape[0] ?? 0);
  if (!model.compiled || count === 0)
    throw new ValueError(
      where,
      'a compiled model and samples with labels',
      `${count} samples, ${show(model.name)} ${model.compiled ? '' : 'not '}compiled`,
    );
  const rows = arange(count, { dtype: 'int32' });
  const [inputs, labels] = [take(x, rows, { axis: 0 }), take(y, rows, { axis: 0 })];
  const copy = copied(model);
  try {
    const found = measureProducts(copy, inputs, where);
    const lossNow = async (): Promise<number> => {
      const { loss } = await copy.evaluate(inputs, labels, { verbose: 0, batchSize: count });
      return loss as number;
    };
    const base = await lossNow();
    const table: WeightSensitivity[] = [];
    for (const { product, name, milliseconds, sqnr } of found) {
      const { variable } = product;
      const before = fromArray(variable.data().slice(), [...variable.shape], variable.dtype);
      const effects: [number, BitsEffect][] = [];
      for (const bits of tried) {
        scope(() => variable.assign(rounded(product, bits)));
        effects.push([bits, { sqnr: sqnr[bits], loss: (await lossNow()) - base }]);
        variable.assign(before);
      }
      const bits = Object.fromEntries(effects) as WeightSensitivity['bits'];
      table.push({ name, bytes: 4 * variable.size, milliseconds, bits });
    }
    return table.sort((a, b) => b.bits[3].loss - a.bits[3].loss);
  } finally {
    copy.dispose();
  }
}

/** A weight as it is after rounding to nearest. */
function rounded(product: Product, bits: (typeof tried)[number]): Tensor {
  const { integers, scales } = roundToNearest(matrixOf(product), bits);
  return reshape(multiply(cast(integers, 'float32'), scales), [...product.variable.shape]);
}

interface Measured {
  readonly product: Product;
  readonly name: string;
  readonly milliseconds: number;
  readonly sqnr: Record<(typeof tried)[number], number>;
}

/** Times the products of a model, and measures the error of what each makes of samples. */
function measureProducts(model: AnyModel, x: Tensor, where: string): Measured[] {
  const names = new Map([...namedWeights(model)].map(([name, variable]) => [variable, name]));
  const found = new Map<unknown, Measured>();
  const { graph } = traceInference(model, x.shape[0] as number, where);
  runNodes(graph, [x], (inputs, node) => {
    const product = productOf(node);
    if (product === undefined || product.reason !== undefined || found.has(product.variable)) return;
    scope(() => {
      const compute = (weight: Tensor): Tensor =>
        applyAll(node.operation, [inputs[0] as Tensor, weight], node.attributes)[0] as Tensor;
      const power = (values: Tensor): number => sum(square(values)).item();
      const truth = compute(product.variable.value);
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        scope(() => void compute(product.variable.value));
        return performance.now() - begun;
      }).sort((a, b) => a - b);
      const sqnr = Object.fromEntries(
        tried.map((bits) => {
          const error = power(subtract(truth, compute(rounded(product, bits))));
          return [bits, error === 0 ? Infinity : 10 * Math.log10(power(truth) / error)];
        }),
      ) as Measured['sqnr'];
      const name = names.get(product.variable) ?? product.variable.name;
      found.set(product.variable, { product, name, milliseconds: times[2] as number, sqnr });
    });
  });
  return [...found.values()];
}

/** Options of {@link mixedPrecision}. */
export interface MixedPrecisionOptions {
  /** By how much the loss may grow, as far as the table can tell: what the weights cost one by one is added up. */
  readonly maxLoss: number;
  /** The fewest bits of a weight. Default 3. */
  readonly fewest?: 3 | 4 | 8;
}

/**
 * Bits for each weight of a table: all begin with the fewest, and while the sum of what they cost is more than `maxLoss`, the one
 * whose cost falls most for each byte that it grows gets more; 32 at last.
 * @throws ValueError for a loss below 0.
 */
export function mixedPrecision(
  table: readonly WeightSensitivity[],
  options: MixedPrecisionOptions,
): Required<Pick<Quantization, 'bits'>> {
  const where = 'mixedPrecision';
  const { maxLoss, fewest = 3 } = checkKeys(where, options, 'maxLoss fewest');
  if (!(typeof maxLoss === 'number' && maxLoss >= 0))
    throw new ValueError(where, 'maxLoss to be a number from 0 on', show(maxLoss));
  const steps = [3, 4, 8, 32] as const;
  const first = steps.indexOf(fewest);
  const chosen = new Map(table.map((row) => [row, first]));
  const cost = (row: WeightSensitivity, step: number): number => {
    const bits = steps[step] as (typeof steps)[number];
    return bits === 32 ? 0 : Math.max(0, row.bits[bits].loss);
  };
  const total = (): number => [...chosen].reduce((all, [row, step]) => all + cost(row, step), 0);
  while (total() > maxLoss) {
    let best: { row: WeightSensitivity; step: number; gain: number } | undefined;
    // Four bits may cost as much as three, and eight much less: every larger step is looked at.
    for (const [row, step] of chosen)
      for (let next = step + 1; next < steps.length; next++) {
        const bytes = (((steps[next] as number) - (steps[step] as number)) / 32) * row.bytes;
        const gain = (cost(row, step) - cost(row, next)) / bytes;
        if (best === undefined || gain > best.gain) best = { row, step: next, gain };
      }
    if (best === undefined || !(best.gain > 0)) break;
    chosen.set(best.row, best.step);
  }
  const byName = new Map([...chosen].map(([row, step]) => [row.name, steps[step] as (typeof steps)[number]]));
  return { bits: (weight) => byName.get(weight) ?? 32 };
}

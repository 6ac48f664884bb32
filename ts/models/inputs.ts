/** From what fit, evaluate and predict are given to sources of batches, checked before anything changes. */

import { checkList, checkWhole, isWithin, show, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { drawSeed, RandomSequence } from '../ops/random/seed.ts';
import { fromArray } from '../tensor/create.ts';
import { arrayConstructor, type DType } from '../tensor/dtype.ts';
import { isPlainObject } from '../tensor/plain.ts';
import { Tensor } from '../tensor/tensor.ts';
import { type Arrays, arraysOf, isListOf, type Slot, samplesOf, sliceRows, targetsOf } from './arrays.ts';
import {
  ArrayBatches,
  type ArrayData,
  type Batch,
  type BatchIterable,
  type BatchSource,
  isBatchIterable,
  StreamBatches,
} from './batches.ts';
import { checkCall, type FitOptions, type OnBatchOptions } from './options.ts';
import { type ClassWeight, checkWeights, weightsOfClasses } from './sample-weights.ts';
import type { FitPlan } from './training.ts';

/** A model, as its data is seen. */
export interface FedModel {
  /** What is known of inputs and outputs. */
  slots(): { x: readonly Slot[] | undefined; y: readonly Slot[] | undefined };
  /** Builds model, losses, metrics and slots for the shapes of data. */
  prepare(
    where: string,
    x: readonly HostArray[],
    y: readonly (HostArray | undefined)[],
    needsTargets: boolean,
  ): void;
}

/** Arrays as users give them. */
interface Given {
  readonly x: Arrays;
  readonly y?: Arrays | undefined;
  readonly sampleWeight?: Arrays | undefined;
  readonly classWeight?: ClassWeight | undefined;
}

/** Arrays on the host, all of the same number of rows. */
function collect(model: FedModel, where: string, given: Given): ArrayData {
  const slots = model.slots();
  const x = arraysOf(`${where}, x`, given.x, slots.x);
  const y =
    given.y === undefined ? [] : targetsOf(`${where}, y`, given.y, ofOneSample(given.y, x) ?? slots.y);
  if (given.classWeight !== undefined && given.sampleWeight !== undefined)
    throw new ValueError(where, 'classWeight or sampleWeight', 'both', 'Multiply the weights yourself.');
  const weights = weightsOf(where, given, y, slots.y);
  const samples = samplesOf(where, [
    ...x.map((array, index) => [`x${x.length > 1 ? ` ${index}` : ''}`, array] as const),
    ...y.flatMap((array, index) => (array ? [[`y${y.length > 1 ? ` ${index}` : ''}`, array] as const] : [])),
    ...weights.flatMap((array) => (array ? [['sampleWeight', array] as const] : [])),
  ]);
  const dtypes = x.map((array, index): DType => slots.x?.[index]?.dtype ?? array.dtype);
  return { samples, x, y, weights, dtypes };
}

/** A list of one tensor is the targets of one sample, where there is one and they have no row for it. */
function ofOneSample(y: Arrays, [x]: readonly HostArray[]): Slot[] | undefined {
  const [target, ...more] = Array.isArray(y) ? (y as unknown[]) : [];
  const isOne = target instanceof Tensor && more.length === 0 && x?.shape[0] === 1 && target.shape[0] !== 1;
  return isOne ? [{ name: 'y', sample: target.shape }] : undefined;
}

function weightsOf(
  where: string,
  { sampleWeight, classWeight }: Given,
  y: readonly (HostArray | undefined)[],
  slots: readonly Slot[] | undefined,
): (HostArray | undefined)[] {
  if (classWeight !== undefined) {
    const [targets] = y;
    if (targets === undefined || y.length > 1)
      throw new ValueError(
        `${where}, classWeight`,
        'a model with one output, and targets',
        `${y.length} arrays of targets`,
      );
    return [weightsOfClasses(where, targets, classWeight)];
  }
  if (sampleWeight === undefined) return [];
  const place = `${where}, sampleWeight`;
  const check = (array: HostArray | undefined): HostArray | undefined => array && checkWeights(where, array);
  const targets = y.filter((array) => array !== undefined);
  const isEach =
    y.length > 1 &&
    [y, targets].some(({ length }) => isPlainObject(sampleWeight) || isListOf(sampleWeight, length));
  if (isEach) {
    const names = y.map((array, index) => ({
      name: slots?.[index]?.name ?? `output_${index + 1}`,
      isOptional: array === undefined || isPlainObject(sampleWeight),
    }));
    return targetsOf(place, sampleWeight, names).map(check);
  }
  const arrays = arraysOf(place, sampleWeight, undefined).map(check);
  if (arrays.length !== 1)
    throw new ValueError(
      place,
      `one array, or one for each of ${targets.length} targets`,
      `${arrays.length}`,
    );
  // It serves all outputs.
  return y.length > 1 ? y.map(() => arrays[0]) : arrays;
}

/** How arrays are cut into batches. */
interface BatchOptions {
  readonly batchSize: number;
  /** Seed of the orders; none: the order of the data. */
  readonly shuffle?: number | undefined;
  readonly steps?: number | undefined;
  /** Whether nothing but the model's outputs is asked for. */
  readonly inputsOnly?: boolean;
}

/** A source of batches of arrays; the model is built for their shapes. */
export function arraySource(
  model: FedModel,
  where: string,
  given: Given,
  options: BatchOptions,
): ArrayBatches {
  checkWhole(where, 'batchSize', options.batchSize, 1);
  return arrayBatches(model, where, collect(model, where, given), options);
}

function arrayBatches(
  model: FedModel,
  where: string,
  data: ArrayData,
  { batchSize, shuffle, steps, inputsOnly = false }: BatchOptions,
): ArrayBatches {
  if (steps !== undefined) checkWhole(where, 'steps', steps, 1);
  model.prepare(where, data.x, data.y, !inputsOnly);
  return new ArrayBatches(data, { batchSize, shuffle, stepsPerEpoch: steps });
}

/** A source of the batches of an iterable. The first batch is looked at, to build the model for its shapes. */
export function streamSource(
  model: FedModel,
  where: string,
  source: BatchIterable,
  steps: number | undefined,
  inputsOnly = false,
): BatchSource {
  if (steps !== undefined) checkWhole(where, 'steps', steps, 1);
  const collected = (element: unknown): ArrayData => collect(model, where, parts(where, element, inputsOnly));
  let prepared = false;
  const convert = (element: unknown): Batch => {
    if (!prepared) {
      const { x, y } = collected(element);
      model.prepare(where, x, y, !inputsOnly);
      prepared = true;
    }
    return wholeBatch(collected(element));
  };
  return new StreamBatches(where, source, convert, steps);
}

function parts(where: string, element: unknown, inputsOnly: boolean): Given {
  if (!Array.isArray(element)) return { x: element as Arrays };
  if (inputsOnly && !isTuple(element)) return { x: element as Arrays };
  if (element.length < 1 || element.length > 3)
    throw new ValueError(
      where,
      'batches of the form [x, y] or [x, y, sampleWeight]',
      `an array of ${element.length}`,
    );
  const [x, y, sampleWeight] = element as [Arrays, Arrays | undefined, Arrays | undefined];
  return inputsOnly ? { x } : { x, y, sampleWeight };
}

/** Whether an array is [x, y, …] rather than rows of numbers. */
function isTuple(element: readonly unknown[]): boolean {
  return (
    element.length <= 3 && element.every((part) => typeof part === 'object' && part !== null && !isRow(part))
  );
}

function isRow(part: object): boolean {
  return Array.isArray(part) && typeof part[0] === 'number';
}

/** All rows as one batch. */
function wholeBatch({ samples, x, y, weights, dtypes }: ArrayData): Batch {
  return {
    size: samples,
    x: x.map((array, index) => toTensor(array, dtypes[index] ?? array.dtype)),
    y: y.map((array) => array && toTensor(array, array.dtype)),
    weights: weights.map((array) => array && toTensor(array, 'float32')),
  };
}

function toTensor({ data, shape, dtype }: HostArray, wanted: DType): Tensor {
  if (dtype === wanted) return fromArray(data, shape, dtype);
  const array = new (arrayConstructor(wanted))(data.length);
  array.set(data);
  return fromArray(array, shape, wanted);
}

/** One batch of arrays, for the model's own `…OnBatch`. */
export function onBatch(
  model: FedModel,
  where: string,
  x: Arrays,
  y: Arrays | undefined,
  options: OnBatchOptions,
  inputsOnly = false,
): Batch {
  const data = collect(model, where, { x, y, ...checkCall(where, 'onBatch', options) });
  model.prepare(where, data.x, data.y, !inputsOnly);
  return wholeBatch(data);
}

/**
 * The options beside an iterable of batches, which are in the place of y or, with nothing there, in their own. Throws a
 * {@link ValueError} for what batches have themselves.
 */
export function streamOptions<Options extends object>(
  where: string,
  y: unknown,
  given: Options | undefined,
): Options {
  const hasTargets = y !== undefined && y !== null && (given !== undefined || !isPlainObject(y));
  const options = (given ?? y ?? {}) as Options;
  const wrong = hasTargets
    ? 'y'
    : ['sampleWeight', 'classWeight'].find((option) => options[option as keyof Options] !== undefined);
  if (wrong !== undefined)
    throw new ValueError(
      where,
      `no ${wrong} beside an iterable of batches`,
      'one',
      'Yield [x, y] or [x, y, sampleWeight].',
    );
  return options;
}

/** Checks the options of fit and makes its sources. */
export function fitPlan(
  model: FedModel,
  where: string,
  x: Arrays | BatchIterable,
  y: Arrays | undefined,
  options: FitOptions,
): Omit<FitPlan, 'outside'> {
  // One draw, now: the clock decides when the epochs begin.
  const random = new RandomSequence(drawSeed());
  const { batchSize = 32, epochs = 1, initialEpoch = 0, validationSplit = 0, stepsPerEpoch } = options;
  checkWhole(where, 'batchSize', batchSize, 1);
  checkWhole(where, 'epochs', epochs, 0);
  checkWhole(where, 'initialEpoch', initialEpoch, 0);
  if (stepsPerEpoch !== undefined) checkWhole(where, 'stepsPerEpoch', stepsPerEpoch, 1);
  const validationBatchSize = checkWhole(
    where,
    'validationBatchSize',
    options.validationBatchSize ?? batchSize,
    1,
  );
  const validates = validationEpochs(where, options.validationFreq ?? 1);
  if (!(isWithin(validationSplit, 0) && validationSplit < 1))
    throw new ValueError(where, 'validationSplit from 0 to below 1', show(validationSplit));
  let validation: BatchSource | undefined;
  let source: BatchSource;
  if (isBatchIterable(x)) {
    if (validationSplit > 0)
      throw new ValueError(
        where,
        'arrays for validationSplit',
        'an iterable of batches',
        'Give validationData.',
      );
    source = streamSource(model, where, x, stepsPerEpoch);
  } else {
    const { sampleWeight, classWeight } = options;
    let data = collect(model, where, { x, y, sampleWeight, classWeight });
    if (validationSplit > 0 && options.validationData === undefined) {
      const [train, held] = split(where, data, validationSplit);
      data = train;
      // Keras cuts before it makes weights of classes: those do not apply to what is held back.
      const heldData = classWeight === undefined ? held : { ...held, weights: [] };
      validation = arrayBatches(model, `${where}, validation`, heldData, {
        batchSize: validationBatchSize,
        steps: options.validationSteps,
      });
    }
    source = arrayBatches(model, where, data, {
      batchSize,
      ...(options.shuffle === false ? {} : { shuffle: random.draw() }),
      steps: stepsPerEpoch,
    });
  }
  if (options.validationData !== undefined)
    validation = validationSource(
      model,
      `${where}, validationData`,
      options.validationData,
      validationBatchSize,
      options.validationSteps,
    );
  return {
    source,
    validation,
    epochs,
    initialEpoch,
    validates,
    verbose: options.verbose ?? 'auto',
    callbacks: [options.callbacks ?? []].flat(),
    signal: options.signal,
    random,
  };
}

function validationSource(
  model: FedModel,
  where: string,
  data: NonNullable<FitOptions['validationData']>,
  batchSize: number,
  steps: number | undefined,
): BatchSource {
  if (isBatchIterable(data)) return streamSource(model, where, data, steps);
  const parts: readonly unknown[] = Array.isArray(data) ? data : [];
  if (parts.length < 2 || parts.length > 3)
    throw new ValueError(where, '[x, y], [x, y, sampleWeight] or an iterable of batches', show(data));
  const [x, y, sampleWeight] = parts as [Arrays, Arrays, Arrays?];
  return arraySource(model, where, { x, y, sampleWeight }, { batchSize, steps });
}

/** The last part of the samples is held back (keras train_validation_split). */
function split(where: string, data: ArrayData, validationSplit: number): [ArrayData, ArrayData] {
  const at = Math.floor(data.samples * (1 - validationSplit));
  if (at === 0 || at === data.samples)
    throw new ValueError(
      where,
      'a validationSplit that leaves samples on both sides',
      `${validationSplit} of ${data.samples} samples`,
    );
  const part = (from: number, to: number): ArrayData => ({
    ...data,
    samples: to - from,
    x: data.x.map((array) => sliceRows(array, from, to)),
    y: data.y.map((array) => array && sliceRows(array, from, to)),
    weights: data.weights.map((array) => array && sliceRows(array, from, to)),
  });
  return [part(0, at), part(at, data.samples)];
}

function validationEpochs(where: string, frequency: number | readonly number[]): (epoch: number) => boolean {
  if (typeof frequency === 'number') {
    checkWhole(where, 'validationFreq', frequency, 1);
    return (epoch) => (epoch + 1) % frequency === 0;
  }
  for (const epoch of checkList(where, 'validationFreq', frequency))
    checkWhole(where, 'validationFreq', epoch, 1);
  return (epoch) => frequency.includes(epoch + 1);
}

/** Throws a {@link ValueError} where targets were given for some outputs but not for all. */
export function targetsGiven(where: string, names: readonly string[], y: readonly unknown[]): void {
  if (y.length !== 0 && y.length !== names.length)
    throw new ValueError(`${where}, y`, `${names.length} arrays (${names.join(', ')})`, `${y.length}`);
}

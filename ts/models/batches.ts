/** Batches: rows of arrays, gathered into buffers that every step reuses; or what an iterable yields. */

import { randomStream, shuffleInPlace } from '../data/random.ts';
import { StateError, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { currentSequence } from '../ops/random/seed.ts';
import { fromArray } from '../tensor/create.ts';
import { arrayConstructor, type DType, type TypedArray } from '../tensor/dtype.ts';
import { isPromise } from '../tensor/promise.ts';
import { sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The tensors of one step. */
export interface Batch {
  readonly size: number;
  readonly x: readonly Tensor[];
  /** One an output, where there are targets for it. */
  readonly y: readonly (Tensor | undefined)[];
  /** One an output, where there are weights. */
  readonly weights: readonly (Tensor | undefined)[];
}

/** A batch, perhaps later; `undefined` at the end. */
type Next = Batch | undefined | PromiseLike<Batch | undefined>;

/** One pass over the data, or the next part of it. */
export interface Pass {
  /** The next batch, valid until the one after; `undefined` at the end. */
  next(): Next;
}

/** Where batches come from. */
export interface BatchSource {
  /** Steps of an epoch, where that is known. */
  readonly steps: number | undefined;
  /** Begins an epoch: where the data begins, or where the last epoch ended. */
  begin(anew: boolean): Pass;
  /** Ends with whatever was open. */
  close?(): Promise<void> | void;
}

/** All the data of a fit or an evaluation, in arrays. */
export interface ArrayData {
  readonly samples: number;
  readonly x: readonly HostArray[];
  readonly y: readonly (HostArray | undefined)[];
  readonly weights: readonly (HostArray | undefined)[];
  /** The dtypes of the model's inputs. */
  readonly dtypes: readonly DType[];
}

/** Elements up to which a loop copies a row faster than `set` does. */
const SHORT_ROW = 32;

/** Rows of one array, in any order, as a tensor over a buffer that is used again. */
class RowGatherer {
  readonly #array: HostArray;
  readonly #dtype: DType;
  readonly #rowSize: number;
  readonly #buffer: TypedArray | undefined;
  readonly #whole: Tensor | undefined;

  constructor(array: HostArray, dtype: DType, batchSize: number, ordered: boolean) {
    this.#array = array;
    this.#dtype = dtype;
    this.#rowSize = sizeOf(array.shape.slice(1));
    if (ordered && dtype === array.dtype) return;
    this.#buffer = new (arrayConstructor(dtype))(batchSize * this.#rowSize);
    this.#whole = fromArray(this.#buffer, [batchSize, ...array.shape.slice(1)], dtype);
  }

  /** Rows `order[from]` to `order[to - 1]`; without an order, rows `from` to `to - 1`. */
  gather(order: Int32Array | undefined, from: number, to: number): Tensor {
    const size = this.#rowSize;
    const { data, shape } = this.#array;
    const rows = to - from;
    const buffer = this.#buffer;
    if (buffer === undefined)
      return fromArray(data.subarray(from * size, to * size), [rows, ...shape.slice(1)], this.#dtype);
    if (order === undefined) buffer.set(data.subarray(from * size, to * size));
    else if (size <= SHORT_ROW)
      for (let row = 0, to = 0; row < rows; row++) {
        const start = (order[from + row] as number) * size;
        for (let column = 0; column < size; column++) buffer[to++] = data[start + column] as number;
      }
    else
      for (let row = 0; row < rows; row++) {
        const start = (order[from + row] as number) * size;
        buffer.set(data.subarray(start, start + size), row * size);
      }
    const whole = this.#whole as Tensor;
    if (rows === whole.shape[0]) return whole;
    return fromArray(buffer.subarray(0, rows * size), [rows, ...shape.slice(1)], this.#dtype);
  }
}

/** Batches of arrays; the last of a pass is smaller where the size does not divide. */
export class ArrayBatches implements BatchSource {
  readonly steps: number;
  readonly #samples: number;
  readonly #batchSize: number;
  readonly #perPass: number;
  readonly #shuffle: number | undefined;
  #passes = 0;
  readonly #x: readonly RowGatherer[];
  readonly #y: readonly (RowGatherer | undefined)[];
  readonly #weights: readonly (RowGatherer | undefined)[];
  #order: Int32Array | undefined;
  #step: number;

  constructor(
    data: ArrayData,
    options: {
      batchSize: number;
      /** Seed of the orders; none: the order of the data. */
      shuffle?: number | undefined;
      stepsPerEpoch?: number | undefined;
    },
  ) {
    const { batchSize, shuffle, stepsPerEpoch } = options;
    this.#samples = data.samples;
    this.#batchSize = Math.min(batchSize, data.samples);
    this.#perPass = Math.ceil(data.samples / this.#batchSize);
    this.#shuffle = shuffle;
    this.#step = this.#perPass;
    this.steps = stepsPerEpoch ?? this.#perPass;
    const gatherer = (array: HostArray, dtype: DType): RowGatherer =>
      new RowGatherer(array, dtype, this.#batchSize, shuffle === undefined);
    this.#x = data.x.map((array, index) => gatherer(array, data.dtypes[index] ?? array.dtype));
    this.#y = data.y.map((array) => array && gatherer(array, array.dtype));
    this.#weights = data.weights.map((array) => array && gatherer(array, 'float32'));
  }

  begin(anew: boolean): { next(): Batch | undefined } {
    if (anew || this.#step === this.#perPass) this.#restart();
    return { next: () => this.#next() };
  }

  #restart(): void {
    this.#step = 0;
    if (this.#shuffle === undefined) return;
    const order = new Int32Array(this.#samples);
    for (let index = 0; index < order.length; index++) order[index] = index;
    shuffleInPlace(order, randomStream(this.#shuffle, this.#passes++));
    this.#order = order;
  }

  #next(): Batch | undefined {
    // As in Keras, an epoch ends where the data ends, and the next begins anew.
    if (this.#step === this.#perPass) return undefined;
    const from = this.#step++ * this.#batchSize;
    const to = Math.min(from + this.#batchSize, this.#samples);
    const gather = (gatherer: RowGatherer): Tensor => gatherer.gather(this.#order, from, to);
    return {
      size: to - from,
      x: this.#x.map(gather),
      y: this.#y.map((gatherer) => gatherer && gather(gatherer)),
      weights: this.#weights.map((gatherer) => gatherer && gather(gatherer)),
    };
  }
}

/** Something that yields batches, anew for every pass. */
export type BatchIterable = Iterable<unknown> | AsyncIterable<unknown>;

/** Whether data is an iterable of batches rather than arrays. */
export function isBatchIterable(value: unknown): value is BatchIterable {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/** Batches of an iterable of `[x, y]` or `[x, y, sampleWeight]`. */
export class StreamBatches implements BatchSource {
  #steps: number | undefined;
  readonly #source: BatchIterable;
  readonly #limit: number | undefined;
  readonly #convert: (element: unknown) => Batch;
  readonly #where: string;
  #iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;

  constructor(
    where: string,
    source: BatchIterable,
    convert: (element: unknown) => Batch,
    stepsPerEpoch: number | undefined,
  ) {
    this.#where = where;
    this.#source = source;
    this.#convert = convert;
    this.#limit = stepsPerEpoch;
    const { cardinality } = source as { cardinality?: number };
    this.#steps = stepsPerEpoch ?? (Number.isFinite(cardinality) ? cardinality : undefined);
    if (cardinality === Number.POSITIVE_INFINITY && stepsPerEpoch === undefined)
      throw new ValueError(where, 'stepsPerEpoch for a dataset without end', 'none', 'Give stepsPerEpoch.');
  }

  get steps(): number | undefined {
    return this.#steps;
  }

  begin(anew: boolean): Pass {
    // A generator is its own iterator, and goes on in any case.
    const isLeft = anew && this.#iterator !== undefined && this.#iterator !== (this.#source as unknown);
    const closed = isLeft ? this.close() : undefined;
    // Conversion builds the model at the first batch: its weights are drawn for the loop that reads.
    const sequence = currentSequence();
    let step = 0;
    let restarted = false;
    // An iterator of JavaScript may give nothing at all: that is no batch.
    const take = (result: IteratorResult<unknown> | undefined): Next => {
      if (result?.done !== true) {
        step++;
        const value = result?.value;
        return isPromise(value) ? value.then(convert) : convert(value);
      }
      this.#iterator = undefined;
      if (step === 0 && restarted)
        throw new StateError(
          this.#where,
          'an iterable with batches in every pass',
          'none',
          'A generator is read only once: give Dataset.from(() => generator()).',
        );
      // Without a single batch, the last epoch ended exactly where the data did.
      if (step === 0) {
        restarted = true;
        return next();
      }
      if (this.#limit === undefined) this.#steps = step;
      return undefined;
    };
    const convert = (value: unknown): Batch => sequence.within(() => this.#convert(value));
    const next = (): Next => {
      if (step === this.#limit) return undefined;
      this.#iterator ??= sequence.within(() => open(this.#source));
      const result = this.#iterator.next();
      return isPromise(result) ? result.then(take) : take(result);
    };
    return { next: () => (step === 0 && closed !== undefined ? closed.then(next) : next()) };
  }

  async close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    await iterator?.return?.();
  }
}

function open(source: BatchIterable): Iterator<unknown> | AsyncIterator<unknown> {
  if (Symbol.asyncIterator in source) return (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return (source as Iterable<unknown>)[Symbol.iterator]();
}

// Pipelines of samples, as tf.data has them (https://www.tensorflow.org/api_docs/python/tf/data/Dataset).
import { checkKeys } from '../closest.ts';
import { checkWhole, StateError, show, ValueError } from '../errors.ts';
import { currentSequence, drawSeed, type RandomSequence } from '../ops/random/seed.ts';
import { checkSeed, randomStream } from './random.ts';
import { close, END, type OpenStage, pull, runAsync, runSync, type Stage, settled } from './stage.ts';
import { type Structure, slicesOf, stackElements, type Tensors } from './structure.ts';

/** What {@link Dataset.from} reads: anything iterable, or a function that returns it anew for every pass. */
export type DatasetSource<T> = Iterable<T> | AsyncIterable<T> | (() => Iterable<T> | AsyncIterable<T>);

/**
 * A sequence of elements, computed as it is read, from the beginning in every pass.
 *
 * Read it with `for (const element of dataset)` when all steps are synchronous, else with `for await`. Elements are
 * ordinary JavaScript arrays under their tensors: one that nobody holds any more is collected, nothing is to be freed.
 */
export class Dataset<T> implements Iterable<T>, AsyncIterable<T> {
  /** Elements of a pass: Infinity for endless ones, `undefined` where only reading tells. */
  readonly cardinality: number | undefined;
  readonly #open: OpenStage<T>;

  private constructor(cardinality: number | undefined, open: OpenStage<T>) {
    this.cardinality = cardinality;
    this.#open = open;
  }

  /**
   * The entries of tensors along their first axis: `[x, y]` of shapes (n, 64) and (n, 10) gives n elements
   * `[x, y]` of shapes (64,) and (10,). Takes one tensor, or tuples and plain objects of tensors.
   *
   * Typed arrays are not copied, and must not change while the dataset is in use.
   *
   * @throws ShapeError when there is no tensor, one is a scalar, or their lengths differ.
   */
  static fromTensorSlices<const S extends Structure>(structure: S): Dataset<Tensors<S>> {
    const { length, at } = slicesOf(structure, 'Dataset.fromTensorSlices');
    return new Dataset(length, function* () {
      for (let index = 0; index < length; index++) yield at(index);
    });
  }

  /** The elements of anything iterable. A function is called for every pass; a generator can be read only once. */
  static from<T>(source: DatasetSource<T>): Dataset<T> {
    let isSpent = false;
    return new Dataset(Array.isArray(source) ? source.length : undefined, function* () {
      const iterator = iteratorOf(typeof source === 'function' ? source() : source);
      if (iterator === (source as unknown)) {
        const remedy = 'Give the function that makes the generator, without calling it.';
        if (isSpent)
          throw new StateError(
            'Dataset',
            'a source that can be read again',
            'a generator already read',
            remedy,
          );
        isSpent = true;
      }
      let isOpen = true;
      try {
        for (;;) {
          // After an error of its own an iterator is over, and not to be closed.
          isOpen = false;
          const result: IteratorResult<T> | undefined = yield* settled(iterator.next());
          if (typeof result !== 'object' || result === null)
            throw new ValueError('Dataset', 'an iterator whose next() gives { done, value }', show(result));
          const { done, value } = result;
          if (done === true) return;
          isOpen = true;
          yield value;
        }
      } finally {
        if (isOpen) yield* settled(iterator.return?.());
      }
    });
  }

  /** Each element changed by `change`, which may return a promise. */
  map<U>(change: (element: T) => U | PromiseLike<U>): Dataset<U> {
    return this.#then(this.cardinality, function* (source) {
      for (;;) {
        const element = yield* pull(source);
        if (element === END) return;
        yield yield* settled(change(element));
      }
    });
  }

  /** The elements for which `keep` returns true, or a promise of it. */
  filter(keep: (element: T) => boolean | PromiseLike<boolean>): Dataset<T> {
    return this.#then(undefined, function* (source) {
      for (;;) {
        const element = yield* pull(source);
        if (element === END) return;
        if (yield* settled(keep(element))) yield element;
      }
    });
  }

  /**
   * The elements in random order, each drawn from the next `bufferSize`: a perfect shuffle needs a buffer as large as
   * the dataset.
   *
   * @param options.seed Whole number; the same seed gives the same orders on every runtime. Default: drawn from the
   *   global seed.
   * @param options.reshuffleEachIteration Another order in every pass. Default true.
   */
  shuffle(
    bufferSize: number,
    options: { readonly seed?: number; readonly reshuffleEachIteration?: boolean } = {},
  ): Dataset<T> {
    checkWhole('Dataset.shuffle', 'bufferSize', bufferSize, 1);
    const { reshuffleEachIteration = true } = checkKeys(
      'Dataset.shuffle',
      options,
      'seed reshuffleEachIteration',
    );
    const seed = checkSeed(options.seed, 'Dataset.shuffle') ?? drawSeed();
    const passOf = countPasses();
    return this.#then(this.cardinality, function* (source) {
      const { pass, reader } = reshuffleEachIteration ? passOf(currentSequence()) : { pass: 0, reader: 0 };
      const random = randomStream(seed, pass, 'Dataset.shuffle', reader);
      const buffer: T[] = [];
      let isOver = false;
      for (;;) {
        while (!isOver && buffer.length < bufferSize) {
          const element = yield* pull(source);
          if (element === END) isOver = true;
          else buffer.push(element);
        }
        if (buffer.length === 0) return;
        const chosen = random.below(buffer.length);
        const element = buffer[chosen] as T;
        const last = buffer.pop() as T;
        if (chosen < buffer.length) buffer[chosen] = last;
        yield element;
      }
    });
  }

  /**
   * `batchSize` elements as one: their tensors stacked along a new first axis.
   *
   * @param options.dropRemainder Leaves out a last batch with fewer elements. Default false.
   * @throws ShapeError or DTypeError while reading, when elements of a batch differ in structure, shape or dtype.
   */
  batch(batchSize: number, options: { readonly dropRemainder?: boolean } = {}): Dataset<Tensors<T>> {
    checkWhole('Dataset.batch', 'batchSize', batchSize, 1);
    const { dropRemainder = false } = checkKeys('Dataset.batch', options, 'dropRemainder');
    const batches = this.cardinality === undefined ? undefined : this.cardinality / batchSize;
    const cardinality =
      batches === undefined ? undefined : dropRemainder ? Math.floor(batches) : Math.ceil(batches);
    return this.#then(cardinality, function* (source) {
      for (let isOver = false; !isOver; ) {
        const elements: T[] = [];
        while (!isOver && elements.length < batchSize) {
          const element = yield* pull(source);
          if (element === END) isOver = true;
          else elements.push(element);
        }
        const isWhole = elements.length === batchSize;
        if (isWhole || (elements.length > 0 && !dropRemainder))
          yield stackElements(elements, 'Dataset.batch');
      }
    });
  }

  /** The dataset `count` times over; endlessly by default. */
  repeat(count: number = Number.POSITIVE_INFINITY): Dataset<T> {
    if (count !== Number.POSITIVE_INFINITY) checkWhole('Dataset.repeat', 'count', count, 0);
    const open = this.#open;
    const total = this.cardinality === 0 || count === 0 ? 0 : undefined;
    const cardinality = this.cardinality === undefined ? total : (total ?? this.cardinality * count);
    return new Dataset(cardinality, function* (isAsync) {
      for (let pass = 0; pass < count; pass++) {
        let isEmpty = true;
        const source = open(isAsync);
        try {
          for (;;) {
            const element = yield* pull(source);
            if (element === END) break;
            isEmpty = false;
            yield element;
          }
        } finally {
          yield* close(source);
        }
        // Endless repetition of nothing would never return.
        if (isEmpty) return;
      }
    });
  }

  /** The first `count` elements. */
  take(count: number): Dataset<T> {
    checkWhole('Dataset.take', 'count', count, 0);
    const cardinality = this.cardinality === undefined ? undefined : Math.min(count, this.cardinality);
    return this.#then(cardinality, function* (source) {
      for (let taken = 0; taken < count; taken++) {
        const element = yield* pull(source);
        if (element === END) return;
        yield element;
      }
    });
  }

  /** All but the first `count` elements. */
  skip(count: number): Dataset<T> {
    checkWhole('Dataset.skip', 'count', count, 0);
    const cardinality = this.cardinality === undefined ? undefined : Math.max(0, this.cardinality - count);
    return this.#then(cardinality, function* (source) {
      for (let index = 0; ; index++) {
        const element = yield* pull(source);
        if (element === END) return;
        if (index >= count) yield element;
      }
    });
  }

  /**
   * Reads up to `count` elements ahead while the reader works, so that promises of the steps before settle meanwhile.
   * Without promises there is nothing to be won, and `for (… of dataset)` ignores it.
   */
  prefetch(count: number): Dataset<T> {
    checkWhole('Dataset.prefetch', 'count', count, 1);
    const open = this.#open;
    return new Dataset(this.cardinality, (isAsync) => (isAsync ? prefetched(open, count) : open(false)));
  }

  /** Reads the dataset; throws a {@link StateError} at a step that returns a promise. */
  [Symbol.iterator](): Iterator<T> {
    return runSync(this.#open);
  }

  /** Reads the dataset, waiting for steps that return promises. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return runAsync(this.#open);
  }

  /** The dataset that `stage` makes of this one, which is closed when `stage` ends. */
  #then<U>(cardinality: number | undefined, stage: (source: Stage<T>) => Stage<U>): Dataset<U> {
    const open = this.#open;
    return new Dataset(cardinality, function* (isAsync) {
      const source = open(isAsync);
      try {
        yield* stage(source);
      } finally {
        yield* close(source);
      }
    });
  }
}

/** The number of each pass of a reader, and of the reader: passes of loops that run at once do not count together. */
function countPasses(): (sequence: RandomSequence) => { pass: number; reader: number } {
  const readers = new WeakMap<RandomSequence, { reader: number; passes: number }>();
  let count = 0;
  return (sequence) => {
    let found = readers.get(sequence);
    if (found === undefined) {
      found = { reader: count++, passes: 0 };
      readers.set(sequence, found);
    }
    return { pass: found.passes++, reader: found.reader };
  };
}

function* prefetched<T>(open: OpenStage<T>, count: number): Stage<T> {
  const source = runAsync(open);
  const ahead: Promise<IteratorResult<T>>[] = [];
  try {
    for (;;) {
      while (ahead.length <= count) {
        const next = source.next();
        // Rejections are thrown when their turn comes; if it never does, nobody is to be told.
        next.catch(() => undefined);
        ahead.push(next);
      }
      const { done, value } = yield* settled(ahead.shift() as Promise<IteratorResult<T>>);
      if (done === true) return;
      yield value;
    }
  } finally {
    yield* settled(source.return?.());
  }
}

function iteratorOf<T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/**
 * Where random numbers come from: a counter-based generator (Philox 4×32-10) whose state is a variable, so that
 * eager and compiled code draw the same numbers, on every runtime (keras.random.SeedGenerator).
 */

import { checkWhole, show, ValueError } from '../../errors.ts';
import { withoutRecording } from '../../tensor/active.ts';
import { fromArray } from '../../tensor/create.ts';
import type { Spec } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { Variable } from '../../tensor/variable.ts';
import { encodeRandomAdvance } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation } from '../operation.ts';

/** How far a draw moves the counter. */
export interface AdvanceAttributes {
  /** Blocks of four numbers. */
  readonly blocks: number;
}

/** The state after a draw. */
export const advanceOperation: Operation<AdvanceAttributes> = operation<AdvanceAttributes>({
  name: 'randomAdvance',
  infer: ([state]) => [state as Spec],
  inPlace: [[0, 0]],
  encode: (words, { inputs: [state], outputs: [y], attributes: { blocks } }) =>
    encodeRandomAdvance(words, { state, y, blocks }),
});

/** A stream of random numbers. Two generators of the same seed give the same numbers. */
export class SeedGenerator {
  /** int32 (4,): key, then counter, low word first. */
  readonly state: Variable;
  readonly seed: number;

  /** @param seed A whole number; default: drawn from the global seed. */
  constructor(seed: number = drawSeed()) {
    this.seed = checkWhole('SeedGenerator', 'seed', seed, 0);
    this.state = new Variable(seedState(seed), { name: 'seed_generator_state', trainable: false });
  }

  /** The state for a draw of `count` numbers, which moves the counter behind them. */
  next(count: number): Tensor {
    checkWhole('SeedGenerator.next', 'count', count, 0);
    // A value of its own: the assignment below must not reach the draw that still reads it.
    const state = this.state.value;
    this.state.assign(apply(advanceOperation, [state], { blocks: Math.ceil(count / 4) }));
    return state;
  }
}

/** A seed, a generator, or nothing for the global generator. A number gives the same draw at every call. */
export type Seed = number | SeedGenerator | undefined;

/** The state for a draw of `count` numbers from a seed. */
export function stateOf(seed: Seed, count: number): Tensor {
  if (typeof seed === 'number') return seedState(checkWhole('seed', 'seed', seed, 0));
  if (seed !== undefined && !(seed instanceof SeedGenerator))
    throw new ValueError('seed', 'a whole number or a SeedGenerator', show(seed));
  return (seed ?? globalGenerator()).next(count);
}

/** Apart from every seed a user gives: the upper word of the key of draws without a seed. */
const UNSEEDED = 2 ** 32;

/**
 * Where everything unseeded draws from: seeds in a row, and the state of a generator. There is one for the whole
 * program, and one for every loop over data: what loops draw that run at once never depends on whose turn it is.
 */
export class RandomSequence {
  /** The seed it began with; drawn at the first use unless given, never at import. */
  #first: number | undefined;
  #last = 0;
  /** The state of the generator while another sequence is the current one. */
  #state: Tensor | undefined;

  constructor(seed?: number) {
    if (seed !== undefined) this.restart(seed);
  }

  /** Begins with a seed. */
  restart(seed: number): void {
    this.#first = seed;
    this.#last = seed;
    this.#state = undefined;
  }

  /** The next seed. */
  draw(): number {
    // SplitMix32 (Steele, Lea and Flood, 2014, cut to 32 bits).
    this.#start();
    this.#last = (this.#last + 0x9e3779b9) >>> 0;
    let z = this.#last;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** Runs `body`, in which everything unseeded draws from this sequence. */
  within<Result>(body: () => Result): Result {
    const outer = current;
    outer.#leaveTo(this);
    try {
      return body();
    } finally {
      this.#leaveTo(outer);
    }
  }

  /** The seed of its generator. It is no draw, so nobody else's draws depend on when the generator is first used. */
  get generatorSeed(): number {
    return UNSEEDED + this.#start();
  }

  /** Compiled functions hold the one generator's state: so that is exchanged, not the generator. */
  #leaveTo(next: RandomSequence): void {
    if (next === this) return;
    if (generator !== undefined) {
      this.#state = fromArray(generator.state.data(), [4], 'int32');
      generator.state.assign(next.#state ?? seedState(next.generatorSeed));
    }
    current = next;
  }

  #start(): number {
    if (this.#first === undefined) this.restart(Math.floor(Math.random() * 2 ** 32));
    return this.#first as number;
  }
}

const programs: RandomSequence = /* @__PURE__ */ new RandomSequence();
let current: RandomSequence = programs;
let generator: SeedGenerator | undefined;

/** The sequence that draws without a seed take from now. */
export function currentSequence(): RandomSequence {
  return current;
}

/**
 * Seeds all randomness: weights, dropout, shuffling (keras.utils.set_random_seed). Call it before models are
 * built; generators made earlier keep their state. Throws a {@link ValueError} unless the seed is a whole number from 0
 * to 2³² - 1.
 */
export function setRandomSeed(seed: number): void {
  if (checkWhole('setRandomSeed', 'seed', seed, 0) >= 2 ** 32)
    throw new ValueError('setRandomSeed', 'a seed below 2 ** 32', String(seed));
  programs.restart(seed);
  current.restart(seed);
  const { generatorSeed } = current;
  withoutRecording(() => generator?.state.assign(seedState(generatorSeed)));
}

/** The next seed of the current sequence: for a layer without a seed of its own, or a shuffle. */
export function drawSeed(): number {
  return current.draw();
}

function globalGenerator(): SeedGenerator {
  generator ??= new SeedGenerator(current.generatorSeed);
  return generator;
}

function seedState(seed: number): Tensor {
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  return fromArray(new Int32Array(new Uint32Array([low, high, 0, 0]).buffer), [4], 'int32');
}

/**
 * Where random numbers come from: a counter-based generator (Philox 4×32-10) whose state is a variable, so that
 * eager and compiled code draw the same numbers, on every runtime (keras.random.SeedGenerator).
 */

import { checkWhole } from '../../errors.ts';
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
  return (seed ?? globalGenerator()).next(count);
}

/** State of the sequence of seeds; drawn at the first use unless seeded, never at import. */
let host = 0;
let seeded = false;
let generator: SeedGenerator | undefined;

/**
 * Seeds all randomness: weights, dropout, shuffling (keras.utils.set_random_seed). Call it before models are
 * built; generators made earlier keep their state.
 */
export function setRandomSeed(seed: number): void {
  host = checkWhole('setRandomSeed', 'seed', seed, 0) >>> 0;
  seeded = true;
  generator?.state.dispose();
  generator = undefined;
}

/** The next seed of the global sequence: for a layer without a seed of its own, or a shuffle. */
export function drawSeed(): number {
  // SplitMix32 (Steele, Lea and Flood, 2014, cut to 32 bits).
  if (!seeded) {
    seeded = true;
    host ^= Math.floor(Math.random() * 2 ** 32);
  }
  host = (host + 0x9e3779b9) >>> 0;
  let z = host;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function globalGenerator(): SeedGenerator {
  generator ??= new SeedGenerator();
  return generator;
}

function seedState(seed: number): Tensor {
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  return fromArray(new Int32Array(new Uint32Array([low, high, 0, 0]).buffer), [4], 'int32');
}

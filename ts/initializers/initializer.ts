/** What an initializer is (keras.initializers.Initializer): the first values of a weight. */

import { checkKeys } from '../closest.ts';
import {
  type Config,
  type ConfigClass,
  type ConfigValue,
  classNameOf,
  madeOf,
  optionsFrom,
} from '../config/config.ts';
import { checkWhole, show, ValueError } from '../errors.ts';
import { drawSeed, type Seed, SeedGenerator } from '../ops/random/seed.ts';
import { cast } from '../ops/shape/cast.ts';
import { withoutRecording } from '../tensor/active.ts';
import type { DType } from '../tensor/dtype.ts';
import { isPlainObject } from '../tensor/plain.ts';
import { checkShape, type Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Options of a call. */
export interface InitializerCallOptions {
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/** Base of all initializers. */
export abstract class Initializer {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** A tensor of first values, computed at once, also inside a compiled function. */
  call(shape: Shape, options: InitializerCallOptions = {}): Tensor {
    const { dtype = 'float32' } = checkKeys(this.className, options, 'dtype');
    checkShape(this.className, shape);
    return withoutRecording(() => cast(this.values(shape), dtype));
  }

  /** The values, in any dtype. */
  protected abstract values(shape: Shape): Tensor;

  /** Keras's config. */
  getConfig(): Config {
    return {};
  }

  /** The initializer of a Keras config, of the class that it is called on. */
  static fromConfig(this: ConfigClass<Initializer>, config: Config): Initializer {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, randomOptions(config));
  }
}

/** Options of the initializers that draw. */
export interface RandomOptions {
  /**
   * A number or nothing (then drawn from the global seed at the first use): the same values at each call, as in
   * Keras. A generator: others at each call.
   */
  readonly seed?: Seed;
}

/** Base of the initializers that draw. */
export abstract class RandomInitializer extends Initializer {
  readonly #given: Seed;
  #drawn: Seed;

  constructor(options: RandomOptions) {
    const { seed } = options;
    super();
    if (seed !== undefined && seed !== null && !(seed instanceof SeedGenerator))
      checkWhole('seed', 'seed', seed, 0);
    this.#given = seed;
    this.#drawn = seed;
  }

  /** The seed of the draws. Drawn late: at global scope some runtimes have no random numbers. */
  protected get seed(): Seed {
    this.#drawn ??= drawSeed();
    return this.#drawn;
  }

  override getConfig(): Config {
    return { seed: seedConfig(this.#given) };
  }
}

function seedConfig(seed: Seed): ConfigValue {
  return (seed instanceof SeedGenerator ? seed.seed : seed) ?? null;
}

/** The options of a config whose seed may be a serialised generator. */
function randomOptions(config: Config): Record<string, unknown> {
  const options: Record<string, unknown> = optionsFrom(config);
  const { seed } = options;
  if (isPlainObject(seed) && isPlainObject(seed['config'])) options['seed'] = seed['config']['seed'];
  return options;
}

/** Two finite numbers that keep a rule, the second being at least `least`, or a {@link ValueError}. */
export function checkNumbers(where: string, rule: string, a: number, b: number, least: number): void {
  if (!(Number.isFinite(a) && Number.isFinite(b) && b >= least))
    throw new ValueError(where, rule, `${show(a)} and ${show(b)}`);
}

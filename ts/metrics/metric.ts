/**
 * What a metric is (keras.metrics.Metric): state in variables, updated by operations, so that a compiled training
 * step updates it as it goes.
 */

import { type Config, type ConfigClass, classNameOf, madeOf, optionsFrom } from '../config/config.ts';
import { StateError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { zeros, zerosLike } from '../ops/creation/full.ts';
import { active } from '../tensor/active.ts';
import type { TensorLike } from '../tensor/create.ts';
import type { DType } from '../tensor/dtype.ts';
import { scope } from '../tensor/scope.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';

/** Options that all metrics have. */
export interface MetricOptions {
  /** The key in logs and history. Default: the class's name in snake case. */
  readonly name?: string;
}

/** Base of all metrics. */
export abstract class Metric {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;
  readonly name: string;
  /** The dtype of the state and the result. */
  readonly dtype: DType = 'float32';
  readonly #state = new Map<string, Variable>();

  constructor(name: string) {
    this.name = name;
  }

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** Takes a batch into account; weights count samples (or their parts) more or less. */
  abstract updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void;

  /** The value over all batches since the last reset. */
  abstract result(): Tensor;

  /** The shapes of the state by name; empty as long as they are not known. */
  protected abstract stateShapes(): Readonly<Record<string, Shape>>;

  /** The state. Made at the first use, so that a new metric needs no memory. */
  get variables(): readonly Variable[] {
    for (const [name, shape] of Object.entries(this.stateShapes()))
      if (!this.#state.has(name))
        this.#state.set(
          name,
          new Variable(() => zeros(shape, { dtype: this.dtype }), {
            name: `${this.name}_${name}`,
            trainable: false,
          }),
        );
    return [...this.#state.values()];
  }

  /** Forgets all batches. */
  resetState(): void {
    for (const variable of this.variables) variable.assign(zerosLike(variable));
  }

  /** Frees the state. */
  dispose(): void {
    for (const variable of this.#state.values()) variable.dispose();
    this.#state.clear();
  }

  /** Keras's config. */
  getConfig(): Config {
    return { name: this.name, dtype: this.dtype };
  }

  /** The metric of a Keras config, of the class that it is called on. */
  static fromConfig(this: ConfigClass<Metric>, config: Config): Metric {
    // The dtype of a metric is that of its class.
    const { dtype: _, ...options } = optionsFrom(config);
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, options);
  }

  /** A part of the state. */
  protected state(name: string): Variable {
    let variable = this.#state.get(name);
    if (variable === undefined) {
      this.variables;
      variable = this.#state.get(name);
    }
    if (variable === undefined)
      throw new StateError(
        `${this.className}.result`,
        'a metric that has seen a batch',
        `no batch for '${this.name}'`,
        'Call updateState first.',
      );
    return variable;
  }

  /** Adds to a part of the state. */
  protected accumulate(name: string, value: Tensor | number): void {
    const variable = this.state(name);
    variable.assign(add(variable.read(), value));
  }

  /** Runs eager work in a scope of its own; what is traced needs none. */
  protected run<Result>(body: () => Result): Result {
    return active.tracer === undefined ? scope(body) : body();
  }
}

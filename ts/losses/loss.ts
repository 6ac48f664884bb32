/** What every loss is: values for each sample, then weights, mask and a reduction (keras.losses.Loss). */

import { checkKeys } from '../closest.ts';
import {
  type Config,
  type ConfigClass,
  classNameOf,
  config,
  madeOf,
  optionsFrom,
  snakeCase,
} from '../config/config.ts';
import { checkFunction, DTypeError, ShapeError, show, showShape } from '../errors.ts';
import { logicalAnd } from '../ops/compare/logical-and.ts';
import { cast } from '../ops/shape/cast.ts';
import { active } from '../tensor/active.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import { currentScope, scope } from '../tensor/scope.ts';
import { sameShape } from '../tensor/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { toSameRank } from './rank.ts';
import { checkReduction, type Reduction, reduceLosses, reductionNames } from './reduction.ts';

export type { Reduction } from './reduction.ts';

/** Options that all losses have. */
export interface LossOptions {
  /** Default `'sumOverBatchSize'`. */
  readonly reduction?: Reduction;
  /** Shown in errors and configs. Default: the class's name in snake case. */
  readonly name?: string;
}

/** A function of targets and predictions that gives one value a sample. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** Base of all losses. */
export abstract class Loss {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;
  readonly name: string;
  readonly reduction: Reduction;

  constructor(defaultName: string, options: LossOptions = {}) {
    const { reduction = 'sumOverBatchSize', name = defaultName } = checkKeys(
      this.className,
      options,
      'reduction name',
    );
    this.name = name;
    this.reduction = checkReduction(name, reduction);
  }

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** The losses before reduction: for (samples, …, last) one of shape (samples, …). */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /**
   * The loss: a scalar, or with reduction `'none'` one value a sample. Targets and predictions are float32 and of
   * one shape, except that a last axis of size 1 may be missing; weights broadcast to the samples; entries that
   * the mask leaves out do not count. Throws a {@link ShapeError} where shapes do not fit.
   */
  apply(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike, mask?: TensorLike): Tensor {
    const predictions = cast(asTensor(yPred, this.name), 'float32');
    const targets = this._targets(asTensor(yTrue, this.name));
    const weights = sampleWeight === undefined ? undefined : asTensor(sampleWeight, this.name);
    const outer = mask === undefined ? undefined : asTensor(mask, this.name);
    return this.#inScope(() => {
      const [t, p] = toSameRank(targets, predictions);
      const losses = this.call(t, p);
      const valid = this._validMask(t, p);
      const both = outer === undefined || valid === undefined ? (outer ?? valid) : combine(outer, valid);
      return reduceLosses(this.name, losses, {
        sampleWeight: weights,
        mask: both,
        reduction: this.reduction,
      });
    });
  }

  /** @internal The targets in the dtype that `call` wants. The underscore keeps it from names of a user's loss. */
  protected _targets(yTrue: Tensor): Tensor {
    return cast(yTrue, 'float32');
  }

  /** @internal Which losses count, where the loss itself says so. */
  protected _validMask(_yTrue: Tensor, _yPred: Tensor): Tensor | undefined {
    return undefined;
  }

  /** Keras's config: name and reduction, and what a loss adds. */
  getConfig(): Config {
    return config({ name: this.name, reduction: reductionNames[this.reduction] });
  }

  /** The loss of a Keras config, of the class that it is called on. */
  static fromConfig(this: ConfigClass<Loss>, config: Config): Loss {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, optionsFrom(config));
  }

  /** A scope for eager work; a tape or an outer scope must find its tensors alive. */
  #inScope(body: () => Tensor): Tensor {
    if (active.tracer !== undefined || active.tapes.length > 0 || currentScope() !== undefined) return body();
    return scope(body);
  }
}

function combine(a: Tensor, b: Tensor): Tensor {
  const [x, y] = toSameRank(cast(a, 'bool'), cast(b, 'bool'));
  return logicalAnd(x, y);
}

/** @internal What only JavaScript passes: plain arrays, which `apply` takes, and nothing. */
export function checkTensors(name: string, ...given: readonly Tensor[]): void {
  for (const one of given)
    if (!(one instanceof Tensor)) throw new DTypeError(name, 'tensors', show(one), 'Use tensor(values).');
}

/** @internal Throws a {@link ShapeError} unless two shapes are the same. */
export function checkSameShape(name: string, yTrue: Tensor, yPred: Tensor): void {
  checkTensors(name, yTrue, yPred);
  if (!sameShape(yTrue.shape, yPred.shape))
    throw new ShapeError(
      name,
      'targets and predictions of one shape',
      `targets ${showShape(yTrue.shape)} and predictions ${showShape(yPred.shape)}`,
    );
}

/** A loss of a plain function. */
export class LossFunctionWrapper extends Loss {
  static override readonly className: string = 'LossFunctionWrapper';
  readonly fn: LossFunction;

  constructor(fn: LossFunction, options: LossOptions = {}, defaultName?: string) {
    super(defaultName ?? snakeCase(checkFunction('LossFunctionWrapper', fn).name || 'loss'), options);
    this.fn = fn;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.fn(yTrue, yPred);
  }
}

/** What a constraint is (keras.constraints.Constraint): applied to a weight after each step of the optimizer. */

import { type Config, type ConfigClass, classNameOf, madeOf, optionsFrom } from '../config/config.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sumOfSquares } from '../ops/reduction/sum-of-squares.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { VariableConstraint } from '../tensor/variable.ts';

/** Base of all constraints. */
export abstract class Constraint implements VariableConstraint {
  /** The name in configs: set it where a minifier would rename the class. */
  static readonly className: string;

  /** The name of its class. */
  get className(): string {
    return classNameOf(this);
  }

  /** The value that is allowed in place of `w`, of its shape. */
  abstract call(w: Tensor): Tensor;

  /** Keras's config. */
  getConfig(): Config {
    return {};
  }

  /** The constraint of a Keras config, of the class that it is called on. */
  static fromConfig(this: ConfigClass<Constraint>, config: Config): Constraint {
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, optionsFrom(config));
  }
}

/** One axis or several. */
export type ConstraintAxis = number | readonly number[];

/** The lengths of the vectors along the axes, kept as size 1. */
export function lengths(w: Tensor, axis: ConstraintAxis): Tensor {
  return sqrt(sumOfSquares(w, { axis, keepDims: true }));
}

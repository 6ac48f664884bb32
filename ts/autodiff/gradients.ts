/** Gradients of functions: with respect to arguments (as JAX's `grad`) or to variables (as `GradientTape`). */

import { checkFunction, ShapeError, StateError, show, showShape } from '../errors.ts';
import { zerosLike } from '../ops/creation/full.ts';
import type { AnyOperation, GradientCall } from '../ops/operation.ts';
import { identity } from '../ops/shape/identity.ts';
import { active } from '../tensor/active.ts';
import { asTensor, type TensorLike } from '../tensor/create.ts';
import { forget, isPromise } from '../tensor/promise.ts';
import { currentScope, scope } from '../tensor/scope.ts';
import { Tensor } from '../tensor/tensor.ts';
import { checkVariables, type Variable } from '../tensor/variable.ts';
import { GradientTape } from './tape.ts';

/** A value and the gradients of it. */
export interface ValueAndGradients {
  readonly value: Tensor;
  /** One a variable, of its shape; zeros where the value does not depend on it. */
  readonly gradients: Tensor[];
}

/** A value, what the function returned beside it, and the gradients. */
export interface ValueAndGradientsWithAuxiliary<Auxiliary> extends ValueAndGradients {
  readonly auxiliary: Auxiliary;
}

/**
 * Runs `body`, which returns a scalar, and differentiates it with respect to `variables`.
 * Throws a {@link ShapeError} if the result is not a scalar, a {@link StateError} if it is a promise or an
 * operation on the way has no gradient.
 */
export function valueAndGradients(body: () => Tensor, variables: readonly Variable[]): ValueAndGradients;
/** The same for a `body` that returns `[scalar, anything]`: the rest comes back as `auxiliary`. */
export function valueAndGradients<Auxiliary>(
  body: () => readonly [Tensor, Auxiliary],
  variables: readonly Variable[],
): ValueAndGradientsWithAuxiliary<Auxiliary>;
export function valueAndGradients(
  body: () => Tensor | readonly [Tensor, unknown],
  variables: readonly Variable[],
): ValueAndGradients & { auxiliary?: unknown } {
  const where = 'valueAndGradients';
  checkFunction(where, body);
  checkVariables(where, variables);
  return inScope(() => {
    const tape = new GradientTape();
    tape.watchVariables(variables);
    const result = tape.recording(body);
    const [value, auxiliary] = Array.isArray(result) ? result : [result];
    checkScalar(where, value);
    const found = tape.gradients(value, variables);
    const gradients = found.map(
      (gradient, index) => gradient ?? zerosLike((variables[index] as Variable).read()),
    );
    return result instanceof Tensor ? { value, gradients } : { value, gradients, auxiliary };
  });
}

/** The gradients of the scalar that `body` returns with respect to `variables`. */
export function gradients(body: () => Tensor, variables: readonly Variable[]): Tensor[] {
  return inScope(() => valueAndGradients(body, variables).gradients);
}

/** A function of tensors. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/**
 * A function that returns the value of `f` (a scalar) and its gradient with respect to its first argument, or
 * with respect to the arguments at `argumentNumbers`.
 */
export function valueAndGrad(
  f: TensorFunction,
  argumentNumbers?: number,
): (...inputs: TensorLike[]) => { value: Tensor; gradient: Tensor };
export function valueAndGrad(
  f: TensorFunction,
  argumentNumbers: readonly number[],
): (...inputs: TensorLike[]) => { value: Tensor; gradient: Tensor[] };
export function valueAndGrad(
  f: TensorFunction,
  argumentNumbers: number | readonly number[] = 0,
): (...inputs: TensorLike[]) => { value: Tensor; gradient: Tensor | Tensor[] } {
  checkFunction('grad', f);
  return (...inputs) =>
    inScope(() => {
      // Watched as copies: the caller's own tensors may be used inside f by other ways too.
      const tensors = inputs.map((input) => identity(asTensor(input, 'grad')));
      const numbers = [argumentNumbers].flat();
      const sources = numbers.map((number) => {
        const source = tensors[number];
        if (source === undefined)
          throw new StateError('grad', `an argument number below ${tensors.length}`, show(number));
        return source;
      });
      const tape = new GradientTape();
      tape.watch(sources);
      const value = tape.recording(() => f(...tensors));
      checkScalar('grad', value);
      const found = tape
        .gradients(value, sources)
        .map((gradient, i) => gradient ?? zerosLike(sources[i] as Tensor));
      return { value, gradient: Array.isArray(argumentNumbers) ? found : (found[0] as Tensor) };
    });
}

/** A function that returns the gradient of `f`: see {@link valueAndGrad}. Nests: `grad(grad(f))`. */
export function grad(f: TensorFunction, argumentNumbers?: number): (...inputs: TensorLike[]) => Tensor;
export function grad(
  f: TensorFunction,
  argumentNumbers: readonly number[],
): (...inputs: TensorLike[]) => Tensor[];
export function grad(
  f: TensorFunction,
  argumentNumbers: number | readonly number[] = 0,
): (...inputs: TensorLike[]) => Tensor | Tensor[] {
  const both = valueAndGrad(f, argumentNumbers as number);
  return (...inputs) => inScope(() => both(...inputs).gradient);
}

/**
 * A function with a gradient of its own. `f` returns its result and a function from the gradient of the result
 * (and the inputs) to the gradients of the inputs.
 */
export function customGradient(
  f: (...inputs: Tensor[]) => {
    value: Tensor;
    gradient: (upstream: Tensor) => readonly (Tensor | undefined)[];
  },
): (...inputs: TensorLike[]) => Tensor {
  checkFunction('customGradient', f);
  return (...inputs) => {
    const tensors = inputs.map((input) => asTensor(input, 'customGradient'));
    const tapes = active.tapes;
    active.tapes = [];
    try {
      const { value, gradient } = f(...tensors);
      const rule = ({ upstream }: GradientCall<unknown>): readonly (Tensor | undefined)[] =>
        gradient(upstream[0] as Tensor);
      // The result must be new to the tapes, even if f returned one of its inputs.
      const result = identity(value);
      for (const tape of tapes)
        if (tape instanceof GradientTape)
          tape.recordRule(
            'customGradient',
            rule as NonNullable<AnyOperation['gradient']>,
            tensors,
            [result],
            undefined,
          );
      return result;
    } finally {
      active.tapes = tapes;
    }
  };
}

/** `x`, through which no gradient passes. */
export function stopGradient(x: TensorLike): Tensor {
  const { tapes } = active;
  active.tapes = [];
  try {
    return identity(x);
  } finally {
    active.tapes = tapes;
  }
}

/** A scope for eager work; a trace needs none, and a tape from outside must find its tensors alive. */
function inScope<T>(body: () => T): T {
  if (active.tracer !== undefined || (active.tapes.length > 0 && currentScope() !== undefined)) return body();
  return scope(body);
}

function checkScalar(where: string, value: unknown): asserts value is Tensor {
  if (isPromise(value)) {
    forget(value);
    throw new StateError(
      where,
      'a synchronous function',
      'one that returned a promise',
      'No tape stays open across an await.',
    );
  }
  if (!(value instanceof Tensor))
    throw new StateError(where, 'a function that returns a tensor', show(value));
  if (value.size !== 1 || value.dtype !== 'float32')
    throw new ShapeError(
      where,
      'a float32 scalar to differentiate',
      `shape ${showShape(value.shape)}, ${value.dtype}`,
      'Reduce it with sum or mean.',
    );
}

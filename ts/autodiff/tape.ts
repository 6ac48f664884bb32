/** The tape: which operations led from the watched tensors to a target, and the walk back (reverse mode). */

import { StateError } from '../errors.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { onesLike } from '../ops/creation/full.ts';
import type { AnyOperation, GradientCall } from '../ops/operation.ts';
import { sum } from '../ops/reduction/sum.ts';
import { identity } from '../ops/shape/identity.ts';
import { active, type Tape } from '../tensor/active.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';

/** What differentiates an operation; `customGradient` gives one of its own. */
export type GradientRule = NonNullable<AnyOperation['gradient']>;

interface Entry {
  readonly name: string;
  readonly rule: GradientRule | undefined;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: unknown;
}

/** Records operations on watched tensors, and gives gradients with respect to them. */
export class GradientTape implements Tape {
  readonly #entries: Entry[] = [];
  readonly #watched = new Set<Tensor>();
  readonly #variables = new Set<Variable>();
  /** Whose read a tensor is. */
  readonly #owners = new Map<Tensor, Variable>();

  /** Records what depends on `tensors`. */
  watch(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) this.#watched.add(tensor);
  }

  /** Records what depends on `variables`. */
  watchVariables(variables: readonly Variable[]): void {
    for (const variable of variables) this.#variables.add(variable);
  }

  /** Runs `body` with this tape recording. */
  recording<T>(body: () => T): T {
    const outer = active.tapes;
    active.tapes = [...outer, this];
    try {
      return body();
    } finally {
      active.tapes = outer;
    }
  }

  read(variable: Variable, tensor: Tensor): void {
    if (!this.#variables.has(variable)) return;
    this.#owners.set(tensor, variable);
    this.#watched.add(tensor);
  }

  record(
    operation: unknown,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    attributes: unknown,
  ): void {
    const { name, gradient, composed } = operation as AnyOperation;
    const rule: GradientRule | undefined =
      gradient && composed
        ? (call) => (active.tapes.length > 0 ? gradientThrough(composed, call) : gradient(call))
        : gradient;
    this.recordRule(name, rule, inputs, outputs, attributes);
  }

  /** Records a result with the rule that differentiates it. */
  recordRule(
    name: string,
    rule: GradientRule | undefined,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    attributes: unknown,
  ): void {
    if (!inputs.some((input) => this.#watched.has(input))) return;
    let differentiable = false;
    for (const output of outputs) {
      if (output.dtype !== 'float32') continue;
      this.#watched.add(output);
      differentiable = true;
    }
    if (differentiable) this.#entries.push({ name, rule, inputs, outputs, attributes });
  }

  /**
   * The gradients of `target` with respect to tensors or variables that were watched: one a source, `undefined` where
   * the target does not depend on it. `seed` is the gradient of the target itself, default ones. All reads of a
   * variable share one sum, as the tape meets them: eager code reads another tensor each time, a trace the same one,
   * and both must add in one order.
   */
  gradients(target: Tensor, sources: readonly (Tensor | Variable)[], seed?: Tensor): (Tensor | undefined)[] {
    const found = new Map<Tensor | Variable, Tensor>();
    const accumulate = (tensor: Tensor, gradient: Tensor): void => {
      const source = this.#source(tensor);
      const sum = found.get(source);
      found.set(source, sum === undefined ? gradient : add(sum, gradient));
    };
    const needed = this.#ancestors(target, sources);
    if (needed.size > 0) accumulate(target, seed ?? onesLike(target));
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index] as Entry;
      const upstream = entry.outputs.map((output) => found.get(output));
      if (upstream.every((gradient) => gradient === undefined)) continue;
      const wanted = entry.inputs.map((input) => needed.has(this.#source(input)));
      if (!wanted.includes(true)) continue;
      if (entry.rule === undefined)
        throw new StateError(
          `gradient of ${entry.name}`,
          'an operation with a gradient between the target and the variables',
          `'${entry.name}', which has none`,
          'Wrap its input in stopGradient(x) if the gradient should not pass.',
        );
      const { inputs, outputs, attributes } = entry;
      const gradients = entry.rule({ inputs, outputs, attributes, upstream, wanted });
      inputs.forEach((input, position) => {
        const gradient = gradients[position];
        if (wanted[position] && gradient !== undefined) accumulate(input, gradient);
      });
    }
    return sources.map((source) => found.get(source));
  }

  /** What a gradient of a tensor counts for. */
  #source(tensor: Tensor): Tensor | Variable {
    return this.#owners.get(tensor) ?? tensor;
  }

  /** What lies on a path from a source to the target. */
  #ancestors(target: Tensor, sources: readonly (Tensor | Variable)[]): Set<Tensor | Variable> {
    const forward = new Set(sources);
    for (const { inputs, outputs } of this.#entries)
      if (inputs.some((input) => forward.has(this.#source(input))))
        for (const output of outputs) if (output.dtype === 'float32') forward.add(output);
    return forward.has(this.#source(target)) ? forward : new Set();
  }
}

/** The gradient of an operation by way of those that it is composed of, so that it has gradients too. */
function gradientThrough(
  composed: NonNullable<AnyOperation['composed']>,
  { inputs, attributes, upstream, wanted }: GradientCall<unknown>,
): (Tensor | undefined)[] {
  // Tensors of their own: one may be several inputs.
  const own = inputs.map((input) => identity(input));
  const tape = new GradientTape();
  const sources = own.filter((_, position) => wanted[position]);
  tape.watch(sources);
  const target = tape.recording(() =>
    composed(own, attributes)
      .flatMap((output, index) => {
        const dy = upstream[index];
        return dy === undefined ? [] : [sum(multiply(output, dy))];
      })
      .reduce(add),
  );
  const found = tape.gradients(target, sources);
  return own.map((input) => found[sources.indexOf(input)]);
}

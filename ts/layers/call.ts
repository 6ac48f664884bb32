/** What holds while a layer is being called: the training flag, masks of tensors, losses that were added. */

import { OxigradError } from '../errors.ts';
import { active } from '../tensor/active.ts';
import { scope, tensorsIn } from '../tensor/scope.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The outermost call under way, as the layers inside it see it. */
interface CallContext {
  /** `undefined` where nobody said. */
  readonly training: boolean | undefined;
  /** Losses that layers added during the call, kept alive until it ends. */
  readonly losses: Tensor[];
}

let context: CallContext | undefined;

/** Whether a call of a layer is under way. */
export function inCall(): boolean {
  return context !== undefined;
}

/** The training flag of a call that does not say: that of the call around it, if there is one that says. */
export function inheritedTraining(): boolean | undefined {
  return context?.training;
}

/** Keeps a loss alive beyond the scope of the call that added it. */
export function keepLoss(loss: Tensor): void {
  context?.losses.push(loss);
}

/**
 * Runs the call of a layer. Eager calls free their temporaries, but while a tape records them or a trace turns
 * them into a plan there is nothing to free yet.
 */
export function runCall<Result>(training: boolean | undefined, body: () => Result): Result {
  const outer = context;
  const losses = outer?.losses ?? [];
  context = { training, losses };
  const before = losses.length;
  try {
    if (active.tracer !== undefined || active.tapes.length > 0) return body();
    return scope(() => {
      const result = body();
      const outputs = tensorsIn(result);
      // What else must outlive the scope: the masks of the outputs, and the losses that were added.
      return { result, masks: outputs.map(maskOf), losses: losses.slice(before) };
    }).result;
  } finally {
    context = outer;
  }
}

const located = new WeakSet<OxigradError>();

/**
 * Runs a step of a layer; an error of an operation inside gets the name of the layer in front, that of the innermost
 * where layers are nested.
 */
export function inLayer<Result>(where: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (error instanceof OxigradError && !located.has(error)) {
      located.add(error);
      const { message, stack } = error;
      if (!message.startsWith(where)) {
        error.message = `${where}, ${message}`;
        if (stack !== undefined) error.stack = stack.replace(message, error.message);
      }
    }
    throw error;
  }
}

const masks = new WeakMap<Tensor, Tensor>();

/** The mask that a layer gave to its output: bool, true where a step counts. */
export function maskOf(tensor: Tensor): Tensor | undefined {
  return masks.get(tensor);
}

/** Gives a tensor a mask, which travels with it through layers that support masking. */
export function setMask(tensor: Tensor, mask: Tensor): void {
  masks.set(tensor, mask);
}

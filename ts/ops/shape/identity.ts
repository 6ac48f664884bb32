/** The same tensor as a new one: a view, so that gradients and scopes can tell the two apart; and its copy. */

import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { bytesPerElement } from '../../tensor/dtype.ts';
import { type Spec, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeCopy } from '../../wasm/generated/encoder.ts';
import type { Words } from '../../wasm/words.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

export const identityOperation: Operation<undefined> = operation<undefined>({
  name: 'identity',
  infer: ([x]) => [x as Spec],
  encode: 'view',
  gradient: ({ upstream }) => upstream,
});

/** `x` as a tensor of its own. */
export function identity(x: TensorLike): Tensor {
  return apply(identityOperation, [asTensor(x, 'identity')], undefined);
}

/** The copy that the planner puts where a variable's old value is returned. */
export const identityCopy: Operation<undefined> = operation<undefined>({
  name: 'copy',
  infer: ([x]) => [{ shape: (x as Spec).shape, dtype: (x as Spec).dtype }],
  encode: (words, { inputs: [x], outputs: [y] }) => copyInstruction(words, x as Placed, y as Placed),
  gradient: ({ upstream }) => upstream,
});

/** Copies all elements in order. */
export function copyInstruction(words: Words, x: Placed, y: Placed): void {
  encodeCopy(words, {
    elementSize: bytesPerElement(x.dtype),
    x,
    y,
    dims: [sizeOf(x.shape)],
    xStrides: [1],
    yStrides: [1],
  });
}

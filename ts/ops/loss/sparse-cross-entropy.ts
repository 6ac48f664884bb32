/**
 * Categorical cross-entropy with labels that are numbers of classes (keras.ops.sparse_categorical_crossentropy),
 * over the last axis, from logits fused with their softmax, or from probabilities.
 */

import { DTypeError, ShapeError, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Spec, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeSparseCrossEntropy, encodeSparseCrossEntropyGradient } from '../../wasm/generated/encoder.ts';
import { rowsOf } from '../activation/softmax.ts';
import { apply } from '../apply.ts';
import { oneHot } from '../index/one-hot.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { type CrossEntropyAttributes, crossEntropyGradientOperation } from './cross-entropy.ts';

/** What is wrong with a label, from the instruction's (row, label, classes). */
function labelFault([row = 0, label = 0, classes = 0]: readonly number[]): Error {
  return new ValueError(
    'sparseCrossEntropy',
    `labels from 0 to ${classes - 1} for ${classes} classes`,
    `label ${label | 0} in row ${row}`,
    'Number the classes from 0, or leave some out with ignoreClass.',
  );
}

export const sparseCrossEntropyOperation: Operation<CrossEntropyAttributes> =
  operation<CrossEntropyAttributes>({
    name: 'sparseCrossEntropy',
    infer([predictions, labels]) {
      const [p, t] = [predictions as Spec, labels as Spec];
      if (t.dtype !== 'int32')
        throw new DTypeError('sparseCrossEntropy', 'int32 labels', t.dtype, 'Use cast(x, "int32").');
      if (p.shape.length < 1 || !sameShape(p.shape.slice(0, -1), t.shape))
        throw new ShapeError(
          'sparseCrossEntropy',
          'labels (…) for predictions (…, classes)',
          `labels ${showShape(t.shape)} and predictions ${showShape(p.shape)}`,
          'One-hot targets go with crossEntropy.',
        );
      return [{ shape: t.shape, dtype: 'float32' }];
    },
    encode(words, { inputs: [predictions, labels], outputs: [loss], attributes: { fromLogits } }) {
      const sizes = rowsOf((predictions as Placed).shape);
      encodeSparseCrossEntropy(words, { logits: Number(fromLogits), predictions, labels, loss, ...sizes });
    },
    fault: labelFault,
    gradient: ({ inputs: [predictions, labels], upstream: [dloss], attributes }) => [
      apply(
        sparseCrossEntropyGradientOperation,
        [predictions as Tensor, labels as Tensor, dloss as Tensor],
        attributes,
      ),
      undefined,
    ],
  });

/** The gradient of {@link sparseCrossEntropyOperation} with respect to the predictions. */
export const sparseCrossEntropyGradientOperation: Operation<CrossEntropyAttributes> =
  operation<CrossEntropyAttributes>({
    name: 'sparseCrossEntropyGradient',
    infer: ([predictions]) => [predictions as Spec],
    inPlace: [[0, 0]],
    encode(
      words,
      { inputs: [predictions, labels, dloss], outputs: [dpredictions], attributes: { fromLogits } },
    ) {
      const sizes = rowsOf((predictions as Placed).shape);
      const logits = Number(fromLogits);
      encodeSparseCrossEntropyGradient(words, { logits, predictions, labels, dloss, dpredictions, ...sizes });
    },
    fault: labelFault,
    // Rare enough to go by way of dense targets, whose gradient has a gradient.
    gradient(call) {
      const [predictions, labels] = call.inputs as [Tensor, Tensor];
      const targets = oneHot(labels, predictions.shape.at(-1) as number);
      const inputs = [predictions, targets, call.inputs[2] as Tensor];
      const wanted = [call.wanted[0] ?? false, false, call.wanted[2] ?? false];
      const [dpredictions, , dloss] =
        crossEntropyGradientOperation.gradient?.({ ...call, inputs, wanted }) ?? [];
      return [dpredictions, undefined, dloss];
    },
  });

/**
 * The cross-entropy `-log p[label]` over the last axis: labels (…) and predictions (…, classes) give (…), float32.
 * From logits p is their softmax; from probabilities p is `x / Σx` clipped to [1e-7, 1 - 1e-7].
 * Throws a {@link ShapeError} where the shapes do not fit, and a {@link ValueError} that names the row for a label
 * outside 0..classes - 1.
 */
export function sparseCrossEntropy(
  labels: TensorLike,
  predictions: TensorLike,
  { fromLogits = false }: Partial<CrossEntropyAttributes> = {},
): Tensor {
  const t = cast(asTensor(labels, 'sparseCrossEntropy'), 'int32');
  const p = cast(asTensor(predictions, 'sparseCrossEntropy'), 'float32');
  return apply(sparseCrossEntropyOperation, [p, t], { fromLogits });
}

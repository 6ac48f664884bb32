/**
 * Binary cross-entropy, element by element (keras.ops.binary_crossentropy), from logits in the stable form, or
 * from probabilities.
 */

import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeBinaryCrossEntropy, encodeBinaryCrossEntropyGradient } from '../../wasm/generated/encoder.ts';
import { sigmoid } from '../activation/sigmoid.ts';
import { apply } from '../apply.ts';
import { add } from '../arithmetic/add.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { clip } from '../elementwise/clip.ts';
import { log } from '../elementwise/log.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { type CrossEntropyAttributes, EPSILON } from './cross-entropy.ts';

export const binaryCrossEntropyOperation: Operation<CrossEntropyAttributes> =
  operation<CrossEntropyAttributes>({
    name: 'binaryCrossEntropy',
    infer([predictions, targets]) {
      const [p, t] = [predictions as Spec, targets as Spec];
      if (!sameShape(p.shape, t.shape))
        throw new ShapeError(
          'binaryCrossEntropy',
          'targets and predictions of one shape',
          `targets ${showShape(t.shape)} and predictions ${showShape(p.shape)}`,
        );
      return [{ shape: p.shape, dtype: 'float32' }];
    },
    inPlace: [
      [0, 0],
      [0, 1],
    ],
    encode(words, { inputs: [predictions, targets], outputs: [loss], attributes: { fromLogits } }) {
      const count = sizeOf((predictions as Placed).shape);
      encodeBinaryCrossEntropy(words, { logits: Number(fromLogits), predictions, targets, loss, count });
    },
    gradient: ({ inputs: [p, t], upstream: [dloss], attributes, wanted }) => {
      const [predictions, targets, upstream] = [p as Tensor, t as Tensor, dloss as Tensor];
      return [
        wanted[0]
          ? apply(binaryCrossEntropyGradientOperation, [predictions, targets, upstream], attributes)
          : undefined,
        wanted[1] ? negative(multiply(upstream, logitOf(predictions, attributes))) : undefined,
      ];
    },
  });

/** The gradient of {@link binaryCrossEntropyOperation} with respect to the predictions. */
export const binaryCrossEntropyGradientOperation: Operation<CrossEntropyAttributes> =
  operation<CrossEntropyAttributes>({
    name: 'binaryCrossEntropyGradient',
    infer: ([predictions]) => [predictions as Spec],
    inPlace: [
      [0, 0],
      [0, 1],
      [0, 2],
    ],
    encode(
      words,
      { inputs: [predictions, targets, dloss], outputs: [dpredictions], attributes: { fromLogits } },
    ) {
      const count = sizeOf((predictions as Placed).shape);
      const logits = Number(fromLogits);
      encodeBinaryCrossEntropyGradient(words, { logits, predictions, targets, dloss, dpredictions, count });
    },
    // From logits z: dz = dloss·(σ(z) - t). From probabilities, away from the clip: dp = dloss·((1-t)/(1-p) - t/p).
    gradient({ inputs, upstream, attributes: { fromLogits }, wanted }) {
      const [x, t, dloss] = inputs as [Tensor, Tensor, Tensor];
      const v = upstream[0] as Tensor;
      if (fromLogits) {
        const p = sigmoid(x);
        return [
          wanted[0] ? multiply(multiply(dloss, v), multiply(p, subtract(1, p))) : undefined,
          wanted[1] ? negative(multiply(dloss, v)) : undefined,
          wanted[2] ? multiply(v, subtract(p, t)) : undefined,
        ];
      }
      const [rest, fail] = [subtract(1, x), subtract(1, t)];
      const [own, other] = [divide(t, x), divide(fail, rest)];
      return [
        wanted[0] ? multiply(multiply(dloss, v), add(divide(other, rest), divide(own, x))) : undefined,
        wanted[1] ? negative(multiply(multiply(dloss, v), add(divide(1, rest), divide(1, x)))) : undefined,
        wanted[2] ? multiply(v, subtract(other, own)) : undefined,
      ];
    },
  });

/** log p - log(1 - p). */
function logitOf(predictions: Tensor, { fromLogits }: CrossEntropyAttributes): Tensor {
  if (fromLogits) return predictions;
  const p = clip(predictions, EPSILON, 1 - EPSILON);
  return subtract(log(p), log(subtract(1, p)));
}

/**
 * `-(t·log p + (1 - t)·log(1 - p))` element by element, float32. From logits p is their sigmoid; probabilities are
 * clipped to [1e-7, 1 - 1e-7]. Throws a {@link ShapeError} where the shapes differ.
 */
export function binaryCrossEntropy(
  targets: TensorLike,
  predictions: TensorLike,
  { fromLogits = false }: Partial<CrossEntropyAttributes> = {},
): Tensor {
  const t = cast(asTensor(targets, 'binaryCrossEntropy'), 'float32');
  const p = cast(asTensor(predictions, 'binaryCrossEntropy'), 'float32');
  return apply(binaryCrossEntropyOperation, [p, t], { fromLogits });
}

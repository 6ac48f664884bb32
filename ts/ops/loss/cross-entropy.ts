/**
 * Categorical cross-entropy with dense targets, over the last axis (keras.ops.categorical_crossentropy), from
 * logits fused with their softmax, or from probabilities.
 */

import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { type Spec, sameShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeCrossEntropy, encodeCrossEntropyGradient } from '../../wasm/generated/encoder.ts';
import { logSoftmax } from '../activation/log-softmax.ts';
import { rowsOf, softmax } from '../activation/softmax.ts';
import { apply } from '../apply.ts';
import { divide } from '../arithmetic/divide.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { negative } from '../arithmetic/negative.ts';
import { subtract } from '../arithmetic/subtract.ts';
import { clip } from '../elementwise/clip.ts';
import { log } from '../elementwise/log.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { sum } from '../reduction/sum.ts';
import { cast } from '../shape/cast.ts';
import { expandDims } from '../shape/expand-dims.ts';

/** Keras's epsilon: probabilities are clipped to [ε, 1 - ε]. */
export const EPSILON: number = 1e-7;

/** Where the predictions are on the way to probabilities. */
export interface CrossEntropyAttributes {
  /** Whether the predictions are logits; else probabilities, which are divided by their sum and clipped. */
  readonly fromLogits: boolean;
}

export const crossEntropyOperation: Operation<CrossEntropyAttributes> = operation<CrossEntropyAttributes>({
  name: 'crossEntropy',
  infer([predictions, targets]) {
    const [p, t] = [predictions as Spec, targets as Spec];
    if (p.shape.length < 1 || !sameShape(p.shape, t.shape))
      throw new ShapeError(
        'crossEntropy',
        'targets and predictions of one shape (…, classes)',
        `targets ${showShape(t.shape)} and predictions ${showShape(p.shape)}`,
        'Labels that are numbers of classes go with sparseCrossEntropy.',
      );
    return [{ shape: p.shape.slice(0, -1), dtype: 'float32' }];
  },
  encode(words, { inputs: [predictions, targets], outputs: [loss], attributes: { fromLogits } }) {
    const sizes = rowsOf((predictions as Placed).shape);
    encodeCrossEntropy(words, { logits: Number(fromLogits), predictions, targets, loss, ...sizes });
  },
  gradient: ({ inputs: [p, t], upstream: [dloss], attributes, wanted }) => {
    const [predictions, targets, upstream] = [p as Tensor, t as Tensor, dloss as Tensor];
    return [
      wanted[0]
        ? apply(crossEntropyGradientOperation, [predictions, targets, upstream], attributes)
        : undefined,
      wanted[1] ? negative(multiply(expandDims(upstream, -1), logOf(predictions, attributes))) : undefined,
    ];
  },
});

/** The gradient of {@link crossEntropyOperation} with respect to the predictions. */
export const crossEntropyGradientOperation: Operation<CrossEntropyAttributes> =
  operation<CrossEntropyAttributes>({
    name: 'crossEntropyGradient',
    infer: ([predictions]) => [predictions as Spec],
    inPlace: [[0, 0]],
    encode(
      words,
      { inputs: [predictions, targets, dloss], outputs: [dpredictions], attributes: { fromLogits } },
    ) {
      const sizes = rowsOf((predictions as Placed).shape);
      const logits = Number(fromLogits);
      encodeCrossEntropyGradient(words, { logits, predictions, targets, dloss, dpredictions, ...sizes });
    },
    gradient: ({ inputs: [p, t, d], upstream: [v], attributes: { fromLogits }, wanted }) =>
      secondGradient({
        predictions: p as Tensor,
        targets: t as Tensor,
        dloss: d as Tensor,
        v: v as Tensor,
        fromLogits,
        wanted,
      }),
  });

function logOf(predictions: Tensor, { fromLogits }: CrossEntropyAttributes): Tensor {
  if (fromLogits) return logSoftmax(predictions);
  const shares = divide(predictions, sum(predictions, { axis: -1, keepDims: true }));
  return log(clip(shares, EPSILON, 1 - EPSILON));
}

/**
 * With logits z, p = softmax(z), T = Σt: dz = dloss·(T·p - t). With probabilities x, s = Σx, away from the clip:
 * dx = dloss·(T/s - t/x).
 */
function secondGradient(call: {
  predictions: Tensor;
  targets: Tensor;
  dloss: Tensor;
  v: Tensor;
  fromLogits: boolean;
  wanted: readonly boolean[];
}): (Tensor | undefined)[] {
  const { predictions: x, targets: t, dloss, v, fromLogits, wanted } = call;
  const overClasses = { axis: -1, keepDims: true } as const;
  const upstream = expandDims(dloss, -1);
  const total = sum(t, overClasses);
  if (fromLogits) {
    const p = softmax(x);
    const along = sum(multiply(p, v), overClasses);
    return [
      wanted[0] ? multiply(multiply(upstream, total), multiply(p, subtract(v, along))) : undefined,
      wanted[1] ? multiply(upstream, subtract(along, v)) : undefined,
      wanted[2] ? sum(multiply(v, subtract(multiply(p, total), t)), { axis: -1 }) : undefined,
    ];
  }
  const s = sum(x, overClasses);
  const all = sum(v, overClasses);
  const own = divide(multiply(v, t), multiply(x, x));
  return [
    wanted[0] ? multiply(upstream, subtract(own, divide(multiply(total, all), multiply(s, s)))) : undefined,
    wanted[1] ? multiply(upstream, subtract(divide(all, s), divide(v, x))) : undefined,
    wanted[2] ? sum(multiply(v, subtract(divide(total, s), divide(t, x))), { axis: -1 }) : undefined,
  ];
}

/**
 * The cross-entropy `-Σ target · log p` over the last axis: (…, classes) gives (…), float32. From logits p is
 * their softmax; from probabilities p is `x / Σx` clipped to [1e-7, 1 - 1e-7].
 * Throws a {@link ShapeError} where the shapes differ.
 */
export function crossEntropy(
  targets: TensorLike,
  predictions: TensorLike,
  { fromLogits = false }: Partial<CrossEntropyAttributes> = {},
): Tensor {
  const t = cast(asTensor(targets, 'crossEntropy'), 'float32');
  const p = cast(asTensor(predictions, 'crossEntropy'), 'float32');
  return apply(crossEntropyOperation, [p, t], { fromLogits });
}

/** Whether predictions are right, one value a sample (keras.metrics.*_accuracy). */

import { checkTensors } from '../losses/loss.ts';
import { toSameRank } from '../losses/rank.ts';
import { equal } from '../ops/compare/equal.ts';
import { greater } from '../ops/compare/greater.ts';
import { inTopK } from '../ops/index/top-k.ts';
import { argmax } from '../ops/reduction/argmax.ts';
import { cast } from '../ops/shape/cast.ts';
import { reshape } from '../ops/shape/reshape.ts';
import { squeeze } from '../ops/shape/squeeze.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** 1 where the prediction equals the target, else 0. */
export function accuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  checkTensors('accuracy', yTrue, yPred);
  const [t, p] = toSameRank(cast(yTrue, yPred.dtype), yPred);
  return cast(equal(t, p), 'float32');
}

/** 1 where a probability lies on the side of the threshold that the target, 0 or 1, says. */
export function binaryAccuracy(yTrue: Tensor, yPred: Tensor, threshold: number = 0.5): Tensor {
  checkTensors('binaryAccuracy', yTrue, yPred);
  const [t, p] = toSameRank(cast(yTrue, 'float32'), cast(yPred, 'float32'));
  return cast(equal(t, cast(greater(p, threshold), 'float32')), 'float32');
}

/** 1 where the largest prediction is that of the one-hot target's class: (…, classes) gives (…). */
export function categoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  checkTensors('categoricalAccuracy', yTrue, yPred);
  return cast(equal(argmax(yTrue, { axis: -1 }), argmax(yPred, { axis: -1 })), 'float32');
}

/** 1 where the largest prediction is that of the class whose number is the target, (…) or (…, 1). */
export function sparseCategoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  checkTensors('sparseCategoricalAccuracy', yTrue, yPred);
  const labels = yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1 ? squeeze(yTrue, -1) : yTrue;
  return cast(equal(cast(labels, 'int32'), argmax(yPred, { axis: -1 })), 'float32');
}

/** 1 where the one-hot target's class is among the `k` largest predictions. */
export function topKCategoricalAccuracy(yTrue: Tensor, yPred: Tensor, k: number = 5): Tensor {
  checkTensors('topKCategoricalAccuracy', yTrue, yPred);
  return sparseTopKCategoricalAccuracy(argmax(yTrue, { axis: -1 }), yPred, k);
}

/** 1 where the class whose number is the target is among the `k` largest predictions. */
export function sparseTopKCategoricalAccuracy(yTrue: Tensor, yPred: Tensor, k: number = 5): Tensor {
  checkTensors('sparseTopKCategoricalAccuracy', yTrue, yPred);
  const scores = reshape(yPred, [-1, yPred.shape.at(-1) as number]);
  return reshape(cast(inTopK(reshape(cast(yTrue, 'int32'), [-1]), scores, k), 'float32'), yTrue.shape);
}

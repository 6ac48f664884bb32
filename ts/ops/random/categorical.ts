/** Classes drawn by their logits (keras.random.categorical), by the Gumbel-max trick. */

import { checkKeys } from '../../closest.ts';
import { ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { add } from '../arithmetic/add.ts';
import { negative } from '../arithmetic/negative.ts';
import { log } from '../elementwise/log.ts';
import { argmax } from '../reduction/argmax.ts';
import { cast } from '../shape/cast.ts';
import { expandDims } from '../shape/expand-dims.ts';
import type { Seed } from './seed.ts';
import { uniform } from './uniform.ts';

/** The smallest normal float32: the logarithm of a draw must be finite. */
const tiny = 1.1754943508222875e-38;

/** `numSamples` int32 classes for each row of unnormalised log-probabilities (batch, classes): (batch, numSamples). */
export function categorical(
  logits: TensorLike,
  numSamples: number,
  options: { readonly seed?: Seed } = {},
): Tensor {
  const { seed } = checkKeys('categorical', options, 'seed');
  const tensor = cast(asTensor(logits, 'categorical'), 'float32');
  if (tensor.rank !== 2)
    throw new ShapeError('categorical', 'logits (batch, classes)', showShape(tensor.shape));
  if (!Number.isInteger(numSamples) || numSamples < 0)
    throw new ValueError('categorical', 'a whole number of samples ≥ 0', show(numSamples));
  const [batch, classes] = tensor.shape as [number, number];
  const draws = uniform([batch, numSamples, classes], {
    minval: tiny,
    ...(seed === undefined ? {} : { seed }),
  });
  const gumbel = negative(log(negative(log(draws))));
  return argmax(add(expandDims(tensor, 1), gumbel), { axis: -1 });
}

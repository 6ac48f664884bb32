/** Gated linear unit (keras.ops.glu; Dauphin et al., 2016). */

import { checkKeys } from '../../closest.ts';
import { ShapeError, showShape } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { multiply } from '../arithmetic/multiply.ts';
import { split } from '../shape/split.ts';
import { sigmoid } from './sigmoid.ts';

/** The first half along `axis` (default -1) times the sigmoid of the second. */
export function glu(x: TensorLike, options: { readonly axis?: number } = {}): Tensor {
  const { axis = -1 } = checkKeys('glu', options, 'axis');
  const tensor = asTensor(x, 'glu');
  const along = normalizeAxis('glu', axis, tensor.rank);
  if ((tensor.shape[along] as number) % 2 !== 0)
    throw new ShapeError('glu', `an even size of axis ${along}`, `shape ${showShape(tensor.shape)}`);
  const [values, gates] = split(tensor, 2, { axis: along }) as [Tensor, Tensor];
  return multiply(values, sigmoid(gates));
}

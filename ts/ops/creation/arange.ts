/** Numbers at equal steps (keras.ops.arange). */

import { checkKeys } from '../../closest.ts';
import { DTypeError, show, ValueError } from '../../errors.ts';
import { checkDType, type DType } from '../../tensor/dtype.ts';
import { type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { encodeIota, encodeIotaInteger } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { type Operation, operation, type Placed } from '../operation.ts';
import { cast } from '../shape/cast.ts';

/** The first number, the step, how many, and the dtype they are made in. */
export interface ArangeAttributes {
  readonly shape: Shape;
  readonly start: number;
  readonly step: number;
  readonly dtype: DType;
}

export const arangeOperation: Operation<ArangeAttributes> = operation<ArangeAttributes>({
  name: 'arange',
  infer(_, { shape, dtype }) {
    if (dtype !== 'float32' && dtype !== 'int32') throw new DTypeError('arange', 'float32 or int32', dtype);
    return [{ shape, dtype }];
  },
  encode(words, { outputs: [y], attributes: { start, step, dtype } }) {
    const count = sizeOf((y as Placed).shape);
    (dtype === 'float32' ? encodeIota : encodeIotaInteger)(words, { y, count, start, step });
  },
});

/** Options of {@link arange}. */
export interface ArangeOptions {
  /** The distance between neighbours, not 0. Default 1. */
  readonly step?: number;
  /** Default `'int32'` if all numbers are whole, else `'float32'`. */
  readonly dtype?: DType;
}

/** The numbers from `start` on, below `stop` (above it for a negative step): `arange(stop)` starts at 0. */
export function arange(stop: number, options?: ArangeOptions): Tensor;
export function arange(start: number, stop: number, options?: ArangeOptions): Tensor;
export function arange(
  first: number,
  second: number | ArangeOptions = {},
  third: ArangeOptions = {},
): Tensor {
  const [start, stop] = typeof second === 'number' ? [first, second] : [0, first];
  const { step = 1, dtype } = checkKeys('arange', typeof second === 'number' ? third : second, 'step dtype');
  if (![start, stop, step].every(Number.isFinite) || step === 0)
    throw new ValueError(
      'arange',
      'finite numbers and a step other than 0',
      `${show(start)}, ${show(stop)}, step ${show(step)}`,
    );
  const whole = [start, stop, step].every(
    (value) => Number.isInteger(value) && Math.abs(value) <= 0x7fffffff,
  );
  const made = dtype === undefined ? (whole ? 'int32' : 'float32') : checkDType('arange', dtype);
  const wide = made === 'float32' || !whole ? 'float32' : 'int32';
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return cast(apply(arangeOperation, [], { shape: [count], start, step, dtype: wide }), made);
}

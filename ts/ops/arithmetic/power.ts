/** `aᵇ`, broadcasting (keras.ops.power). */

import type { TensorLike } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { BINARY_POW } from '../../wasm/generated/encoder.ts';
import { apply } from '../apply.ts';
import { binaryOperation, meet } from '../binary.ts';
import { equal } from '../compare/equal.ts';
import { less } from '../compare/less.ts';
import { lessEqual } from '../compare/less-equal.ts';
import { logicalAnd } from '../compare/logical-and.ts';
import { logicalNot } from '../compare/logical-not.ts';
import { onesLike } from '../creation/full.ts';
import { log } from '../elementwise/log.ts';
import { where } from '../index/where.ts';
import type { Operation } from '../operation.ts';
import { cast } from '../shape/cast.ts';
import { add } from './add.ts';
import { floorDivide } from './floor-divide.ts';
import { mod } from './mod.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

export const powerOperation: Operation<undefined> = binaryOperation({
  name: 'power',
  float: BINARY_POW,
  gradient: ({ a, b, y, dy, wanted }) => [
    // As JAX: 0 where b is 0 (not 0·∞ at a = 0), and ln a is not asked for at a = 0.
    wanted[0]
      ? multiply(dy, where(equal(b, 0), 0, multiply(b, power(a, where(equal(b, 0), 1, subtract(b, 1))))))
      : undefined,
    wanted[1] ? multiply(dy, multiply(log(where(equal(a, 0), 1, a)), y)) : undefined,
  ],
});

/**
 * `a` to the power of `b`, element by element; NaN for a negative base and a fraction. Of two integers an integer, which
 * wraps; towards zero for a negative power. Bools are taken as int32. Shapes broadcast.
 */
export function power(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = meet('power', a, b);
  if (x.dtype === 'float32') return apply(powerOperation, [x, y], undefined);
  const dtype = x.dtype === 'bool' ? 'int32' : x.dtype;
  return cast(integerPower(cast(x, 'int32'), cast(y, 'int32'), typeof b === 'number' ? b : undefined), dtype);
}

/** By repeated squares, a bit of the exponent at a time: 31 bits, unless the exponent is known. */
function integerPower(base: Tensor, exponent: Tensor, known: number | undefined): Tensor {
  // (±1)ᵇ for a negative b is (±1)⁻ᵇ; all else lies within (-1, 1).
  const unit = logicalAnd(lessEqual(-1, base), lessEqual(base, 1));
  const negative = less(exponent, 0);
  let rest = where(negative, where(unit, mod(exponent, 2), 0), exponent);
  let square = where(logicalAnd(negative, logicalNot(unit)), 0, base);
  let result = where(logicalAnd(negative, equal(square, 0)), 0, onesLike(add(base, exponent)));
  const bits = known === undefined ? 31 : Math.ceil(Math.log2(Math.max(1, known) + 1));
  for (let bit = 0; bit < bits; bit++) {
    const odd = mod(rest, 2);
    result = where(equal(odd, 1), multiply(result, square), result);
    rest = floorDivide(rest, 2);
    square = multiply(square, square);
  }
  return result;
}

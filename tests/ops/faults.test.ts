// Instructions that can fail on values: the error says where, and nothing has been written when it is thrown.

import { describe, expect, test } from 'vitest';
import { ValueError } from '../../ts/errors.ts';
import * as ops from '../../ts/ops/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import { scope } from '../../ts/tensor/scope.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';
import { engine } from '../../ts/wasm/engine.ts';
import { make } from './run.ts';

const x = make([3, 2], 'float32', [1, 2, 3, 4, 5, 6]);
const good = make([2], 'int32', [2, -3]);
const outside = make([2], 'int32', [1, 3]);

describe('an index outside its axis', () => {
  test('names the operation, the index, its position and the axis', () => {
    expect(() => ops.take(x, outside, { axis: 0 })).toThrow(
      new ValueError('take', 'indices from -3 to 2 for axis 0', '3 at position 1'),
    );
    expect(() => ops.take(x, make([1], 'int32', [-4]), { axis: 0 })).toThrow('-4 at position 0');
    expect(() => ops.scatter([[0], [3]], [1, 2], [3])).toThrow(/^scatterAdd: .* got 3 at position 1/);
  });
  test('leaves no memory behind', () => {
    ops.take(x, good, { axis: 0 });
    const { liveBytes } = engine();
    expect(() => ops.take(x, outside, { axis: 0 })).toThrow(ValueError);
    expect(engine().liveBytes).toBe(liveBytes);
    expect(() => scope(() => ops.take(ops.exp(x), outside, { axis: 0 }))).toThrow(ValueError);
    expect(engine().liveBytes).toBe(liveBytes);
  });
  test('stops a compiled function before it writes a variable, and the next call works', () => {
    const counter = new Variable(make([], 'float32', [0]));
    const step = compile((indices: Tensor) => {
      counter.assign(ops.add(counter.read(), 1));
      return ops.take(x, indices, { axis: 0 });
    });
    expect([...step(good).data()]).toEqual([5, 6, 1, 2]);
    expect(() => step(outside)).toThrow(
      /^take: expected indices from -3 to 2 for axis 0, got 3 at position 1/,
    );
    expect(counter.data()[0]).toBe(1);
    step(good);
    expect(counter.data()[0]).toBe(2);
    step.dispose();
    counter.dispose();
  });
});

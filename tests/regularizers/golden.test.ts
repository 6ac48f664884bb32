// Regularizers with their gradients, and constraints, against real Keras (tests/golden/initializers.py).

import { describe, expect, expectTypeOf, it } from 'vitest';
import { grad } from '../../ts/autodiff/gradients.ts';
import type { Config } from '../../ts/config/config.ts';
import { type ConstraintName, getConstraint, MaxNorm, MinMaxNorm } from '../../ts/constraints/index.ts';
import { ShapeError, ValueError } from '../../ts/errors.ts';
import { compile } from '../../ts/plan/compile.ts';
import {
  getRegularizer,
  L1,
  L1L2,
  L2,
  OrthogonalRegularizer,
  type RegularizerName,
} from '../../ts/regularizers/index.ts';
import { tensor } from '../../ts/tensor/create.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import type { ConstraintCase, RegularizerCase } from '../golden/cases.ts';
import { expectClose, type GoldenTensor, golden, toFloat32 } from '../golden/golden.ts';

const read = (value: GoldenTensor) => tensor(toFloat32(value), { shape: value.shape });

describe('regularizers match Keras', () => {
  const { cases } = golden<RegularizerCase>('regularizers');
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const regularizer = getRegularizer({
      class_name: one.regularizer as RegularizerName,
      config: one.config as Config,
    });
    const x = read(one.input);
    expectClose(regularizer.call(x).data(), one.output);
    const gradient = grad((input: Tensor) => regularizer.call(input));
    expectClose(gradient(x).data(), one.gradient, { name: 'gradient' });
    expect(compile(gradient)(x).data()).toEqual(gradient(x).data());
    expect(regularizer.getConfig()).toEqual(one.config);
  });

  it('take numbers, names and bad input', () => {
    expect(new L1(0.5).call(tensor([1, -2])).item()).toBe(1.5);
    expect(new L2({ l2: 0.5 }).call(tensor([1, -2])).item()).toBe(2.5);
    expect(
      getRegularizer('l1_l2')
        .call(tensor([1]))
        .item(),
    ).toBe(0);
    expectTypeOf<'l1' | 'l2' | 'l1L2' | 'L1L2'>().toExtend<RegularizerName>();
    expect(() => new L2(-1)).toThrow(ValueError);
    expect(() => new L1({ l1: Number.NaN })).toThrow(ValueError);
    expect(() => new L1L2({ l2: Number.POSITIVE_INFINITY })).toThrow(ValueError);
    expect(() => new OrthogonalRegularizer().call(tensor([1, 2]))).toThrow(ShapeError);
    // @ts-expect-error a typo is a compile error
    expect(() => getRegularizer('l3')).toThrow(ValueError);
  });
});

describe('constraints match Keras', () => {
  const { cases } = golden<ConstraintCase>('constraints');
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const constraint = getConstraint({
      class_name: one.constraint as ConstraintName,
      config: one.config as Config,
    });
    const w = read(one.input);
    expectClose(constraint.call(w).data(), one.output);
    expect(compile((x: Tensor) => constraint.call(x))(w).data()).toEqual(constraint.call(w).data());
    expect(constraint.getConfig()).toEqual(one.config);
  });

  it('refuse bounds that make no sense', () => {
    expect(() => new MaxNorm({ maxValue: Number.NaN })).toThrow(ValueError);
    expect(() => new MinMaxNorm({ minValue: 2, maxValue: 1 })).toThrow(ValueError);
    expect(() => new MinMaxNorm({ rate: 2 })).toThrow(ValueError);
    expectTypeOf<'maxNorm' | 'max_norm' | 'UnitNorm'>().toExtend<ConstraintName>();
  });
});

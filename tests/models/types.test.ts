/** What TypeScript knows of models: names are literal types, results have the form of the outputs. */

import {
  Dense,
  EarlyStopping,
  type History,
  Input,
  type KerasTensor,
  Model,
  Sequential,
  type Tensor,
} from 'oxigrad';
import { expect, expectTypeOf, it } from 'vitest';

it('names are literal types', () => {
  const model = new Sequential([new Dense(1, { activation: 'relu', inputShape: [2] })]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['accuracy', 'mae'] });
  // @ts-expect-error a name that does not exist
  expect(() => model.compile({ optimizer: 'adam', loss: 'meanSquareError' })).toThrow();
  // @ts-expect-error a name that does not exist
  expect(() => model.compile({ optimizer: 'adm', loss: 'mse' })).toThrow();
  // @ts-expect-error a name that does not exist
  expect(() => model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['acuracy'] })).toThrow();
  // @ts-expect-error a name that does not exist
  expect(() => new Dense(1, { activation: 'rellu' })).toThrow();
  // @ts-expect-error a mode that does not exist
  expect(() => new EarlyStopping({ mode: 'least' })).toThrow();
});

it('outputs have the form in which they were given', () => {
  const x = Input({ shape: [2] });
  const y = new Dense(1).apply(x);
  expectTypeOf(y).toEqualTypeOf<KerasTensor>();
  const one = new Model({ inputs: x, outputs: y });
  const two = new Model({ inputs: x, outputs: [y, y] });
  expectTypeOf(one.predictOnBatch([[1, 2]])).toEqualTypeOf<Tensor>();
  expectTypeOf(two.predictOnBatch([[1, 2]])).toEqualTypeOf<Tensor[]>();
  expectTypeOf(one.apply([[1, 2]])).toEqualTypeOf<Tensor>();
  expectTypeOf(two.apply(x)).toEqualTypeOf<KerasTensor[]>();
  expectTypeOf(one.fit).returns.toEqualTypeOf<Promise<History>>();
  expect(two.predictOnBatch([[1, 2]])).toHaveLength(2);
});

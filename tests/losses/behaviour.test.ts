// Names, configs, bad input and the fusion of losses with the activation before them.

import { describe, expect, expectTypeOf, it } from 'vitest';
import { sigmoid, softmax } from '../../ts/activations/index.ts';
import { grad, valueAndGradients } from '../../ts/autodiff/gradients.ts';
import { type OxigradError, ShapeError, ValueError } from '../../ts/errors.ts';
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  getLoss,
  Huber,
  type Loss,
  type LossName,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from '../../ts/losses/index.ts';
import { lossesByName } from '../../ts/losses/names.ts';
import { matmul } from '../../ts/ops/linear/matmul.ts';
import { sum } from '../../ts/ops/reduction/sum.ts';
import { identity } from '../../ts/ops/shape/identity.ts';
import { Adam } from '../../ts/optimizers/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import { tensor } from '../../ts/tensor/create.ts';
import { scope } from '../../ts/tensor/scope.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';
import { expectClose } from '../golden/golden.ts';

const logits = tensor([
  [2, -1, 0.5],
  [0.1, 3, -2],
]);
const oneHot = tensor([
  [1, 0, 0],
  [0, 0, 1],
]);

describe('a loss after a softmax or sigmoid', () => {
  const pairs: [string, Loss, Loss, (x: Tensor) => Tensor, Tensor][] = [
    [
      'categorical',
      new CategoricalCrossentropy(),
      new CategoricalCrossentropy({ fromLogits: true }),
      softmax,
      oneHot,
    ],
    [
      'sparse',
      new SparseCategoricalCrossentropy(),
      new SparseCategoricalCrossentropy({ fromLogits: true }),
      softmax,
      tensor(Int32Array.of(0, 2)),
    ],
    ['binary', new BinaryCrossentropy(), new BinaryCrossentropy({ fromLogits: true }), sigmoid, oneHot],
  ];

  it.each(pairs)(
    '%s: starts from the logits, eagerly, in scopes and compiled',
    (_, plain, fromLogits, activation, y) => {
      const expected = fromLogits.apply(y, logits).data();
      const layer = (x: Tensor): Tensor => scope(() => activation(x));
      expect(plain.apply(y, layer(logits)).data()).toEqual(expected);
      expect(scope(() => plain.apply(y, layer(logits))).data()).toEqual(expected);
      expect(compile((x: Tensor) => plain.apply(y, activation(x)))(logits).data()).toEqual(expected);
      const gradient = grad((x: Tensor) => plain.apply(y, activation(x)))(logits).data();
      expect(gradient).toEqual(grad((x: Tensor) => fromLogits.apply(y, x))(logits).data());
    },
  );

  it.each(pairs)('%s: gives the numbers of the clipped probabilities', (_, plain, __, activation, y) => {
    const loose = (x: Tensor): Tensor => identity(activation(x));
    expectClose(plain.apply(y, activation(logits)).data(), plain.apply(y, loose(logits)).data());
    const gradient = (last: (x: Tensor) => Tensor) =>
      grad((x: Tensor) => plain.apply(y, last(x)))(logits).data();
    expectClose(gradient(activation), gradient(loose));
  });

  it('keeps growing and keeps its gradient where Keras on JAX clips', () => {
    const sure = tensor([[200, 0]]);
    const wrong = tensor([[0, 1]]);
    const loss = new CategoricalCrossentropy();
    expect(loss.apply(wrong, softmax(sure)).item()).toBe(200);
    expect(grad((x: Tensor) => loss.apply(wrong, softmax(x)))(sure).toArray()).toEqual([[1, -1]]);
  });

  it.each(pairs)('%s: has second derivatives', (_, plain, fromLogits, activation, y) => {
    const direction = tensor([
      [0.3, -1, 0.7],
      [1, 0.2, -0.4],
    ]);
    const along = (loss: Loss, last: (x: Tensor) => Tensor) => (x: Tensor) =>
      sum(
        matmul(
          grad((z: Tensor) => loss.apply(y, last(z)))(x),
          direction.shape[1] === 3 ? tensor([[1], [2], [-1]]) : x,
        ),
      );
    const second = grad(along(plain, activation))(logits).data();
    const h = 1e-2;
    const numeric = Array.from(logits.data(), (_value, index) => {
      const moved = (by: number) => {
        const data = logits.data() as Float32Array;
        data[index] = (data[index] as number) + by;
        return along(fromLogits, (z) => z)(tensor(data, { shape: logits.shape })).item();
      };
      return (moved(h) - moved(-h)) / (2 * h);
    });
    // A central difference in float32: h² of the third derivative, and rounding over h.
    expectClose(second, numeric, { relative: 2e-3 });
    expectClose(grad(along(plain, (z) => identity(activation(z))))(logits).data(), numeric, {
      relative: 2e-3,
    });
  });
});

describe('names and configs', () => {
  it('every name gives a loss, and every config comes back', () => {
    for (const [name, lossClass] of Object.entries(lossesByName)) {
      const loss = getLoss(name as LossName);
      expect(loss.constructor, name).toBe(lossClass);
      expect(lossClass.fromConfig(loss.getConfig()).getConfig()).toEqual(loss.getConfig());
      expect(lossesByName[loss.className as LossName], name).toBe(lossClass);
    }
    const huber = new Huber({ delta: 0.3, reduction: 'sum', name: 'mine' });
    expect(huber.getConfig()).toEqual({ name: 'mine', reduction: 'sum', delta: 0.3 });
    expect(getLoss({ class_name: 'Huber', config: huber.getConfig() }).getConfig()).toEqual(
      huber.getConfig(),
    );
  });

  it('names are literal types, and typos say what was meant', () => {
    expectTypeOf<'mse' | 'categoricalCrossentropy' | 'categorical_crossentropy'>().toExtend<LossName>();
    expectTypeOf(getLoss).parameter(0).not.toEqualTypeOf<string>();
    // @ts-expect-error a typo is a compile error
    expect(() => getLoss('categoricalCrossentropi')).toThrow("Did you mean 'categoricalCrossentropy'?");
    // @ts-expect-error a typo is a compile error
    expect(() => new MeanSquaredError({ reduction: 'average' })).toThrow(ValueError);
  });

  it('a function is a loss', () => {
    const loss = getLoss((_yTrue, yPred) => sum(yPred, { axis: -1 }));
    expect(loss.apply([[0], [0]], [[1], [3]]).item()).toBe(2);
  });
});

describe('weights and masks', () => {
  const [y, p] = [tensor([[1], [2], [3], [4]]), tensor([[0], [0], [0], [0]])];
  it('a mask leaves entries out of the mean', () => {
    const loss = new MeanSquaredError();
    expect(loss.apply(y, p, undefined, [true, false, true, false]).item()).toBe(5);
    expect(loss.apply(y, p, [1, 1, 0, 1], [true, false, true, false]).item()).toBe(0.5);
    expect(loss.apply(y, p, undefined, [false, false, false, false]).item()).toBe(0);
    const none = new MeanSquaredError({ reduction: 'none' });
    expect(none.apply(y, p, undefined, [true, false, true, false]).toArray()).toEqual([1, 0, 9, 0]);
  });

  it('an axis of size 1 may be missing', () => {
    expect(new MeanSquaredError().apply([1, 2, 3, 4], p).item()).toBe(7.5);
    expect(new MeanSquaredError().apply(y, [0, 0, 0, 0]).item()).toBe(7.5);
  });

  it('a batch of none is 0 or empty, not NaN', () => {
    const empty = tensor([], { shape: [0, 3] });
    expect(new MeanSquaredError().apply(empty, empty).size).toBe(0);
    expect(
      new MeanSquaredError({ reduction: 'sum' })
        .apply(tensor([], { shape: [0, 2, 3] }), tensor([], { shape: [0, 2, 3] }))
        .item(),
    ).toBe(0);
    expect(
      new MeanSquaredError().apply(tensor([], { shape: [0, 2, 3] }), tensor([], { shape: [0, 2, 3] })).item(),
    ).toBe(0);
  });
});

describe('bad input', () => {
  it.each<[string, () => unknown, new (...args: never[]) => OxigradError]>([
    ['shapes that differ', () => new MeanSquaredError().apply([[1, 2]], [[1, 2, 3]]), ShapeError],
    ['one-hot of other size', () => new CategoricalCrossentropy().apply([[1, 0]], logits), ShapeError],
    ['labels of other size', () => new SparseCategoricalCrossentropy().apply([0, 1, 2], logits), ShapeError],
    [
      'weights of other size',
      () => new MeanSquaredError().apply([[1], [2]], [[1], [2]], [1, 2, 3]),
      ShapeError,
    ],
    [
      'a label beyond the classes',
      () => new SparseCategoricalCrossentropy().apply([0, 3], logits),
      ValueError,
    ],
    ['a negative label', () => new SparseCategoricalCrossentropy().apply([-1, 0], logits), ValueError],
    ['NaN smoothing', () => new CategoricalCrossentropy({ labelSmoothing: Number.NaN }), ValueError],
    ['smoothing above 1', () => new BinaryCrossentropy({ labelSmoothing: 1.1 }), ValueError],
    ['a delta of 0', () => new Huber({ delta: 0 }), ValueError],
  ])('%s throws', (_, call, error) => {
    expect(call).toThrow(error);
  });

  it('names the row, the label and the classes', () => {
    expect(() => new SparseCategoricalCrossentropy().apply([0, -7], softmax(logits))).toThrow(
      'sparseCrossEntropy: expected labels from 0 to 2 for 3 classes, got label -7 in row 1.',
    );
  });

  it.each(['eager', 'compiled'])('a wrong label changes no weight and no slot, %s', (mode) => {
    const weight = new Variable(tensor([[1, 2, 3]]), { name: 'weight' });
    const optimizer = new Adam();
    const loss = new SparseCategoricalCrossentropy();
    const run = (x: Tensor, y: Tensor): Tensor => {
      const { value, gradients } = valueAndGradients(
        () => loss.apply(y, softmax(matmul(x, weight))),
        [weight],
      );
      optimizer.applyGradients(gradients, [weight]);
      return value;
    };
    const step = mode === 'compiled' ? compile(run) : (x: Tensor, y: Tensor) => scope(() => run(x, y));
    const x = tensor([[1], [2]]);
    step(x, tensor(Int32Array.of(0, 1)));
    const state = () => [weight, ...optimizer.variables].map((variable) => variable.data());
    const before = state();
    expect(() => step(x, tensor(Int32Array.of(0, 9)))).toThrow('label 9 in row 1');
    expect(state()).toEqual(before);
    step(x, tensor(Int32Array.of(0, 1)));
    expect(state()).not.toEqual(before);
  });
});

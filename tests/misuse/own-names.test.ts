/** Fields of a user's classes may have the names that come to mind: none of them meets an internal one. */

import { type CallOptions, Dense, losses, ones, RNN, RNNCell, Sequential, type Tensor, zeros } from 'oxigrad';
import { expect, it } from 'vitest';

it('a loss may have targets and a validMask', async () => {
  class Weighted extends losses.Loss {
    readonly targets = 3;
    readonly validMask = [true];
    constructor() {
      super('weighted');
    }
    override call(yTrue: Tensor, yPred: Tensor): Tensor {
      return losses.meanSquaredError(yTrue, yPred);
    }
  }
  const loss = new Weighted();
  expect(loss.apply([[1, 2]], [[1, 4]]).item()).toBe(2);
  const model = new Sequential([new Dense(1, { inputShape: [3], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: 'sgd', loss });
  const { history } = await model.fit(ones([4, 3]), zeros([4, 1]), { epochs: 1, verbose: 0 });
  expect(history['loss']).toEqual([0]);
});

it('a cell may have a startSequence and an endSequence', () => {
  class Sum extends RNNCell {
    readonly startSequence = 1;
    readonly endSequence = [2];
    readonly stateSizes = [3];
    readonly outputSize = 3;
    override call(inputs: Tensor | Tensor[], _options?: CallOptions): Tensor[] {
      const [x, state] = inputs as [Tensor, Tensor];
      return [x, state];
    }
  }
  expect(new RNN([new Sum(), new Sum()]).apply(ones([2, 4, 3])).shape).toEqual([2, 3]);
});

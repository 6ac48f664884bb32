/** What is the user's own in a model's file: found by its name, of whatever kind, or an error that says how. */

import {
  Adam,
  add,
  Constraint,
  Dense,
  Initializer,
  Layer,
  LearningRateSchedule,
  Loss,
  loadModel,
  MeanMetricWrapper,
  type Model,
  maximum,
  mean,
  modelFromConfig,
  multiply,
  normal,
  ones,
  Regularizer,
  Sequential,
  SGD,
  square,
  subtract,
  sum,
  type Tensor,
  ValueError,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';

const quiet = { verbose: 0 } as const;
const x = normal([8, 4], { seed: 1 });
const y = sum(x, { axis: 1, keepDims: true });

const pinball = (t: Tensor, p: Tensor): Tensor => {
  const error = subtract(t, p);
  return mean(maximum(multiply(0.9, error), multiply(-0.1, error)), { axis: -1 });
};
const closeness = (t: Tensor, p: Tensor): Tensor => mean(square(subtract(t, p)), { axis: -1 });
const doubled = (value: Tensor): Tensor => multiply(2, value);

class Quad extends Loss {
  static override readonly className: string = 'Quad';
  constructor() {
    super('quad');
  }
  override call(t: Tensor, p: Tensor): Tensor {
    return closeness(t, p);
  }
}

class Closeness extends MeanMetricWrapper {
  static override readonly className: string = 'Closeness';
  constructor() {
    super(closeness, { name: 'closeness' });
  }
}

class Slow extends SGD {
  static override readonly className: string = 'Slow';
  static override fromConfig(): Slow {
    return new Slow({ learningRate: 0.01 });
  }
}

class Halving extends LearningRateSchedule {
  static override readonly className: string = 'Halving';
  override call(): Tensor {
    return multiply(0.5, ones([]));
  }
  override getConfig(): { name: string } {
    return { name: 'Halving' };
  }
}

class Threes extends Initializer {
  static override readonly className: string = 'Threes';
  protected override values(shape: readonly number[]): Tensor {
    return multiply(3, ones(shape));
  }
}

class Pull extends Regularizer {
  static override readonly className: string = 'Pull';
  override call(weight: Tensor): Tensor {
    return sum(square(weight));
  }
  override getConfig(): Record<string, never> {
    return {};
  }
}

class Clamp extends Constraint {
  static override readonly className: string = 'Clamp';
  override call(weight: Tensor): Tensor {
    return maximum(weight, 0);
  }
  override getConfig(): Record<string, never> {
    return {};
  }
}

class Shift extends Layer {
  static override readonly className: string = 'Shift';
  override call(value: Tensor): Tensor {
    return add(value, 1);
  }
}

function network(options: object = {}): Sequential {
  return new Sequential([new Dense(1, { inputShape: [4], ...options })]);
}

/** Reads the file of a model, and holds the copy to the same training. */
async function goesOn(model: Model, customObjects: Record<string, unknown>): Promise<Model> {
  const copy = loadModel(model.save(), { customObjects });
  const losses = async (one: Model): Promise<unknown> =>
    (await one.fit(x, y, { ...quiet, epochs: 2, shuffle: false })).history;
  expect(await losses(copy)).toEqual(await losses(model));
  return copy;
}

describe('what is found by customObjects', () => {
  it.each([
    ['a loss that is a function', { loss: pinball }, { pinball }],
    ['a class of losses', { loss: new Quad() }, { Quad }],
    ['losses in a list', { loss: [pinball] }, { pinball }],
    ['a metric that is a function', { loss: 'mse', metrics: [closeness] }, { closeness }],
    ['a class of metrics', { loss: 'mse', metrics: [new Closeness()] }, { Closeness }],
    ['a class of optimizers', { loss: 'mse', optimizer: new Slow({ learningRate: 0.01 }) }, { Slow }],
    [
      'a class of schedules',
      { loss: 'mse', optimizer: new Adam({ learningRate: new Halving() }) },
      { Halving },
    ],
  ] as const)('%s', async (_, options, customObjects) => {
    const model = network();
    model.compile(options as Parameters<Model['compile']>[0]);
    const copy = await goesOn(model, customObjects);
    expect(copy.toJSON()).toEqual(model.toJSON());
  });

  it('an initializer, a regularizer, a constraint, an activation and a layer', async () => {
    const given = {
      kernelInitializer: new Threes(),
      kernelRegularizer: new Pull(),
      kernelConstraint: new Clamp(),
      activation: doubled,
    };
    const model = network(given);
    model.add(new Shift());
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const customObjects = { Threes, Pull, Clamp, doubled, Shift };
    const copy = await goesOn(model, customObjects);
    expect(copy.toJSON()).toEqual(model.toJSON());
    const fresh = modelFromConfig(model.toJSON(), { customObjects });
    expect(fresh.getWeights()[0]?.data()).toEqual(Float32Array.of(3, 3, 3, 3));
  });

  it('is the one way to what is missing, or to leave training out', () => {
    for (const loss of [pinball, new Quad()]) {
      const model = network();
      model.compile({ optimizer: 'sgd', loss });
      model.trainOnBatch(x, y);
      const bytes = model.save();
      expect(() => loadModel(bytes)).toThrow(ValueError);
      expect(() => loadModel(bytes)).toThrow(/(pinball|Quad).*customObjects.*compile: false/s);
      const copy = loadModel(bytes, { compile: false });
      expect(copy.compiled).toBe(false);
      expect(copy.getWeights()[0]?.data()).toEqual(model.getWeights()[0]?.data());
      // After all those errors both go on.
      copy.compile({ optimizer: 'sgd', loss });
      model.resetMetrics();
      expect(copy.testOnBatch(x, y)).toEqual(model.testOnBatch(x, y));
    }
  });

  it('must be of the kind that the config asks for', () => {
    const model = network();
    model.compile({ optimizer: 'sgd', loss: new Quad() });
    expect(() => loadModel(model.save(), { customObjects: { Quad: Threes } })).toThrow(ValueError);
    expect(() => loadModel(model.save(), { customObjects: { Quad: 5 } })).toThrow(ValueError);
  });
});

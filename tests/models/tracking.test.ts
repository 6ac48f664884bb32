/** What belongs to a layer or model: layers and variables in its fields, and a word about those that are nowhere. */

import {
  add,
  Dense,
  type KerasTensor,
  Layer,
  Model,
  multiply,
  normal,
  ones,
  SGD,
  type Tensor,
  Variable,
  zeros,
} from 'oxigrad';
import { describe, expect, it, vi } from 'vitest';

const [x, y] = [normal([16, 4], { seed: 1 }), normal([16, 4], { seed: 2 })];
const quiet = { verbose: 0 } as const;

/** Compiles and fits a model; its first and last loss, and what was warned of. */
async function trained(model: Model): Promise<{ losses: number[]; warnings: string[] }> {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'mse' });
  const { history } = await model.fit(x, y, { ...quiet, epochs: 3, shuffle: false });
  const warnings = warn.mock.calls.map(([text]) => String(text));
  warn.mockRestore();
  return { losses: history['loss'] as number[], warnings };
}

class InContainers extends Model {
  readonly map: Map<string, Dense> = new Map([['first', new Dense(8)]]);
  readonly set: Set<Dense> = new Set([new Dense(8)]);
  readonly nested: { readonly deep: readonly (Dense | undefined)[][] } = {
    deep: [[undefined, new Dense(4)]],
  };
  readonly scales: Readonly<Record<string, Variable>> = {
    w: new Variable(ones([4])),
    b: new Variable(zeros([4])),
  };

  override call(input: Tensor): Tensor {
    let value = this.map.get('first')?.apply(input) as Tensor;
    for (const layer of this.set) value = layer.apply(value);
    value = this.nested.deep[0]?.[1]?.apply(value) as Tensor;
    return add(multiply(value, this.scales['w'] as Variable), this.scales['b'] as Variable);
  }
}

class Hidden extends Model {
  readonly #hidden: Dense = new Dense(4, { name: 'hidden' });
  readonly head: Dense = new Dense(4);

  override call(input: Tensor): Tensor {
    return this.head.apply(this.#hidden.apply(input));
  }
}

class Helper {
  readonly inner: Dense = new Dense(4, { name: 'inner' });
}

class WithHelper extends Model {
  readonly helper: Helper = new Helper();

  override call(input: Tensor): Tensor {
    return this.helper.inner.apply(input);
  }
}

class Tracking extends Hidden {
  readonly #extra: Dense = new Dense(4);

  constructor() {
    super();
    this.track(this.#extra);
  }

  override call(input: Tensor): Tensor {
    return this.#extra.apply(input);
  }
}

describe('layers and variables in containers', () => {
  it('are trained and saved: in maps, sets, and nested lists and objects', async () => {
    const model = new InContainers();
    const { losses, warnings } = await trained(model);
    expect(losses[2]).toBeLessThan(losses[0] as number);
    expect(model.weights).toHaveLength(8);
    expect(warnings).toEqual([]);
    const other = new InContainers();
    other.predictOnBatch(x);
    other.loadWeights(model.saveWeights());
    expect(other.predictOnBatch(x).data()).toEqual(model.predictOnBatch(x).data());
  });
});

describe('layers that a model uses and does not know', () => {
  it('are named in a warning at the first step: private fields, and helpers', async () => {
    const hidden = await trained(new Hidden());
    expect(hidden.warnings).toHaveLength(1);
    expect(hidden.warnings[0]).toMatch(/Hidden.*'hidden\/kernel', 'hidden\/bias'.*track\(layer\)/);
    const helper = await trained(new WithHelper());
    expect(helper.warnings[0]).toMatch(/WithHelper.*'inner\/kernel'/);
  });

  it('are none where they are tracked, or not trainable', async () => {
    expect((await trained(new Tracking())).warnings).toEqual([]);
    class Frozen extends Model {
      readonly #teacher: Dense = new Dense(4, { trainable: false });
      readonly head: Dense = new Dense(4);

      override call(input: Tensor): Tensor {
        return this.head.apply(this.#teacher.apply(input));
      }
    }
    expect((await trained(new Frozen())).warnings).toEqual([]);
  });
});

describe('a layer that takes the place of another', () => {
  class Net extends Model {
    base: Dense = new Dense(4);
    heads: Dense[] = [new Dense(1)];

    override call(input: Tensor): Tensor {
      return (this.heads[0] as Dense).apply(this.base.apply(input));
    }
  }

  it('is in the next prediction, and is trained', async () => {
    const model = new Net();
    expect((await model.predict(x)).shape).toEqual([16, 1]);
    model.heads[0] = new Dense(3);
    expect((await model.predict(x)).shape).toEqual([16, 3]);
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'mse' });
    await model.fit(x, ones([16, 3]), quiet);
    model.heads = [new Dense(4)];
    await expect(model.fit(x, y, quiet)).rejects.toThrow(/Compile again/);
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: 'mse' });
    const { history } = await model.fit(x, y, { ...quiet, epochs: 4 });
    expect(history['loss']?.[3]).toBeLessThan(history['loss']?.[0] as number);
    expect(model.weights.map(({ shape }) => shape)).toEqual([[4, 4], [4], [4, 4], [4]]);
  });
});

it('a layer may hold the layer that it is part of', () => {
  class Child extends Layer {
    parent: Layer | undefined;
    readonly dense: Dense = new Dense(2);

    override call(input: Tensor): Tensor {
      return this.dense.apply(input);
    }
  }
  class Parent extends Model<KerasTensor> {
    readonly child: Child = new Child();

    constructor() {
      super();
      this.child.parent = this as unknown as Layer;
    }

    override call(input: Tensor): Tensor {
      return this.child.apply(input);
    }
  }
  const model = new Parent();
  expect(model.predictOnBatch(x).shape).toEqual([16, 2]);
  expect(model.weights).toHaveLength(2);
  model.trainable = false;
  expect(model.child.dense.trainable).toBe(false);
  expect(model.saveWeights().length).toBeGreaterThan(0);
  model.dispose();
});

it('a subclass may have fields and methods of the names that models use inside', async () => {
  class Net extends Model {
    readonly dense: Dense = new Dense(4);
    readonly structure: string = 'graph network';
    training = true;

    constructor() {
      super();
      // As JavaScript assigns them, where accessors without a setter throw.
      Object.assign(this, {
        graph: [[0, 1]],
        slots: 3,
        where: 'here',
        prepare: 'done',
        optimizerVariables: [],
      });
    }

    forward(input: Tensor): Tensor {
      return this.dense.apply(input);
    }

    override call(input: Tensor): Tensor {
      return this.forward(input);
    }
  }
  const model = new Net();
  const { losses, warnings } = await trained(model);
  expect(losses[2]).toBeLessThan(losses[0] as number);
  expect(warnings).toEqual([]);
  expect((await model.predict(x)).shape).toEqual([16, 4]);
  const logs: string[] = [];
  model.summary({ printFn: (line) => logs.push(line) });
  expect(logs.join()).toContain('Total params');
  expect(model).toMatchObject({ graph: [[0, 1]], slots: 3, where: 'here', training: true });
});

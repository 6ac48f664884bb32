// A user's class may call its fields what it likes: what is internal has a leading underscore, or is private.

import { describe, expect, it } from 'vitest';
import { Dense, Layer, loadModel, Model, ones, Sequential, type Tensor } from '../../ts/index.ts';

/** What was internal once under a name that somebody could want. */
const wanted = [
  ...['graph', 'slots', 'structure', 'state', 'inboundNodes', 'builtShape', 'sampleShape', 'computeOutputs'],
  ...[
    'ownWeights',
    'callArguments',
    'clearLosses',
    'ensureBuilt',
    'setGraph',
    'checkInputs',
    'nodes',
    'config',
  ],
];

describe('fields of a subclass', () => {
  it.each(wanted)('may be called %s', async (name) => {
    class Scaled extends Dense {
      static override readonly className: string = 'Scaled';
      constructor(units: number, options = {}) {
        super(units, options);
        Object.defineProperty(this, name, { value: 'mine', enumerable: true, writable: true });
      }
      override call(x: Tensor): Tensor {
        return super.call(x);
      }
    }
    const model = new Sequential([new Scaled(3, { inputShape: [2] }), new Dense(1)]);
    Object.defineProperty(model, name, { value: 'mine', enumerable: true, writable: true });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit(ones([4, 2]), ones([4, 1]), { epochs: 2, verbose: 0 });
    const again = loadModel(model.save(), { customObjects: { Scaled } });
    expect([...((await again.predict(ones([1, 2]))) as Tensor).data()]).toEqual([
      ...((await model.predict(ones([1, 2]))) as Tensor).data(),
    ]);
    expect((model.layers[0] as unknown as Record<string, unknown>)[name]).toBe('mine');
  });
});

describe('what a class offers', () => {
  // A member that is added here is a name that users' classes cannot have: give it an underscore, or make it private.
  const layer =
    'addLoss addWeight apply build className computeMask computeOutputShape constructor countParams dispose getBuildConfig ' +
    'getConfig getWeights input losses nonTrainableWeights output setWeights sublayers toString track trainable ' +
    'trainableWeights weights where';
  const model =
    'build call className compile compiled computeOutputShape constructor dispose evaluate fit getConfig getLayer input ' +
    'inputNames inputs layers loadWeights metricDirection metricsNames optimizer output outputNames outputs predict ' +
    'predictOnBatch resetMetrics save saveWeights sublayers summary testOnBatch toJSON trainOnBatch';
  it.each([
    ['Layer', Layer, layer],
    ['Model', Model, model],
  ] as const)('%s has only names that users know', (_, one, known) => {
    const names = Object.getOwnPropertyNames(one.prototype).filter((name) => !name.startsWith('_'));
    expect(names.sort()).toEqual(known.split(' '));
  });
});

/** README's program, with the seed fixed: what every runtime trains, so that the weights can be compared by their bits. */

import {
  Adam,
  type Configuration,
  configure,
  Dense,
  engine,
  maximum,
  minimum,
  Sequential,
  setRandomSeed,
} from 'oxigrad';
import { digits } from 'oxigrad/datasets';

/** What a runtime reports. */
export interface Report {
  /** Accuracy on the test samples. */
  readonly accuracy: number;
  /** A hash of the bits of all trained weights. */
  readonly weights: string;
  /** The build that computed them. */
  readonly variant: string;
  /** Largest and smallest of a number and NaN are NaN, whichever comes first. */
  readonly keepsNaN: boolean;
}

/** Trains and evaluates. `configuration`, if any, goes to `configure` before anything is computed. */
export async function train(configuration?: Configuration, epochs = 6): Promise<Report> {
  if (configuration !== undefined) await configure(configuration);
  setRandomSeed(1234);
  const { train, test } = await digits();
  const model = new Sequential([
    new Dense(128, { activation: 'relu', inputShape: [64] }),
    new Dense(10, { activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: new Adam({ learningRate: 1e-3 }),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  await model.fit(train.x, train.y, { batchSize: 32, epochs, validationSplit: 0.1, verbose: 0 });
  const { accuracy } = await model.evaluate(test.x, test.y, { verbose: 0 });
  return {
    variant: engine().instance.variant,
    accuracy: accuracy ?? 0,
    weights: hash(model.getWeights().map((weight) => weight.data())),
    keepsNaN: [maximum, minimum].every((most) =>
      most([1, Number.NaN], [Number.NaN, 1]).data().every(Number.isNaN),
    ),
  };
}

/** FNV-1a over the bytes, twice with different starts: 64 bits as hexadecimal digits. */
function hash(arrays: readonly ArrayBufferView[]): string {
  let [low, high] = [0x811c9dc5, 0x9dc5811c];
  for (const array of arrays) {
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x01000193) + low;
    }
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

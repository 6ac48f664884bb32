/** Memory of a model's training step, by owner, in a process of its own. Prints JSON. usage: node memory.ts <model> */

import { library as o } from '../participants/oxigrad/library.ts';
import { builders } from '../participants/oxigrad/models.ts';

await o.configure({ threads: 1 });
const shapes: Readonly<Record<string, readonly [x: number[], y: number[]]>> = {
  mlp: [
    [128, 784],
    [128, 10],
  ],
  convnet: [
    [128, 28, 28, 1],
    [128, 10],
  ],
  lstm: [
    [128, 28, 28],
    [128, 10],
  ],
  gru: [
    [128, 28, 28],
    [128, 10],
  ],
  transformer: [
    [32, 64, 128],
    [32, 64, 128],
  ],
};
const name = process.argv[2] ?? 'mlp';
const [x = [], y = []] = shapes[name] ?? [];
const model = (builders[name] as () => import('oxigrad').Model)();
model.compile({ optimizer: new o.Adam(), loss: 'meanSquaredError' });
const [inputs, targets] = [o.zeros(x), o.zeros(y)];
const { programs } = o.profile(() => model.trainOnBatch(inputs, targets), { repetitions: 2 });
console.log(JSON.stringify(programs[0]?.memory));

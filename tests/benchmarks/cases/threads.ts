/** Two threads against one: oxigrad with itself, in turns. */

import type { CaseMaker, Contest, Target, Yardstick } from './case.ts';
import { gemm512 } from './gemm.ts';
import { mlpStep } from './mlp.ts';
import { trainingStep } from './models.ts';

const TWO = 'oxigrad, 2 threads';
const twoThreads: Yardstick = { name: TWO, participant: 'oxigrad', threads: 2 };

const against = (least: number, text = `≥ ${least}× one thread`): readonly Target[] => [
  { text, of: TWO, than: 'oxigrad', least, unit: '×' },
];

function beside(id: string, title: string, contest: Contest, targets: readonly Target[]): Contest {
  return {
    ...contest,
    id,
    group: 'threads',
    title,
    threads: 1,
    participants: ['oxigrad'],
    yardsticks: [twoThreads],
    targets,
  };
}

/** All cases of the group. */
export const threads: readonly CaseMaker[] = [
  {
    id: 'threads-gemm',
    make: (folder) => beside('threads-gemm', 'GEMM 512³ on 2 threads', gemm512(folder), against(1.85)),
  },
  {
    id: 'threads-convnet',
    make: (folder) =>
      beside(
        'threads-convnet',
        'mnist_convnet training step on 2 threads',
        trainingStep(folder, 'convnet'),
        against(1.7),
      ),
  },
  {
    id: 'threads-mlp',
    make: (folder) =>
      beside(
        'threads-mlp',
        'MLP training step on 2 threads',
        mlpStep(folder),
        against(1, 'never slower than one thread'),
      ),
  },
];

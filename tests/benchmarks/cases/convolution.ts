/** The convolution of 56×56 images, 64 channels to 64, 3×3, padding `same`, and its two gradients. */

import { store, uniform } from '../inputs.ts';
import { largestError } from '../statistics.ts';
import { type CaseMaker, CEILINGS, type Contest, faster, share, type Target } from './case.ts';
import { convolution, filterGradient, inputGradient } from './product-reference.ts';

const shape = { size: 56, channels: 64, filters: 64 };
const PIXELS: number = shape.size ** 2;
/** Sums of 576 to 3,136 products in float32. */
const TOLERANCE = 5e-5;

function make(
  folder: string,
  id: string,
  title: string,
  kind: string,
  reference: (x: Float32Array, kernel: Float32Array, dy: Float32Array) => Float64Array,
  targets: readonly Target[],
): Contest {
  const { size, channels, filters } = shape;
  const x = store(folder, 'conv-x', uniform(PIXELS * channels, 11), [1, size, size, channels]);
  const kernel = store(folder, 'conv-kernel', uniform(9 * channels * filters, 12), [3, 3, channels, filters]);
  const dy = store(folder, 'conv-dy', uniform(PIXELS * filters, 13), [1, size, size, filters]);
  const expected = reference(x.data, kernel.data, dy.data);
  return {
    id,
    group: 'convolution',
    title: `Convolution 56×56×64→64, 3×3, same: ${title}`,
    kind,
    parameters: {},
    inputs: kind === 'conv' ? { x, kernel } : { x, kernel, dy },
    unit: 'convolution',
    unitsPerRun: 1,
    count: 2 * PIXELS * 9 * channels * filters,
    counted: 'flop',
    participants: [
      'oxigrad',
      'oxigrad-simd128',
      'tfjs-wasm',
      'tfjs-cpu',
      'onnxruntime-web',
      'jax-js',
      'keras-jax',
      'keras-tensorflow',
    ],
    // Its filter gradient visits every product through a function: minutes.
    patience: { 'tfjs-cpu': 30 },
    yardsticks: CEILINGS,
    error: (answer) => largestError(answer, expected),
    tolerance: TOLERANCE,
    reference: 'float64 formulas',
    targets,
  };
}

/** All cases of the group. */
export const convolutionCases: readonly CaseMaker[] = [
  {
    id: 'convolution-forward',
    make: (folder) =>
      make(folder, 'convolution-forward', 'forward', 'conv', (x, k) => convolution(shape, x, k), [
        share('ceiling', 0.75),
        faster('onnxruntime-web', 1.5),
        faster('tfjs-wasm', 2.5),
      ]),
  },
  {
    id: 'convolution-filter-gradient',
    make: (folder) =>
      make(
        folder,
        'convolution-filter-gradient',
        'filter gradient',
        'conv-filter-gradient',
        (x, _, dy) => filterGradient(shape, x, dy),
        [share('ceiling', 0.65)],
      ),
  },
  {
    id: 'convolution-input-gradient',
    make: (folder) =>
      make(
        folder,
        'convolution-input-gradient',
        'input gradient',
        'conv-input-gradient',
        (_, k, dy) => inputGradient(shape, k, dy),
        [share('ceiling', 0.65)],
      ),
  },
];

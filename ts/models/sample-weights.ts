/** Weights of samples: as given, or by the class of each (keras class_weight_to_sample_weights). */

import { ShapeError, showShape, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { sizeOf } from '../tensor/shape.ts';

/** A weight for every class; classes that are not named weigh 1. */
export type ClassWeight = { readonly [classIndex: number]: number };

/** One weight a sample from targets that are class numbers (n,) or (n, 1), or one-hot rows (n, classes). */
export function weightsOfClasses(where: string, targets: HostArray, classWeight: ClassWeight): HostArray {
  const weights = new Map<number, number>();
  for (const [name, weight] of Object.entries(classWeight)) {
    const index = Number(name);
    if (!Number.isInteger(index) || index < 0 || !Number.isFinite(weight))
      throw new ValueError(
        `${where}, classWeight`,
        'class numbers ≥ 0 with finite weights',
        `${name}: ${weight}`,
      );
    weights.set(index, weight);
  }
  const { data, shape } = targets;
  if (shape.length > 2)
    throw new ShapeError(
      `${where}, classWeight`,
      'targets of shape (n,), (n, 1) or (n, classes)',
      showShape(shape),
      'Give sampleWeight.',
    );
  const [samples = 0, classes = 1] = shape;
  const result = Float32Array.from({ length: samples }, (_, row) => {
    const label = classes === 1 ? Math.round(data[row] as number) : largest(data, row * classes, classes);
    return weights.get(label) ?? 1;
  });
  return { data: result, shape: [samples], dtype: 'float32' };
}

function largest(data: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++)
    if ((data[from + index] as number) > (data[from + best] as number)) best = index;
  return best;
}

/** Throws a {@link ValueError} for weights that are not finite numbers. */
export function checkWeights(where: string, weights: HostArray): HostArray {
  const at = (weights.data as Float32Array).findIndex((weight) => !Number.isFinite(weight));
  if (at >= 0)
    throw new ValueError(
      `${where}, sampleWeight`,
      'finite numbers',
      `${weights.data[at]} at position ${at} of shape ${showShape(weights.shape)}`,
    );
  if (sizeOf(weights.shape) === 0)
    throw new ShapeError(`${where}, sampleWeight`, 'one weight a sample', showShape(weights.shape));
  return weights;
}

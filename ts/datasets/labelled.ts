// What loaders of classification data return.
import { oneHotRows } from '../data/categorical.ts';
import { toTensor } from '../data/host.ts';
import type { HostArray } from '../io/array.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Samples and their classes. */
export interface LabelledSamples {
  /** Pixels as float32 from 0 to 1, one entry a sample. */
  readonly x: Tensor;
  /** One-hot classes as float32, shape (n, classes). */
  readonly y: Tensor;
  /** Classes as int32, shape (n,). */
  readonly labels: Tensor;
}

/** A data set in its two parts. */
export interface LabelledData {
  readonly train: LabelledSamples;
  readonly test: LabelledSamples;
}

/** Samples from bytes that count up to `maximum`, and from their classes. */
export function labelled(
  pixels: HostArray,
  maximum: number,
  classes: HostArray,
  count: number,
): LabelledSamples {
  const steps = Float32Array.from({ length: maximum + 1 }, (_, value) => value / maximum);
  const x = new Float32Array(pixels.data.length);
  for (let i = 0; i < x.length; i++) x[i] = steps[pixels.data[i] as number] as number;
  const labels: HostArray = { data: Int32Array.from(classes.data), shape: classes.shape, dtype: 'int32' };
  return {
    x: toTensor({ data: x, shape: pixels.shape, dtype: 'float32' }),
    y: toTensor(oneHotRows(labels, count, 'labels')),
    labels: toTensor(labels),
  };
}

// An array as files hold it: elements and shape, before anything becomes a tensor.
import type { DType, TypedArray } from '../tensor/dtype.ts';

/** Elements in row-major order, their shape and their dtype (`bool` is 0 or 1 in a `Uint8Array`). */
export interface HostArray {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/**
 * `import { decodeNpy } from 'oxigrad/io'`: NumPy's files and safetensors, from bytes and to bytes. What is read has
 * `data`, `shape` and `dtype`, so `tensor(data, { shape, dtype })` is the tensor; what is written may be a tensor.
 */

export type { GivenArray, HostArray } from './array.ts';
export { decodeNpy, decodeNpz, encodeNpy, encodeNpz } from './npy.ts';
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.ts';

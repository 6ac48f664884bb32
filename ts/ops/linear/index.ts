/** Products of matrices. */

export { einsum } from './einsum.ts';
export { matmul } from './matmul.ts';
export { outer } from './outer.ts';
export { dot, type TensordotAxes, tensordot, vdot } from './tensordot.ts';

/** Convolutions. */

export { type ConvOptions, conv } from './conv.ts';
export { type ConvTransposeOptions, convTranspose } from './conv-transpose.ts';
export { depthwiseConv } from './depthwise-conv.ts';
export type { Padding, Sizes } from './geometry.ts';
export { separableConv } from './separable-conv.ts';

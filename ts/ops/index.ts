/** All operations of tensors. Operations of losses and optimizers are not among them: those classes apply them. */

export * from './activation/index.ts';
export * from './arithmetic/index.ts';
export * from './compare/index.ts';
export * from './convolution/index.ts';
export * from './creation/index.ts';
export * from './elementwise/index.ts';
export * from './image/index.ts';
export * from './index/index.ts';
export * from './linear/index.ts';
export * from './normalization/index.ts';
export * from './pooling/index.ts';
export * from './random/index.ts';
export type { ReduceOptions } from './reduce.ts';
export * from './reduction/index.ts';
export * from './shape/index.ts';

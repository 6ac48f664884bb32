/** All losses. */

export * from './all.ts';
export type { CrossentropyOptions } from './class-axis.ts';
export { Loss, type LossFunction, LossFunctionWrapper, type LossOptions, type Reduction } from './loss.ts';
export { getLoss, type LossIdentifier, type LossName, type SerializedLoss } from './names.ts';

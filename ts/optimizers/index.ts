/** All optimizers. */

export * from './all.ts';
export {
  getOptimizer,
  type OptimizerIdentifier,
  type OptimizerName,
  type SerializedOptimizer,
} from './names.ts';
export * from './optimizer.ts';
export type { OptimizerOptions } from './options.ts';

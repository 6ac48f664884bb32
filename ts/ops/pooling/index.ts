/** Pooling. */

export { type AdaptivePoolOptions, adaptiveAveragePool, adaptiveMaxPool } from './adaptive-pool.ts';
export { averagePool, maxPool, type PoolOptions } from './pooling.ts';

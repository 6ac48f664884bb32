/** Pooling. */

export { averagePool, maxPool, type PoolOptions } from './pooling.ts';

/** Attention. */

export { type DotProductAttentionOptions, dotProductAttention } from './attention.ts';

/** Tensors made from nothing. */

export { type ArangeOptions, arange } from './arange.ts';
export { type EyeOptions, eye } from './eye.ts';
export { full, ones, onesLike, zeros, zerosLike } from './full.ts';
export { type LinspaceOptions, linspace } from './linspace.ts';
export { type MeshgridOptions, meshgrid } from './meshgrid.ts';
export { type DiagonalOption, tri, tril, triu } from './tri.ts';

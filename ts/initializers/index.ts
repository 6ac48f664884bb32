/** All initializers. */

export * from './constant.ts';
export { computeFans, type FanAxes, type Fans } from './fans.ts';
export * from './glorot-normal.ts';
export * from './glorot-uniform.ts';
export * from './he-normal.ts';
export * from './he-uniform.ts';
export * from './identity.ts';
export {
  Initializer,
  type InitializerCallOptions,
  RandomInitializer,
  type RandomOptions,
} from './initializer.ts';
export * from './lecun-normal.ts';
export * from './lecun-uniform.ts';
export * from './names.ts';
export * from './ones.ts';
export * from './orthogonal.ts';
export * from './random-normal.ts';
export * from './random-uniform.ts';
export * from './truncated-normal.ts';
export * from './variance-scaling.ts';
export * from './zeros.ts';

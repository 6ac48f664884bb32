/** The lean entry `oxigrad/core`: tensors, operations, gradients and compiled functions. */

export {
  customGradient,
  grad,
  gradients,
  stopGradient,
  type TensorFunction,
  type ValueAndGradients,
  type ValueAndGradientsWithAuxiliary,
  valueAndGrad,
  valueAndGradients,
} from './autodiff/gradients.ts';
export {
  DataError,
  DTypeError,
  MemoryError,
  OxigradError,
  ShapeError,
  StateError,
  UnsupportedError,
  ValueError,
} from './errors.ts';
export * from './ops/index.ts';
export { type Seed, SeedGenerator, setRandomSeed } from './ops/random/seed.ts';
export { type CompiledFunction, type CompileOptions, compile } from './plan/compile.ts';
export { explain } from './plan/explain.ts';
export {
  type Profile,
  type ProfileOptions,
  type ProfileRow,
  type ProgramProfile,
  profile,
} from './plan/profile.ts';
export { hostInput } from './plan/trace.ts';
export { type NestedValues, type TensorLike, type TensorOptions, tensor } from './tensor/create.ts';
export type { DType, TypedArray } from './tensor/dtype.ts';
export { scope } from './tensor/scope.ts';
export type { Shape } from './tensor/shape.ts';
export { type NestedArray, Tensor } from './tensor/tensor.ts';
export { Variable, type VariableOptions } from './tensor/variable.ts';
export { engine } from './wasm/engine.ts';
export { type Configuration, configure } from './wasm/load.ts';

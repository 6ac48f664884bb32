/** All initializers. */

export * from './all.ts';
export { computeFans, type FanAxes, type Fans } from './fans.ts';
export {
  Initializer,
  type InitializerCallOptions,
  RandomInitializer,
  type RandomOptions,
} from './initializer.ts';
export {
  getInitializer,
  type InitializerIdentifier,
  type InitializerName,
  type SerializedInitializer,
} from './names.ts';

/** All regularizers. */

export * from './all.ts';
export {
  getRegularizer,
  type RegularizerIdentifier,
  type RegularizerName,
  type SerializedRegularizer,
} from './names.ts';
export { Regularizer } from './regularizer.ts';

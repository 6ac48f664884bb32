/** Activations: functions of one tensor. Softmax and sigmoid remember their logits for the loss. */

export * from './all.ts';
export {
  type Activation,
  type ActivationIdentifier,
  type ActivationName,
  activationName,
  getActivation,
} from './names.ts';

/** Activations by name: a static table, so that bundlers drop it where nobody uses names. */

import type { ConfigValue } from '../config/config.ts';
import { lookup } from '../config/lookup.ts';
import { customObject, nameIn, serializeFunction } from '../config/objects.ts';
import { checkFunction, show, ValueError } from '../errors.ts';
import { celu } from '../ops/activation/celu.ts';
import { elu } from '../ops/activation/elu.ts';
import { glu } from '../ops/activation/glu.ts';
import { hardShrink } from '../ops/activation/hard-shrink.ts';
import { hardSigmoid } from '../ops/activation/hard-sigmoid.ts';
import { hardSilu } from '../ops/activation/hard-silu.ts';
import { hardTanh } from '../ops/activation/hard-tanh.ts';
import { leakyRelu } from '../ops/activation/leaky-relu.ts';
import { logSigmoid } from '../ops/activation/log-sigmoid.ts';
import { logSoftmax } from '../ops/activation/log-softmax.ts';
import { mish } from '../ops/activation/mish.ts';
import { relu } from '../ops/activation/relu.ts';
import { relu6 } from '../ops/activation/relu6.ts';
import { selu } from '../ops/activation/selu.ts';
import { silu } from '../ops/activation/silu.ts';
import { softShrink } from '../ops/activation/soft-shrink.ts';
import { softplus } from '../ops/activation/softplus.ts';
import { softsign } from '../ops/activation/softsign.ts';
import { sparsePlus } from '../ops/activation/sparse-plus.ts';
import { sparseSigmoid } from '../ops/activation/sparse-sigmoid.ts';
import { sparsemax } from '../ops/activation/sparsemax.ts';
import { squareplus } from '../ops/activation/squareplus.ts';
import { tanhShrink } from '../ops/activation/tanh-shrink.ts';
import { exp as exponential } from '../ops/elementwise/exp.ts';
import { tanh } from '../ops/elementwise/tanh.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { gelu } from './gelu.ts';
import { linear } from './linear.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';

/** What is applied to a layer's output, element by element or along its last axis. */
export type Activation = (x: Tensor) => Tensor;

/** The names of activations. */
export type ActivationName =
  | 'celu'
  | 'elu'
  | 'exponential'
  | 'gelu'
  | 'glu'
  | 'hard_shrink'
  | 'hardShrink'
  | 'hard_sigmoid'
  | 'hardSigmoid'
  | 'hard_silu'
  | 'hardSilu'
  | 'hard_tanh'
  | 'hardTanh'
  | 'leaky_relu'
  | 'leakyRelu'
  | 'linear'
  | 'log_sigmoid'
  | 'logSigmoid'
  | 'log_softmax'
  | 'logSoftmax'
  | 'mish'
  | 'relu'
  | 'relu6'
  | 'selu'
  | 'sigmoid'
  | 'silu'
  | 'soft_shrink'
  | 'softShrink'
  | 'softmax'
  | 'softplus'
  | 'softsign'
  | 'sparse_plus'
  | 'sparsePlus'
  | 'sparse_sigmoid'
  | 'sparseSigmoid'
  | 'sparsemax'
  | 'squareplus'
  | 'tanh'
  | 'tanh_shrink'
  | 'tanhShrink'
  | 'swish'
  | 'hardSwish'
  | 'hard_swish';

/** Every activation by its names, Keras's own first. */
export const activationsByName: { readonly [Name in ActivationName]: Activation } = {
  celu,
  elu,
  exponential,
  gelu,
  glu,
  hard_shrink: hardShrink,
  hardShrink,
  hard_sigmoid: hardSigmoid,
  hardSigmoid,
  hard_silu: hardSilu,
  hardSilu,
  hard_tanh: hardTanh,
  hardTanh,
  leaky_relu: leakyRelu,
  leakyRelu,
  linear,
  log_sigmoid: logSigmoid,
  logSigmoid,
  log_softmax: logSoftmax,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  soft_shrink: softShrink,
  softShrink,
  softmax,
  softplus,
  softsign,
  sparse_plus: sparsePlus,
  sparsePlus,
  sparse_sigmoid: sparseSigmoid,
  sparseSigmoid,
  sparsemax,
  squareplus,
  tanh,
  tanh_shrink: tanhShrink,
  tanhShrink,
  swish: silu,
  hardSwish: hardSilu,
  hard_swish: hardSilu,
};

/** What names an activation; nothing is `linear`. */
export type ActivationIdentifier = ActivationName | Activation;

/** The activation of a name or function; `linear` of nothing. Unknown names throw a `ValueError`. */
export function getActivation(identifier: ActivationIdentifier | null | undefined): Activation {
  if (identifier === null || identifier === undefined) return linear;
  if (typeof identifier === 'function') return identifier;
  const given = customObject(identifier) ?? identifier;
  if (typeof given === 'function') return given as Activation;
  const name = nameIn(given);
  if (name === undefined) throw new ValueError('activation', 'a name or a function', show(given));
  return lookup('activation', activationsByName, name);
}

/** Keras's name of an activation, for configs; of a function of the user's own what finds it by its name. */
export function activationName(activation: Activation): ConfigValue {
  checkFunction('activationName', activation);
  for (const [name, known] of Object.entries(activationsByName)) if (known === activation) return name;
  return serializeFunction(activation);
}

/** Activations by name: a static table, so that bundlers drop it where nobody uses names. */

import { type ConfigValue, snakeCase } from '../config/config.ts';
import { lookup } from '../config/lookup.ts';
import { customObject, nameIn, serializeFunction } from '../config/objects.ts';
import { bySpelling, type NamesOf, type SnakeCase } from '../config/spellings.ts';
import { checkFunction, show, ValueError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import * as all from './all.ts';
import { linear } from './linear.ts';

/** What is applied to a layer's output, element by element or along its last axis. */
export type Activation = (x: Tensor) => Tensor;

type FunctionName = NamesOf<typeof all, Activation>;

/** Names that the rule does not derive. */
const aliases = {
  swish: 'silu',
  hardSwish: 'hardSilu',
  hard_swish: 'hardSilu',
} as const;

/** The names of activations: camelCase, and Keras's snake_case. */
export type ActivationName = FunctionName | SnakeCase<FunctionName> | keyof typeof aliases;

/** Every activation by its names, Keras's own first. */
export const activationsByName: { readonly [Name in ActivationName]: Activation } =
  /* @__PURE__ */ bySpelling<ActivationName, Activation>(
    all,
    (value): value is Activation => typeof value === 'function',
    (name) => [snakeCase(name), name],
    aliases,
  );

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

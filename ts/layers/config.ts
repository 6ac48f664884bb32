/** Configs of layers in Keras's spelling, so that files are interchangeable (keras.saving). */

import { type Config, camelCase } from '../config/config.ts';
import { DataError, DTypeError, show } from '../errors.ts';
import { checkDType, type DType } from '../tensor/dtype.ts';

export type { Config, ConfigValue } from '../config/config.ts';

/** Something with a config. */
interface Configurable {
  getConfig?(): Config;
  readonly className?: string;
}

/** The config of the dtype policy of a layer. */
export function dtypePolicy(dtype: DType): Config {
  return { module: 'keras', class_name: 'DTypePolicy', config: { name: dtype }, registered_name: null };
}

/** The dtype in a config: a name, or a policy of one. */
export function dtypeOf(value: unknown, where: string): DType {
  const name = isObject(value) && isObject(value['config']) ? value['config']['name'] : value;
  if (typeof name !== 'string') throw new DTypeError(where, 'a dtype or a DTypePolicy', show(value));
  return checkDType(where, name);
}

/** An object as Keras writes it: `{ module, class_name, config, registered_name }`; `null` for none. */
export function serialize(value: unknown, module: string): Config | null {
  if (value === undefined || value === null) return null;
  const object = value as Configurable;
  const { className } = object.constructor as { className?: string };
  return {
    module,
    class_name: object.className ?? className ?? object.constructor.name,
    config: object.getConfig?.() ?? {},
    registered_name: null,
  };
}

/** Options of a constructor from a config: camelCase, without what is `null`; dtype as a name. */
export function optionsOf(config: Config, where: string): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (value === null || value === undefined) continue;
    options[camelCase(key)] = key === 'dtype' ? dtypeOf(value, where) : value;
  }
  return options;
}

/** A number in a config. */
export function numberIn(config: Config, key: string, where: string): number {
  const value = config[key];
  if (typeof value !== 'number') throw new DataError(where, `"${key}" to be a number`, show(value));
  return value;
}

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

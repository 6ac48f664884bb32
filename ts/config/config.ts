/** Configs in Keras's spelling, and their way to and from camelCase options. */

import { DataError, DTypeError, show } from '../errors.ts';
import { checkDType, type DType } from '../tensor/dtype.ts';
import { isPlainObject } from '../tensor/plain.ts';

/** A value of a config: plain JSON. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** What `getConfig` returns and `fromConfig` takes: Keras's keys (`learning_rate`). */
export type Config = { readonly [key: string]: ConfigValue };

/** Something with a config. */
interface Configurable {
  getConfig?(): Config;
  readonly className?: string;
}

/** The name of an object's class: what the class says itself, which no minifier changes, or what the code calls it. */
export function classNameOf(object: object): string {
  const own = object.constructor as { readonly className?: string; readonly name: string };
  return Object.hasOwn(own, 'className') ? (own.className as string) : own.name;
}

/** An object as Keras writes it: `{ module, class_name, config, registered_name }`; `null` for none. */
export function serialize(value: unknown, module: string): Config | null {
  if (value === undefined || value === null) return null;
  const object = value as Configurable;
  return {
    module,
    class_name: object.className ?? classNameOf(object),
    config: object.getConfig?.() ?? {},
    registered_name: null,
  };
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

/** Keras's names that are not split at their words. */
const irregular: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['clipnorm', 'clipNorm'],
  ['clipvalue', 'clipValue'],
  ['global_clipnorm', 'globalClipNorm'],
]);

/** `learning_rate` as `learningRate`, `beta_1` as `beta1`. */
export function camelCase(name: string): string {
  return irregular.get(name) ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `MeanSquaredError` as `mean_squared_error`, `LeakyReLU` as `leaky_re_lu` (keras.src.utils.naming.to_snake_case). */
export function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * The options of a constructor from a Keras config: keys in camelCase, nulls left out (they are Keras's defaults), the
 * dtype as a name. The constructor checks the other values.
 */
export function optionsFrom<Options extends object = Record<string, unknown>>(
  config: Config,
  where: string = 'fromConfig',
): Options {
  if (!isPlainObject(config)) throw new DataError(where, 'a config', show(config));
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config))
    if (value !== null && value !== undefined)
      options[camelCase(key)] = key === 'dtype' ? dtypeOf(value, where) : value;
  return options as Options;
}

/** A number in a config. */
export function numberIn(config: Config, key: string, where: string): number {
  const value = config?.[key];
  if (typeof value !== 'number') throw new DataError(where, `"${key}" to be a number`, show(value));
  return value;
}

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A class that configs make: its constructor takes the arguments that it requires, then options. */
export interface ConfigClass<Made> {
  new (...given: never[]): Made;
  /** The names of these arguments, in their order, with spaces between them; by default it requires none. */
  readonly requiredArguments?: string;
}

/** An instance of a class from all that its constructor takes, by name. */
export function madeOf<Made>(type: ConfigClass<Made>, options: Record<string, unknown>): Made {
  const names = type.requiredArguments?.match(/\w+/g) ?? [];
  const given = names.map((name) => options[name]);
  for (const name of names) delete options[name];
  return new type(...([...given, options] as never[]));
}

/** A config with `undefined` values as null. */
export function config(values: Readonly<Record<string, ConfigValue | undefined>>): Config {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value ?? null]));
}

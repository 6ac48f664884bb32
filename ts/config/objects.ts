/**
 * What the names and configs in a config stand for: classes and functions of the user's own first, by one rule for
 * all kinds, then those of a static table (keras.saving.CustomObjectScope, keras.saving.deserialize_keras_object).
 */

import { DataError, show, ValueError } from '../errors.ts';
import { isPlainObject } from '../tensor/plain.ts';
import { type Config, type ConfigValue, optionsFrom } from './config.ts';
import { lookup } from './lookup.ts';
import { reading } from './reading.ts';

/** The name in an identifier: a text, or the class of a config; of a function, which has no config, its own. */
export function nameIn(identifier: unknown): string | undefined {
  if (typeof identifier === 'string') return identifier;
  if (!isPlainObject(identifier)) return undefined;
  const { class_name: name, config } = identifier;
  const given = name === 'function' ? config : name;
  return typeof given === 'string' ? given : undefined;
}

/** The object of the user's own, or of `known`, that an identifier stands for. */
export function customObject(identifier: unknown): unknown {
  const name = nameIn(identifier);
  if (name === undefined || !Object.hasOwn(reading().own, name)) return undefined;
  const found = reading().own[name];
  if (!isClass(found)) return found;
  const config = typeof identifier === 'string' ? {} : configIn(name, identifier as Serialized);
  return found.fromConfig === undefined ? new found(optionsFrom(config)) : found.fromConfig(config);
}

interface Serialized {
  readonly class_name?: unknown;
  readonly config?: unknown;
}

interface AnyClass {
  new (options?: object): unknown;
  fromConfig?(config: Config, ...more: unknown[]): unknown;
}

/** Functions are of no other: a class of the user's own extends one of ours, or says how it is made. */
function isClass(value: unknown): value is AnyClass {
  return (
    typeof value === 'function' &&
    (Object.getPrototypeOf(value) !== Function.prototype || 'fromConfig' in value)
  );
}

/** The config in a serialised object. */
export function configIn(where: string, { config }: Serialized): Config {
  if (!isPlainObject(config)) throw new DataError(where, '{ class_name, config: { … } }', show(config));
  return config as Config;
}

interface Configured {
  getConfig(): Config;
}

/** How the objects of one kind are told and made. */
export interface Family<T> {
  /** What errors call them: `loss`. */
  readonly kind: string;
  readonly base: abstract new (...given: never[]) => T;
  readonly table: Readonly<
    Record<string, { fromConfig(config: Config, ...more: never[]): T; new?(): T } | (new () => T)>
  >;
  /** Makes one of a function, where functions count. */
  readonly wrap?: (fn: never) => T;
}

/** The object of a name, a config, an instance or a function. */
export function objectOf<T>(
  { kind, base, table, wrap }: Family<T>,
  identifier: unknown,
  ...more: unknown[]
): T {
  const given = customObject(identifier) ?? identifier;
  if (given instanceof base) return given;
  if (typeof given === 'function' && wrap !== undefined && !isClass(given)) return wrap(given as never);
  const name = nameIn(given);
  if (name === undefined)
    throw new ValueError(
      kind,
      'a name, an instance or a config as { class_name, config }',
      show(given),
      isClass(given) ? `Make it with new: new ${given.name}().` : undefined,
    );
  const found = lookup(kind, table, name) as AnyClass;
  if (typeof identifier === 'string' || nameIsFunction(identifier)) return new found() as T;
  const config = configIn(`${kind} '${name}'`, identifier as Serialized);
  const make = (): T & Configured => found.fromConfig?.(config, ...more) as T & Configured;
  const { checked } = reading();
  return checked === undefined ? make() : checked(`${kind} '${name}'`, config, make);
}

function nameIsFunction(identifier: unknown): boolean {
  return (identifier as Serialized).class_name === 'function';
}

/** A function as Keras writes it, to be found by its name. */
export function serializeFunction(fn: { readonly name: string }): ConfigValue {
  const name = fn.name || 'anonymous';
  return { module: 'builtins', class_name: 'function', config: name, registered_name: name };
}

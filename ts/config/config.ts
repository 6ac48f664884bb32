/** Configs in Keras's spelling, and their way to and from camelCase options. */

import { checkText, ValueError } from '../errors.ts';

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

/** An object as Keras serialises it. */
export interface SerializedObject {
  readonly module: string;
  readonly class_name: string;
  readonly config: Config;
  readonly registered_name: string | null;
}

/** An object as Keras serialises it (`keras.saving.serialize_keras_object`). */
export function serializeObject(
  module: string,
  object: { readonly className: string; getConfig(): Config },
): { [key in keyof SerializedObject]: SerializedObject[key] } {
  return { module, class_name: object.className, config: object.getConfig(), registered_name: null };
}

/** Keras's names that are not split at their words. */
const irregular: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['clipnorm', 'clipNorm'],
  ['clipvalue', 'clipValue'],
  ['global_clipnorm', 'globalClipNorm'],
]);

/** `learning_rate` as `learningRate`, `beta_1` as `beta1`. */
export function camelCase(name: string): string {
  checkText('camelCase', name);
  return irregular.get(name) ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `sumOverBatchSize` as `sum_over_batch_size`, `MeanSquaredError` as `mean_squared_error`. */
export function snakeCase(name: string): string {
  checkText('snakeCase', name);
  return name
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * The options of a constructor from a Keras config: keys in camelCase, nulls left out (they are Keras's
 * defaults). The constructor checks the values.
 */
export function optionsFrom<Options extends object>(config: Config): Options {
  const options: Record<string, ConfigValue> = {};
  for (const [key, value] of Object.entries(config)) if (value !== null) options[camelCase(key)] = value;
  return options as Options;
}

/** The options of a config together with the arguments that its constructor requires. */
export function argumentsFrom<Required extends string, Options extends object>(
  where: string,
  config: Config,
  required: readonly Required[],
): { readonly [key in Required]: never } & { readonly options: Options } {
  const options = optionsFrom<Record<string, ConfigValue>>(config);
  const found: Record<string, unknown> = {};
  for (const name of required) {
    if (options[name] === undefined)
      throw new ValueError(
        `${where}.fromConfig`,
        `a config with '${snakeCase(name)}'`,
        Object.keys(config).join(', '),
      );
    found[name] = options[name];
    delete options[name];
  }
  return { ...found, options } as unknown as { readonly [key in Required]: never } & {
    readonly options: Options;
  };
}

/** A config with `undefined` values as null. */
export function config(values: Readonly<Record<string, ConfigValue | undefined>>): Config {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value ?? null]));
}

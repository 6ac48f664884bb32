/** Layers from their configs (keras.saving.deserialize_keras_object). */

import { type Config, isObject } from '../config/config.ts';
import { advice } from '../config/lookup.ts';
import { reading, whileReading } from '../config/reading.ts';
import { DataError, show, UnsupportedError, ValueError } from '../errors.ts';
import type { AnyLayer, FromConfigOptions, LayerClass } from './layer.ts';

/** What operations on symbolic tensors are in Keras's files. */
const OPERATIONS = 'keras.src.ops.';

/** A layer of any class from `{ class_name, config }`. Its class is the user's own, or one that is known here. */
export function layerFrom(value: unknown, options: FromConfigOptions, where: string): AnyLayer {
  if (!isObject(value) || typeof value['class_name'] !== 'string' || !isObject(value['config']))
    throw new DataError(where, 'a layer as { class_name, config }', show(value));
  const {
    class_name: className,
    config,
    module,
  } = value as { class_name: string; config: Config; module?: unknown };
  const name = config['name'] ?? value['name'];
  const place = typeof name === 'string' ? `${where}, layer ${show(name)}` : where;
  if (typeof module === 'string' && module.startsWith(OPERATIONS))
    throw new UnsupportedError(
      place,
      'layers',
      `the operation ${show(`${module}.${className}`)}${operands(value)}`,
      'Compute it in a layer of your own there, in Keras as well, and give that by customObjects.',
    );
  return whileReading({ own: options?.customObjects ?? {}, layerFrom: inner }, () => {
    const { own, known, checked } = reading();
    const table = Object.hasOwn(own, className) ? own : known;
    const found = Object.hasOwn(table, className) ? table[className] : undefined;
    if (typeof found !== 'function' || !('fromConfig' in found))
      throw new ValueError(
        place,
        `a class for '${show(className).slice(1, -1)}' among customObjects`,
        found === undefined ? 'none of that name' : show(found),
        advice(className, [...Object.keys(own), ...Object.keys(known)]),
      );
    const make = (): AnyLayer => (found as unknown as LayerClass).fromConfig(config, { customObjects: own });
    const made = table === known && checked !== undefined ? checked(place, config, make) : make();
    if (typeof made?.apply !== 'function')
      throw new ValueError(place, `${className}.fromConfig to return a layer`, show(made));
    return made;
  });
}

/** A layer inside of one that is read. */
function inner(value: unknown, where: string): AnyLayer {
  return layerFrom(value, {}, where);
}

/** What an operation is applied to, as far as its node says so. */
function operands({ inbound_nodes: nodes }: Record<string, unknown>): string {
  const node: unknown = Array.isArray(nodes) ? nodes[0] : undefined;
  if (!isObject(node) || !Array.isArray(node['args'])) return '';
  const given = node['args'].map((value) => {
    const history =
      isObject(value) && isObject(value['config']) ? value['config']['keras_history'] : undefined;
    return Array.isArray(history) ? show(history[0]) : show(value);
  });
  return ` of ${given.join(' and ')}`;
}

/** Which layers and variables are part of a layer: those in its fields, as Keras tracks attributes. */

import { isPlainObject } from '../tensor/plain.ts';
import { Variable } from '../tensor/variable.ts';
import type { AnyLayer } from './layer.ts';

/** Tells layers from other values; given by `layer.ts`, which imports this file. */
export type LayerTest = (value: unknown) => value is AnyLayer;

/** A field or entry, and what was in it. */
export type Place = readonly [holder: Readonly<Record<string, unknown>>, key: string, value: unknown];

/** What is in the fields of an object, alone or in arrays, maps, sets and plain objects. */
export interface Parts {
  readonly layers: AnyLayer[];
  readonly variables: Variable[];
  /** Where they are, but for those in maps and sets. */
  readonly places: Place[];
}

/** Finds the parts of a layer. */
export function partsOf(owner: object, isLayer: LayerTest): Parts {
  const parts: Parts = { layers: [], variables: [], places: [] };
  const seen = new Set<unknown>([owner]);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (isLayer(value)) parts.layers.push(value);
    else if (value instanceof Variable) parts.variables.push(value);
    else if (isPlainObject(value)) visitFields(value);
    else if (Array.isArray(value) && holdsObjects(value)) visitFields(value);
    else if ((value instanceof Map || value instanceof Set) && holdsObjects(value))
      for (const item of value.values()) visit(item);
  };
  const visitFields = (holder: object): void => {
    for (const [key, value] of Object.entries(holder)) {
      const before = parts.layers.length + parts.variables.length;
      visit(value);
      if (parts.layers.length + parts.variables.length > before)
        parts.places.push([holder as Readonly<Record<string, unknown>>, key, value]);
    }
  };
  visitFields(owner);
  return parts;
}

/** A long list of anything else (shapes, numbers) is told by its first entry. */
function holdsObjects(list: Iterable<unknown> & { values(): Iterable<unknown> }): boolean {
  for (const item of list.values()) if (item !== undefined && item !== null) return typeof item === 'object';
  return false;
}

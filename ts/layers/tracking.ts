/** Which layers and variables are part of a layer: those in its fields, as Keras tracks attributes. */

import { isPlainObject } from '../tensor/plain.ts';
import { Variable } from '../tensor/variable.ts';
import type { AnyLayer } from './layer.ts';

/** Tells layers from other values; given by `layer.ts`, which imports this file. */
export type LayerTest = (value: unknown) => value is AnyLayer;

/** The layers in the fields of `owner` (alone, or in arrays, maps and plain objects), then `tracked`. */
export function sublayersOf(owner: object, tracked: readonly AnyLayer[], isLayer: LayerTest): AnyLayer[] {
  const found = new Set<AnyLayer>();
  for (const value of Object.values(owner)) collect(value, found, isLayer);
  for (const layer of tracked) found.add(layer);
  found.delete(owner as AnyLayer);
  return [...found];
}

function collect(value: unknown, found: Set<AnyLayer>, isLayer: LayerTest): void {
  if (isLayer(value)) found.add(value);
  else if (Array.isArray(value)) {
    // A list of anything else (nodes, shapes, numbers) is not walked.
    if (value.length > 0 && (isLayer(value[0]) || isContainer(value[0])))
      for (const item of value) collect(item, found, isLayer);
  } else if (isContainer(value)) for (const item of Object.values(value)) collect(item, found, isLayer);
}

/** The variables in the fields of `owner`. */
export function variablesOf(owner: object): Variable[] {
  return Object.values(owner).flatMap((value) => {
    if (value instanceof Variable) return [value];
    return Array.isArray(value) && value[0] instanceof Variable ? (value as Variable[]) : [];
  });
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlainObject(value);
}

/** Which layers and variables are part of a layer: those in its fields, as Keras tracks attributes. */

import { Variable } from '../tensor/variable.ts';
import { type AnyLayer, Layer } from './layer.ts';

/** The layers in the fields of `owner` (alone, or in arrays, maps and plain objects), then `tracked`. */
export function sublayersOf(owner: object, tracked: readonly AnyLayer[]): AnyLayer[] {
  const found = new Set<AnyLayer>();
  for (const value of Object.values(owner)) collect(value, found);
  for (const layer of tracked) found.add(layer);
  found.delete(owner as AnyLayer);
  return [...found];
}

function collect(value: unknown, found: Set<AnyLayer>): void {
  if (value instanceof Layer) found.add(value as AnyLayer);
  else if (Array.isArray(value)) {
    // A list of anything else (nodes, shapes, numbers) is not walked.
    if (value.length > 0 && (value[0] instanceof Layer || isContainer(value[0])))
      for (const item of value) collect(item, found);
  } else if (isContainer(value)) for (const item of Object.values(value)) collect(item, found);
}

/** The variables in the fields of `owner`. */
export function variablesOf(owner: object): Variable[] {
  return Object.values(owner).flatMap((value) => {
    if (value instanceof Variable) return [value];
    return Array.isArray(value) && value[0] instanceof Variable ? (value as Variable[]) : [];
  });
}

function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

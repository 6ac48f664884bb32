/**
 * What the fused optimizer operations share: each is one instruction that updates all variables and their slots in
 * one pass, the clip of the gradients included.
 */

import { DTypeError, ShapeError, showShape } from '../../errors.ts';
import { type Spec, sameShape, sizeOf } from '../../tensor/shape.ts';
import type { Words } from '../../wasm/words.ts';
import { type Operation, operation, type Placed } from '../operation.ts';

/** The numbers that every update has, and that do not change from step to step. */
export interface UpdateAttributes {
  /** How many variables there are. */
  readonly variables: number;
  /** Share of a variable that is lost first, times the learning rate; 0 = none. */
  readonly weightDecay: number;
  /** Gradients are cut to ± this, after their factors; `Infinity` = not. */
  readonly clipValue: number;
}

/** The fields that every update's instruction has. */
interface Fields {
  readonly targets: readonly (Placed | undefined)[];
  readonly counts: readonly number[];
  readonly clipValue: number;
  readonly weightDecay: number;
}

/** What an optimizer's file says about its update. */
interface Definition<Attributes> {
  readonly name: string;
  /** Which of the instruction's places of state a variable and its slots take, in their order. */
  readonly places: (attributes: Attributes) => readonly number[];
  /** How many scalars there are. */
  readonly scalars: number;
  readonly encode: (words: Words, fields: Fields, scalars: readonly Placed[], attributes: Attributes) => void;
}

/** Places of state that the instructions have. */
const STATE = [0, 1, 2, 3];

/**
 * Declares an update. Inputs: for each variable itself and its slots, then a gradient each, then the scalars, then
 * a factor for each gradient, or none at all. Outputs: for each variable its new value and those of its slots.
 * Throws a {@link ShapeError} where a gradient or a slot has another shape than its variable, a {@link DTypeError}
 * where anything is not float32.
 */
export function updateOperation<Attributes extends UpdateAttributes>(
  definition: Definition<Attributes>,
): Operation<Attributes> {
  const { name, places, scalars } = definition;
  return operation<Attributes>({
    name,
    infer(inputs, attributes) {
      const rows = rowsOf(inputs, attributes.variables, places(attributes).length);
      return rows.flatMap((row) => {
        const { shape, dtype } = row[0] as Spec;
        for (const tensor of row) {
          if (!sameShape(tensor.shape, shape))
            throw new ShapeError(name, `the variable's shape ${showShape(shape)}`, showShape(tensor.shape));
          if (tensor.dtype !== 'float32') throw new DTypeError(name, 'float32', tensor.dtype);
        }
        return row.slice(1).map(() => ({ shape, dtype }));
      });
    },
    inPlace: 'each',
    encode(words, { inputs, outputs, attributes }) {
      const { variables, clipValue, weightDecay } = attributes;
      const taken = places(attributes);
      const rows = rowsOf(inputs, variables, taken.length);
      const others = inputs.slice(variables * (taken.length + 1));
      const state = (tensors: readonly Placed[]): (Placed | undefined)[] =>
        STATE.map((place) => tensors[taken.indexOf(place)]);
      const targets = rows.flatMap((row, index) => [
        ...state(row),
        ...state(outputs.slice(index * taken.length)),
        row.at(-1),
        others[scalars + index],
      ]);
      const counts = rows.map(([variable]) => sizeOf((variable as Placed).shape));
      definition.encode(words, { targets, counts, clipValue, weightDecay }, others, attributes);
    },
  });
}

/** Each variable's inputs: itself, its slots, its gradient. */
function rowsOf<T>(inputs: readonly T[], variables: number, size: number): T[][] {
  return Array.from({ length: variables }, (_, index) => [
    ...inputs.slice(index * size, (index + 1) * size),
    inputs[variables * size + index] as T,
  ]);
}

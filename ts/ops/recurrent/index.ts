/** Sequences of recurrent layers: used by the layers, whose names say more. */

export type { CellKind, RecurrentInputs, RecurrentOutputs } from './attributes.ts';
export { recurrent } from './recurrent.ts';

/** Sequences of recurrent layers: used by the layers, whose names say more. */

export { type CellKind, type RecurrentInputs, type RecurrentOutputs, recurrent } from './recurrent.ts';

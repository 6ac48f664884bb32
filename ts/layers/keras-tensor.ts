/** Symbolic tensors: what layers are applied to while a functional model is being drawn (keras.KerasTensor). */

import { StateError, showShape } from '../errors.ts';
import type { DType } from '../tensor/dtype.ts';
import { printAsText } from '../tensor/print.ts';
import { undoable } from './building.ts';
import type { AnyLayer, CallOptions } from './layer.ts';

/** A shape with its batch axis; `null` where a size is known only when there is data. */
export type BatchShape = readonly (number | null)[];

/** Shape and dtype of a symbolic tensor. */
export interface SymbolicSpec {
  readonly shape: BatchShape;
  readonly dtype: DType;
}

/** Which call of which layer made a symbolic tensor. */
export interface KerasHistory {
  readonly layer: AnyLayer;
  readonly nodeIndex: number;
  readonly tensorIndex: number;
}

/** A tensor without values: the result of `Input(…)`, or of a layer applied to one. */
export class KerasTensor implements SymbolicSpec {
  readonly shape: BatchShape;
  readonly dtype: DType;
  readonly name: string;
  /** @internal */
  readonly history: KerasHistory;

  /** @internal */
  constructor({ shape, dtype }: SymbolicSpec, name: string, history: KerasHistory) {
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
    this.history = history;
  }

  /** Number of axes, the batch axis included. */
  get rank(): number {
    return this.shape.length;
  }

  /** `KerasTensor(shape, dtype)`. */
  toString(): string {
    return `KerasTensor(shape ${showShape(this.shape)}, ${this.dtype}, name '${this.name}')`;
  }

  static {
    printAsText(KerasTensor);
  }

  /** A symbolic tensor has no value: throws. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new StateError(
      'KerasTensor',
      'a layer applied to it',
      'a JavaScript operator',
      'Use a layer such as Add(), or one of your own.',
    );
  }
}

/** One call of a layer on symbolic tensors. */
export class CallNode {
  readonly layer: AnyLayer;
  readonly inputs: readonly KerasTensor[];
  /** Whether the layer was given a list. */
  readonly isList: boolean;
  readonly options: CallOptions;
  readonly outputs: readonly KerasTensor[];

  constructor(
    layer: AnyLayer,
    inputs: readonly KerasTensor[],
    isList: boolean,
    options: CallOptions,
    outputs: readonly SymbolicSpec[],
  ) {
    this.layer = layer;
    this.inputs = inputs;
    this.isList = isList;
    this.options = options;
    const nodeIndex = layer._inboundNodes.length;
    this.outputs = outputs.map(
      (spec, tensorIndex) => new KerasTensor(spec, layer.name, { layer, nodeIndex, tensorIndex }),
    );
    layer._inboundNodes.push(this);
    undoable(() => layer._inboundNodes.splice(nodeIndex, 1));
  }
}

/** @internal The call that made a symbolic tensor. */
export function nodeOf({ history }: KerasTensor): CallNode {
  return history.layer._inboundNodes[history.nodeIndex] as CallNode;
}

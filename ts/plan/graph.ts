/** The graph of a trace: values, and the nodes that make them. */

import type { AnyOperation } from '../ops/operation.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Shape, Spec } from '../tensor/shape.ts';
import type { Tensor, TracedValue } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'host'; readonly read: () => number }
  | { readonly kind: 'constant'; readonly tensor: Tensor }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'node'; readonly node: Node; readonly output: number };

/** A tensor of the graph. */
export class Value implements Spec, TracedValue {
  readonly traced = true;
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin;

  constructor(id: number, spec: Spec, origin: Origin) {
    this.id = id;
    this.shape = spec.shape;
    this.dtype = spec.dtype;
    this.origin = origin;
  }
}

/** An operation of the graph. */
export interface Node {
  readonly operation: AnyOperation;
  readonly attributes: unknown;
  inputs: Value[];
  outputs: Value[];
}

/** A variable's new value, written when everything else is done. */
export interface Commit {
  readonly variable: Variable;
  value: Value;
}

/** What a trace ends with, and what each pass of the optimizer takes and gives. */
export interface Graph {
  readonly nodes: Node[];
  readonly inputs: Value[];
  readonly hosts: Value[];
  readonly outputs: Value[];
  readonly commits: Commit[];
}

/** Makes nodes and values; numbers are unique within one trace. */
export class GraphBuilder {
  #next = 0;

  value(spec: Spec, origin: Origin): Value {
    return new Value(this.#next++, spec, origin);
  }

  node(operation: AnyOperation, inputs: readonly Value[], attributes: unknown): Node {
    const node: Node = { operation, attributes, inputs: [...inputs], outputs: [] };
    node.outputs = operation
      .infer(inputs, attributes)
      .map((spec, output) => this.value(spec, { kind: 'node', node, output }));
    return node;
  }
}

/** How often each value is read, outputs and commits included. */
export function countUses(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value): void => {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  for (const node of graph.nodes) node.inputs.forEach(use);
  graph.outputs.forEach(use);
  for (const commit of graph.commits) use(commit.value);
  return uses;
}

/** Replaces values wherever they are read. */
export function substitute(graph: Graph, replaced: ReadonlyMap<Value, Value>): Graph {
  const now = (value: Value): Value => {
    let result = value;
    for (let next = replaced.get(result); next !== undefined; next = replaced.get(result)) result = next;
    return result;
  };
  for (const node of graph.nodes) node.inputs = node.inputs.map(now);
  return {
    ...graph,
    outputs: graph.outputs.map(now),
    commits: graph.commits.map((commit) => ({ ...commit, value: now(commit.value) })),
  };
}

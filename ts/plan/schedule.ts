/**
 * The order of a plan, and where state is written. Nodes keep the order of the trace, but those that write a
 * variable in place come last, after everything that can fail on its data.
 */

import { identityCopy } from '../ops/shape/identity.ts';
import { bytesPerElement } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';
import { type Commit, countUses, type Graph, type GraphBuilder, type Node, type Value } from './graph.ts';

/** A graph in its final order, with what is written where. */
export interface Schedule {
  readonly graph: Graph;
  /** Values that are computed straight into a variable. */
  readonly written: ReadonlyMap<Value, Commit>;
  /** Commits that are copied into their variable at the very end. */
  readonly copied: readonly Commit[];
}

/** The memory that a value shares: the input at the end of a chain of views. */
export function rootOf(value: Value): Value {
  let root = value;
  while (root.origin.kind === 'node' && root.origin.node.operation.encode === 'view')
    root = root.origin.node.inputs[0] as Value;
  return root;
}

/** Orders a graph. */
export function schedule(graph: Graph, builder: GraphBuilder): Schedule {
  const { nodes, outputs, extra } = detachOutputs(graph, builder);
  const ordered: Graph = { ...graph, nodes: [...nodes, ...extra], outputs };
  const written = new Map<Value, Commit>();
  const writers = new Set<Node>();
  const copied: Commit[] = [];
  const uses = countUses(ordered);
  const readers = readersOf(ordered);
  /** A writer that does not read what it writes over. One only, and before the others, since it may need scratch. */
  let fresh: Node | undefined;
  const mayWrite = writersOf(uses, readers);
  for (const commit of ordered.commits) {
    const node = mayWrite(commit);
    const isFresh = node !== undefined && readers.get(commit.variable)?.has(node) !== true;
    if (node === undefined || (isFresh && (fresh ?? node) !== node)) copied.push(commit);
    else {
      if (isFresh) fresh = node;
      written.set(commit.value, commit);
      writers.add(node);
    }
  }
  // A writer must come after all who read the old value; if one of those is a writer too, order by copies.
  for (const [value, commit] of [...written]) {
    const node = nodeOf(value) as Node;
    const others = [...(readers.get(commit.variable) ?? [])].filter((reader) => reader !== node);
    if (others.some((reader) => reader !== fresh && writers.has(reader))) {
      written.delete(value);
      copied.push(commit);
    }
  }
  const late = new Set([...written.keys()].map((value) => nodeOf(value) as Node));
  const early = ordered.nodes.filter((node) => !late.has(node));
  const first = ordered.nodes.filter((node) => node === fresh && late.has(node));
  const last = ordered.nodes.filter((node) => node !== fresh && late.has(node));
  return { graph: { ...ordered, nodes: [...early, ...first, ...last] }, written, copied };
}

/** Finds the node that may write a commit's value straight into the variable; `undefined` if none may. */
function writersOf(
  uses: ReadonlyMap<Value, number>,
  readers: ReadonlyMap<unknown, ReadonlySet<Node>>,
): (commit: Commit) => Node | undefined {
  /** Of nodes that may write, what they may overwrite: an optimizer's is one node, which writes every variable. */
  const known = new Map<Node, Map<Value, Value[]> | undefined>();
  const targetsOf = (node: Node): Map<Value, Value[]> | undefined => {
    if (!known.has(node)) {
      const { operation, outputs } = node;
      // Whatever it makes must be used by nobody but commits, so that it can come last.
      const isLast = outputs.every((output) => (uses.get(output) ?? 0) <= 1 && !readers.has(output));
      const mayWrite = operation.encode !== 'view' && operation.fault === undefined && isLast;
      known.set(node, mayWrite ? overwritable(node) : undefined);
    }
    return known.get(node);
  };
  return ({ variable, value }) => {
    const node = nodeOf(value);
    const targets = node && targetsOf(node);
    if (targets === undefined) return undefined;
    // What does not read the old value may write over it; what does must do so in place.
    if (readers.get(variable)?.has(node as Node) !== true) return node;
    const isInPlace = targets
      .get(value)
      ?.some(({ origin }) => origin.kind === 'variable' && origin.variable === variable);
    return isInPlace ? node : undefined;
  };
}

/**
 * The memory of inputs that each output of a node may overwrite. Other inputs must not be the same memory, read in
 * another order, or after it was overwritten: one variable as the gradient of another, say.
 */
export function overwritable({ operation, inputs, outputs }: Node): Map<Value, Value[]> {
  const { inPlace = [] } = operation;
  const targets = new Map<Value, Value[]>();
  if (inPlace.length === 0) return targets;
  const roots = inputs.map(rootOf);
  const counts = new Map<Value, number>();
  for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1);
  const pairs = inPlace === 'each' ? outputs.map((_, position) => [position, position] as const) : inPlace;
  for (const [from, to] of pairs) {
    const [output, root] = [outputs[from] as Value, roots[to] as Value];
    if (counts.get(root) !== 1 || bytesOf(root) !== bytesOf(output)) continue;
    targets.set(output, [...(targets.get(output) ?? []), root]);
  }
  return targets;
}

/** Who reads each variable's old value (by variable), and each node's output (by value). */
function readersOf(graph: Graph): Map<unknown, Set<Node>> {
  const readers = new Map<unknown, Set<Node>>();
  for (const node of graph.nodes) {
    if (node.operation.encode === 'view') continue;
    for (const input of node.inputs) {
      const root = rootOf(input);
      const key = root.origin.kind === 'variable' ? root.origin.variable : root;
      const known = readers.get(key);
      if (known === undefined) readers.set(key, new Set([node]));
      else known.add(node);
    }
  }
  return readers;
}

/** An output (or a commit) that is a variable's old value is copied, since the variable may change. */
function detachOutputs(
  graph: Graph,
  builder: GraphBuilder,
): { nodes: Node[]; outputs: Value[]; extra: Node[] } {
  const extra: Node[] = [];
  const detach = (value: Value): Value => {
    if (rootOf(value).origin.kind !== 'variable') return value;
    const node = builder.node(identityCopy, [value], undefined);
    extra.push(node);
    return node.outputs[0] as Value;
  };
  const outputs = graph.outputs.map(detach);
  for (const commit of graph.commits) commit.value = detach(commit.value);
  return { nodes: graph.nodes, outputs, extra };
}

/** Bytes of a value. */
export function bytesOf(value: Value): number {
  return sizeOf(value.shape) * bytesPerElement(value.dtype);
}

function nodeOf(value: Value): Node | undefined {
  return value.origin.kind === 'node' ? value.origin.node : undefined;
}

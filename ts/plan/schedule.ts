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
  for (const commit of ordered.commits) {
    const node = writerOf(commit, uses, readers);
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

/** The node that may write a commit's value straight into the variable; `undefined` if none may. */
function writerOf(
  { variable, value }: Commit,
  uses: ReadonlyMap<Value, number>,
  readers: ReadonlyMap<unknown, ReadonlySet<Node>>,
): Node | undefined {
  const node = nodeOf(value);
  if (node === undefined || node.operation.encode === 'view' || node.operation.fault !== undefined)
    return undefined;
  // Whatever it makes must be used by nobody but commits, so that it can come last.
  if (node.outputs.some((output) => (uses.get(output) ?? 0) > 1)) return undefined;
  if (node.outputs.some((output) => readers.has(output))) return undefined;
  // What does not read the old value may write over it; what does must do so in place.
  if (readers.get(variable)?.has(node) !== true) return node;
  return overwritable(node, value).some(
    ({ origin }) => origin.kind === 'variable' && origin.variable === variable,
  )
    ? node
    : undefined;
}

/**
 * The memory of inputs that an output of the node may overwrite. Other inputs must not be the same memory, read in
 * another order, or after it was overwritten: one variable as the gradient of another, say.
 */
export function overwritable({ operation, inputs, outputs }: Node, output: Value): Value[] {
  const roots = inputs.map(rootOf);
  const { inPlace = [] } = operation;
  const position = outputs.indexOf(output);
  const pairs = inPlace === 'each' ? [[position, position] as const] : inPlace;
  return pairs
    .filter(([from]) => from === position)
    .map(([, to]) => roots[to] as Value)
    .filter((root) => bytesOf(root) === bytesOf(output) && roots.indexOf(root) === roots.lastIndexOf(root));
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

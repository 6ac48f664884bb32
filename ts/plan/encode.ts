/** From a graph to a plan: optimized, ordered, laid out in memory and written as a program. */

import type { Placed } from '../ops/operation.ts';
import { copyInstruction } from '../ops/shape/identity.ts';
import {
  ARENA_SLOT,
  align,
  CONSTANTS_SLOT,
  type Constant,
  FIRST_VARIABLE_SLOT,
  type Program,
} from '../program/program.ts';
import type { Variable } from '../tensor/variable.ts';
import { Words } from '../wasm/words.ts';
import { type ArenaPlan, planArena } from './arena.ts';
import type { Graph, GraphBuilder, Node, Value } from './graph.ts';
import { optimize } from './optimize.ts';
import { bytesOf, rootOf, schedule } from './schedule.ts';

/** One instruction as `explain` shows it. */
export interface Step {
  readonly name: string;
  readonly node: Node | undefined;
  readonly inputs: readonly Placed[];
  readonly outputs: readonly Placed[];
}

/** A program, and what it stands for in this process: what `compile` runs, and `explain` and `profile` show. */
export interface Plan {
  readonly program: Program;
  /** Those of the program, by the same numbers. */
  readonly variables: readonly Variable[];
  /** What the host is asked for before every run. */
  readonly hosts: readonly (() => number)[];
  /** What each instruction came from. */
  readonly steps: readonly Step[];
  /** The temporaries: where, and from which to which instruction. */
  readonly blocks: readonly Span[];
}

/** A temporary in the arena; `first` is -1 for inputs. */
export interface Span {
  readonly offset: number;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Optimizes, orders and encodes a graph. */
export function encode(traced: Graph, builder: GraphBuilder): Plan {
  const scheduled = schedule(optimize(traced, builder), builder);
  const { graph, written, copied } = scheduled;
  const arena = planArena(scheduled);
  const variables: Variable[] = [];
  const constants: Constant[] = [];
  const constantOffsets = new Map<Value, number>();
  let constantBytes = 0;
  const slotOf = (variable: Variable): number => {
    let index = variables.indexOf(variable);
    if (index < 0) index = variables.push(variable) - 1;
    return FIRST_VARIABLE_SLOT + index;
  };
  const place = (value: Value): Placed => {
    const { shape, dtype } = value;
    const commit = written.get(value);
    if (commit !== undefined) return { shape, dtype, slot: slotOf(commit.variable), offset: 0 };
    const root = rootOf(value);
    const { origin } = root;
    if (origin.kind === 'variable') return { shape, dtype, slot: slotOf(origin.variable), offset: 0 };
    if (origin.kind === 'constant') {
      let offset = constantOffsets.get(root);
      if (offset === undefined) {
        offset = constantBytes;
        constantOffsets.set(root, offset);
        constants.push({ offset, array: origin.tensor.storage('compile').peek('compile') });
        constantBytes += align(bytesOf(root));
      }
      return { shape, dtype, slot: CONSTANTS_SLOT, offset };
    }
    return { shape, dtype, slot: ARENA_SLOT, offset: arena.blocks.get(root)?.offset ?? 0 };
  };
  const words = new Words();
  const steps: Step[] = [];
  /** The first instruction of each node; a node may have several, a view has none. */
  const instructionOf: number[] = [];
  for (const node of graph.nodes) {
    const { operation, attributes } = node;
    instructionOf.push(steps.length);
    if (operation.encode === 'view') continue;
    const inputs = node.inputs.map(place);
    const outputs = node.outputs.map(place);
    const before = words.instructions;
    operation.encode(words, { inputs, outputs, attributes });
    for (let count = words.instructions - before; count > 0; count--)
      steps.push({ name: operation.name, node, inputs, outputs });
  }
  for (const { variable, value } of copied) {
    const from = place(value);
    const to: Placed = { shape: variable.shape, dtype: variable.dtype, slot: slotOf(variable), offset: 0 };
    const before = words.instructions;
    copyInstruction(words, from, to);
    for (let count = words.instructions - before; count > 0; count--)
      steps.push({ name: 'commit', node: undefined, inputs: [from], outputs: [to] });
  }
  const program: Program = {
    words: words.view().slice(),
    inputs: graph.inputs.map(place),
    hosts: graph.hosts.map(place),
    outputs: graph.outputs.map(place),
    constants,
    constantBytes,
    variables: variables.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    written: graph.commits.map((commit) => variables.indexOf(commit.variable)),
    arenaBytes: arena.bytes,
  };
  return {
    program,
    variables,
    hosts: graph.hosts.map(({ origin }) => (origin.kind === 'host' ? origin.read : () => 0)),
    steps,
    blocks: spans(arena, graph.nodes, instructionOf),
  };
}

/** The temporaries with their moments counted in instructions instead of nodes. */
function spans({ blocks }: ArenaPlan, nodes: readonly Node[], instructionOf: readonly number[]): Span[] {
  const at = (node: number): number =>
    node < 0 ? -1 : (instructionOf[Math.min(node, nodes.length - 1)] ?? 0) + Number(node >= nodes.length);
  return [...new Set(blocks.values())].map(({ offset, bytes, first, last }) => ({
    offset,
    bytes,
    first: at(first),
    last: at(last),
  }));
}

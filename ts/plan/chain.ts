/**
 * Runs of elementwise nodes become one instruction each, which computes them block by block: what lies between them
 * never leaves the nearest cache, and needs no memory of the arena.
 */

import type { Operation, Placed } from '../ops/operation.ts';
import { sizeOf } from '../tensor/shape.ts';
import {
  CHAIN_INPUTS,
  CHAIN_STEPS,
  encodeChain,
  OPCODE_BINARY,
  OPCODE_UNARY,
} from '../wasm/generated/encoder.ts';
import { Words } from '../wasm/words.ts';
import { countUses, type Graph, type GraphBuilder, type Node, substitute, type Value } from './graph.ts';

/** Smaller tensors are in the nearest cache anyway. */
const LEAST_ELEMENTS = 8192;

/** A function's code, with bit 8 for one of two operands, and the bits of its attributes. */
type Step = readonly [code: number, ...attributes: number[]];

/** Replaces runs of elementwise nodes. */
export function chainElementwise(graph: Graph, builder: GraphBuilder): Graph {
  const uses = countUses(graph);
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  let run: Node[] = [];
  const flush = (): void => {
    for (const members of trees(run, uses)) {
      const root = members.at(-1) as Node;
      const node = members.length > 1 ? chained(members, builder) : root;
      nodes.push(node);
      if (node !== root) replaced.set(root.outputs[0] as Value, node.outputs[0] as Value);
    }
    run = [];
  };
  for (const node of graph.nodes) {
    const fits = stepOf(node) !== undefined;
    if (!fits || (run[0] !== undefined && elements(run[0]) !== elements(node))) flush();
    if (fits) run.push(node);
    else nodes.push(node);
  }
  flush();
  return substitute({ ...graph, nodes }, replaced);
}

function elements({ outputs: [y] }: Node): number {
  return sizeOf((y as Value).shape);
}

/** Whether a node computes each element of floats from those at the same position of its operands, broadcast. */
export function isElementwise(node: Node): boolean {
  return stepOf(node, false) !== undefined;
}

/** The step that a node is, if it is one: an instruction of float operands, in a chain as large as its result, or scalars. */
function stepOf(
  { operation: { encode }, inputs, outputs, attributes }: Node,
  isChained = true,
): Step | undefined {
  const sizes = [...outputs, ...inputs].map(({ shape }) => sizeOf(shape));
  const [size] = sizes as [number];
  if (encode === 'view') return undefined;
  if (isChained && (size < LEAST_ELEMENTS || sizes.some((other) => other !== size && other !== 1)))
    return undefined;
  const place = ({ shape, dtype }: Value): Placed => ({ shape, dtype, slot: 0, offset: 0 });
  const words = new Words();
  encode(words, { inputs: inputs.map(place), outputs: outputs.map(place), attributes });
  const view = words.view();
  const opcode = (view[0] as number) & 0xff;
  const binary = opcode === OPCODE_BINARY;
  if (words.instructions !== 1 || !(binary || opcode === OPCODE_UNARY)) return undefined;
  return [(view[1] as number) | (Number(binary) << 8), ...view.subarray(-2)];
}

/** Cuts a run into trees of nodes whose results nobody else reads, each within the limits; their roots in order. */
function trees(run: readonly Node[], uses: ReadonlyMap<Value, number>): Node[][] {
  const treeOf = new Map<Node, Node[]>();
  for (const node of run) {
    let members = [node];
    for (const input of new Set(node.inputs)) {
      const before = input.origin.kind === 'node' ? treeOf.get(input.origin.node) : undefined;
      if (before === undefined || uses.get(input) !== 1) continue;
      const joined = [...before, ...members];
      if (joined.length > CHAIN_STEPS || inputsOf(joined).length > CHAIN_INPUTS) continue;
      members = joined;
    }
    for (const member of members) treeOf.set(member, members);
  }
  // Where the last of a tree is, all that it reads has been computed.
  return run
    .map((node) => treeOf.get(node) as Node[])
    .filter((members, index) => members.at(-1) === run[index]);
}

function inputsOf(members: readonly Node[]): Value[] {
  const made = new Set(members.map((member) => member.outputs[0]));
  return [...new Set(members.flatMap(({ inputs }) => inputs))].filter((input) => !made.has(input));
}

function chained(members: readonly Node[], builder: GraphBuilder): Node {
  const results = members.map(({ outputs: [y] }) => y as Value);
  const { shape } = results.at(-1) as Value;
  const inputs = inputsOf(members);
  const count = sizeOf(shape);
  // As the instruction numbers them: the inputs, the result, and a block for what each step makes.
  const operands = [
    ...Array.from({ length: CHAIN_INPUTS }, (_, input) => inputs[input]),
    results.at(-1),
    ...results,
  ];
  const steps = members.flatMap((member, index) => {
    const [code, ...attributes] = stepOf(member) as Step;
    const [a, b = a] = member.inputs;
    return [code, ...[a, b, results[index]].map((value) => operands.indexOf(value)), ...attributes];
  });
  const scalars = inputs.reduce((bits, input, i) => bits | (Number(sizeOf(input.shape) !== count) << i), 0);
  const chain: Operation<undefined> = {
    name: members.map((member) => member.operation.name).join(' '),
    infer: () => [{ shape, dtype: 'float32' }],
    inPlace: inputs.map((_, input) => [0, input] as const),
    encode(words, { inputs: [a, b, c, d, e, f], outputs: [y] }) {
      encodeChain(words, { a, b, c, d, e, f, y, count, scalars, steps });
    },
  };
  return builder.node(chain, inputs, undefined);
}

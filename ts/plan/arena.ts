/**
 * The memory plan: every temporary gets an offset in one arena by its first and last use, so that tensors that
 * are never alive together share memory (greedy by size; Pisarchyk and Lee, 2020).
 */

import type { Node, Value } from './graph.ts';
import { bytesOf, overwritable, rootOf, type Schedule } from './schedule.ts';

/** A temporary: when it is alive (numbers of nodes, both included) and where. */
export interface Block {
  readonly value: Value;
  readonly bytes: number;
  readonly first: number;
  last: number;
  offset: number;
}

/** Where all temporaries are. */
export interface ArenaPlan {
  /** By root value; values that overwrite an input share its block. */
  readonly blocks: ReadonlyMap<Value, Block>;
  /** Bytes of the arena. */
  readonly bytes: number;
}

const alignment = 64;

/** Lays out the temporaries of a schedule. */
export function planArena({ graph, written, copied }: Schedule): ArenaPlan {
  const { nodes } = graph;
  const end = nodes.length;
  const last = lastUses(nodes);
  for (const output of graph.outputs) last.set(rootOf(output), end);
  for (const commit of copied) last.set(rootOf(commit.value), end);
  const blocks = new Map<Value, Block>();
  const distinct: Block[] = [];
  const open = (value: Value, first: number): void => {
    const block = { value, bytes: align(bytesOf(value)), first, last: last.get(value) ?? first, offset: 0 };
    blocks.set(value, block);
    distinct.push(block);
  };
  for (const value of [...graph.inputs, ...graph.hosts]) open(value, -1);
  nodes.forEach((node, index) => {
    if (node.operation.encode === 'view') return;
    const taken = new Set<Block>();
    const targets = overwritable(node);
    for (const output of node.outputs) {
      if (written.has(output)) continue;
      const block = overwritten(targets.get(output) ?? [], index, blocks, last);
      if (block !== undefined && !taken.has(block)) {
        taken.add(block);
        block.last = last.get(output) ?? index;
        blocks.set(output, block);
      } else open(output, index);
    }
  });
  return { blocks, bytes: assignOffsets(distinct) };
}

/** The block that an output may overwrite: of those that it could, one whose value dies here. */
function overwritten(
  targets: readonly Value[],
  index: number,
  blocks: ReadonlyMap<Value, Block>,
  last: ReadonlyMap<Value, number>,
): Block | undefined {
  for (const root of targets) {
    const block = blocks.get(root);
    if (block !== undefined && last.get(root) === index && block.last === index) return block;
  }
  return undefined;
}

function lastUses(nodes: readonly Node[]): Map<Value, number> {
  const last = new Map<Value, number>();
  nodes.forEach((node, index) => {
    for (const input of node.inputs) last.set(rootOf(input), index);
  });
  return last;
}

function assignOffsets(blocks: readonly Block[]): number {
  /** By offset. */
  const placed: Block[] = [];
  let total = 0;
  for (const block of [...blocks].sort((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    let offset = 0;
    for (const other of placed) {
      if (other.offset - offset >= block.bytes) break;
      if (other.first <= block.last && block.first <= other.last)
        offset = Math.max(offset, other.offset + other.bytes);
    }
    block.offset = offset;
    total = Math.max(total, offset + block.bytes);
    const beyond = placed.findIndex((other) => other.offset > offset);
    placed.splice(beyond < 0 ? placed.length : beyond, 0, block);
  }
  return total;
}

function align(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

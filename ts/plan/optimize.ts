/** The passes over a graph: dead nodes removed, equal nodes merged, views moved, products fused with what surrounds them. */

import { chainElementwise } from './chain.ts';
import { fuseProducts } from './fuse.ts';
import { type Graph, type GraphBuilder, type Node, substitute, type Value } from './graph.ts';
import { rectifyPooled } from './rectify.ts';
import { moveViews } from './views.ts';

/** All passes. */
export function optimize(graph: Graph, builder: GraphBuilder): Graph {
  const distinct = removeDead(mergeEqual(removeDead(graph)));
  const moved = removeDead(rectifyPooled(moveViews(distinct, builder), builder));
  return chainElementwise(removeDead(fuseProducts(moved, builder)), builder);
}

/** Keeps the nodes that an output or a commit depends on. */
export function removeDead(graph: Graph): Graph {
  const live = new Set<Value>([...graph.outputs, ...graph.commits.map((commit) => commit.value)]);
  const kept: Node[] = [];
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    const node = graph.nodes[index] as Node;
    if (!node.outputs.some((output) => live.has(output))) continue;
    for (const input of node.inputs) live.add(input);
    kept.push(node);
  }
  return { ...graph, nodes: kept.reverse() };
}

/**
 * Merges nodes that compute the same from the same. Random operations are functions of their state, which
 * differs from call to call, so they are never equal.
 */
function mergeEqual(graph: Graph): Graph {
  const seen = new Map<string, Node>();
  const replaced = new Map<Value, Value>();
  const operations = new Map<unknown, number>();
  const kept: Node[] = [];
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const number = operations.get(node.operation) ?? operations.size;
    operations.set(node.operation, number);
    const key = `${number}|${node.inputs.map((input) => input.id).join()}|${JSON.stringify(node.attributes, exact)}`;
    const twin = seen.get(key);
    if (twin === undefined) {
      seen.set(key, node);
      kept.push(node);
    } else {
      node.outputs.forEach((output, index) => {
        replaced.set(output, twin.outputs[index] as Value);
      });
    }
  }
  return substitute({ ...graph, nodes: kept }, replaced);
}

/** Keeps apart what JSON would make equal. */
function exact(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `number ${Object.is(value, -0) ? '-0' : value}`;
  return value;
}

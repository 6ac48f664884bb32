/**
 * Freezing: what depends on no input is computed once. Most of it now, so that the file has results instead of what they
 * are computed from; what is smaller in another form, or has a form for the machine that runs it, when the file is loaded.
 */

import { applyAll } from '../ops/apply.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { packInt8Operation } from '../ops/quantized/pack-int8.ts';
import type { Commit, Graph, GraphBuilder, Node, Value } from '../plan/graph.ts';
import { removeDead } from '../plan/optimize.ts';
import { withoutRecording } from '../tensor/active.ts';
import { fromArray } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';

/** Operations whose results are for the machine that runs them, or larger than what they are computed from. */
const atLoad: ReadonlySet<AnyOperation> = new Set<AnyOperation>([packInt8Operation]);

/** The tensors of an artifact: each is one for the programs of all batch sizes. */
export class Weights {
  /** By what computes a value: a variable's number, or an operation on such. */
  readonly #values = new Map<string, Variable>();
  readonly #names = new Map<Variable, string>();
  readonly #taken = new Set<string>();
  /** What is computed when the file is loaded, in order. */
  readonly prepared: Map<
    Variable,
    { readonly operation: AnyOperation; readonly inputs: readonly Variable[]; readonly attributes: unknown }
  > = new Map();

  /** Gives the model's variables their names. */
  constructor(named: ReadonlyMap<string, Variable>) {
    for (const [name, variable] of named) this.#name(variable, name);
  }

  /** The name of a tensor. */
  nameOf(variable: Variable): string {
    return this.#names.get(variable) ?? this.#name(variable, variable.name);
  }

  /** The variable for a key, made where there is none yet. */
  get(key: string, name: string, make: () => Variable): Variable {
    let variable = this.#values.get(key);
    if (variable === undefined) {
      variable = make();
      this.#values.set(key, variable);
      this.#name(variable, name);
    }
    return variable;
  }

  /** Gives back what was made here. */
  dispose(): void {
    for (const variable of this.#values.values()) variable.dispose();
  }

  #name(variable: Variable, wanted: string): string {
    let name = wanted;
    for (let count = 1; this.#taken.has(name); count++) name = `${wanted}_${count}`;
    this.#taken.add(name);
    this.#names.set(variable, name);
    return name;
  }
}

/** A value that depends on no input: how it came about, and what it is. */
interface Frozen {
  readonly key: string;
  readonly name: string;
  readonly tensor: () => Tensor;
  /** Set where it is computed when the file is loaded. */
  readonly variable?: Variable;
}

/** Replaces what depends on no input by variables of `weights`. */
export function freeze(graph: Graph, builder: GraphBuilder, weights: Weights): Graph {
  const frozen = new Map<Value, Frozen>();
  const replaced = new Map<Value, Value>();
  const known = (value: Value): Frozen | undefined => {
    const { origin } = value;
    if (origin.kind === 'variable') {
      const { variable } = origin;
      return {
        key: `v${variable.id}`,
        name: weights.nameOf(variable),
        tensor: () => variable.value,
        variable,
      };
    }
    if (origin.kind === 'constant') {
      const { tensor } = origin;
      return {
        key: `c${tensor.dtype}${tensor.shape.join('x')}:${[...tensor.data()].join()}`,
        name: 'constant',
        tensor: () => tensor,
      };
    }
    return frozen.get(value);
  };
  const variableOf = (one: Frozen): Variable =>
    one.variable ?? weights.get(one.key, one.name, () => new Variable(one.tensor(), { name: one.name }));
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(known);
    if (inputs.length === 0 || !inputs.every((input) => input !== undefined)) {
      nodes.push(node);
      continue;
    }
    const given = inputs as Frozen[];
    const key = `${node.operation.name}(${given.map((input) => input.key).join()})${JSON.stringify(node.attributes)}`;
    const name = given[0]?.name ?? node.operation.name;
    if (atLoad.has(node.operation)) {
      const output = node.outputs[0] as Value;
      const variable = weights.get(key, `${name}/packed`, () => blank(output));
      weights.prepared.set(variable, {
        operation: node.operation,
        inputs: given.map(variableOf),
        attributes: node.attributes,
      });
      frozen.set(output, { key, name, tensor: () => variable.value, variable });
      continue;
    }
    let results: Tensor[] | undefined;
    const compute = (): Tensor[] => {
      results ??= withoutRecording(() =>
        applyAll(
          node.operation,
          given.map((input) => input.tensor()),
          node.attributes,
        ),
      );
      return results;
    };
    node.outputs.forEach((output, index) => {
      frozen.set(output, { key: `${key}[${index}]`, name, tensor: () => compute()[index] as Tensor });
    });
  }
  const read = (value: Value): Value => {
    if (value.origin.kind !== 'node') return value;
    const one = frozen.get(value);
    if (one === undefined) return value;
    let now = replaced.get(value);
    if (now === undefined) {
      now = builder.value(value, { kind: 'variable', variable: variableOf(one) });
      replaced.set(value, now);
    }
    return now;
  };
  for (const node of nodes) node.inputs = node.inputs.map(read);
  return removeDead({ ...graph, nodes, outputs: graph.outputs.map(read) });
}

/** The graph that computes what is prepared when the file is loaded. */
export function prepareGraph(weights: Weights, builder: GraphBuilder): Graph | undefined {
  if (weights.prepared.size === 0) return undefined;
  const nodes: Node[] = [];
  const commits: Commit[] = [];
  const values = new Map<Variable, Value>();
  const read = (variable: Variable): Value => {
    let value = values.get(variable);
    if (value === undefined) {
      value = builder.value(variable, { kind: 'variable', variable });
      values.set(variable, value);
    }
    return value;
  };
  for (const [variable, { operation, inputs, attributes }] of weights.prepared) {
    const node = builder.node(operation, inputs.map(read), attributes);
    nodes.push(node);
    commits.push({ variable, value: node.outputs[0] as Value });
  }
  return { nodes, inputs: [], hosts: [], outputs: [], commits };
}

/** A variable of zeros. */
function blank({ shape, dtype }: Value): Variable {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return new Variable(fromArray(new Int8Array(size), [...shape], dtype));
}

/**
 * Freezing: what depends on no input is computed once. Most of it now, so that the file has results instead of what they
 * are computed from; what is smaller in another form, or has a form for the machine that runs it, when the file is loaded.
 */

import { applyAll } from '../ops/apply.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { decodeOperation } from '../ops/quantized/decode.ts';
import { packInt8Operation } from '../ops/quantized/pack-int8.ts';
import { castOperation } from '../ops/shape/cast.ts';
import type { Graph, GraphBuilder, Node, Value } from '../plan/graph.ts';
import { removeDead } from '../plan/optimize.ts';
import { withoutRecording } from '../tensor/active.ts';
import { fromArray } from '../tensor/create.ts';
import { arrayConstructor } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';

/** Operations whose results are for the machine that runs them, or larger than what they are computed from. */
const atLoad: ReadonlySet<AnyOperation> = new Set<AnyOperation>([packInt8Operation, decodeOperation]);

/** A value that depends on no input: how it came about, and what it is. */
interface Frozen {
  /** The same for the same value, in whichever trace. */
  readonly key: string;
  readonly name: string;
  /** What it is now. */
  readonly tensor: () => Tensor;
  /** Its variable, if it is one. */
  readonly variable?: Variable;
  /** How it is computed when the file is loaded, if it is. */
  readonly load?: Pick<Node, 'operation' | 'attributes'> & { readonly inputs: readonly Frozen[] };
}

/** The tensors of an artifact: each is one for the programs of all batch sizes. */
export class Weights {
  readonly #values = new Map<string, Variable>();
  readonly #names = new Map<Variable, string>();
  readonly #sources = new Map<Variable, string>();
  readonly #taken = new Set<string>();
  /** What is computed when the file is loaded. */
  readonly #prepared = new Map<Variable, Frozen>();

  /** Gives the model's variables their names. */
  constructor(named: ReadonlyMap<string, Variable>) {
    for (const [name, variable] of named) this.#name(variable, name);
  }

  /** The name of a tensor. */
  nameOf(variable: Variable): string {
    return this.#names.get(variable) ?? this.#name(variable, variable.name);
  }

  /** The name of the weight that a tensor was made from: that of the model's own, where it was folded. */
  sourceOf(variable: Variable): string {
    return this.#sources.get(variable) ?? this.nameOf(variable);
  }

  /** The variable for a key, made where there is none yet. */
  get(key: string, name: string, make: () => Tensor): Variable {
    let variable = this.#values.get(key);
    if (variable === undefined) {
      // Computed first: in the scope of a new variable, what `make` keeps for the next would not outlive it.
      variable = new Variable(withoutRecording(make), { name });
      this.#values.set(key, variable);
      this.#name(variable, name);
    }
    return variable;
  }

  /** The variable that holds a frozen value while programs run. */
  variableOf(value: Frozen, spec: Value): Variable {
    if (value.variable !== undefined) return value.variable;
    if (value.load === undefined) return this.get(value.key, value.name, value.tensor);
    const blank = (): Tensor =>
      fromArray(new (arrayConstructor(spec.dtype))(sizeOf(spec.shape)), [...spec.shape], spec.dtype);
    const variable = this.get(value.key, `${value.name}/prepared`, blank);
    this.#prepared.set(variable, value);
    return variable;
  }

  /** Whether a variable is computed when the file is loaded, and so not stored. */
  isPrepared(variable: Variable): boolean {
    return this.#prepared.has(variable);
  }

  /** The graph that computes what is prepared; `undefined` where nothing is. */
  prepareGraph(builder: GraphBuilder): Graph | undefined {
    if (this.#prepared.size === 0) return undefined;
    const nodes: Node[] = [];
    const values = new Map<string, Value>();
    const read = (one: Frozen): Value => {
      let value = values.get(one.key);
      if (value !== undefined) return value;
      if (one.load === undefined) {
        const variable = one.variable ?? this.get(one.key, one.name, one.tensor);
        value = builder.value(variable, { kind: 'variable', variable });
      } else {
        const node = builder.node(one.load.operation, one.load.inputs.map(read), one.load.attributes);
        nodes.push(node);
        value = node.outputs[0] as Value;
      }
      values.set(one.key, value);
      return value;
    };
    const commits = [...this.#prepared].map(([variable, one]) => ({ variable, value: read(one) }));
    return { nodes, inputs: [], hosts: [], outputs: [], commits };
  }

  /** Gives back what was made here. */
  dispose(): void {
    for (const variable of this.#values.values()) variable.dispose();
  }

  #name(variable: Variable, wanted: string): string {
    this.#sources.set(variable, wanted);
    let name = wanted;
    for (let count = 1; this.#taken.has(name); count++) name = `${wanted}_${count}`;
    this.#taken.add(name);
    this.#names.set(variable, name);
    return name;
  }
}

/** Replaces what depends on no input by variables of `weights`. */
export function freeze(graph: Graph, builder: GraphBuilder, weights: Weights): Graph {
  const frozen = new Map<Value, Frozen>();
  const known = (value: Value): Frozen | undefined => {
    const { origin } = value;
    if (origin.kind === 'constant') return ofConstant(origin.tensor);
    if (origin.kind !== 'variable') return frozen.get(value);
    const { variable } = origin;
    return { key: `v${variable.id}`, name: weights.nameOf(variable), tensor: () => variable.value, variable };
  };
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(known);
    if (inputs.length === 0 || inputs.includes(undefined)) nodes.push(node);
    else for (const [output, one] of frozenBy(node, inputs as Frozen[])) frozen.set(output, one);
  }
  const replaced = new Map<Value, Value>();
  const read = (value: Value): Value => {
    const one = value.origin.kind === 'node' ? frozen.get(value) : undefined;
    if (one === undefined) return value;
    let now = replaced.get(value);
    if (now === undefined) {
      now = builder.value(value, { kind: 'variable', variable: weights.variableOf(one, value) });
      replaced.set(value, now);
    }
    return now;
  };
  for (const node of nodes) node.inputs = node.inputs.map(read);
  return removeDead({ ...graph, nodes, outputs: graph.outputs.map(read) });
}

function ofConstant(tensor: Tensor): Frozen {
  const key = `c${tensor.dtype}${tensor.shape.join('x')}:${[...tensor.data()].join()}`;
  return { key, name: 'constant', tensor: () => tensor };
}

/** The outputs of a node whose inputs are frozen. */
function frozenBy(node: Node, inputs: readonly Frozen[]): [Value, Frozen][] {
  const { operation, attributes } = node;
  const key = `${operation.name}(${inputs.map((input) => input.key).join()})${JSON.stringify(attributes)}`;
  const name = inputs[0]?.name ?? operation.name;
  const widens = operation === castOperation && node.inputs[0]?.dtype === 'int8';
  const isLoaded = widens || atLoad.has(operation) || inputs.some(({ load }) => load !== undefined);
  let results: Tensor[] | undefined;
  const compute = (): Tensor[] => {
    results ??= withoutRecording(() =>
      applyAll(
        operation,
        inputs.map((input) => input.tensor()),
        attributes,
      ),
    );
    return results;
  };
  return node.outputs.map((output, index) => [
    output,
    {
      ...{ key: `${key}[${index}]`, name, tensor: () => compute()[index] as Tensor },
      ...(isLoaded ? { load: { operation, attributes, inputs } } : {}),
    },
  ]);
}

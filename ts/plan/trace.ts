/** Tracing: runs a function once with symbolic tensors, and records what it does. */

import { checkFunction, StateError, show } from '../errors.ts';
import type { AnyOperation } from '../ops/operation.ts';
import { active, type Tracer } from '../tensor/active.ts';
import { scalar } from '../tensor/create.ts';
import type { Setting } from '../tensor/setting.ts';
import type { Spec } from '../tensor/shape.ts';
import { isTraced, Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { type Graph, GraphBuilder, type Node, Value } from './graph.ts';

interface VariableVersions {
  readonly initial: Value;
  current: Tensor;
}

/** One trace under way. */
export class Trace implements Tracer {
  readonly builder: GraphBuilder = new GraphBuilder();
  readonly #nodes: Node[] = [];
  readonly #inputs: Value[] = [];
  readonly #hosts: Value[] = [];
  readonly #variables = new Map<Variable, VariableVersions>();
  readonly #constants = new Map<unknown, Value>();
  /** What the plan holds for. */
  readonly settings: Set<Setting<unknown>> = new Set();

  /** A tensor that stands for the next input. */
  input(spec: Spec): Tensor {
    const value = this.builder.value(spec, { kind: 'input', index: this.#inputs.length });
    this.#inputs.push(value);
    return symbol(value);
  }

  /** A scalar that is asked for before every run. */
  host(read: () => number): Tensor {
    const value = this.builder.value({ shape: [], dtype: 'float32' }, { kind: 'host', read });
    this.#hosts.push(value);
    return symbol(value);
  }

  read(variable: Variable): Tensor {
    return this.#versions(variable).current;
  }

  assign(variable: Variable, value: Tensor): void {
    this.#versions(variable).current = symbol(this.#valueOf(value));
  }

  depends(setting: Setting<unknown>): void {
    this.settings.add(setting);
  }

  apply(operation: unknown, inputs: readonly Tensor[], attributes: unknown): Tensor[] {
    const node = this.builder.node(
      operation as AnyOperation,
      inputs.map((input) => this.#valueOf(input)),
      attributes,
    );
    this.#nodes.push(node);
    return node.outputs.map(symbol);
  }

  /** Runs `body` under this trace; the graph of what it did, with the tensors it returned as outputs. */
  run(body: () => readonly Tensor[]): Graph {
    const outer = active.tracer;
    active.tracer = this;
    try {
      const outputs = body().map((tensor) => this.#valueOf(tensor));
      const commits = [...this.#variables]
        .map(([variable, { initial, current }]) => ({ variable, value: current.source as Value, initial }))
        .filter(({ value, initial }) => value !== initial);
      return { nodes: this.#nodes, inputs: this.#inputs, hosts: this.#hosts, outputs, commits };
    } finally {
      active.tracer = outer;
    }
  }

  #versions(variable: Variable): VariableVersions {
    let versions = this.#variables.get(variable);
    if (versions === undefined) {
      variable.storage('compile');
      const initial = this.builder.value(variable, { kind: 'variable', variable });
      versions = { initial, current: symbol(initial) };
      this.#variables.set(variable, versions);
    }
    return versions;
  }

  #valueOf(tensor: Tensor): Value {
    const { source } = tensor;
    if (isTraced(source)) {
      if (!(source instanceof Value))
        throw new StateError(
          'compile',
          'a tensor of this trace',
          show(tensor),
          'A symbolic tensor cannot be used as a value.',
        );
      return source;
    }
    source.check('compile');
    // Equal scalars are one constant, so that equal operations on them are found equal.
    const key =
      tensor.size === 1 ? `${tensor.dtype}|${tensor.shape.join(',')}|${showBits(tensor.item())}` : tensor;
    let value = this.#constants.get(key);
    if (value === undefined) {
      // A copy: the caller's tensor may live in a scope that ends before the plan.
      const copy = source.address !== 0 && source.array === undefined ? copyOf(tensor) : tensor;
      value = this.builder.value(tensor, { kind: 'constant', tensor: copy });
      this.#constants.set(key, value);
    }
    return value;
  }
}

/**
 * A number that the host gives anew before every run of a compiled function, such as a rate computed in
 * JavaScript. Outside `compile` it is read at once.
 */
export function hostInput(read: () => number): Tensor {
  checkFunction('hostInput', read);
  if (active.tracer instanceof Trace) return active.tracer.host(read);
  return scalar(read());
}

function symbol(value: Value): Tensor {
  return new Tensor(value.shape, value.dtype, value);
}

function showBits(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function copyOf(tensor: Tensor): Tensor {
  const source = tensor.storage('compile');
  return new Tensor(tensor.shape, tensor.dtype, source.detached('compile'));
}

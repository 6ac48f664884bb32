/** A plan: a program with its memory, ready to be replayed. */

import type { Placed } from '../ops/operation.ts';
import { copyInstruction } from '../ops/shape/identity.ts';
import { type Disposable, disposed, disposeWhenForgotten } from '../tensor/forgotten.ts';
import { sizeOf } from '../tensor/shape.ts';
import { Storage } from '../tensor/storage.ts';
import { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Block } from '../wasm/block.ts';
import { type Engine, engine, Fault } from '../wasm/engine.ts';
import { Words } from '../wasm/words.ts';
import { type ArenaPlan, planArena } from './arena.ts';
import type { Graph, GraphBuilder, Node, Value } from './graph.ts';
import { optimise } from './optimise.ts';
import { bytesOf, rootOf, schedule } from './schedule.ts';

/** Slots of a plan's program: the arena, the constants, then one a variable. */
export const ARENA_SLOT = 0;
export const CONSTANTS_SLOT = 1;
const FIRST_VARIABLE_SLOT = 2;

/** One instruction as `explain` shows it. */
export interface Step {
  readonly name: string;
  readonly node: Node | undefined;
  readonly inputs: readonly Placed[];
  readonly outputs: readonly Placed[];
}

/** A plan that is compiled but has no memory yet: what `explain` prints and an artifact stores. */
export interface Program {
  readonly words: Uint32Array;
  readonly steps: readonly Step[];
  readonly inputs: readonly Placed[];
  readonly hosts: readonly { readonly read: () => number; readonly placed: Placed }[];
  readonly outputs: readonly Placed[];
  readonly constants: readonly Tensor[];
  readonly constantBytes: number;
  readonly variables: readonly Variable[];
  /** The variables that a run writes. */
  readonly written: readonly Variable[];
  readonly arenaBytes: number;
  /** The most bytes of temporaries alive at any moment. */
  readonly lowerBound: number;
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

/** Optimises, orders and encodes a graph. */
export function encode(traced: Graph, builder: GraphBuilder): Program {
  const plan = schedule(optimise(traced, builder), builder);
  const { graph, written, copied } = plan;
  const arena = planArena(plan);
  const variables: Variable[] = [];
  const constants: Tensor[] = [];
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
        constants.push(origin.tensor);
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
  return {
    words: words.view().slice(),
    steps,
    inputs: graph.inputs.map(place),
    hosts: graph.hosts.map((value) => ({
      read: value.origin.kind === 'host' ? value.origin.read : () => 0,
      placed: place(value),
    })),
    outputs: graph.outputs.map(place),
    constants,
    constantBytes,
    variables,
    written: graph.commits.map((commit) => commit.variable),
    arenaBytes: arena.bytes,
    lowerBound: arena.lowerBound,
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

/** Runs programs: the engine at once, or `profile` instruction by instruction. */
export const execution: { run: typeof runAtOnce } = { run: runAtOnce };

/** Runs a program that lies at an address, with the slot table at another. */
export function runAtOnce(
  owner: Engine,
  program: Program,
  address: number,
  slots: number,
  _name: string,
): void {
  owner.run(address, program.words.length, slots);
}

/** The arena of the engine: as large as the largest plan, shared by all, empty between runs. */
const arena = new Block('arena of a compiled function', 64);

/** A program with its memory. A run makes no objects. */
export class Plan {
  readonly program: Program;
  /** One block: constants, then the program, then the slot table. */
  #block = 0;
  #bytes = 0;
  readonly #hosts: Float32Array;

  constructor(program: Program) {
    this.program = program;
    this.#hosts = new Float32Array(program.hosts.length);
  }

  /** Asks for the numbers that the host gives; {@link run} writes them. */
  askHost(): void {
    const { hosts } = this.program;
    for (let index = 0; index < hosts.length; index++)
      this.#hosts[index] = (hosts[index] as Program['hosts'][number]).read();
  }

  /** Replays the program on inputs of the traced shapes. Its outputs can be read until the next run of any plan. */
  run(inputs: readonly Tensor[], where: string): void {
    const { program } = this;
    const owner = engine();
    const base = arena.atLeast(program.arenaBytes);
    if (this.#block === 0) this.#reserve(owner);
    const slots = this.#fillSlots(owner, base, where);
    for (let index = 0; index < inputs.length; index++) {
      const storage = (inputs[index] as Tensor).storage(where);
      storage.check(where);
      const address = base + (program.inputs[index] as Placed).offset;
      if (storage.array !== undefined) owner.write(address, storage.array);
      else owner.move(address, storage.address, storage.bytes);
    }
    for (let index = 0; index < program.hosts.length; index++) {
      const { placed } = program.hosts[index] as Program['hosts'][number];
      owner.views().floats[(base + placed.offset) >>> 2] = this.#hosts[index] as number;
    }
    try {
      execution.run(owner, program, this.#address, slots, where);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** An output of the last run, as a tensor of its own. */
  output(index: number): Tensor {
    const { shape, dtype, slot, offset } = this.program.outputs[index] as Placed;
    const array = engine().read(
      dtype,
      (slot === ARENA_SLOT ? arena.address : this.#block) + offset,
      sizeOf(shape),
    );
    return new Tensor(shape, dtype, new Storage(dtype, array.length, array));
  }

  /** Gives the program's memory back; the next run takes it again. */
  dispose(): void {
    if (this.#block === 0) return;
    disposed(this);
    engine().release(this.#block, this.#bytes);
    this.#block = 0;
  }

  /** Address of the program, behind the constants. */
  get #address(): number {
    return this.#block + align(this.program.constantBytes);
  }

  #reserve(owner: Engine): void {
    const { words, constants, constantBytes, variables } = this.program;
    // Looked at before memory is taken: they may be disposed of by now.
    const arrays = constants.map((tensor) => tensor.storage('compile').peek('compile'));
    this.#bytes = align(constantBytes) + words.byteLength + (FIRST_VARIABLE_SLOT + variables.length) * 4;
    this.#block = owner.reserve(this.#bytes, 'program of a compiled function');
    let offset = this.#block;
    for (const array of arrays) {
      owner.write(offset, array);
      offset += align(array.byteLength);
    }
    owner.view('int32', this.#address, words.length).set(words);
    disposeWhenForgotten(this, blockOf(owner, this.#block, this.#bytes), this.#bytes);
  }

  /** Fills the slot table with the addresses of now, and returns its own. */
  #fillSlots(owner: Engine, base: number, where: string): number {
    const { variables, words, written } = this.program;
    for (let index = 0; index < written.length; index++) (written[index] as Variable).detachReaders();
    const address = this.#address + words.byteLength;
    const { integers } = owner.views();
    const first = address >>> 2;
    integers[first + ARENA_SLOT] = base;
    integers[first + CONSTANTS_SLOT] = this.#block;
    for (let index = 0; index < variables.length; index++)
      integers[first + FIRST_VARIABLE_SLOT + index] = (variables[index] as Variable).storage(where).address;
    return address;
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof Fault)) return error;
    const node = this.program.steps[error.instruction]?.node;
    return (
      node?.operation.fault?.(error.values, { inputs: node.inputs, attributes: node.attributes }) ?? error
    );
  }
}

/** The memory of a plan; does not lead to the plan. */
function blockOf(owner: Engine, address: number, bytes: number): Disposable {
  return { dispose: () => owner.release(address, bytes) };
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

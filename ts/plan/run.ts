/** Runs a plan: its program is replayed with the variables, the inputs and the host's numbers of now. */

import type { Placed } from '../program/program.ts';
import { Replay } from '../program/replay.ts';
import { active } from '../tensor/active.ts';
import { type Disposable, disposed, disposeWhenForgotten } from '../tensor/forgotten.ts';
import { Storage } from '../tensor/storage.ts';
import { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { Block } from '../wasm/block.ts';
import { type Engine, Fault } from '../wasm/door.ts';
import { engine } from '../wasm/engine.ts';
import type { Plan } from './encode.ts';

/** The arena of the engine: as large as the largest plan, shared by all, empty between runs. */
const arena = new Block('arena of a compiled function', 64);

/** A plan with its memory, which the first run takes. A run makes no objects. */
export class PlanRunner {
  readonly plan: Plan;
  #replay: Replay | undefined;
  readonly #hosts: Float32Array;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#hosts = new Float32Array(plan.hosts.length);
  }

  /** Asks for the numbers that the host gives; {@link run} writes them. */
  askHost(): void {
    const { hosts } = this.plan;
    for (let index = 0; index < hosts.length; index++) this.#hosts[index] = (hosts[index] as () => number)();
  }

  /** Replays the program on inputs of the traced shapes. Its outputs can be read until the next run of any plan. */
  run(inputs: readonly Tensor[], where: string): void {
    const { program, variables } = this.plan;
    this.#replay ??= new Replay(program, engine(), arena);
    const replay = this.#replay;
    const fresh = replay.block === 0;
    replay.begin();
    if (fresh) disposeWhenForgotten(this, memoryOf(engine(), replay), replay.bytes);
    const { written } = program;
    for (let index = 0; index < written.length; index++)
      (variables[written[index] as number] as Variable).detachReaders();
    for (let index = 0; index < variables.length; index++)
      replay.setVariable(index, (variables[index] as Variable).storage(where).address);
    for (let index = 0; index < inputs.length; index++) {
      const storage = (inputs[index] as Tensor).storage(where);
      storage.check(where);
      if (storage.array !== undefined) replay.writeInput(index, storage.array);
      else replay.moveInput(index, storage.address, storage.bytes);
    }
    for (let index = 0; index < this.#hosts.length; index++)
      replay.writeHost(index, this.#hosts[index] as number);
    try {
      active.profiler === undefined ? replay.run() : active.profiler.run(replay, this.plan, where);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** An output of the last run, as a tensor of its own. */
  output(index: number): Tensor {
    const { shape, dtype } = this.plan.program.outputs[index] as Placed;
    const array = (this.#replay as Replay).output(index);
    return new Tensor(shape, dtype, new Storage(dtype, array.length, array));
  }

  /** Gives the program's memory back; the next run takes it again. */
  dispose(): void {
    if (this.#replay === undefined || this.#replay.block === 0) return;
    disposed(this);
    this.#replay.dispose();
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof Fault)) return error;
    const node = this.plan.steps[error.instruction]?.node;
    return (
      node?.operation.fault?.(error.values, { inputs: node.inputs, attributes: node.attributes }) ?? error
    );
  }
}

/** The memory of a replay; does not lead to the plan. */
function memoryOf(owner: Engine, { block, bytes }: Replay): Disposable {
  return { dispose: () => owner.release(block, bytes) };
}

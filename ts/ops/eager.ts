/** Runs one operation at once: stage the inputs, reserve the outputs, run a program of one instruction. */

import { currentScope } from '../tensor/scope.ts';
import { type Spec, sizeOf } from '../tensor/shape.ts';
import { Storage } from '../tensor/storage.ts';
import { Tensor } from '../tensor/tensor.ts';
import { Block } from '../wasm/block.ts';
import { Fault } from '../wasm/door.ts';
import { engine } from '../wasm/engine.ts';
import { Words } from '../wasm/words.ts';
import type { AnyOperation, Placed } from './operation.ts';

const words = new Words();

/** The block in wasm memory that eager programs run from. */
const block = new Block('eager program', 4096);

/** Runs an operation. Results are owned by the innermost scope; outside any, they are JavaScript arrays. */
export function runEagerly(
  operation: AnyOperation,
  inputs: readonly Tensor[],
  attributes: unknown,
): Tensor[] {
  const specs = operation.infer(inputs, attributes);
  const { name } = operation;
  if (operation.encode === 'view') {
    const source = (inputs[0] as Tensor).storage(name);
    source.check(name);
    return specs.map((spec) => new Tensor(spec.shape, spec.dtype, source));
  }
  const moved = operation.onHost?.(inputs, attributes);
  if (moved !== undefined) {
    const storage = new Storage((specs[0] as Spec).dtype, moved.length, moved);
    return specs.map((spec) => new Tensor(spec.shape, spec.dtype, storage));
  }
  const scope = currentScope();
  const staged: Storage[] = [];
  const results: Storage[] = [];
  let done = false;
  try {
    const slots: number[] = [];
    const place = (spec: Spec, address: number): Placed => {
      slots.push(address);
      return { shape: spec.shape, dtype: spec.dtype, slot: slots.length - 1, offset: 0 };
    };
    const placedInputs = inputs.map((input) => {
      const storage = input.storage(name);
      const fresh = storage.address === 0;
      const address = storage.stage(name, scope);
      if (fresh && scope === undefined) staged.push(storage);
      return place(input, address);
    });
    const placedOutputs = specs.map((spec) => {
      const storage = new Storage(spec.dtype, sizeOf(spec.shape));
      storage.reserve(name, scope);
      results.push(storage);
      return place(spec, storage.address);
    });
    words.clear();
    operation.encode(words, { inputs: placedInputs, outputs: placedOutputs, attributes });
    execute(operation, inputs, attributes, slots);
    done = true;
  } finally {
    for (const storage of staged) storage.unstage();
    if (!done) for (const storage of results) storage.unstage();
    else if (scope === undefined) for (const storage of results) storage.toHost();
  }
  return specs.map((spec, index) => new Tensor(spec.shape, spec.dtype, results[index] as Storage));
}

function execute(
  operation: AnyOperation,
  inputs: readonly Spec[],
  attributes: unknown,
  slots: number[],
): void {
  if (words.length === 0) return;
  const owner = engine();
  const program = words.view();
  const address = block.atLeast(owner, program.byteLength + slots.length * 4);
  const area = new Uint32Array(owner.memory.buffer, address, program.length + slots.length);
  area.set(program);
  area.set(slots, program.length);
  try {
    owner.run(address, program.length, address + program.byteLength);
  } catch (error) {
    if (error instanceof Fault && operation.fault !== undefined)
      throw operation.fault(error.values, { inputs, attributes });
    throw error;
  }
}

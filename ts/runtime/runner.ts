/** Running a loaded model: rows in, rows out, by the programs of its batch sizes. */

import { DataError, ShapeError, StateError, show, showShape, ValueError } from '../errors.ts';
import type { Program } from '../program/program.ts';
import { Replay } from '../program/replay.ts';
import { arrayConstructor, bytesPerElement, isStoredAs, type TypedArray } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';
import { Block } from '../wasm/block.ts';
import { type Engine, Fault } from '../wasm/door.ts';
import { FAULT_INDEX_OUT_OF_RANGE } from '../wasm/generated/encoder.ts';
import type { Artifact } from './artifact.ts';
import type { Manifest, Port } from './format.ts';

/** Elements of an input, row by row: a typed array of its dtype, or plain numbers. */
export type Elements = TypedArray | readonly number[];

/** Inputs by name; of a model with one input also its elements alone. */
export type Inputs = Elements | Readonly<Record<string, Elements>>;

/** A loaded model. Calling it runs it, synchronously. */
export interface Runner {
  /**
   * Runs the model on any number of rows that its {@link batchSizes} make up. Returns the elements of each output by its
   * name, row by row.
   * @throws {@link ShapeError} naming an input whose elements are no whole number of rows, or of other rows than the first.
   */
  (inputs: Inputs): Record<string, TypedArray>;
  /** The same into arrays of the caller's. With arrays of one of the batch sizes it allocates nothing. */
  into(inputs: Inputs, outputs: Readonly<Record<string, TypedArray>>): void;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Batch sizes that were exported: any number of rows, if each is independent of the others, or else exactly one of these. */
  readonly batchSizes: readonly number[];
  readonly labels: readonly string[] | undefined;
  readonly manifest: Manifest;
  /** Forgets the model; its memory goes when the garbage collector comes. */
  dispose(): void;
}

/** An input or output, and the elements of one row of it. */
interface Column extends Port {
  readonly size: number;
}

const columnOf = (port: Port): Column => ({ ...port, size: sizeOf(port.shape.slice(1) as number[]) });

/** The programs of an artifact in the memory of an engine. */
class Network {
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly #rowsIndependent: boolean;
  readonly #arena = new Block('arena of a model', 64);
  readonly #addresses = new Map<string, number>();
  /** By batch size, the largest first; empty when disposed of. */
  #replays: readonly (readonly [size: number, replay: Replay])[];
  /** The elements of the call under way. */
  readonly #given: (TypedArray | undefined)[] = [];
  readonly #results: (TypedArray | undefined)[] = [];

  constructor({ manifest, tensors, batches, prepare }: Artifact, engine: Engine) {
    this.inputs = manifest.inputs.map(columnOf);
    this.outputs = manifest.outputs.map(columnOf);
    this.#rowsIndependent = manifest.rowsIndependent === true;
    const place = (program: Program): Replay =>
      this.#place(new Replay(program, engine, this.#arena), engine, tensors);
    if (prepare !== undefined) {
      const replay = place(prepare);
      runExplained(replay);
      replay.dispose();
    }
    this.#replays = batches
      .map(({ size, program }) => [size, place(program)] as const)
      .sort(([a], [b]) => b - a);
  }

  get sizes(): number[] {
    return this.#replays.map(([size]) => size).reverse();
  }

  /** Runs the model into arrays that `make` gives for each output and its number of elements. */
  run(inputs: Inputs, make: (output: Column, length: number) => TypedArray): void {
    try {
      this.#run(inputs, make);
    } finally {
      // They are the caller's: who drops them should not have to drop the model.
      this.#given.fill(undefined);
      this.#results.fill(undefined);
    }
  }

  #run(inputs: Inputs, make: (output: Column, length: number) => TypedArray): void {
    const rows = this.#take(inputs);
    for (let index = 0; index < this.outputs.length; index++) {
      const output = this.outputs[index] as Column;
      this.#results[index] = make(output, rows * output.size);
    }
    for (let done = 0; done < rows; ) {
      const [size, replay] = this.#next(rows - done, rows);
      replay.begin();
      for (let index = 0; index < this.inputs.length; index++) {
        const array = this.#given[index] as TypedArray;
        const row = (this.inputs[index] as Column).size;
        const part = size === rows ? array : array.subarray(done * row, (done + size) * row);
        replay.writeInput(index, part);
      }
      runExplained(replay);
      for (let index = 0; index < this.outputs.length; index++)
        replay.readInto(
          index,
          this.#results[index] as TypedArray,
          done * (this.outputs[index] as Column).size,
        );
      done += size;
    }
  }

  dispose(): void {
    this.#replays = [];
    this.#addresses.clear();
  }

  /** Gives a program its memory, and its tensors theirs: those of the file are copied in when a program first names them. */
  #place(replay: Replay, engine: Engine, tensors: Artifact['tensors']): Replay {
    replay.begin();
    replay.program.variables.forEach(({ name, shape, dtype }, index) => {
      let address = this.#addresses.get(name);
      if (address === undefined) {
        address = engine.reserve(sizeOf(shape) * bytesPerElement(dtype), `tensor ${show(name)}`);
        this.#addresses.set(name, address);
        const stored = tensors.get(name);
        if (stored !== undefined) {
          if (stored.dtype !== dtype || stored.data.length !== sizeOf(shape))
            throw new ShapeError(
              'load',
              `tensor ${show(name)} of shape ${showShape(shape)}`,
              showShape(stored.shape),
            );
          engine.write(address, stored.data);
        }
      }
      replay.setVariable(index, address);
    });
    return replay;
  }

  /** The largest program for what is left of the rows. */
  #next(left: number, rows: number): readonly [size: number, replay: Replay] {
    for (const next of this.#replays)
      if (this.#rowsIndependent ? next[0] <= left : next[0] === rows) return next;
    const rule = `a number of rows out of ${this.sizes.join(', ')}`;
    throw new ShapeError('model', rule, `${rows}`, 'Export the model for this batch size.');
  }

  /** Takes the elements of every input, and returns how many rows they are. */
  #take(inputs: Inputs): number {
    if (this.#replays.length === 0)
      throw new StateError('model', 'a loaded model', 'one that was disposed of', 'Load it again.');
    let rows = 0;
    for (let index = 0; index < this.inputs.length; index++) {
      const input = this.inputs[index] as Column;
      const elements = this.#elements(inputs, input);
      const own = elements.length / Math.max(1, input.size);
      if (!Number.isInteger(own)) {
        const rule = `input '${input.name}' of rows ${showShape(input.shape.slice(1) as number[])}, ${input.size} elements each`;
        throw new ShapeError('model', rule, `${elements.length} elements`);
      }
      if (index > 0 && own !== rows)
        throw new ShapeError('model', `${rows} rows of input '${input.name}', as of the first`, `${own}`);
      rows = own;
      this.#given[index] = elements;
    }
    return rows;
  }

  #elements(inputs: Inputs, { name, dtype }: Column): TypedArray {
    const isArray = (value: unknown): value is Elements => ArrayBuffer.isView(value) || Array.isArray(value);
    const given =
      isArray(inputs) && this.inputs.length === 1
        ? inputs
        : (inputs as Record<string, unknown> | null)?.[name];
    if (!isArray(given)) throw new ValueError('model', `input '${name}' as elements`, show(given));
    if (ArrayBuffer.isView(given)) {
      if (isStoredAs(given, dtype === 'bool' ? 'uint8' : dtype)) return given as TypedArray;
      throw new ShapeError('model', `input '${name}' of ${dtype}`, show(given));
    }
    const array = new (arrayConstructor(dtype))(given.length);
    array.set(given);
    return array;
  }
}

function runExplained(replay: Replay): void {
  try {
    replay.run();
  } catch (error) {
    throw explained(error);
  }
}

/** The error of a fault: the data named a row that is not there, or the file an instruction. */
function explained(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const { code, values } = error;
  if (code === FAULT_INDEX_OUT_OF_RANGE)
    return new ValueError(
      'model',
      'inputs that name what is there, as the rows of an embedding',
      values.join(', '),
    );
  return new DataError(
    'model',
    'instructions that the kernels know',
    error.message,
    'Export the model again.',
  );
}

/** A function that runs an artifact on an engine. */
export function makeRunner(artifact: Artifact, engine: Engine): Runner {
  const network = new Network(artifact, engine);
  const { manifest } = artifact;
  const call = (inputs: Inputs): Record<string, TypedArray> => {
    const results: Record<string, TypedArray> = {};
    network.run(inputs, ({ name, dtype }, length) => {
      const result = new (arrayConstructor(dtype))(length);
      results[name] = result;
      return result;
    });
    return results;
  };
  const none: Readonly<Record<string, TypedArray>> = {};
  let targets = none;
  const target = ({ name, dtype }: Column, length: number): TypedArray => {
    const own = targets?.[name];
    if (own?.length === length && isStoredAs(own, dtype === 'bool' ? 'uint8' : dtype)) return own;
    throw new ShapeError('model.into', `output '${name}' as ${length} elements of ${dtype}`, show(own));
  };
  return Object.assign(call, {
    into: (inputs: Inputs, outputs: Readonly<Record<string, TypedArray>>): void => {
      targets = outputs;
      try {
        network.run(inputs, target);
      } finally {
        targets = none;
      }
    },
    inputs: manifest.inputs,
    outputs: manifest.outputs,
    batchSizes: network.sizes,
    labels: manifest.labels,
    manifest,
    dispose: () => network.dispose(),
  });
}

/** An instance as the rest of TypeScript sees it: memory, programs, faults. The only caller of the door. */

import { MemoryError, StateError, UnsupportedError } from '../errors.ts';
import { arrayConstructor, type DType, type TypedArray } from '../tensor/dtype.ts';
import type { DoorExports } from './exports.ts';
import { FAULT_ABSENT_INSTRUCTION, FAULT_OUT_OF_MEMORY } from './generated/encoder.ts';

/** A fault that a program raised: the code, the number of the instruction in its program, the values. */
export class Fault extends Error {
  readonly code: number;
  readonly instruction: number;
  readonly values: readonly number[];

  constructor(code: number, instruction: number, values: readonly number[]) {
    super(`fault ${code} in instruction ${instruction}: ${values.join(', ')}`);
    this.code = code;
    this.instruction = instruction;
    this.values = values;
  }
}

/** What an engine needs of a running instance. */
export interface Running {
  readonly exports: DoorExports;
  readonly memory: WebAssembly.Memory;
  /** Its threads, if it has any: told when some would have helped. */
  readonly pool?: { start(): void } | undefined;
  /** Ends them. */
  end(): void;
}

/** One wasm instance and its memory. */
export class Engine {
  readonly memory: WebAssembly.Memory;
  readonly #door: DoorExports;
  readonly #running: Running;
  #spent = false;
  #views: Views = viewsOf(new ArrayBuffer(0));
  /** Bytes reserved by TypeScript and not yet released. */
  liveBytes = 0;
  /** Programs run so far. */
  runs = 0;

  constructor(running: Running) {
    this.#running = running;
    this.memory = running.memory;
    this.#door = running.exports;
  }

  /** Reserves `bytes`, aligned to 64. Throws a {@link MemoryError} that says how much was asked. */
  reserve(bytes: number, where: string): number {
    if (bytes >= 2 ** 31)
      throw new MemoryError(
        where,
        'less than 2 GiB at once, as for one tensor',
        `${bytes} bytes`,
        'Use a smaller batch or smaller sizes.',
      );
    this.#check();
    let address: number;
    try {
      address = this.#door.reserve(bytes) >>> 0;
    } catch (error) {
      throw this.#trapped(error);
    }
    if (address === 0) throw this.#noMemory(bytes, where);
    this.liveBytes += bytes;
    return address;
  }

  /** Releases what {@link reserve} gave for the same size. After a trap there is nothing to release. */
  release(address: number, bytes: number): void {
    if (this.#spent) return;
    this.#door.release(address, bytes);
    this.liveBytes -= bytes;
  }

  /** The elements at an address: a view, valid until memory may grow. */
  view(dtype: DType, address: number, length: number): TypedArray {
    return new (arrayConstructor(dtype))(this.memory.buffer, address, length);
  }

  /** Copies elements into memory. */
  write(address: number, array: TypedArray): void {
    const { floats, integers, bytes } = this.views();
    if (array instanceof Float32Array) floats.set(array, address >>> 2);
    else if (array instanceof Int32Array) integers.set(array, address >>> 2);
    else bytes.set(array, address);
  }

  /** Copies elements out of memory, into an array of their own. */
  read(dtype: DType, address: number, length: number): TypedArray {
    const { floats, integers, bytes } = this.views();
    const word = address >>> 2;
    if (dtype === 'float32') return floats.slice(word, word + length);
    if (dtype === 'int32') return integers.slice(word, word + length);
    const copy = bytes.slice(address, address + length);
    return dtype === 'int8' ? new Int8Array(copy.buffer) : copy;
  }

  /** Copies `bytes` within memory. */
  move(target: number, source: number, bytes: number): void {
    this.views().bytes.copyWithin(target, source, source + bytes);
  }

  /** All of memory, valid until it may grow. */
  views(): Views {
    const { buffer } = this.memory;
    if (this.#views.bytes.buffer !== buffer) this.#views = viewsOf(buffer);
    return this.#views;
  }

  /** Runs the program at an address. Throws a {@link Fault}. */
  run(program: number, words: number, slots: number): void {
    this.runs++;
    this.#check();
    let status: number;
    try {
      status = this.#door.run(program, words, slots);
    } catch (error) {
      throw this.#trapped(error);
    }
    if (status === 0) return;
    if (status === 2) {
      this.#running.pool?.start();
      return;
    }
    const [code = 0, instruction = 0, ...values] = new Uint32Array(
      this.memory.buffer,
      this.#door.fault_address() >>> 0,
      5,
    );
    if (code === FAULT_OUT_OF_MEMORY) throw this.#noMemory(values[0] ?? 0, 'scratch memory of a kernel');
    if (code === FAULT_ABSENT_INSTRUCTION) throw this.#absent();
    throw new Fault(code, instruction, values);
  }

  /** Bytes of scratch that kernels hold. */
  scratchBytes(): number {
    return this.#door.scratch_bytes() >>> 0;
  }

  #noMemory(bytes: number, where: string): MemoryError {
    return new MemoryError(
      where,
      `room for ${bytes} more bytes in WebAssembly memory`,
      `${this.memory.buffer.byteLength} bytes taken, tensors hold ${this.liveBytes}`,
      'Use a smaller batch, dispose() of models (only that or await fit frees them), or raise memoryLimitMB.',
    );
  }

  #absent(): UnsupportedError {
    return new UnsupportedError(
      'oxigrad',
      'a build with the kernels of larger networks',
      'the embedded one',
      'Await configure({ … }) first: it fetches all kernels, from wasmUrl if you set it.',
    );
  }

  #check(): void {
    if (this.#spent) throw this.#untrusted('a working WebAssembly instance', 'one that has trapped');
  }

  #trapped(error: unknown): StateError {
    this.#spent = true;
    this.#running.end();
    return this.#untrusted('a WebAssembly call that returns', `a trap (${String(error)})`);
  }

  #untrusted(expected: string, got: string): StateError {
    return new StateError('oxigrad', expected, got, 'Reload the page or restart the process.');
  }
}

/** Memory as elements of every width. */
interface Views {
  readonly floats: Float32Array;
  readonly integers: Int32Array;
  readonly bytes: Uint8Array;
}

function viewsOf(buffer: ArrayBufferLike): Views {
  return {
    floats: new Float32Array(buffer),
    integers: new Int32Array(buffer),
    bytes: new Uint8Array(buffer),
  };
}

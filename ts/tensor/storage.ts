/**
 * Where a tensor's elements are: in a JavaScript array that the garbage collector sees, in WebAssembly
 * memory that a scope or a variable owns, or in both (an array staged for kernels). Those who read a variable hold its
 * memory together with it.
 */

import { StateError } from '../errors.ts';
import { engine } from '../wasm/engine.ts';
import { bytesPerElement, type DType, type TypedArray } from './dtype.ts';

/** The owner of WebAssembly memory that is freed together: see `scope.ts`. */
export interface StorageOwner {
  add(storage: Storage): void;
  delete(storage: Storage): void;
}

/** WebAssembly memory that one or more storages hold; freed when the last gives it back. */
interface Memory {
  readonly address: number;
  holders: number;
}

/** The elements of one or more tensors (views share one storage). */
export class Storage {
  readonly dtype: DType;
  /** Elements. */
  readonly length: number;
  /** The elements in JavaScript, if they are there. */
  array: TypedArray | undefined;
  /** Who gives the WebAssembly memory back; `undefined` for variables, and where there is none. */
  owner: StorageOwner | undefined;
  #memory: Memory | undefined;
  /** The storage of those who read this one outside any scope. */
  #guest: Storage | undefined;
  #released = false;

  constructor(dtype: DType, length: number, array?: TypedArray) {
    this.dtype = dtype;
    this.length = length;
    this.array = array;
  }

  /** The address of the elements in WebAssembly memory; 0 if they are not there. */
  get address(): number {
    return this.#memory?.address ?? 0;
  }

  /** Bytes of the elements. */
  get bytes(): number {
    return this.length * bytesPerElement(this.dtype);
  }

  /** Whether it was disposed of. */
  get released(): boolean {
    return this.#released;
  }

  /** Reserves WebAssembly memory for the elements, not yet written. */
  reserve(where: string, owner: StorageOwner | undefined): void {
    this.#memory = { address: engine().reserve(this.bytes, where), holders: 1 };
    this.owner = owner;
    owner?.add(this);
  }

  /**
   * A storage for readers of this one, over the same memory: it keeps the elements of now, whatever is written or
   * disposed of here. Without an owner to end it there is one for all.
   */
  shared(owner: StorageOwner | undefined): Storage {
    if (owner === undefined && this.#guest?.released === false) return this.#guest;
    const reader = new Storage(this.dtype, this.length);
    const memory = this.#memory as Memory;
    memory.holders++;
    reader.#memory = memory;
    reader.owner = owner;
    if (owner === undefined) this.#guest = reader;
    else owner.add(reader);
    return reader;
  }

  /** Before a write: where readers hold the memory, they keep it, and this takes other memory with the same elements. */
  detachReaders(name: string): void {
    const memory = this.#memory;
    if (memory === undefined || memory.holders === 1) return;
    this.#dismissGuest();
    if (memory.holders === 1) return;
    const address = engine().reserve(this.bytes, `Variable ${name}`);
    engine().move(address, memory.address, this.bytes);
    memory.holders--;
    this.#memory = { address, holders: 1 };
  }

  /** Nothing else would end it: its elements go where the garbage collector sees them. */
  #dismissGuest(): void {
    this.#guest?.toHost();
    this.#guest = undefined;
  }

  /** The address of the elements, copied into WebAssembly memory first if they are not there. */
  stage(where: string, owner: StorageOwner | undefined): number {
    this.check(where);
    if (this.address === 0) {
      this.reserve(where, owner);
      if (this.array !== undefined) engine().write(this.address, this.array);
    }
    return this.address;
  }

  /** Gives the WebAssembly memory back; the elements stay if they are in JavaScript too. */
  unstage(): void {
    const memory = this.#memory;
    if (memory === undefined) return;
    this.#memory = undefined;
    if (--memory.holders === 0) engine().release(memory.address, this.bytes);
    this.owner?.delete(this);
    this.owner = undefined;
    if (this.array === undefined) this.#released = true;
  }

  /** Moves the elements into a JavaScript array, and gives the WebAssembly memory back. */
  toHost(): void {
    if (this.#memory === undefined) return;
    this.array ??= this.copy('toHost');
    this.unstage();
  }

  /** A copy of the elements. */
  copy(where: string): TypedArray {
    this.check(where);
    if (this.array !== undefined) return this.array.slice();
    return engine().read(this.dtype, this.address, this.length);
  }

  /** A storage of its own with a copy of the elements, in JavaScript. */
  detached(where: string): Storage {
    return new Storage(this.dtype, this.length, this.copy(where));
  }

  /** The elements for reading at once: no copy, valid until the next operation. */
  peek(where: string): TypedArray {
    this.check(where);
    return this.array ?? engine().view(this.dtype, this.address, this.length);
  }

  /** Gives everything back; later uses throw. */
  dispose(): void {
    this.#dismissGuest();
    this.array = undefined;
    if (this.#memory === undefined) this.#released = true;
    else this.unstage();
  }

  /** Throws if it was disposed of. */
  check(where: string): void {
    if (this.#released)
      throw new StateError(
        where,
        'a tensor that is alive',
        'one disposed of, or whose scope has ended',
        'Return a tensor from its scope to keep it.',
      );
  }
}

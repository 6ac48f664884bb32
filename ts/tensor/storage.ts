/**
 * Where a tensor's elements are: in a JavaScript array that the garbage collector sees, in WebAssembly
 * memory that a scope or a variable owns, or in both (an array staged for kernels).
 */

import { StateError } from '../errors.ts';
import { engine } from '../wasm/engine.ts';
import { bytesPerElement, type DType, type TypedArray } from './dtype.ts';

/** The owner of WebAssembly memory that is freed together: see `scope.ts`. */
export interface StorageOwner {
  add(storage: Storage): void;
  delete(storage: Storage): void;
}

/** The elements of one or more tensors (views share one storage). */
export class Storage {
  readonly dtype: DType;
  /** Elements. */
  readonly length: number;
  /** The elements in JavaScript, if they are there. */
  array: TypedArray | undefined;
  /** The address of the elements in WebAssembly memory; 0 if they are not there. */
  address = 0;
  /** Who frees the WebAssembly memory; `undefined` for variables, and where there is none. */
  owner: StorageOwner | undefined;
  #released = false;

  constructor(dtype: DType, length: number, array?: TypedArray) {
    this.dtype = dtype;
    this.length = length;
    this.array = array;
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
    this.address = engine().reserve(this.bytes, where);
    this.owner = owner;
    owner?.add(this);
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
    if (this.address === 0) return;
    engine().release(this.address, this.bytes);
    this.address = 0;
    this.owner?.delete(this);
    this.owner = undefined;
    if (this.array === undefined) this.#released = true;
  }

  /** Moves the elements into a JavaScript array, and gives the WebAssembly memory back. */
  toHost(): void {
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
    this.array = undefined;
    if (this.address === 0) this.#released = true;
    else this.unstage();
  }

  /** Throws if it was disposed of. */
  check(where: string): void {
    if (this.#released)
      throw new StateError(
        where,
        'a tensor that is alive',
        'one that was disposed of, or whose scope has ended',
        'Return a tensor from its scope to keep it.',
      );
  }
}

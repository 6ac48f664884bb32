/** Working memory that grows to the largest need and then stays, such as the arena of compiled functions. */

import type { Engine } from './door.ts';

/** One block of WebAssembly memory. What is in it lasts until somebody else asks for it. */
export class Block {
  readonly #purpose: string;
  readonly #least: number;
  #bytes = 0;
  /** Where it is; 0 while there is none. */
  address = 0;

  /**
   * @param purpose What it is for, in errors.
   * @param least The fewest bytes that it takes.
   */
  constructor(purpose: string, least: number) {
    this.#purpose = purpose;
    this.#least = least;
  }

  /** The address of at least `bytes` of an engine's memory, always the same one's. Throws a {@link MemoryError}; then it is empty, and can be asked again. */
  atLeast(owner: Engine, bytes: number): number {
    if (this.address === 0 || this.#bytes < bytes) {
      const wanted = Math.max(bytes, this.#least);
      // The old one goes first, since near the limit there is no room for both; and is forgotten, since there may be
      // none for the new one alone.
      const { address } = this;
      this.address = 0;
      if (address !== 0) owner.release(address, this.#bytes);
      this.address = owner.reserve(wanted, this.#purpose);
      this.#bytes = wanted;
    }
    return this.address;
  }
}

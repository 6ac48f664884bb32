/** The functions of the door, as `crates/wasm` exports them. Addresses and sizes are unsigned 32-bit. */

/** What a wasm instance gives. */
export interface DoorExports {
  /** Reserves memory aligned to 64 bytes; 0 when there is none. */
  reserve(bytes: number): number;
  /** Releases what `reserve` gave for the same size. */
  release(address: number, bytes: number): void;
  /**
   * Runs a program of `length` words: 0, 1 after a fault (its words are at `fault_address`), or 2 where workers
   * that are not there yet would have helped.
   */
  run(program: number, length: number, slots: number): number;
  /** Address of the last fault: code, instruction, three values. */
  fault_address(): number;
  /** The hash of the instruction table. */
  table_hash(): number;
  /** Bytes of scratch held by kernels. */
  scratch_bytes(): number;
  /** Prepares the pool for up to `threads` threads, the caller included, and says whether that may sleep. */
  pool_prepare?(threads: number, maySleep: boolean): void;
  /** Body of a worker: checks in, then takes chunks until the pool ends. */
  pool_work?(worker: number): void;
  /** Says that the calling worker has trapped: the caller, who waits for its chunk, traps as well. */
  pool_fail?(): void;
  /** Workers that have checked in. */
  pool_workers?(): number;
  /** Chunks that `worker` has executed (0 is the caller). */
  pool_chunks?(worker: number): number;
  /** Ends the pool: workers return. */
  pool_end?(): void;
}

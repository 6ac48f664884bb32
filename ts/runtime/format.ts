/**
 * What an artifact is: a safetensors file (https://github.com/huggingface/safetensors) with programs and the tensors that
 * they work on, which any tool can list. `__metadata__` has {@link FORMAT}, the {@link Manifest} as JSON, and the SHA-256
 * of the manifest and all tensors.
 */

import type { ProgramDescription } from '../program/description.ts';
import type { DType } from '../tensor/dtype.ts';

/** The format and its version, in `__metadata__.format`. */
export const FORMAT = 'oxigrad-artifact/1';

/** The section of a WebAssembly module that holds an artifact. */
export const SECTION = 'oxigrad';

/** An input or output by its name; the first axis of the shape is the batch, `null`. */
export interface Port {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

/** A program, as the manifest has it. Its tensors in the file: `<name>/words`, and `<name>/constant-<index>`. */
export interface NamedProgram {
  readonly name: string;
  readonly program: ProgramDescription;
}

/** The manifest of an artifact. */
export interface Manifest {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** One program per batch size, the smallest first. */
  readonly batches: readonly (NamedProgram & { readonly size: number })[];
  /** Whether each row of the outputs depends on its own row of the inputs alone, as the export has shown. */
  readonly rowsIndependent: boolean;
  /** Run once after the tensors are in memory: it computes those that the file has in another form. */
  readonly prepare?: NamedProgram;
  /** The instructions that the programs use: opcode, name, forms of the operands. */
  readonly instructions: readonly (readonly [opcode: number, name: string, forms: string])[];
  /** Names of the classes, where the outputs are their scores. */
  readonly labels?: readonly string[];
  /** What the caller has to do to raw data, in words. */
  readonly preprocessing?: string;
  /** How the artifact came about. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

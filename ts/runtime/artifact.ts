/** Reading an artifact: every part of it is checked before any of it runs. */

import { DataError, show, UnsupportedError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { decodeSafetensors } from '../io/safetensors.ts';
import { type Forms, readProgram } from '../program/description.ts';
import type { Program } from '../program/program.ts';
import { isDType } from '../tensor/dtype.ts';
import { instructionForms } from '../wasm/generated/encoder.ts';
import { FORMAT, type Manifest, type Port } from './format.ts';

/** An artifact in memory. */
export interface Artifact {
  readonly manifest: Manifest;
  readonly tensors: ReadonlyMap<string, HostArray>;
  readonly batches: readonly { readonly size: number; readonly program: Program }[];
  readonly prepare: Program | undefined;
  /** The manifest as the file has it, and the digest that the file states. */
  readonly text: string;
  readonly sha256: string | undefined;
}

const REMEDY = 'The file is corrupt: export or fetch it again.';

/** Reads an artifact. Throws a {@link DataError} for anything that is none, an {@link UnsupportedError} for a later format. */
export function readArtifact(bytes: Uint8Array, where: string): Artifact {
  const { tensors, metadata } = decodeSafetensors(bytes, where);
  const { format = '', manifest: text = '', sha256: stated } = metadata;
  if (format !== FORMAT) {
    if (format.startsWith('oxigrad-artifact/'))
      throw new UnsupportedError(where, `the format ${FORMAT}`, show(format), 'Update the package.');
    const got = format === '' ? 'a safetensors file without it' : show(format);
    throw new DataError(where, `an artifact, with format ${FORMAT}`, got, 'Make one with exportArtifact.');
  }
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
    if (typeof manifest !== 'object' || manifest === null) throw new Error(show(manifest));
  } catch (error) {
    throw new DataError(where, 'a manifest of JSON', String(error), REMEDY);
  }
  const list = <T>(values: readonly T[] | undefined, what: string): readonly T[] => {
    if (!Array.isArray(values)) throw new DataError(where, `a list of ${what}`, show(values), REMEDY);
    return values as readonly T[];
  };
  const { labels, preprocessing = '', provenance } = manifest;
  for (const ports of [list(manifest.inputs, 'inputs'), list(manifest.outputs, 'outputs')]) {
    const wrong = ports.find((port) => !isPort(port));
    const names = new Set(ports.map((port) => port?.name));
    if (wrong !== undefined || names.size !== ports.length)
      throw new DataError(where, 'inputs and outputs of name, shape and dtype', show(wrong ?? ports), REMEDY);
  }
  if (
    (labels !== undefined && !list(labels, 'labels').every((label) => typeof label === 'string')) ||
    typeof preprocessing !== 'string' ||
    typeof provenance !== 'object'
  )
    throw new DataError(where, 'labels, preprocessing and provenance as texts', show(manifest), REMEDY);
  const forms = formsOf(list(manifest.instructions, 'instructions'), where);
  const programOf = (named: { name?: unknown; program?: unknown } | undefined): Program => {
    const name = typeof named?.name === 'string' ? named.name : '';
    const words = tensors.get(`${name}/words`)?.data;
    if (!(words instanceof Int32Array)) throw new DataError(where, `a program ${show(name)}`, 'none', REMEDY);
    const constants = [];
    for (let next = tensors.get(`${name}/constant-0`); next !== undefined; ) {
      constants.push(next.data);
      next = tensors.get(`${name}/constant-${constants.length}`);
    }
    const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
    return readProgram(named?.program, unsigned, constants, forms, `${where}: ${name}`);
  };
  const batches = list(manifest.batches, 'programs').map((named) => ({
    size: named?.size,
    program: programOf(named),
  }));
  for (const { size, program } of batches) checkBatch(manifest, size, program, where);
  const prepare = manifest.prepare === undefined ? undefined : programOf(manifest.prepare);
  if (batches.length === 0) throw new DataError(where, 'programs', 'none', REMEDY);
  return { manifest, tensors, batches, prepare, text, sha256: stated };
}

function isPort(port: Port | undefined): boolean {
  return (
    typeof port?.name === 'string' &&
    // A name that an object of results cannot have.
    port.name !== '__proto__' &&
    isDType(port.dtype) &&
    Array.isArray(port.shape) &&
    port.shape.length > 0 &&
    port.shape.every((size, axis) =>
      axis === 0 ? size === null : Number.isInteger(size) && (size as number) >= 0,
    )
  );
}

/** The forms of the instructions that an artifact uses, held to those that this version has. */
function formsOf(instructions: Manifest['instructions'], where: string): Forms {
  const forms: (string | undefined)[] = [];
  for (const entry of instructions) {
    const [opcode, name, form] = Array.isArray(entry) ? entry : [-1, '', ''];
    if (!Number.isInteger(opcode) || opcode < 0 || opcode > 255 || typeof form !== 'string')
      throw new DataError(where, 'instructions of opcode, name and forms', show(entry), REMEDY);
    if (instructionForms[opcode] !== form)
      throw new UnsupportedError(
        where,
        'instructions of this version',
        `${show(name)} (${opcode})`,
        'Update the package, or export the model again.',
      );
    forms[opcode] = form;
  }
  return forms;
}

/** Holds a program to the inputs and outputs of the manifest. */
function checkBatch({ inputs, outputs }: Manifest, size: unknown, program: Program, where: string): void {
  const fits = (ports: readonly Port[], placed: Program['inputs']): boolean =>
    ports.length === placed.length &&
    ports.every(({ shape, dtype }, index) => {
      const own = placed[index];
      return (
        own?.dtype === dtype &&
        own.shape.length === shape.length &&
        own.shape.every((one, axis) => one === (axis === 0 ? size : shape[axis]))
      );
    });
  if (!Number.isInteger(size) || (size as number) < 1 || program.hosts.length > 0)
    throw new DataError(where, 'programs of a batch size', show(size), REMEDY);
  if (!fits(inputs, program.inputs) || !fits(outputs, program.outputs))
    throw new DataError(
      where,
      'programs with the inputs and outputs of the manifest',
      `batch ${size}`,
      REMEDY,
    );
}

/**
 * The SHA-256 over the manifest, then the names and elements of all tensors in the order of their names; `undefined` where
 * the runtime computes none (a page without https).
 */
export async function digest(
  manifest: string,
  tensors: ReadonlyMap<string, HostArray>,
): Promise<string | undefined> {
  const { subtle } = globalThis.crypto ?? {};
  if (subtle === undefined) return undefined;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [encoder.encode(manifest)];
  for (const name of [...tensors.keys()].sort()) {
    const { data } = tensors.get(name) as HostArray;
    parts.push(encoder.encode(`\n${name}\n`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  const found = await subtle.digest('SHA-256', await new Blob(parts as BlobPart[]).arrayBuffer());
  return Array.from(new Uint8Array(found), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

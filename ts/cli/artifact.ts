/** The artifact in a file, be it an `.oxi` or a WebAssembly module. */

import { gzipSync } from 'fflate';
import { readWhole } from '../platform/files.ts';
import { type Artifact, readArtifact } from '../runtime/artifact.ts';
import { isModuleBytes, sectionOf } from '../runtime/source.ts';

/** A file, and the artifact in it. */
export interface ArtifactFile {
  readonly bytes: Uint8Array;
  /** The bytes of the artifact alone. */
  readonly content: Uint8Array;
  readonly artifact: Artifact;
  /** Bytes of kernels that come along. */
  readonly kernelBytes: number;
}

/** Reads the artifact in a file. Throws a DataError for what is none. */
export function readArtifactFile(path: string): ArtifactFile {
  const bytes = readWhole(path);
  const content = isModuleBytes(bytes)
    ? sectionOf(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), path)
    : bytes;
  return {
    bytes,
    content,
    artifact: readArtifact(content, path),
    kernelBytes: bytes.length - content.length,
  };
}

/** Bytes after gzip -9. */
export function gzipped(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

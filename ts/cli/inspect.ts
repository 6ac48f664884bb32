/** `oxigrad inspect`: what an artifact holds. */

import { gzipped, readArtifactFile } from './artifact.ts';
import { type Command, columns } from './command.ts';

export const inspect: Command = {
  name: 'inspect',
  operands: ['a file (.oxi or .wasm)'],
  help: 'lists the inputs, outputs, tensors, programs and instructions of an artifact',
  options: { json: { help: 'prints JSON' } },
  async run([path = ''], { json }) {
    const { bytes, artifact, kernelBytes } = readArtifactFile(path);
    const { manifest, tensors, batches, sha256 } = artifact;
    const total = gzipped(bytes);
    const rows = [...tensors].map(([name, { data, shape, dtype }]) => ({
      name,
      dtype,
      shape: [...shape],
      bytes: data.byteLength,
      gzipped: gzipped(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    }));
    const report = {
      file: { bytes: bytes.length, gzipped: total, kernels: kernelBytes, sha256 },
      inputs: manifest.inputs,
      outputs: manifest.outputs,
      labels: manifest.labels,
      preprocessing: manifest.preprocessing,
      provenance: manifest.provenance,
      rowsIndependent: manifest.rowsIndependent,
      batches: batches.map(({ size, program }) => ({
        size,
        words: program.words.length,
        arenaBytes: program.arenaBytes,
      })),
      instructions: manifest.instructions.map(([, name]) => name),
      tensors: rows,
    };
    if (json === true) {
      console.log(JSON.stringify(report, null, 2));
      return;
    }
    const port = ({ name, shape, dtype }: (typeof manifest.inputs)[number]): string =>
      `${name} ${dtype} (${shape.map((size) => size ?? 'batch').join(', ')})`;
    const share = (part: number): string => `${((100 * part) / total).toFixed(1)} %`;
    const lines = [
      `${path}: ${bytes.length} bytes, ${total} gzipped${kernelBytes > 0 ? `, ${kernelBytes} of kernels` : ''}`,
      `inputs        ${manifest.inputs.map(port).join('; ')}`,
      `outputs       ${manifest.outputs.map(port).join('; ')}`,
      ...(manifest.labels === undefined ? [] : [`labels        ${manifest.labels.join(', ')}`]),
      ...(manifest.preprocessing === undefined ? [] : [`preprocessing ${manifest.preprocessing}`]),
      `batch sizes   ${batches.map(({ size }) => size).join(', ')}${manifest.rowsIndependent ? ', so any number of rows' : ''}`,
      `instructions  ${report.instructions.join(', ')}`,
      '',
      columns([
        ['tensor', 'dtype', 'shape', 'bytes', 'gzipped', 'share'],
        ...rows.map((row) => [
          row.name,
          row.dtype,
          `(${row.shape.join(', ')})`,
          row.bytes,
          row.gzipped,
          share(row.gzipped),
        ]),
      ]),
    ];
    console.log(lines.join('\n'));
  },
};

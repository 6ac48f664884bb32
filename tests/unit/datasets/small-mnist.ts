// A tiny data set in MNIST's form, a loopback server for it, and a folder that a test may fill.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { MnistFile } from '../../../ts/datasets/mnist.ts';

/** The bytes of an IDX file of unsigned bytes. */
export function idx(shape: readonly number[], value: (index: number) => number): Uint8Array {
  const length = shape.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(4 + 4 * shape.length + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 | shape.length);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  for (let i = 0; i < length; i++) bytes[4 + 4 * shape.length + i] = value(i);
  return bytes;
}

/** Five training and two test samples: pixel i of all images is (i · 7) mod 256, labels are 3, 4, 5, … */
export const small: Readonly<Record<MnistFile, Uint8Array>> = {
  'train-images-idx3-ubyte': idx([5, 28, 28], (i) => (i * 7) & 255),
  'train-labels-idx1-ubyte': idx([5], (i) => i + 3),
  't10k-images-idx3-ubyte': idx([2, 28, 28], (i) => (i * 7) & 255),
  't10k-labels-idx1-ubyte': idx([2], (i) => i + 3),
};

/** The digests of {@link small}. */
export const smallChecksums = Object.fromEntries(
  Object.entries(small).map(([file, bytes]) => [file, createHash('sha256').update(bytes).digest('hex')]),
) as Record<MnistFile, string>;

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(`${tmpdir()}/oxigrad-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server of {@link small}, gzipped; `answer` may take a request over by returning true. */
export async function serve(
  answer: (file: string, response: ServerResponse, request: IncomingMessage) => boolean = () => false,
): Promise<{ baseUrl: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const file = (request.url ?? '').slice(1);
    requests.push(file);
    if (answer(file, response, request)) return;
    const content = file.endsWith('.gz') ? small[file.slice(0, -3) as MnistFile] : undefined;
    if (content === undefined) response.writeHead(404).end();
    else {
      const body = gzipSync(content);
      response.writeHead(200, { 'content-length': body.length }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

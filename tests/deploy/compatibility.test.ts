// Artifacts of earlier versions give the bits that they gave when they were written (tests/deploy/golden/make.mjs).

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { load } from '../../ts/runtime/index.ts';

const folder = new URL('./golden/', import.meta.url);
const names = readdirSync(folder).flatMap((name) => (name.endsWith('.oxi') ? [name.slice(0, -4)] : []));
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

it.each(names)('%s gives the same bits', async (name) => {
  const golden = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as {
    inputs: string;
    outputs: Record<string, string>;
  };
  // The build without fused multiply-add has the same bits on every machine.
  const kernels = readFileSync(new URL('../../ts/wasm/simd128.wasm', import.meta.url));
  const run = await load(readFileSync(new URL(`${name}.oxi`, folder)), { kernels });
  const { buffer } = bytesOf(golden.inputs);
  const outputs = run(run.inputs[0]?.dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer));
  expect(Object.keys(outputs)).toEqual(Object.keys(golden.outputs));
  for (const [output, array] of Object.entries(outputs))
    expect(Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64')).toBe(
      golden.outputs[output],
    );
});

it('is known of every kind of model', () => {
  expect(names.length).toBeGreaterThanOrEqual(10);
});

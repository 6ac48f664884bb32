/** `oxigrad bench`: how long the predictions of an artifact take here, or on whatever opens the page that it writes. */

import { Buffer } from 'node:buffer';
import { inTurns } from '../deploy/measure.ts';
import { withKernels } from '../deploy/module.ts';
import { readWhole, writeWhole } from '../platform/files.ts';
import { load, type Runner } from '../runtime/index.ts';
import { arrayConstructor, type TypedArray } from '../tensor/dtype.ts';
import { readArtifactFile } from './artifact.ts';
import { type Command, columns, textOf } from './command.ts';

export const bench: Command = {
  name: 'bench',
  operands: ['a file (.oxi or .wasm)'],
  help: 'times predictions of 1 and of 32 rows, on one thread',
  options: {
    json: { help: 'prints JSON' },
    page: {
      value: 'a path',
      help: 'writes one HTML file that measures in any browser, and times nothing here',
    },
  },
  async run([path = ''], options) {
    const page = textOf(options, 'page');
    const { bytes, content, kernelBytes } = readArtifactFile(path);
    if (page !== undefined) {
      const module = kernelBytes > 0 ? bytes : await withKernels(content);
      writeWhole(page, new TextEncoder().encode(pageOf(path, module)));
      console.log(`${page}: open it in the browser that counts.`);
      return;
    }
    const begun = performance.now();
    const runner = await load(bytes);
    runner(rowsOf(runner, runner.batchSizes[0] as number));
    const first = performance.now() - begun;
    const sizes = [1, 32].filter(
      (size) => runner.manifest.rowsIndependent || runner.batchSizes.includes(size),
    );
    const rows = [];
    for (const size of sizes.length > 0 ? sizes : runner.batchSizes) {
      const inputs = rowsOf(runner, size);
      const outputs = runner(inputs);
      const [latency] = await inTurns([() => runner.into(inputs, outputs)], 500);
      rows.push({ rows: size, p50: latency?.p50 ?? 0, p95: latency?.p95 ?? 0 });
    }
    const runtime = runtimeName();
    if (options['json'] === true) {
      console.log(JSON.stringify({ runtime, threads: 1, firstPrediction: first, latencies: rows }, null, 2));
      return;
    }
    console.log(
      [
        `${path} on ${runtime}, one thread; loaded and first prediction after ${first.toFixed(1)} ms`,
        columns([
          ['rows', 'ms, p50', 'ms, p95', 'rows per second'],
          ...rows.map(({ rows: size, p50, p95 }) => [
            size,
            Number(p50.toFixed(4)),
            Number(p95.toFixed(4)),
            Math.round((1000 * size) / p50),
          ]),
        ]),
      ].join('\n'),
    );
  },
};

function runtimeName(): string {
  const { deno, bun, node } = process.versions;
  if (deno !== undefined) return `Deno ${deno}`;
  return bun === undefined ? `Node ${node}` : `Bun ${bun}`;
}

/** The same numbers every time: between 0 and 1, and 0 of whole ones, which may name rows of a table. */
function rowsOf({ inputs }: Runner, rows: number): Record<string, TypedArray> {
  return Object.fromEntries(
    inputs.map(({ name, shape, dtype }) => {
      const size = shape.slice(1).reduce<number>((product, axis) => product * (axis ?? 1), rows);
      const array = new (arrayConstructor(dtype))(size);
      if (dtype === 'float32')
        for (let at = 0, state = 1; at < size; at++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          array[at] = state / 2 ** 32;
        }
      return [name, array];
    }),
  );
}

/** A page with the runner, the kernels and the model in it. */
function pageOf(path: string, module: Uint8Array): string {
  const runtime = new TextDecoder().decode(
    readWhole(new URL('../bundle/runtime.global.min.js', import.meta.url)),
  );
  const name = path.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>body { font: 16px system-ui; margin: 2em } td, th { padding: .3em 1em; text-align: right }</style>
<h1>${name}</h1>
<p id="state">Measuring …</p>
<table id="table"></table>
<script>${runtime.replaceAll('</script', '<\\/script')}</script>
<script>
const bytes = Uint8Array.from(atob('${Buffer.from(module).toString('base64')}'), (letter) => letter.charCodeAt(0));
(async () => {
  const begun = performance.now();
  const runner = await oxigradRuntime.load(bytes);
  const rowsOf = (rows) => Object.fromEntries(runner.inputs.map(({ name, shape, dtype }) => {
    const size = shape.slice(1).reduce((product, axis) => product * axis, rows);
    const array = dtype === 'float32' ? Float32Array.from({ length: size }, (_, at) => (at * 0.618) % 1)
      : dtype === 'int32' ? new Int32Array(size) : dtype === 'int8' ? new Int8Array(size) : new Uint8Array(size);
    return [name, array];
  }));
  runner(rowsOf(runner.batchSizes[0]));
  const first = performance.now() - begun;
  const lines = [['rows', 'ms, p50', 'ms, p95', 'rows per second']];
  const sizes = runner.manifest.rowsIndependent ? [1, 32] : runner.batchSizes;
  for (const size of sizes) {
    const inputs = rowsOf(size);
    const outputs = runner(inputs);
    const times = [];
    // Clocks of browsers are coarse: as many calls per reading as take some milliseconds.
    let together = 1;
    const end = performance.now() + 2000;
    while (performance.now() < end) {
      const start = performance.now();
      for (let call = 0; call < together; call++) runner.into(inputs, outputs);
      const taken = performance.now() - start;
      if (taken < 5) together *= 2;
      else times.push(taken / together);
      if (times.length % 20 === 19) await new Promise((resolve) => setTimeout(resolve));
    }
    const sorted = times.slice(times.length >> 1).sort((a, b) => a - b);
    const at = (part) => sorted[Math.floor(part * (sorted.length - 1))];
    lines.push([size, at(0.5).toFixed(4), at(0.95).toFixed(4), Math.round((1000 * size) / at(0.5))]);
  }
  document.getElementById('state').textContent = navigator.userAgent + '; loaded and first prediction after ' + first.toFixed(1) + ' ms';
  for (const line of lines) {
    const row = document.getElementById('table').insertRow();
    for (const cell of line) row.insertCell().textContent = cell;
  }
})().catch((error) => { document.getElementById('state').textContent = String(error); });
</script>
</html>
`;
}

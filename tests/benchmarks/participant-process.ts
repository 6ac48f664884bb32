/** A participant's process: answers the parent's requests, one at a time. usage: node participant-process.ts <name> */

import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Cannot, type HostInput, type Participant, type Prepared } from './participants/participant.ts';
import type { CaseRequest, Reply, Request } from './protocol.ts';

const loaders: Readonly<Record<string, () => Promise<Participant>>> = {
  oxigrad: async () => (await import('./participants/oxigrad.ts')).oxigrad,
  'tfjs-wasm': async () => (await import('./participants/tfjs.ts')).tfjs('wasm'),
  'tfjs-cpu': async () => (await import('./participants/tfjs.ts')).tfjs('cpu'),
  'onnxruntime-web': async () => (await import('./participants/onnxruntime.ts')).onnxruntime,
  'jax-js': async () => (await import('./participants/jax.ts')).jax,
  ceiling: async () => (await import('./participants/ceiling.ts')).ceiling,
};

const name = process.argv[2] ?? '';
let participant: Participant | undefined;
let prepared: Prepared | undefined;

function load(path: string, shape: readonly number[]): HostInput {
  const bytes = readFileSync(path);
  return {
    data: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
    shape,
  };
}

async function prepare(who: Participant, request: CaseRequest): Promise<Reply> {
  const inputs = Object.fromEntries(
    Object.entries(request.inputs).map(([key, { path, shape }]) => [key, load(path, shape)]),
  );
  const { batch = 0, checkSteps = 0 } = request.parameters;
  if (request.kind === 'gemm') prepared = await who.gemm(inputs);
  else if (request.kind === 'predict') prepared = await who.predict(inputs, batch);
  else prepared = await who[request.kind](inputs, batch, checkSteps);
  const { answer, note } = prepared;
  writeFileSync(request.answer, new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength));
  return { reply: 'prepared', ...(note === undefined ? {} : { note }) };
}

async function measure({ run, asynchronous }: Prepared, repeats: number): Promise<Reply> {
  const started = performance.now();
  if (asynchronous === true) for (let i = 0; i < repeats; i++) await run();
  else for (let i = 0; i < repeats; i++) run();
  return { reply: 'measured', milliseconds: performance.now() - started };
}

async function answer(request: Request): Promise<Reply> {
  if (request.command === 'describe') {
    try {
      const load = loaders[name];
      if (load === undefined) return { reply: 'absent', reason: `no participant of the name '${name}'` };
      participant = await load();
      return { reply: 'described', ...(await participant.describe(request.threads)) };
    } catch (error) {
      return { reply: 'absent', reason: firstLine(error) };
    }
  }
  if (participant === undefined) return { reply: 'failed', message: 'describe comes first' };
  if (request.command === 'prepare') return await prepare(participant, request.case);
  if (request.command === 'release') {
    prepared?.release?.();
    prepared = undefined;
    return { reply: 'released' };
  }
  if (prepared === undefined) return { reply: 'failed', message: 'prepare comes first' };
  return await measure(prepared, request.repeats);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: Reply;
  try {
    reply = await answer(JSON.parse(line) as Request);
  } catch (error) {
    if (process.env['DEBUG'] !== undefined) console.error(error);
    reply =
      error instanceof Cannot
        ? { reply: 'cannot', reason: error.message }
        : { reply: 'failed', message: firstLine(error) };
  }
  writeSync(3, `${JSON.stringify(reply)}\n`);
}
process.exit(0);

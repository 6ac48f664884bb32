/** A participant's process: answers the parent's requests, one at a time. usage: node participant-process.ts <name> */

import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Cannot, type HostInput, type Participant, type Prepared } from './participants/participant.ts';
import type { Reply, Request, WorkRequest } from './protocol.ts';

const loaders: Readonly<Record<string, () => Promise<Participant>>> = {
  oxigrad: async () => (await import('./participants/oxigrad/index.ts')).oxigrad({}),
  'oxigrad-simd128': async () =>
    (await import('./participants/oxigrad/index.ts')).oxigrad({ deterministic: true }),
  'tfjs-wasm': async () => (await import('./participants/tfjs/index.ts')).tfjs('wasm'),
  'tfjs-cpu': async () => (await import('./participants/tfjs/index.ts')).tfjs('cpu'),
  'onnxruntime-web': async () => (await import('./participants/onnxruntime/index.ts')).onnxruntime,
  'jax-js': async () => (await import('./participants/jax/index.ts')).jax,
  yardstick: async () => (await import('./participants/yardstick.ts')).yardstick,
  native: async () => (await import('./participants/native.ts')).native,
};

const name = process.argv[2] ?? '';
let participant: Participant | undefined;
const prepared = new Map<string, Prepared>();

function load(path: string, shape: readonly number[]): HostInput {
  const bytes = readFileSync(path);
  return {
    data: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
    shape,
  };
}

async function prepare(
  who: Participant,
  { slot, kind, parameters, ...request }: WorkRequest,
): Promise<Reply> {
  const make = who.works[kind];
  if (make === undefined) throw new Cannot(who.cannot?.(kind) ?? 'has no such function');
  const inputs = Object.fromEntries(
    Object.entries(request.inputs).map(([key, { path, shape }]) => [key, load(path, shape)]),
  );
  const made = await make(inputs, parameters);
  prepared.set(slot, made);
  const { answer, note, milliseconds } = made;
  writeFileSync(request.answer, new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength));
  return {
    reply: 'prepared',
    ...(note === undefined ? {} : { note }),
    ...(milliseconds === undefined ? {} : { milliseconds }),
  };
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
  if (request.command === 'prepare') return await prepare(participant, request.work);
  const made = prepared.get(request.slot);
  if (request.command === 'release') {
    made?.release?.();
    prepared.delete(request.slot);
    return { reply: 'released' };
  }
  if (made === undefined) return { reply: 'failed', message: 'prepare comes first' };
  return await measure(made, request.repeats);
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

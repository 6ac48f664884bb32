/** Makes the losses that models are compared with: native Keras on JAX, the same weights and batches. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GOLDEN, goldenCases } from './cases/models.ts';
import { Child } from './child.ts';
import type { Processes } from './launches.ts';

/** Writes cases/golden-losses.json. */
export async function makeGolden(processes: Processes, folder: string): Promise<void> {
  const child = await processes.open('keras-jax', 1);
  if (!(child instanceof Child))
    throw new Error(`bench --golden: expected native Keras, got none: ${child.absent}`);
  const losses: Record<string, number[]> = {};
  for (const { id, make } of goldenCases) {
    const item = make(folder);
    if ('measure' in item) continue;
    const answer = join(folder, 'answer-golden.f32');
    const { kind, parameters, inputs } = item;
    const reply = await child.ask({
      command: 'prepare',
      work: { slot: id, kind, parameters, inputs, answer },
    });
    if (reply.reply !== 'prepared') throw new Error(`bench --golden: ${id}: ${JSON.stringify(reply)}`);
    const bytes = readFileSync(answer);
    losses[id] = [
      ...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
    ];
    console.log(`${id}: ${losses[id]?.join(', ')}`);
  }
  writeFileSync(fileURLToPath(GOLDEN), `${JSON.stringify(losses, null, 2)}\n`);
}

/**
 * Computes with two threads, and prints as JSON how many chunks each executed. The first argument is `together`, to go on
 * until both have, or `alone`, to stop when a worker that starts would long have helped.
 */

import { configure, engine, matmul, uniform } from 'oxigrad';

const together = process.argv[2] === 'together';
await configure({ threads: 2 });
const [a, b] = [uniform([256, 256], { seed: 1 }), uniform([256, 256], { seed: 2 })];
const executed = (): number[] => [0, 1].map((thread) => engine().instance.pool?.executed(thread) ?? 0);
const limit = performance.now() + (together ? 60_000 : 1000);
do {
  matmul(a, b);
  await new Promise((done) => setTimeout(done, 1));
} while ((!together || executed().includes(0)) && performance.now() < limit);
console.log(JSON.stringify(executed()));

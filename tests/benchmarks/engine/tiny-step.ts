/**
 * A compiled step of 40 tiny operations, in a process of its own: what it costs outside WebAssembly. Prints JSON.
 * usage: node --expose-gc --min-semi-space-size=256 --max-semi-space-size=256 tiny-step.ts <module> <rounds>
 */

import { median } from '../statistics.ts';

// Every function of the door is counted, and the arguments of the last `run` are kept. No rest parameters: they allocate.
let crossings = 0;
let last: [number, number, number] = [0, 0, 0];
let keep = false;
let inside: (program: number, words: number, slots: number) => number = () => 0;
const NativeInstance = WebAssembly.Instance;
type Exported = (a: number, b: number, c: number) => number;
// biome-ignore lint/complexity/useArrowFunction: called with `new`.
(WebAssembly as { Instance: unknown }).Instance = function (
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
): { exports: Record<string, unknown> } {
  const exports: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(new NativeInstance(module, imports).exports)) {
    if (typeof value !== 'function') exports[name] = value;
    else if (name === 'run') {
      inside = value as Exported;
      exports[name] = (a: number, b: number, c: number): number => {
        crossings++;
        if (keep) last = [a, b, c];
        return inside(a, b, c);
      };
    } else {
      exports[name] = (a: number, b: number, c: number): number => {
        crossings++;
        return (value as Exported)(a, b, c);
      };
    }
  }
  return { exports };
};

const [entry = '', rounds = '9'] = process.argv.slice(2);
const o: typeof import('oxigrad') = await import(entry);
await o.configure({ threads: 1 });
const matrix = (seed: number): import('oxigrad').Tensor =>
  o.tensor(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(seed + i) / 8),
    { shape: [8, 8] },
  );
const state = new o.Variable(matrix(1));
const weight = new o.Variable(matrix(2));
const step = o.compile((x: import('oxigrad').Tensor) => {
  let y = state.read();
  for (let i = 0; i < 10; i++) y = o.multiply(o.relu(o.add(o.matmul(y, weight), x)), 0.5);
  state.assign(y);
});
const x = matrix(3);
const call = (): void => {
  step(x);
};
keep = true;
call();
call();
keep = false;
const [program, words, slots] = last;
const directly = (): void => {
  inside(program, words, slots);
};
function microseconds(body: () => void, repeats: number): number {
  const begun = performance.now();
  for (let i = 0; i < repeats; i++) body();
  return ((performance.now() - begun) * 1000) / repeats;
}
for (const body of [call, directly]) microseconds(body, 30_000);
const [walls, insides, differences]: [number[], number[], number[]] = [[], [], []];
// Short samples, many of them: most are then not interrupted by other processes.
for (let round = 0; round < Math.max(9, Number(rounds)) * 40; round++) {
  const wall = microseconds(call, 60);
  const within = microseconds(directly, 60);
  walls.push(wall);
  insides.push(within);
  differences.push(wall - within);
}
crossings = 0;
call();
const perStep = crossings;
const STEPS = 20_000;
/** Bytes of the heap that `count` steps leave behind; nothing is collected meanwhile: the nursery is large. */
function heapAfter(count: number): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) call();
  return process.memoryUsage().heapUsed - before;
}
// Less what measuring itself allocates.
const heap = Array.from({ length: 9 }, () => (heapAfter(STEPS) - heapAfter(0)) / STEPS);
const instructions = (step as unknown as { plans: { steps: unknown[] }[] }).plans[0]?.steps.length ?? 0;
console.log(
  JSON.stringify({
    wall: median(walls),
    inside: median(insides),
    overhead: median(differences),
    crossings: perStep,
    bytes: Math.max(0, Math.round(median(heap))),
    instructions,
  }),
);

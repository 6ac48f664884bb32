/** What no peer has a figure for: overhead of a step, memory, cold start, size. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { judge, median } from '../statistics.ts';
import type { CaseMaker, Figures, Survey, SurveyContext } from './case.ts';

const script = (name: string): string => fileURLToPath(new URL(`../engine/${name}`, import.meta.url));

/** Runs a script in a fresh process of this Node and reads the JSON it prints. */
function probe<T>(
  { entry }: SurveyContext,
  name: string,
  words: readonly string[],
  flags: readonly string[] = [],
): T {
  const source = entry.endsWith('.ts') ? ['--conditions=oxigrad-source'] : [];
  const text = execFileSync(process.execPath, [...flags, ...source, script(name), ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OXIGRAD_BENCH_ENTRY: entry },
  });
  return JSON.parse(text) as T;
}

const figure = (value: number): string => Number(value.toPrecision(3)).toString();

async function tinyStep(context: SurveyContext): Promise<Figures> {
  const found = probe<
    Record<'wall' | 'inside' | 'overhead' | 'crossings' | 'bytes' | 'instructions', number>
  >(
    context,
    'tiny-step.ts',
    [context.entry, String(context.rounds)],
    ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'],
  );
  return {
    head: [''],
    rows: [
      ['wall time', `${figure(found.wall)} µs`],
      ['inside WebAssembly: the same program called directly', `${figure(found.inside)} µs`],
      ['the difference: JavaScript', `${figure(found.overhead)} µs`],
      ['door crossings', String(found.crossings)],
      ['bytes allocated in JavaScript', String(found.bytes)],
      ['instructions', String(found.instructions)],
    ],
    verdicts: [
      judge('wall time less time inside wasm ≤ 3 µs', found.overhead, 3, 'most', 'µs'),
      judge('1 door crossing', found.crossings, 1, 'most', ''),
      judge('0 bytes allocated in JavaScript', found.bytes, 0, 'most', 'B'),
    ],
    notes: [
      'Products of 8×8 matrices, additions, ReLU and multiplications, ten times; the result is a variable.',
    ],
  };
}

interface Memory {
  readonly variables: number;
  readonly arena: number;
  readonly lowerBound: number;
  readonly constants: number;
  readonly program: number;
  readonly scratch: number;
}

async function memory(context: SurveyContext): Promise<Figures> {
  const models = ['mlp', 'convnet', 'lstm', 'gru', 'transformer'];
  const megabytes = (bytes: number): string => `${figure(bytes / 2 ** 20)} MB`;
  const whole = ({ variables, constants, program }: Memory): number => variables + constants + program;
  const rows = models.map((name) => {
    const sizes = probe<Memory>(context, 'memory.ts', [name]);
    const { variables, arena, lowerBound, scratch } = sizes;
    const peak = whole(sizes) + arena + scratch;
    const bound = whole(sizes) + lowerBound;
    const cells = [name, ...[arena, lowerBound, variables, scratch, peak, bound].map(megabytes)];
    return { name, cells, arena: arena / lowerBound, peak: peak / bound };
  });
  return {
    head: ['arena', 'alive at most', 'variables', 'scratch', 'peak', 'lower bound'],
    rows: rows.map(({ cells }) => cells),
    verdicts: rows.flatMap(({ name, arena, peak }) => [
      judge(`${name}: arena ≤ 1.2× what is alive at most`, arena, 1.2, 'most', '×'),
      judge(`${name}: all memory ≤ 1.2× the lower bound`, peak, 1.2, 'most', '×'),
    ]),
    notes: [
      'The lower bound is the most bytes of temporaries that are alive at any moment of the step, with weights,',
      'optimizer slots and constants; the peak adds what the arena loses to its layout, and the packing buffers of',
      'kernels (scratch).',
    ],
  };
}

async function coldStart(context: SurveyContext): Promise<Figures> {
  type Parts = Record<'process' | 'import' | 'build' | 'predict' | 'total', number>;
  const count = Math.max(9, context.rounds);
  const all = Array.from({ length: count }, () => probe<Parts>(context, 'cold-start.mjs', [context.entry]));
  const of = (part: keyof Parts): number => median(all.map((parts) => parts[part]));
  const total = of('total');
  return {
    head: [`median of ${count} processes`],
    rows: [
      ['Node itself, before the first line (not counted)', `${figure(of('process'))} ms`],
      ['import', `${figure(of('import'))} ms`],
      ['configure, build the model', `${figure(of('build'))} ms`],
      ['first prediction: WebAssembly compiled, plan traced, run', `${figure(of('predict'))} ms`],
      ['import to first prediction', `${figure(total)} ms`],
      ['the fastest process', `${figure(Math.min(...all.map((parts) => parts.total)))} ms`],
    ],
    verdicts: [judge('import to first prediction, one thread ≤ 25 ms', total, 25, 'most', 'ms')],
    notes: ['An absolute time: it holds for this machine at that hour.'],
  };
}

async function sizes({ root, folder }: SurveyContext): Promise<Figures> {
  const kilobytes = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length / 1024;
  const wasm = (variant: string): number =>
    kilobytes(readFileSync(join(root, 'dist/wasm', `${variant}.wasm`)));
  const { build } = await import('esbuild');
  const app = async (name: string): Promise<number> => {
    const outfile = join(folder, name);
    await build({
      entryPoints: [join(root, 'tests/package/apps', name)],
      outfile,
      ...({ bundle: true, minify: true, format: 'esm', target: 'es2022', platform: 'browser' } as const),
      // Else the paths of tsconfig.json would bring in the sources instead of the built package.
      tsconfigRaw: {},
      logLevel: 'silent',
    });
    return kilobytes(readFileSync(outfile));
  };
  const [simd128, relaxed, lean, full] = [
    wasm('simd128'),
    wasm('relaxed'),
    await app('lean.mjs'),
    await app('size.mjs'),
  ];
  const show = (value: number): string => `${value.toFixed(1)} KB`;
  return {
    head: ['gzip -9'],
    rows: [
      ['WebAssembly, one thread, simd128', show(simd128)],
      ['WebAssembly, one thread, relaxed', show(relaxed)],
      ['MLP app on the lean entries, bundled, WebAssembly included', show(lean)],
      ['README’s MLP on the full entry, bundled, WebAssembly included', show(full)],
    ],
    verdicts: [
      judge('one-thread simd128 WebAssembly ≤ 60 KB', simd128, 60, 'most', 'KB'),
      judge('MLP app ≤ 90 KB all in', lean, 90, 'most', 'KB'),
    ],
    notes: ['KB are 1,024 bytes.'],
  };
}

const survey = (id: string, title: string, measure: Survey['measure']): CaseMaker => ({
  id: `engine-${id}`,
  make: () => ({ id: `engine-${id}`, group: 'engine', title, measure }),
});

/** All cases of the group. */
export const engine: readonly CaseMaker[] = [
  survey('step', 'A compiled step of 40 tiny operations', tinyStep),
  survey('memory', 'Memory of a training step', memory),
  survey('start', 'Cold start in Node', coldStart),
  survey('size', 'Size', sizes),
];

// A program is plain data: written to bytes, another process that has only ts/program and ts/wasm gets the same bits.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  Conv2D,
  compile,
  configure,
  Dense,
  Flatten,
  MaxPooling2D,
  type Model,
  Sequential,
  setRandomSeed,
  type Tensor,
  uniform,
} from 'oxigrad';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../ts/plan/encode.ts';
import { describeProgram } from '../../ts/program/description.ts';
import type { TypedArray } from '../../ts/tensor/dtype.ts';
import { run } from '../package/process.ts';

const MODELS: Readonly<Record<string, readonly [shape: readonly number[], make: () => Model]>> = {
  mlp: [
    [5, 20],
    () => new Sequential([new Dense(32, { activation: 'relu' }), new Dense(10, { activation: 'softmax' })]),
  ],
  convnet: [
    [3, 12, 12, 2],
    () =>
      new Sequential([
        new Conv2D(8, 3, { activation: 'relu' }),
        new MaxPooling2D(2),
        new Flatten(),
        new Dense(4, { activation: 'tanh' }),
      ]),
  ],
};

/** Reads a program and its arrays from a folder, and prints the bytes of its output. */
const REPLAY = `
import { readFileSync } from 'node:fs';
import { readProgram } from './ts/program/description.ts';
import { Replay } from './ts/program/replay.ts';
import { Block } from './ts/wasm/block.ts';
import { Engine } from './ts/wasm/door.ts';
import { instructionForms } from './ts/wasm/generated/encoder.ts';
import { instantiateModule } from './ts/wasm/instance.ts';

const [wasm, folder] = process.argv.slice(2);
const file = (name) => readFileSync(folder + '/' + name);
const { program: described, constants, variables, input } = JSON.parse(file('program.json'));
const bytes = file('arrays.bin');
const kinds = { float32: Float32Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array, int8: Int8Array };
const array = ([kind, start, length]) =>
  new (kinds[kind] ?? Uint32Array)(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + start + length));
const words = array(JSON.parse(file('words.json')));
const program = readProgram(described, words, constants.map(array), instructionForms, 'program');
const engine = new Engine({ ...instantiateModule(new WebAssembly.Module(readFileSync(wasm))), end() {} });
const replay = new Replay(program, engine, new Block('arena', 64));
replay.begin();
variables.map(array).forEach((value, index) => {
  const address = engine.reserve(value.byteLength, 'variable');
  engine.write(address, value);
  replay.setVariable(index, address);
});
replay.writeInput(0, array(input));
replay.run();
const output = replay.output(0);
process.stdout.write(Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString('hex'));
`;

let folder = '';

beforeAll(async () => {
  await configure({ deterministic: true });
  setRandomSeed(1);
  folder = await mkdtemp(join(tmpdir(), 'oxigrad-program-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes a plan with its variables and an input: JSON, and one run of bytes. */
async function write({ program, variables }: Plan, input: Tensor): Promise<void> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const put = (kind: string, array: TypedArray | Uint32Array): readonly [string, number, number] => {
    parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice());
    length += array.byteLength;
    return [kind, length - array.byteLength, array.byteLength];
  };
  const kindOf = (array: TypedArray): string =>
    array instanceof Float32Array ? 'float32' : array instanceof Int32Array ? 'int32' : 'uint8';
  const header = {
    program: describeProgram(program),
    constants: program.constants.map(({ array }) => put(kindOf(array), array)),
    variables: variables.map((variable) => put(variable.dtype, variable.data())),
    input: put(input.dtype, input.data()),
  };
  await writeFile(join(folder, 'words.json'), JSON.stringify(put('words', program.words)));
  await writeFile(join(folder, 'program.json'), JSON.stringify(header));
  await writeFile(join(folder, 'arrays.bin'), Buffer.concat(parts));
}

describe('a program written to bytes', () => {
  it.each(Object.entries(MODELS))(
    'gives the bits of the library elsewhere: %s',
    async (_name, [shape, make]) => {
      const model = make();
      const x = uniform(shape, { minval: -1, maxval: 1 });
      const forward = compile((input: Tensor) => model.apply(input) as Tensor);
      model.apply(x);
      const expected = forward(x).data();
      await write(forward.plans[0] as Plan, x);
      const outfile = join(folder, 'replay.mjs');
      const { metafile } = await build({
        stdin: { contents: REPLAY, resolveDir: '.' },
        bundle: true,
        format: 'esm',
        platform: 'node',
        outfile,
        metafile: true,
      });
      const others = Object.keys(metafile.inputs).filter(
        (path) => !/^(<stdin>|ts\/(program|wasm|errors|closest|tensor\/(dtype|plain|shape))\b.*)$/.test(path),
      );
      expect(others).toEqual([]);
      const hex = await run(process.execPath, [outfile, 'ts/wasm/simd128.wasm', folder]);
      expect(hex).toBe(
        Buffer.from(expected.buffer, expected.byteOffset, expected.byteLength).toString('hex'),
      );
    },
  );
});

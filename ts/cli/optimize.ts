/** `oxigrad optimize`: the measured front of a saved model, and the best file of it. */

import { join } from 'node:path';
import { withKernels } from '../deploy/module.ts';
import { optimize as search } from '../deploy/optimize.ts';
import { decodeNpz } from '../io/npy.ts';
import { loadModel } from '../models/load.ts';
import { arange } from '../ops/creation/arange.ts';
import { take } from '../ops/index/take.ts';
import { cast } from '../ops/shape/cast.ts';
import { readWhole, writeWhole } from '../platform/files.ts';
import { tensor } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Command, numberOf, type Options, textOf, UsageError } from './command.ts';

export const optimize: Command = {
  name: 'optimize',
  operands: ['the file of a model'],
  help: 'finds smaller and faster forms of a classifier, and measures what each gains and costs',
  options: {
    data: {
      value: 'a path',
      help: 'an .npz with x_train, y_train and x_val, y_val (or x, y: the last tenth of them validates)',
    },
    out: { value: 'a folder', help: 'where report.md, .json, .svg, best.oxi and best.wasm go' },
    'max-drop': { value: 'points', help: 'of accuracy that may be lost, in percent. Default 0.3' },
    'max-bytes': { value: 'bytes', help: 'of the gzipped file' },
    'max-latency': { value: 'ms', help: 'of one row, p50' },
    prefer: { value: 'size, speed or accuracy', help: 'what counts within these. Default size' },
    ratios: { value: 'parts', help: 'of the units that are kept, with commas. Default 1,0.5,0.375' },
    epochs: { value: 'number', help: 'that each structure is trained on. Default 4' },
    'batch-size': { value: 'rows', help: 'Default 128' },
  },
  async run([path = ''], options) {
    const out = textOf(options, 'out');
    const dataPath = textOf(options, 'data');
    if (out === undefined || dataPath === undefined) throw new UsageError('optimize needs --data and --out.');
    const goals = goalsOf(options);
    const model = loadModel(path);
    const data = readData(dataPath);
    if (!model.compiled)
      model.compile({
        optimizer: 'adam',
        loss:
          data.train[1].rank > 1 && (data.train[1].shape[1] as number) > 1
            ? 'categoricalCrossentropy'
            : (model.outputs[0]?.shape.at(-1) ?? 1) === 1
              ? 'binaryCrossentropy'
              : 'sparseCategoricalCrossentropy',
      });
    const isLive = process.stderr.isTTY === true;
    const { best, missed, report } = await search(model, data, {
      ...goals,
      onProgress: (step, done) => {
        const line = `${(100 * done).toFixed(0).padStart(3)} %  ${step}`;
        process.stderr.write(
          isLive ? `\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}` : `${line}\n`,
        );
      },
    });
    if (isLive) process.stderr.write('\r\u001b[K');
    const files: [string, string | Uint8Array][] = [
      ['report.md', report.toMarkdown()],
      ['report.json', `${JSON.stringify(report.toJSON(), null, 2)}\n`],
      ['report.svg', report.toSVG()],
      ['best.oxi', best.artifact()],
      ['best.wasm', await withKernels(best.artifact())],
    ];
    for (const [name, content] of files)
      writeWhole(join(out, name), typeof content === 'string' ? new TextEncoder().encode(content) : content);
    console.log(report.toText());
    console.log(`\nbest: ${best.recipe}${missed.length > 0 ? `, which misses ${missed.join('; ')}` : ''}`);
    console.log(`${out}: ${files.map(([name]) => name).join(', ')}`);
  },
};

function goalsOf(options: Options): Parameters<typeof search>[2] {
  const given = <Name extends string>(name: Name, value: unknown): Record<string, unknown> =>
    value === undefined ? {} : { [name]: value };
  const drop = numberOf(options, 'max-drop');
  const ratios = textOf(options, 'ratios')?.split(',').map(Number);
  return {
    ...given('maxAccuracyDrop', drop === undefined ? undefined : drop / 100),
    ...given('maxBytes', numberOf(options, 'max-bytes')),
    ...given('maxLatency', numberOf(options, 'max-latency')),
    ...given('prefer', textOf(options, 'prefer')),
    ...given('ratios', ratios),
    fit: {
      ...given('epochs', numberOf(options, 'epochs')),
      ...given('batchSize', numberOf(options, 'batch-size')),
    },
  };
}

/** Samples and labels to train and to validate on. */
function readData(path: string): { train: [Tensor, Tensor]; validation: [Tensor, Tensor] } {
  const arrays = decodeNpz(readWhole(path), path);
  const named = (name: string): Tensor | undefined => {
    const array = arrays.get(name);
    if (array === undefined) return undefined;
    const read = tensor(array.data, { shape: array.shape, dtype: array.dtype });
    return name.startsWith('x') && read.dtype !== 'float32' ? cast(read, 'float32') : read;
  };
  const [x, y] = [named('x_train') ?? named('x'), named('y_train') ?? named('y')];
  if (x === undefined || y === undefined)
    throw new UsageError(
      `${path} needs x_train and y_train, or x and y; it has ${[...arrays.keys()].join(', ')}.`,
    );
  const [xValidation, yValidation] = [named('x_val'), named('y_val')];
  if (xValidation !== undefined && yValidation !== undefined)
    return { train: [x, y], validation: [xValidation, yValidation] };
  const rows = x.shape[0] ?? 0;
  const cut = rows - Math.max(1, Math.floor(rows / 10));
  const part = (values: Tensor, from: number, to: number): Tensor =>
    take(values, arange(from, to, { dtype: 'int32' }), { axis: 0 });
  return { train: [part(x, 0, cut), part(y, 0, cut)], validation: [part(x, cut, rows), part(y, cut, rows)] };
}

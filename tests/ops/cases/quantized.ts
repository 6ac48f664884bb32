// Products of 8-bit weights against the plain form: rows quantised in float32, sums in integers. The kernels are held
// to it bit for bit by native tests; here the operations are, on the build that runs.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { apply } from '../../../ts/ops/apply.ts';
import { convolutionInt8Operation } from '../../../ts/ops/quantized/conv-int8.ts';
import { type Codec, decode, decodeOperation } from '../../../ts/ops/quantized/decode.ts';
import { gptq, gptqOperation } from '../../../ts/ops/quantized/gptq.ts';
import { matmulInt8, matmulInt8Operation } from '../../../ts/ops/quantized/matmul-int8.ts';
import { packInt8, packInt8Operation } from '../../../ts/ops/quantized/pack-int8.ts';
import type { ActivationBits } from '../../../ts/ops/quantized/precision.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { grid, type OperationCase, whole } from '../case.ts';
import { make } from '../run.ts';

/** A run of numbers quantised: its scale, its zero point and its integers. */
function quantize(x: readonly number[], bits: ActivationBits): { scale: number; zero: number; q: number[] } {
  const f = Math.fround;
  const [least, most] = [Math.min(0, ...x), Math.max(0, ...x)];
  const high = bits === 7 ? 127 : 2047;
  const scale = bits === 7 ? f(f(most / high) - f(least / high)) : f(Math.max(most, -least) / high);
  if (scale === 0) return { scale, zero: 0, q: x.map(() => 0) };
  const inverse = f(1 / scale);
  const even = (value: number): number => {
    const down = Math.floor(value);
    const rest = value - down;
    return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
  };
  const zero = bits === 7 ? even(f(-least * inverse)) : 0;
  const low = bits === 7 ? 0 : -high;
  return { scale, zero, q: x.map((one) => Math.min(high, Math.max(low, even(f(one * inverse)) + zero))) };
}

const weightScales = (n: number): number[] => Array.from({ length: n }, (_, i) => 0.01 + 0.005 * i);

function packed(
  shape: readonly number[],
  bits: ActivationBits,
  seed: number,
): { weights: Tensor; packed: Tensor } {
  const weights = whole(shape, -127, 128, seed, 'int8');
  const n = shape.at(-1) as number;
  return { weights, packed: packInt8(weights, make([n], 'float32', weightScales(n)), bits) };
}

const bitsOf = [7, 12] as const;

const products: OperationCase[] = bitsOf.flatMap((activationBits) =>
  [
    { m: 2, k: 3, n: 4 },
    { m: 1, k: 1, n: 1 },
    { m: 0, k: 3, n: 2 },
    { m: 3, k: 0, n: 5 },
    { m: 1, k: 70, n: 41 },
    { m: 13, k: 33, n: 17 },
  ].map(({ m, k, n }, index): OperationCase => {
    const { weights, packed: right } = packed([k, n], activationBits, index + 3);
    const w = [...weights.data()];
    return {
      operation: matmulInt8Operation,
      attributes: { units: n, activationBits, activation: index % 2 === 0 ? 'None' : 'Relu' },
      inputs: [grid([m, k], -2, 3, index + 1), right, grid([n], -1, 1, index + 2)],
      expected: (x, _, bias) => [
        Array.from({ length: m * n }, (_, at) => {
          const [row, column] = [Math.floor(at / n), at % n];
          const { scale, zero, q } = quantize(x?.slice(row * k, (row + 1) * k) ?? [], activationBits);
          const sum = q.reduce((total, one, i) => total + (one - zero) * (w[i * n + column] as number), 0);
          const value = sum * scale * (weightScales(n)[column] as number) + (bias?.[column] as number);
          return index % 2 === 0 ? value : Math.max(0, value);
        }),
      ],
      bad: [
        [() => matmulInt8(grid([2, k + 9], 0, 1), right, { units: n, activationBits }), ShapeError],
        [() => matmulInt8(whole([2, k], 0, 1), right, { units: n, activationBits }), DTypeError],
      ],
    };
  }),
);

/** Bytes are for the build that runs, so packing is shown by a product with an identity. */
const packs: OperationCase[] = bitsOf.flatMap((activationBits) =>
  [
    [3, 4],
    [1, 1],
    [0, 3],
    [2, 2, 9],
  ].map((shape, index): OperationCase => {
    const weights = whole(shape, -127, 128, index + 5, 'int8');
    const n = shape.at(-1) as number;
    const k = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const scales = make([n], 'float32', weightScales(n));
    return {
      operation: packInt8Operation,
      attributes: { activationBits },
      inputs: [weights, scales],
      check: (...outputs) => {
        const rows = Array.from({ length: k * k }, (_, at) => Number(Math.floor(at / k) === at % k));
        const right = outputs[0] as Tensor;
        const y = matmulInt8(make([k, k], 'float32', rows), right, { units: n, activationBits });
        [...y.data()].forEach((value, at) => {
          const truth = (weights.data()[at] as number) * (weightScales(n)[at % n] as number);
          if (Math.abs(value - truth) > 1e-5 * Math.abs(truth)) throw new Error(`${value} is not ${truth}`);
        });
      },
      bad: [
        [() => packInt8(whole(shape, 0, 2), scales, activationBits), DTypeError],
        [() => packInt8(weights, make([n + 1], 'float32', weightScales(n + 1)), activationBits), ShapeError],
        [
          () => packInt8(whole([3], 0, 2, 1, 'int8'), make([3], 'float32', [1, 1, 1]), activationBits),
          ShapeError,
        ],
        [() => packInt8(weights, whole([n], 0, 2), activationBits), DTypeError],
      ],
    };
  }),
);

const convolutions: OperationCase[] = bitsOf.flatMap((activationBits) =>
  [
    { batch: 1, size: 1, taps: 1, channels: 1, filters: 1, stride: 1, padding: 0 },
    { batch: 2, size: 5, taps: 3, channels: 3, filters: 4, stride: 1, padding: 1 },
    { batch: 0, size: 4, taps: 3, channels: 2, filters: 3, stride: 1, padding: 1 },
    { batch: 3, size: 7, taps: 2, channels: 4, filters: 9, stride: 2, padding: 0 },
  ].map(({ batch, size, taps, channels, filters, stride, padding }, index): OperationCase => {
    const positions = Math.floor((size + 2 * padding - taps) / stride) + 1;
    const { weights, packed: kernel } = packed([taps, channels, filters], activationBits, index + 7);
    const w = [...weights.data()];
    const attributes = {
      ...{ input: [size], kernel: [taps], output: [positions], strides: [stride], dilation: [1] },
      ...{ padding: [padding], filters, activationBits, activation: 'None' as const },
    };
    return {
      operation: convolutionInt8Operation,
      attributes,
      inputs: [grid([batch, size, channels], -2, 3, index + 1), kernel],
      expected: (x) => [
        Array.from({ length: batch * positions * filters }, (_, at) => {
          const [filter, position] = [at % filters, Math.floor(at / filters) % positions];
          const sample = Math.floor(at / filters / positions);
          const own = x?.slice(sample * size * channels, (sample + 1) * size * channels) ?? [];
          const { scale, zero, q } = quantize(own, activationBits);
          let sum = 0;
          for (let tap = 0; tap < taps; tap++)
            for (let channel = 0; channel < channels; channel++) {
              const place = position * stride + tap - padding;
              if (place < 0 || place >= size) continue;
              const weight = w[(tap * channels + channel) * filters + filter] as number;
              sum += ((q[place * channels + channel] as number) - zero) * weight;
            }
          return sum * scale * (weightScales(filters)[filter] as number);
        }),
      ],
      bad: [
        [
          () => apply(convolutionInt8Operation, [grid([1, size, channels + 8], 0, 1), kernel], attributes),
          ShapeError,
        ],
        [
          () => apply(convolutionInt8Operation, [whole([1, size, channels], 0, 1), kernel], attributes),
          DTypeError,
        ],
      ],
    };
  }),
);

/** The bytes of integers of 3 or 4 bits, and the number of a half. */
const decodes: OperationCase[] = [
  { codec: 'int4', shape: [5], bytes: [0x81, 0x7f, 0x0c], values: [1, -8, -1, 7, -4] },
  { codec: 'int4', shape: [1], bytes: [0x03], values: [3] },
  { codec: 'int4', shape: [0, 3], bytes: [], values: [] },
  {
    codec: 'int3',
    shape: [2, 4],
    bytes: [0b10_001_000, 0b1_100_011_0, 0b111_110_10],
    values: [0, 1, 2, 3, -4, -3, -2, -1],
  },
  { codec: 'int3', shape: [1], bytes: [0b111, 0, 0], values: [-1] },
  {
    codec: 'float16',
    shape: [5],
    bytes: [0, 0x3c, 0, 0xc0, 1, 0, 0xff, 0x7b, 0, 0x80],
    values: [1, -2, 2 ** -24, 65504, -0],
  },
  { codec: 'float16', shape: [0], bytes: [], values: [] },
].map(({ codec, shape, bytes, values }) => ({
  operation: decodeOperation,
  attributes: { codec, shape },
  inputs: [make([bytes.length], 'uint8', bytes)],
  expected: () => [values],
  bad: [
    [() => decode(make([bytes.length + 1], 'uint8', [...bytes, 0]), codec as Codec, shape), ShapeError],
    [() => decode(make([bytes.length], 'int32', bytes), codec as Codec, shape), DTypeError],
  ],
}));

/** XᵀX of inputs that depend on each other. */
function curvature(k: number): number[] {
  const draw = [...grid([3 * k + 2, k], 0, 3, k + 1).data()];
  return Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [Math.floor(at / k), at % k];
    let sum = 0;
    for (let row = 0; row < 3 * k + 2; row++)
      sum += (draw[row * k + i] as number) * (draw[row * k + j] as number);
    return sum;
  });
}

const rounded: OperationCase[] = [
  [1, 1],
  [0, 2],
  [3, 0],
  [6, 4],
  [20, 3],
].map(([k = 0, n = 0]): OperationCase => {
  const [weights, h] = [grid([k, n], -1, 1, k + 2), curvature(k)];
  const scales = make([n], 'float32', new Array(n).fill(1 / 7));
  const hessian = make([k, k], 'float32', h);
  const w = [...weights.data()];
  const error = (q: readonly number[]): number => {
    let total = 0;
    for (let column = 0; column < n; column++)
      for (let i = 0; i < k; i++)
        for (let j = 0; j < k; j++) {
          const off = (row: number): number =>
            (w[row * n + column] as number) - (q[row * n + column] as number) / 7;
          total += off(i) * off(j) * (h[i * k + j] as number);
        }
    return total;
  };
  return {
    operation: gptqOperation,
    attributes: { most: 7, damping: 0.01 },
    inputs: [weights, hessian, scales],
    check: (...outputs) => {
      const q = [...(outputs[0] as Tensor).data()];
      if ((outputs[1] as Tensor).item() !== 0) throw new Error('rounded to nearest');
      if (error(q) > error(w.map((value) => Math.round(value * 7))) * 1.001 + 1e-9)
        throw new Error('worse than to nearest');
    },
    bad: [
      [
        () =>
          gptq(weights, make([k + 1, k + 1], 'float32', new Array((k + 1) ** 2).fill(1)), scales, {
            most: 7,
          }),
        ShapeError,
      ],
      [() => gptq(weights, hessian, make([n], 'int32', new Array(n).fill(1)), { most: 7 }), DTypeError],
    ],
  };
});

/** Every case: the battery finds them here. */
export const cases: readonly OperationCase[] = [
  ...packs,
  ...products,
  ...convolutions,
  ...decodes,
  ...rounded,
];

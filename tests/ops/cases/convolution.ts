// Convolution, its gradients, and pooling by plain loops over positions and taps.

import { DTypeError, ShapeError } from '../../../ts/errors.ts';
import { apply } from '../../../ts/ops/apply.ts';
import {
  type ConvolutionAttributes,
  convolutionFilterGradientOperation,
  convolutionInputGradientOperation,
  convolutionOperation,
} from '../../../ts/ops/convolution/convolution.ts';
import { type WindowAttributes, windowOf } from '../../../ts/ops/convolution/geometry.ts';
import type { AnyOperation } from '../../../ts/ops/operation.ts';
import {
  averagePoolGradientOperation,
  averagePoolOperation,
  maxPoolGradientOperation,
  maxPoolOperation,
  maxPoolSelectOperation,
} from '../../../ts/ops/pooling/pool.ts';
import { sizeOf } from '../../../ts/tensor/shape.ts';
import type { Tensor } from '../../../ts/tensor/tensor.ts';
import { type Bad, distinct, grid, type OperationCase } from '../case.ts';
import { make } from '../run.ts';

/** All indices of a box, the last axis fastest. */
function indices(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

const flat = (index: readonly number[], sizes: readonly number[]): number =>
  index.reduce((sum, value, axis) => sum * (sizes[axis] as number) + value, 0);

/** Calls back with (pixel of x, tap, position of y) for every tap that lies in the input. */
function forTaps(
  { input, kernel, output, strides, dilation, padding }: WindowAttributes,
  visit: (pixel: number, tap: number, position: number) => void,
): void {
  for (const position of indices(output))
    for (const tap of indices(kernel)) {
      const at = position.map(
        (value, axis) =>
          value * (strides[axis] as number) +
          (tap[axis] as number) * (dilation[axis] as number) -
          (padding[axis] as number),
      );
      if (at.every((value, axis) => value >= 0 && value < (input[axis] as number)))
        visit(flat(at, input), flat(tap, kernel), flat(position, output));
    }
}

interface Sizes {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
}

/** Calls back with (element of x, of the kernel, of y) for every product. */
function forProducts(
  attributes: ConvolutionAttributes,
  { batch, channels, filters }: Sizes,
  visit: (x: number, kernel: number, y: number) => void,
): void {
  const { groups, input, output } = attributes;
  const [own, each] = [channels / groups, filters / groups];
  for (let sample = 0; sample < batch; sample++)
    forTaps(attributes, (pixel, tap, position) => {
      for (let filter = 0; filter < filters; filter++)
        for (let channel = 0; channel < own; channel++)
          visit(
            (sample * sizeOf(input) + pixel) * channels + Math.floor(filter / each) * own + channel,
            (tap * own + channel) * filters + filter,
            (sample * sizeOf(output) + position) * filters + filter,
          );
    });
}

interface Geometry extends Sizes {
  readonly attributes: ConvolutionAttributes;
}

function geometry(
  [batch, channels, filters, groups]: readonly [number, number, number, number],
  input: readonly number[],
  kernel: readonly number[],
  options: { strides?: number[]; dilation?: number[]; padding?: 'same' | 'causal'; output?: number[] } = {},
): Geometry {
  const ones = kernel.map(() => 1);
  const { strides = ones, dilation = ones, padding = 'valid', output } = options;
  const window = windowOf('test', [batch, ...input, channels], kernel, strides, dilation, padding);
  const attributes = { ...window, groups, activation: 'None' as const, ...(output && { output }) };
  return { batch, channels, filters, attributes };
}

const geometries: readonly Geometry[] = [
  geometry([1, 2, 2, 1], [3, 2], [2, 2]),
  geometry([1, 1, 1, 1], [1], [1]),
  geometry([2, 3, 2, 1], [2, 1], [1, 1]),
  geometry([1, 2, 1, 1], [6], [3], { padding: 'causal', dilation: [2] }),
  geometry([1, 2, 2, 1], [4, 3], [3, 2], { strides: [2, 1], padding: 'same' }),
  geometry([1, 4, 4, 2], [3, 2], [2, 2], { padding: 'same' }),
  geometry([1, 2, 4, 2], [3, 3], [2, 3], { padding: 'same' }),
  geometry([2, 5, 5, 5], [4, 6], [3, 3], { strides: [2, 2], padding: 'same' }),
  geometry([1, 2, 1, 1], [2, 3, 2], [2, 2, 1]),
  geometry([1, 2, 1, 1], [3, 3], [1, 1], { strides: [2, 2] }),
  // More positions than the input fills, as transposed convolutions with output padding have.
  geometry([1, 1, 2, 1], [5], [2], { strides: [2], output: [3] }),
  geometry([2, 19, 17, 1], [7, 5], [3, 3], { padding: 'same' }),
  geometry([0, 2, 3, 1], [3, 3], [2, 2]),
];

type Kind = 'x' | 'kernel' | 'y';

/** Cases of one of the three operations: two of the tensors give the third. */
function convolutionCases(
  operation: AnyOperation,
  given: readonly [Kind, Kind],
  wanted: Kind,
  bad: readonly Bad[],
): OperationCase[] {
  return geometries.map(({ attributes, ...sizes }, index) => {
    const { batch, channels, filters } = sizes;
    const { groups, input, kernel, output } = attributes;
    const shapes = {
      x: [batch, ...input, channels],
      kernel: [...kernel, channels / groups, filters],
      y: [batch, ...output, filters],
    };
    return {
      operation,
      attributes,
      inputs: given.map((kind, position) => grid(shapes[kind], -1, 1, 3 * index + position + 1)),
      expected: (a, b) => {
        const result = new Float64Array(sizeOf(shapes[wanted]));
        forProducts(attributes, sizes, (x, kernel, y) => {
          const at = { x, kernel, y };
          const product = (a?.[at[given[0]]] as number) * (b?.[at[given[1]]] as number);
          result[at[wanted]] = (result[at[wanted]] as number) + product;
        });
        return [result];
      },
      ...(index === 0 ? { bad } : {}),
    };
  });
}

const [first] = geometries as [Geometry];
const ones = (shape: readonly number[]): Tensor => make(shape, 'float32', new Array(sizeOf(shape)).fill(1));

function badShapes(operation: AnyOperation, good: readonly (readonly number[])[]): Bad[] {
  const { attributes } = first;
  const call = (shapes: readonly (readonly number[])[]) => (): unknown =>
    apply(operation, shapes.map(ones), attributes);
  const changed = (which: number, shape: readonly number[]): readonly (readonly number[])[] =>
    good.map((own, index) => (index === which ? shape : own));
  const integers = good.map((shape) => make(shape, 'int32', new Array(sizeOf(shape)).fill(1)));
  return [
    [call(changed(0, [1, 3, 3, 2])), ShapeError],
    [call(changed(0, [1, 3, 2])), ShapeError],
    [call(changed(1, [3, 2, 2, 2])), ShapeError],
    [() => apply(operation, integers, attributes), DTypeError],
  ];
}

const pools: readonly (WindowAttributes & { batch: number; channels: number })[] = [
  { input: [2, 3], kernel: [2, 2], strides: [1, 1], batch: 1, channels: 2 },
  { input: [1], kernel: [1], strides: [1], batch: 1, channels: 1 },
  { input: [7], kernel: [3], strides: [2], batch: 2, channels: 1 },
  { input: [4, 4], kernel: [2, 2], strides: [2, 2], batch: 2, channels: 5 },
  { input: [2, 3, 2], kernel: [2, 2, 1], strides: [2, 1, 1], batch: 1, channels: 1 },
  { input: [3, 3], kernel: [2, 2], strides: [2, 2], batch: 0, channels: 2 },
].map(({ batch, channels, ...own }, index) => {
  const none = own.kernel.map(() => 1);
  const shape = [batch, ...own.input, channels];
  const padding = index === 2 || index === 4 ? 'same' : 'valid';
  return { ...windowOf('test', shape, own.kernel, own.strides, none, padding), batch, channels };
});

/** For every element of y the elements of x in its window, in order. */
function windows(pool: WindowAttributes & { batch: number; channels: number }): number[][] {
  const { batch, channels, input, output } = pool;
  const found = Array.from({ length: batch * sizeOf(output) * channels }, (): number[] => []);
  for (let sample = 0; sample < batch; sample++)
    forTaps(pool, (pixel, _, position) => {
      for (let channel = 0; channel < channels; channel++)
        found[(sample * sizeOf(output) + position) * channels + channel]?.push(
          (sample * sizeOf(input) + pixel) * channels + channel,
        );
    });
  return found;
}

function poolCases(): OperationCase[] {
  return pools.flatMap(({ batch, channels, ...window }, index): OperationCase[] => {
    const elements = windows({ batch, channels, ...window });
    const [shapeX, shapeY] = [window.input, window.output].map((sizes) => [batch, ...sizes, channels]) as [
      number[],
      number[],
    ];
    const at = (values: readonly number[] | undefined, element: number): number =>
      values?.[element] as number;
    const largest = (x: readonly number[]): number[] =>
      elements.map((own) => own.reduce((most, one) => (at(x, one) > at(x, most) ? one : most)));
    const scatter = (add: (into: Float64Array) => void): Float64Array => {
      const dx = new Float64Array(sizeOf(shapeX));
      add(dx);
      return dx;
    };
    const add = (into: Float64Array, element: number, value: number): void => {
      into[element] = (into[element] as number) + value;
    };
    const x = distinct(shapeX, index + 1);
    const y = apply(maxPoolOperation, [x], window);
    const [dy, values] = [grid(shapeY, -1, 1, index + 5), grid(shapeX, -1, 1, index + 7)];
    const wrong = (operation: AnyOperation, inputs: readonly Tensor[]): { bad?: Bad[] } => {
      if (index > 0) return {};
      const call = (first: Tensor) => (): unknown => apply(operation, [first, ...inputs.slice(1)], window);
      return {
        bad: [
          [call(ones([1, 4, 4, 2])), ShapeError],
          [call(ones([1, 4, 2])), ShapeError],
          [call(make([1, 2, 3, 2], 'int32', new Array(12).fill(1))), DTypeError],
        ],
      };
    };
    const one = (
      operation: AnyOperation,
      inputs: readonly Tensor[],
      expected: NonNullable<OperationCase['expected']>,
      fixed: readonly number[] = [],
    ): OperationCase => ({
      operation,
      attributes: window,
      inputs,
      expected,
      fixed,
      ...wrong(operation, inputs),
    });
    // x and y of the gradient only say which element is the largest: a step of either does not change the result.
    return [
      one(maxPoolOperation, [x], (x) => [largest(x as number[]).map((element) => at(x, element))]),
      one(
        maxPoolGradientOperation,
        [x, y, dy],
        (x, _, dy) => [
          scatter((dx) =>
            largest(x as number[]).forEach((element, place) => {
              add(dx, element, at(dy, place));
            }),
          ),
        ],
        [0, 1],
      ),
      one(
        maxPoolSelectOperation,
        [x, y, values],
        (x, _, values) => [largest(x as number[]).map((element) => at(values, element))],
        [0, 1],
      ),
      one(averagePoolOperation, [x], (x) => [
        elements.map((own) => own.reduce((sum, element) => sum + at(x, element), 0) / own.length),
      ]),
      one(averagePoolGradientOperation, [dy], (dy) => [
        scatter((dx) =>
          elements.forEach((own, place) => {
            for (const element of own) add(dx, element, at(dy, place) / own.length);
          }),
        ),
      ]),
    ];
  });
}

const [goodX, goodKernel, goodY] = [
  [1, 3, 2, 2],
  [2, 2, 2, 2],
  [1, 2, 1, 2],
] as [number[], number[], number[]];

export const cases: OperationCase[] = [
  ...convolutionCases(
    convolutionOperation,
    ['x', 'kernel'],
    'y',
    badShapes(convolutionOperation, [goodX, goodKernel]),
  ),
  ...convolutionCases(
    convolutionInputGradientOperation,
    ['y', 'kernel'],
    'x',
    badShapes(convolutionInputGradientOperation, [goodY, goodKernel]),
  ),
  ...convolutionCases(
    convolutionFilterGradientOperation,
    ['x', 'y'],
    'kernel',
    badShapes(convolutionFilterGradientOperation, [goodX, goodY]),
  ),
  ...poolCases(),
];

/** Dot products of the samples of two inputs (keras.layers.Dot). */

import { type Config, optionsFrom } from '../../config/config.ts';
import { ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { maximum } from '../../ops/arithmetic/maximum.ts';
import { multiply } from '../../ops/arithmetic/multiply.ts';
import { rsqrt } from '../../ops/elementwise/rsqrt.ts';
import { square } from '../../ops/elementwise/square.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import { sum } from '../../ops/reduction/sum.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { transpose } from '../../ops/shape/transpose.ts';
import { normalizeAxis } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { BatchShape } from '../keras-tensor.ts';
import type { AnyLayer, BatchShapes, LayerOptions } from '../layer.ts';
import { Merge } from './merge.ts';

/** Options of {@link Dot}. */
export interface DotOptions extends LayerOptions {
  /** Divides by the lengths of both vectors, for cosine similarity. Default `false`. */
  readonly normalize?: boolean;
}

/** Keras's least square of a length. */
const EPSILON = 1e-7;

/**
 * Sums products along one axis of each input: (n, a, k) and (n, k, b) with axes [2, 1] give (n, a, b). Two inputs of
 * rank 2 give (n, 1).
 */
export class Dot extends Merge {
  static override readonly className: string = 'Dot';

  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  constructor(axes: number | readonly [number, number], options: DotOptions = {}) {
    super(options);
    const list = [axes].flat();
    if (
      list.some((axis) => !Number.isInteger(axis) || axis === 0) ||
      (typeof axes !== 'number' && list.length !== 2)
    )
      throw new ValueError(this.where, 'one axis or two, none of them 0', show(list));
    this.axes = axes;
    this.normalize = options.normalize ?? false;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [a, b] = this.tensors(inputs) as [Tensor, Tensor];
    return this.merge(a, b);
  }

  /** What comes out has no steps left that a mask could go with. */
  override computeMask(): undefined {
    return undefined;
  }

  protected override merge(a: Tensor, b: Tensor): Tensor {
    const [first, second] = this.#axes(a.shape, b.shape);
    const [x, y] = this.normalize ? [unit(a, first), unit(b, second)] : [a, b];
    const rest = [x.shape.filter((_, axis) => axis !== first), y.shape.filter((_, axis) => axis !== second)];
    const [batch = 1, ...rowsShape] = rest[0] as number[];
    const columnsShape = (rest[1] as number[]).slice(1);
    const size = x.shape[first] as number;
    const others = (rank: number, taken: number): number[] =>
      Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 0 && axis !== taken);
    const rows = reshape(transpose(x, [0, ...others(x.rank, first), first]), [
      batch,
      product(rowsShape),
      size,
    ]);
    const columns = reshape(transpose(y, [0, second, ...others(y.rank, second)]), [
      batch,
      size,
      product(columnsShape),
    ]);
    const shape = [batch, ...rowsShape, ...columnsShape];
    return reshape(matmul(rows, columns), shape.length === 1 ? [batch, 1] : shape);
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    const shapes = this.shapes(inputShape);
    const [a, b] = shapes as readonly [BatchShape, BatchShape];
    if (shapes.length !== 2) throw new ValueError(this.where, '2 inputs', `${shapes.length}`);
    const [first, second] = this.#axes(a, b);
    const shape = [
      ...a.filter((_, axis) => axis !== first),
      ...b.filter((_, axis) => axis !== 0 && axis !== second),
    ];
    return shape.length === 1 ? [...shape, 1] : shape;
  }

  #axes(a: BatchShape, b: BatchShape): [number, number] {
    const [one, two] = typeof this.axes === 'number' ? [this.axes, this.axes] : this.axes;
    const first = normalizeAxis(this.where, one, a.length);
    const second = normalizeAxis(this.where, two, b.length);
    const [x, y] = [a[first], b[second]];
    if (x !== null && y !== null && x !== y)
      throw new ShapeError(
        this.where,
        `equal sizes along axes ${first} and ${second}`,
        `${showShape(a)} and ${showShape(b)}`,
      );
    return [first, second];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axes: this.axes, normalize: this.normalize };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { axes, ...rest } = config ?? {};
    return new Dot(axes as number | readonly [number, number], optionsFrom(rest, 'Dot.fromConfig'));
  }
}

/** Vectors along an axis scaled to length 1. */
function unit(x: Tensor, axis: number): Tensor {
  return multiply(x, rsqrt(maximum(sum(square(x), { axis, keepDims: true }), EPSILON ** 2)));
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((size, axis) => size * axis, 1);
}

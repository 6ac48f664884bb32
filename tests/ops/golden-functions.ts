// The goldens' operations by Keras's name: how each is called with a config in Keras's spelling.

import * as ops from '../../ts/ops/index.ts';
import type { DType } from '../../ts/tensor/dtype.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import type { GoldenConfig } from '../golden/golden.ts';

// biome-ignore lint/suspicious/noExplicitAny: a config is data that the case's own script made to fit.
type Config = any;
type Call = (inputs: readonly Tensor[], config: Config) => Tensor | readonly Tensor[];

/** Drops what is absent, so that defaults hold. */
function options(values: Record<string, unknown>): Config {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const unary =
  (fn: (x: Tensor) => Tensor): Call =>
  ([x]) =>
    fn(x as Tensor);
const binary =
  (fn: (a: Tensor, b: Tensor) => Tensor): Call =>
  ([a, b]) =>
    fn(a as Tensor, b as Tensor);
const reduce =
  (fn: (x: Tensor, o: Config) => Tensor): Call =>
  ([x], { axis, keepdims }) =>
    fn(x as Tensor, options({ axis, keepDims: keepdims }));
const alpha =
  (fn: (x: Tensor, o: Config) => Tensor, from: string, to: string): Call =>
  ([x], config) =>
    fn(x as Tensor, options({ [to]: config[from] }));

/** Options of windows in Keras's spelling. */
const windows = ({ strides, padding, data_format, dilation_rate }: Config): Config =>
  options({ strides, padding, dataFormat: data_format, dilationRate: dilation_rate });
const overWindows =
  (fn: (x: Tensor, kernel: Tensor, o: Config) => Tensor): Call =>
  ([x, kernel], config) =>
    fn(x as Tensor, kernel as Tensor, windows(config));

/** By Keras's name. */
export const functions: Readonly<Record<string, Call>> = {
  conv: overWindows(ops.conv),
  depthwise_conv: overWindows(ops.depthwiseConv),
  separable_conv: ([x, depthwise, pointwise], config) =>
    ops.separableConv(x as Tensor, depthwise as Tensor, pointwise as Tensor, windows(config)),
  conv_transpose: overWindows(ops.convTranspose),
  max_pool: ([x], config) => ops.maxPool(x as Tensor, config.pool_size, windows(config)),
  average_pool: ([x], config) => ops.averagePool(x as Tensor, config.pool_size, windows(config)),
  resize: ([x], { size, interpolation, antialias }) =>
    ops.resize(x as Tensor, size, { interpolation, antialias }),
  abs: unary(ops.abs),
  negative: unary(ops.negative),
  exp: unary(ops.exp),
  exp2: unary(ops.exp2),
  expm1: unary(ops.expm1),
  log: unary(ops.log),
  log10: unary(ops.log10),
  log1p: unary(ops.log1p),
  log2: unary(ops.log2),
  sqrt: unary(ops.sqrt),
  rsqrt: unary(ops.rsqrt),
  square: unary(ops.square),
  reciprocal: unary(ops.reciprocal),
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tan: unary(ops.tan),
  arcsin: unary(ops.asin),
  arccos: unary(ops.acos),
  arctan: unary(ops.atan),
  sinh: unary(ops.sinh),
  cosh: unary(ops.cosh),
  tanh: unary(ops.tanh),
  arcsinh: unary(ops.asinh),
  arccosh: unary(ops.acosh),
  arctanh: unary(ops.atanh),
  sigmoid: unary(ops.sigmoid),
  erf: unary(ops.erf),
  erfinv: unary(ops.erfinv),
  floor: unary(ops.floor),
  ceil: unary(ops.ceil),
  round: ([x], { decimals = 0 }) => ops.round(x as Tensor, decimals),
  trunc: unary(ops.trunc),
  sign: unary(ops.sign),
  isnan: unary(ops.isNan),
  isinf: unary(ops.isInf),
  isfinite: unary(ops.isFinite),
  logical_not: unary(ops.logicalNot),
  relu: unary(ops.relu),
  relu6: unary(ops.relu6),
  leaky_relu: alpha(ops.leakyRelu, 'negative_slope', 'negativeSlope'),
  elu: alpha(ops.elu, 'alpha', 'alpha'),
  selu: unary(ops.selu),
  celu: alpha(ops.celu, 'alpha', 'alpha'),
  softplus: unary(ops.softplus),
  softsign: unary(ops.softsign),
  silu: unary(ops.silu),
  gelu: alpha(ops.gelu, 'approximate', 'approximate'),
  mish: unary(ops.mish),
  hard_sigmoid: unary(ops.hardSigmoid),
  hard_silu: unary(ops.hardSilu),
  hard_tanh: unary(ops.hardTanh),
  log_sigmoid: unary(ops.logSigmoid),
  tanh_shrink: unary(ops.tanhShrink),
  hard_shrink: alpha(ops.hardShrink, 'threshold', 'threshold'),
  soft_shrink: alpha(ops.softShrink, 'threshold', 'threshold'),
  threshold: ([x], { threshold, default_value }) => ops.threshold(x as Tensor, threshold, default_value),
  squareplus: alpha(ops.squareplus, 'b', 'b'),
  sparse_plus: unary(ops.sparsePlus),
  sparse_sigmoid: unary(ops.sparseSigmoid),
  clip: ([x], { x_min, x_max }) => ops.clip(x as Tensor, x_min, x_max),

  add: binary(ops.add),
  subtract: binary(ops.subtract),
  multiply: binary(ops.multiply),
  divide: binary(ops.divide),
  maximum: binary(ops.maximum),
  minimum: binary(ops.minimum),
  power: binary(ops.power),
  floor_divide: binary(ops.floorDivide),
  mod: binary(ops.mod),
  arctan2: binary(ops.atan2),
  logaddexp: binary(ops.logaddexp),
  divide_no_nan: binary(ops.divideNoNan),
  hypot: binary(ops.hypot),
  equal: binary(ops.equal),
  not_equal: binary(ops.notEqual),
  greater: binary(ops.greater),
  greater_equal: binary(ops.greaterEqual),
  less: binary(ops.less),
  less_equal: binary(ops.lessEqual),
  logical_and: binary(ops.logicalAnd),
  logical_or: binary(ops.logicalOr),
  logical_xor: binary(ops.logicalXor),
  isclose: binary(ops.isClose),

  sum: reduce(ops.sum),
  mean: reduce(ops.mean),
  max: reduce(ops.max),
  min: reduce(ops.min),
  prod: reduce(ops.prod),
  var: reduce(ops.variance),
  std: reduce(ops.std),
  logsumexp: reduce(ops.logsumexp),
  any: reduce(ops.any),
  all: reduce(ops.all),
  argmax: reduce(ops.argmax),
  argmin: reduce(ops.argmin),
  count_nonzero: reduce(ops.countNonzero),
  median: reduce(ops.median),
  cumsum: reduce(ops.cumsum),
  cumprod: reduce(ops.cumprod),
  norm: ([x], { ord, axis, keepdims }) =>
    ops.norm(
      x as Tensor,
      options({ ord: ord === 'inf' ? Number.POSITIVE_INFINITY : ord, axis, keepDims: keepdims }),
    ),
  normalize: ([x], { axis, order }) => ops.normalize(x as Tensor, { axis, order }),
  moments: ([x], { axes, keepdims }) => {
    const { mean, variance } = ops.moments(x as Tensor, options({ axis: axes, keepDims: keepdims }));
    return [mean, variance];
  },
  average: ([x, weights], { axis }) => ops.average(x as Tensor, options({ axis, weights })),

  matmul: binary(ops.matmul),
  einsum: (inputs, { subscripts }) => ops.einsum(subscripts, ...inputs),
  dot: binary(ops.dot),
  tensordot: ([a, b], { axes }) => ops.tensordot(a as Tensor, b as Tensor, { axes }),
  outer: binary(ops.outer),
  vdot: binary(ops.vdot),
  softmax: ([x], { axis }) => ops.softmax(x as Tensor, { axis }),
  sparsemax: ([x], { axis }) => ops.sparsemax(x as Tensor, { axis }),
  log_softmax: ([x], { axis }) => ops.logSoftmax(x as Tensor, { axis }),
  glu: ([x], { axis }) => ops.glu(x as Tensor, { axis }),

  reshape: ([x], { newshape }) => ops.reshape(x as Tensor, newshape),
  transpose: ([x], { axes }) => ops.transpose(x as Tensor, axes ?? undefined),
  swapaxes: ([x], { axis1, axis2 }) => ops.swapaxes(x as Tensor, axis1, axis2),
  moveaxis: ([x], { source, destination }) => ops.moveaxis(x as Tensor, source, destination),
  expand_dims: ([x], { axis }) => ops.expandDims(x as Tensor, axis),
  squeeze: ([x], { axis }) => ops.squeeze(x as Tensor, axis),
  broadcast_to: ([x], { shape }) => ops.broadcastTo(x as Tensor, shape),
  ravel: unary(ops.flatten),
  slice: ([x], { start_indices, shape }) => ops.slice(x as Tensor, start_indices, shape),
  strided_slice: ([x], { slices }) => ops.stridedSlice(x as Tensor, slices),
  slice_update: ([x, u], { start_indices }) => ops.sliceUpdate(x as Tensor, start_indices, u as Tensor),
  concatenate: (xs, { axis }) => ops.concatenate(xs, { axis }),
  stack: (xs, { axis }) => ops.stack(xs, { axis }),
  split: ([x], { indices_or_sections, axis }) => ops.split(x as Tensor, indices_or_sections, { axis }),
  unstack: ([x], { axis }) => ops.unstack(x as Tensor, { axis }),
  pad: ([x], { pad_width, mode, constant_values }) =>
    ops.pad(x as Tensor, pad_width, options({ mode, constantValues: constant_values })),
  tile: ([x], { repeats }) => ops.tile(x as Tensor, repeats),
  flip: ([x], { axis }) => ops.flip(x as Tensor, { axis }),
  repeat: ([x], { repeats, axis }) => ops.repeat(x as Tensor, repeats, { axis }),
  roll: ([x], { shift, axis }) => ops.roll(x as Tensor, shift, { axis }),
  tril: ([x], { k }) => ops.tril(x as Tensor, { k }),
  triu: ([x], { k }) => ops.triu(x as Tensor, { k }),
  diag: ([x], { k }) => ops.diag(x as Tensor, { k }),
  diagonal: ([x], config) => ops.diagonal(x as Tensor, config),
  trace: unary(ops.trace),
  rot90: ([x], { k }) => ops.rot90(x as Tensor, { k }),
  diff: ([x], { axis }) => ops.diff(x as Tensor, { axis }),
  meshgrid: (xs, { indexing }) => ops.meshgrid(xs, { indexing }),
  cast: ([x], { dtype }) => ops.cast(x as Tensor, dtype as DType),

  arange: (_, { arguments: [a, b, step], dtype }) =>
    b === undefined ? ops.arange(a, options({ dtype })) : ops.arange(a, b, options({ step, dtype })),
  linspace: (_, { arguments: [start, stop], num, endpoint }) =>
    ops.linspace(start, stop, options({ num, endpoint })),
  eye: (_, { arguments: [n, m], k, dtype }) => ops.eye(n, m ?? n, options({ k, dtype })),
  identity: (_, { arguments: [n] }) => ops.eye(n),
  tri: (_, { arguments: [n, m], k }) => ops.tri(n, m, { k }),
  full: (_, { arguments: [shape, value] }) => ops.full(shape, value),
  zeros: (_, { arguments: [shape] }) => ops.zeros(shape),
  ones: (_, { arguments: [shape] }) => ops.ones(shape),

  take: ([x, i], { axis }) => ops.take(x as Tensor, i as Tensor, { axis }),
  take_along_axis: ([x, i], { axis }) => ops.takeAlongAxis(x as Tensor, i as Tensor, { axis }),
  scatter: ([i, u], { shape }) => ops.scatter(i as Tensor, u as Tensor, shape),
  scatter_update: ([x, i, u]) => ops.scatterUpdate(x as Tensor, i as Tensor, u as Tensor),
  segment_sum: ([x, i], { num_segments }) =>
    ops.segmentSum(x as Tensor, i as Tensor, { numSegments: num_segments }),
  one_hot: ([i], { num_classes, axis, dtype }) =>
    ops.oneHot(i as Tensor, num_classes, options({ axis, dtype })),
  multi_hot: ([i], { num_classes, axis }) => ops.multiHot(i as Tensor, num_classes, { axis }),
  where: ([c, a, b]) => ops.where(c as Tensor, a as Tensor, b as Tensor),
  sort: ([x], { axis }) => ops.sort(x as Tensor, { axis }),
  argsort: ([x], { axis }) => ops.argsort(x as Tensor, { axis }),
  top_k: ([x], { k }) => {
    const { values, indices } = ops.topK(x as Tensor, k);
    return [values, indices];
  },
  in_top_k: ([t, p], { k }) => ops.inTopK(t as Tensor, p as Tensor, k),
  searchsorted: ([s, v], { side }) => ops.searchsorted(s as Tensor, v as Tensor, { side }),
  digitize: ([x], { bins }) => ops.digitize(x as Tensor, bins),
  bincount: ([x], { minlength }) => ops.bincount(x as Tensor, { minlength, length: minlength }),
  nan_to_num: ([x], config) => ops.nanToNum(x as Tensor, config),
};

/** Operations of Keras that have goldens and are not offered. */
export const absent: ReadonlySet<string> = new Set([
  'activations.relu', // ts/activations
  'activations.exponential',
  'activations.linear',
  'segment_max',
  'nonzero', // its shape depends on the values
  'logspace',
  'bartlett',
  'hanning',
  'hamming',
  'blackman',
]);

/** Calls the operation of a golden case. */
export function call(op: string, inputs: readonly Tensor[], config: GoldenConfig): readonly Tensor[] {
  const fn = functions[op];
  if (fn === undefined)
    throw new Error(`golden of '${op}': expected an entry in tests/ops/golden-functions.ts, got none.`);
  const result = fn(inputs, config);
  return Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
}

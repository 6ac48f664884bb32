//! The instruction table: the one definition of every instruction. Decoder, dispatcher and the TypeScript
//! encoder (`cargo run -p oxigrad-engine --bin encoder`) all come from it. Opcodes are positions: append.
//!
//! Counts, dimensions and strides are in elements. Functions are codes of the kernels' enums.

use crate::instructions;
use crate::table::{In, List, Out, Tensors};

instructions! {
    /// `y = f(x)` on f32; α and β are scalars of some functions.
    Unary { function: u32, x: In, y: Out, count: u32, alpha: f32, beta: f32 }
    /// `y = f(x)` on i32.
    UnaryInteger { function: u32, x: In, y: Out, count: u32 }
    /// `y = f(a, b)` on f32 with broadcasting: strides of 0 repeat.
    Binary { function: u32, a: In, b: In, y: Out, dims: List, a_strides: List, b_strides: List, alpha: f32, beta: f32 }
    /// `y = f(a, b)` on i32 with broadcasting.
    BinaryInteger { function: u32, a: In, b: In, y: Out, dims: List, a_strides: List, b_strides: List }
    /// `y = f(a, b)` on bytes with broadcasting.
    Logical { function: u32, a: In, b: In, y: Out, dims: List, a_strides: List, b_strides: List }
    /// `y = 1 - x` on bytes.
    LogicalNot { x: In, y: Out, count: u32 }
    /// `y = a ? b` as bytes, on f32 (`integer` 0) or i32 (1), with broadcasting.
    Compare { function: u32, integer: u32, a: In, b: In, y: Out, dims: List, a_strides: List, b_strides: List }
    /// What each f32 is (NaN, infinite, finite), as bytes.
    Classify { function: u32, x: In, y: Out, count: u32 }
    /// `y = condition ? a : b` on elements of 1 or 4 bytes, with broadcasting.
    Select { element_size: u32, condition: In, a: In, b: In, y: Out, dims: List, condition_strides: List, a_strides: List, b_strides: List }
    /// Every element of `y` the same bits.
    Fill { element_size: u32, bits: u32, y: Out, count: u32 }
    /// `y[i] = start + i·step` on f32.
    Iota { y: Out, count: u32, start: f32, step: f32 }
    /// `y[i] = start + i·step` on i32.
    IotaInteger { y: Out, count: u32, start: i32, step: i32 }
    /// Conversion between dtypes.
    Cast { from: u32, to: u32, x: In, y: Out, count: u32 }
    /// A strided walk over x written as a strided walk over y: transpose, slice, concatenate, flip, tile, pad.
    Copy { element_size: u32, x: In, y: Out, dims: List, x_strides: List, y_strides: List }
    /// Reduces the middle of (outer, axis, inner) on f32.
    Reduce { function: u32, x: In, y: Out, outer: u32, axis: u32, inner: u32 }
    /// Reduces the middle of (outer, axis, inner) on i32.
    ReduceInteger { function: u32, x: In, y: Out, outer: u32, axis: u32, inner: u32 }
    /// Whether any (`all` 0) or all (1) of the middle of (outer, axis, inner) are set.
    ReduceBool { all: u32, x: In, y: Out, outer: u32, axis: u32, inner: u32 }
    /// Position of the largest or smallest in the middle of (outer, axis, inner), as i32.
    ArgExtreme { function: u32, x: In, y: Out, outer: u32, axis: u32, inner: u32 }
    /// Running sum or product over the middle of (outer, axis, inner) on f32.
    Cumulative { function: u32, x: In, y: Out, outer: u32, axis: u32, inner: u32, exclusive: u32, reverse: u32 }
    /// Running sum or product over the middle of (outer, axis, inner) on i32.
    CumulativeInteger { function: u32, x: In, y: Out, outer: u32, axis: u32, inner: u32, exclusive: u32, reverse: u32 }
    /// `c = activation(a·b + bias)` for each product of a batch; batch strides of 0 share an operand.
    Gemm { a: In, b: In, bias: In, c: Out, m: u32, n: u32, k: u32, transpose_a: u32, transpose_b: u32, batch: u32, batch_stride_a: u32, batch_stride_b: u32, activation: u32 }
    /// Softmax of each row.
    Softmax { x: In, y: Out, rows: u32, columns: u32 }
    /// Logarithm of the softmax of each row.
    LogSoftmax { x: In, y: Out, rows: u32, columns: u32 }
    /// Gradient of `Softmax` from its result.
    SoftmaxGradient { y: In, dy: In, dx: Out, rows: u32, columns: u32 }
    /// Gradient of `LogSoftmax` from its result.
    LogSoftmaxGradient { y: In, dy: In, dx: Out, rows: u32, columns: u32 }
    /// Cross-entropy of each row with dense targets, from probabilities (`logits` 0) or logits (1).
    CrossEntropy { logits: u32, predictions: In, targets: In, loss: Out, rows: u32, columns: u32 }
    /// Gradient of `CrossEntropy` with respect to the predictions.
    CrossEntropyGradient { logits: u32, predictions: In, targets: In, dloss: In, dpredictions: Out, rows: u32, columns: u32 }
    /// Cross-entropy of each row with i32 labels, from probabilities or logits.
    SparseCrossEntropy { logits: u32, predictions: In, labels: In, loss: Out, rows: u32, columns: u32 }
    /// Gradient of `SparseCrossEntropy` with respect to the predictions.
    SparseCrossEntropyGradient { logits: u32, predictions: In, labels: In, dloss: In, dpredictions: Out, rows: u32, columns: u32 }
    /// Binary cross-entropy of each element, from probabilities or logits.
    BinaryCrossEntropy { logits: u32, predictions: In, targets: In, loss: Out, count: u32 }
    /// Gradient of `BinaryCrossEntropy` with respect to the predictions.
    BinaryCrossEntropyGradient { logits: u32, predictions: In, targets: In, dloss: In, dpredictions: Out, count: u32 }
    /// Rows of x (outer, axis, inner) by i32 indices into y (outer, count, inner).
    Gather { element_size: u32, x: In, indices: In, y: Out, outer: u32, axis: u32, inner: u32, count: u32 }
    /// Adds rows of x (outer, count, inner) into y (outer, axis, inner), which starts as zeros.
    ScatterAdd { integer: u32, x: In, indices: In, y: Out, outer: u32, axis: u32, inner: u32, count: u32 }
    /// y = base (outer, axis, inner) with rows of x (outer, count, inner) put at the indices; the last one wins.
    ScatterSet { element_size: u32, base: In, x: In, indices: In, y: Out, outer: u32, axis: u32, inner: u32, count: u32 }
    /// y (outer, classes, inner) is 1 where the class is the index, else 0.
    OneHot { indices: In, y: Out, outer: u32, classes: u32, inner: u32 }
    /// Each row sorted.
    Sort { x: In, y: Out, rows: u32, columns: u32, descending: u32 }
    /// The order that sorts each row, as i32.
    ArgSort { x: In, y: Out, rows: u32, columns: u32, descending: u32 }
    /// The k largest of each row and where they are.
    TopK { x: In, values: Out, indices: Out, rows: u32, columns: u32, k: u32 }
    /// Uniform in [low, high). The state is i32 × 4: key, then counter, low word first.
    RandomUniform { state: In, y: Out, count: u32, low: f32, high: f32 }
    /// Normal.
    RandomNormal { state: In, y: Out, count: u32, mean: f32, deviation: f32 }
    /// Normal, nothing beyond two deviations.
    RandomTruncatedNormal { state: In, y: Out, count: u32, mean: f32, deviation: f32 }
    /// Uniform i32 in [low, high).
    RandomIntegers { state: In, y: Out, count: u32, low: i32, high: i32 }
    /// 1 with a probability, else 0, as bytes.
    RandomBernoulli { state: In, y: Out, count: u32, probability: f32 }
    /// y is x without a random part of `rate`, the rest scaled up; the mask says what stayed.
    Dropout { state: In, x: In, y: Out, mask: Out, count: u32, rate: f32 }
    /// y is x where the mask is set, scaled up; else 0.
    DropoutApply { x: In, mask: In, y: Out, count: u32, rate: f32 }
    /// The state after `blocks` blocks.
    RandomAdvance { state: In, y: Out, blocks: u32 }
    /// A step of gradient descent for all variables: of each the count, and as targets the variable and its slots as they are, four places; where the new ones go, four; the gradient; a factor of it. The state is variable and velocity, which is absent without momentum. The rate is a scalar tensor.
    Sgd { targets: Tensors, counts: List, learning_rate: In, clip_value: f32, momentum: f32, nesterov: u32, weight_decay: f32 }
    /// A step of RMSprop; targets as of `Sgd`. The state is variable, velocity, moment and average, the last two absent where not used.
    Rmsprop { targets: Tensors, counts: List, learning_rate: In, clip_value: f32, rho: f32, one_minus_rho: f32, momentum: f32, centered: u32, epsilon: f32, weight_decay: f32 }
    /// A step of Adam; targets as of `Sgd`. The state is variable, moment, velocity and, with AMSGrad, the largest velocity. α is the bias-corrected rate, a scalar tensor.
    Adam { targets: Tensors, counts: List, alpha: In, learning_rate: In, clip_value: f32, one_minus_beta1: f32, one_minus_beta2: f32, amsgrad: u32, epsilon: f32, weight_decay: f32 }
    /// Elements of x (outer, axis, inner) by i32 indices, one for each place of y (outer, count, inner).
    GatherElements { element_size: u32, x: In, indices: In, y: Out, outer: u32, axis: u32, inner: u32, count: u32 }
    /// Adds elements of x (outer, count, inner) into y (outer, axis, inner), which starts as zeros, at an index each.
    ScatterAddElements { x: In, indices: In, y: Out, outer: u32, axis: u32, inner: u32, count: u32 }
    /// `y = activation(x ∗ kernel + bias)`, channels last. Geometry: batch, channels, filters, groups; then for depth, height and width input, kernel, output, stride, dilation, padding before.
    Convolution { x: In, kernel: In, bias: In, y: Out, geometry: List, activation: u32 }
    /// `dx = activation(gradient of Convolution with respect to x, + bias)`: the transposed convolution.
    ConvolutionInputGradient { dy: In, kernel: In, bias: In, dx: Out, geometry: List, activation: u32 }
    /// Gradient of `Convolution` with respect to the kernel.
    ConvolutionFilterGradient { x: In, dy: In, dkernel: Out, geometry: List }
    /// The largest or mean of each window; the geometry is that of `Convolution`.
    Pool { function: u32, x: In, y: Out, geometry: List }
    /// Gradient of `Pool`; x and y are absent for the mean.
    PoolGradient { function: u32, x: In, y: In, dy: In, dx: Out, geometry: List }
    /// Of each window the value where x has its first largest, y.
    MaxPoolSelect { x: In, y: In, values: In, output: Out, geometry: List }
    /// Normalises columns by their own mean and (biased) variance, which it returns; γ and β may be absent.
    BatchNormalizationTraining { x: In, gamma: In, beta: In, y: Out, mean: Out, variance: Out, rows: u32, channels: u32, epsilon: f32 }
    /// Normalises columns by a given mean and variance.
    BatchNormalization { x: In, mean: In, variance: In, gamma: In, beta: In, y: Out, rows: u32, channels: u32, epsilon: f32 }
    /// Gradients of `BatchNormalizationTraining`.
    BatchNormalizationGradient { x: In, mean: In, variance: In, gamma: In, dy: In, dx: Out, dgamma: Out, dbeta: Out, rows: u32, channels: u32, epsilon: f32 }
    /// Normalises rows by their own mean and variance, or root mean square; returns each row's mean and factor.
    LayerNormalization { x: In, gamma: In, beta: In, y: Out, mean: Out, factor: Out, rows: u32, columns: u32, epsilon: f32, root_mean_square: u32 }
    /// Gradients of `LayerNormalization`.
    LayerNormalizationGradient { x: In, mean: In, factor: In, gamma: In, dy: In, dx: Out, dgamma: Out, dbeta: Out, rows: u32, columns: u32, root_mean_square: u32 }
    /// All steps of a recurrent layer over time-major tensors: from x to h after every step, the last states, and what the gradient needs.
    Recurrent { cell: u32, x: In, kernel: In, recurrent_kernel: In, bias: In, recurrent_bias: In, initial: In, initial_cell: In, mask: In, sequence: Out, gates: Out, extra: Out, last: Out, last_cell: Out, steps: u32, batch: u32, size: u32, units: u32 }
    /// Gradients of `Recurrent`, but that of x: from d_gates, which are those of x·W + b.
    RecurrentGradient { cell: u32, x: In, recurrent_kernel: In, initial: In, initial_cell: In, mask: In, sequence: In, gates: In, extra: In, d_sequence: In, d_last: In, d_last_cell: In, d_gates: Out, d_extra: Out, d_kernel: Out, d_recurrent_kernel: Out, d_bias: Out, d_recurrent_bias: Out, d_initial: Out, d_initial_cell: Out, steps: u32, batch: u32, size: u32, units: u32 }
    /// Scaled dot-product attention, which keeps its weights or, without, statistics; `dims` are B, N, K, T, S, H, V; the mask's strides are of B, N, T.
    Attention { query: In, key: In, value: In, mask: In, output: Out, weights: Out, statistics: Out, dims: List, mask_strides: List, scale: f32, causal: u32 }
    /// Gradients of `Attention`.
    AttentionGradient { query: In, key: In, value: In, mask: In, output: In, weights: In, statistics: In, d_output: In, d_query: Out, d_key: Out, d_value: Out, dims: List, mask_strides: List, scale: f32, causal: u32 }
    /// Functions of tensors of `count` elements in a row, block by block; inputs whose bit in `scalars` is set are one element. Steps are six words each: the function (of two where bit 8 is set), a, b and y as numbers of operands (inputs, y, blocks), α, β.
    Chain { a: In, b: In, c: In, d: In, e: In, f: In, y: Out, count: u32, scalars: u32, steps: List }
    /// Weights (k, n) of bytes in rows with a scale per column, as `GemmInt8` and `ConvolutionInt8` of that precision (0: 7 bits, 1: 12 bits) read them in this build.
    PackInt8 { precision: u32, weights: In, scales: In, packed: Out, k: u32, n: u32 }
    /// `c = activation(a·b + bias)` with packed weights, and rows of a quantised on the fly.
    GemmInt8 { precision: u32, a: In, b: In, bias: In, c: Out, m: u32, n: u32, k: u32, activation: u32 }
    /// `y = activation(x ∗ kernel + bias)` with packed weights, and samples quantised on the fly; a geometry of one group.
    ConvolutionInt8 { precision: u32, x: In, kernel: In, bias: In, y: Out, geometry: List, activation: u32 }
    /// Numbers that a file stores in fewer bits (0: signed 4 bits, 1: signed 3 bits, both as bytes; 2: half precision, as f32).
    Decode { codec: u32, x: In, y: Out, count: u32 }
    /// Weights (k, n) rounded to integers up to ±`most` of a scale per column, with the curvature XᵀX (k, k) of their inputs (GPTQ); `outcome` is 1 where that stayed singular, and all are rounded to nearest.
    Gptq { weights: In, hessian: In, scales: In, quantized: Out, outcome: Out, k: u32, n: u32, most: i32, damping: f32 }
}

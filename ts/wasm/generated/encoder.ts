// Generated from crates/engine/src/instructions.rs by `npm run generate`. Do not edit.
/** Writes every instruction of the engine, and names its functions and faults. */

import type { Operand, Words } from '../words.ts';

/** The hash of the table that this file was generated from; the module must have the same. */
export const TABLE_HASH = 0x2ab25460;

/** Names of the instructions by opcode. */
export const instructionNames: readonly string[] = [
  'Unary',
  'UnaryInteger',
  'Binary',
  'BinaryInteger',
  'Logical',
  'LogicalNot',
  'Compare',
  'Classify',
  'Select',
  'Fill',
  'Iota',
  'IotaInteger',
  'Cast',
  'Copy',
  'Reduce',
  'ReduceInteger',
  'ReduceBool',
  'ArgExtreme',
  'Cumulative',
  'CumulativeInteger',
  'Gemm',
  'Softmax',
  'LogSoftmax',
  'SoftmaxGradient',
  'LogSoftmaxGradient',
  'CrossEntropy',
  'CrossEntropyGradient',
  'SparseCrossEntropy',
  'SparseCrossEntropyGradient',
  'BinaryCrossEntropy',
  'BinaryCrossEntropyGradient',
  'Gather',
  'ScatterAdd',
  'ScatterSet',
  'OneHot',
  'Sort',
  'ArgSort',
  'TopK',
  'RandomUniform',
  'RandomNormal',
  'RandomTruncatedNormal',
  'RandomIntegers',
  'RandomBernoulli',
  'Dropout',
  'DropoutApply',
  'RandomAdvance',
  'Sgd',
  'Rmsprop',
  'Adam',
  'GatherElements',
  'ScatterAddElements',
  'Convolution',
  'ConvolutionInputGradient',
  'ConvolutionFilterGradient',
  'Pool',
  'PoolGradient',
  'MaxPoolSelect',
  'BatchNormalizationTraining',
  'BatchNormalization',
  'BatchNormalizationGradient',
  'LayerNormalization',
  'LayerNormalizationGradient',
  'Recurrent',
  'RecurrentGradient',
  'Attention',
  'AttentionGradient',
  'Chain',
  'PackInt8',
  'GemmInt8',
  'ConvolutionInt8',
  'Decode',
  'Gptq',
];

/** The operands of each instruction: a count `n`, any word `w`, a tensor `t`, a list of counts `l`, of distances `d`, which may be negative, of any words `r`, of tensors `s`. */
export const instructionForms: readonly string[] = [
  'nttnww',
  'nttn',
  'ntttlddww',
  'ntttldd',
  'ntttldd',
  'ttn',
  'nntttldd',
  'nttn',
  'nttttlddd',
  'nwtn',
  'tnww',
  'tnww',
  'nnttn',
  'nttldd',
  'nttnnn',
  'nttnnn',
  'nttnnn',
  'nttnnn',
  'nttnnnnn',
  'nttnnnnn',
  'ttttnnnnnnnnn',
  'ttnn',
  'ttnn',
  'tttnn',
  'tttnn',
  'ntttnn',
  'nttttnn',
  'ntttnn',
  'nttttnn',
  'ntttn',
  'nttttn',
  'ntttnnnn',
  'ntttnnnn',
  'nttttnnnn',
  'ttnnn',
  'ttnnn',
  'ttnnn',
  'tttnnn',
  'ttnww',
  'ttnww',
  'ttnww',
  'ttnww',
  'ttnw',
  'ttttnw',
  'tttnw',
  'ttn',
  'sltwwnw',
  'sltwwwwnww',
  'slttwwwnww',
  'ntttnnnn',
  'tttnnnn',
  'ttttln',
  'ttttln',
  'tttl',
  'nttl',
  'nttttl',
  'ttttl',
  'ttttttnnw',
  'ttttttnnw',
  'ttttttttnnw',
  'ttttttnnwn',
  'ttttttttnnn',
  'ntttttttttttttnnnn',
  'ntttttttttttttttttttnnnn',
  'tttttttldwn',
  'tttttttttttldwn',
  'tttttttnnr',
  'ntttnn',
  'nttttnnnn',
  'nttttln',
  'nttn',
  'tttttnnww',
];

// Opcodes, for those who read programs.
export const OPCODE_UNARY = 0;
export const OPCODE_UNARY_INTEGER = 1;
export const OPCODE_BINARY = 2;
export const OPCODE_BINARY_INTEGER = 3;
export const OPCODE_LOGICAL = 4;
export const OPCODE_LOGICAL_NOT = 5;
export const OPCODE_COMPARE = 6;
export const OPCODE_CLASSIFY = 7;
export const OPCODE_SELECT = 8;
export const OPCODE_FILL = 9;
export const OPCODE_IOTA = 10;
export const OPCODE_IOTA_INTEGER = 11;
export const OPCODE_CAST = 12;
export const OPCODE_COPY = 13;
export const OPCODE_REDUCE = 14;
export const OPCODE_REDUCE_INTEGER = 15;
export const OPCODE_REDUCE_BOOL = 16;
export const OPCODE_ARG_EXTREME = 17;
export const OPCODE_CUMULATIVE = 18;
export const OPCODE_CUMULATIVE_INTEGER = 19;
export const OPCODE_GEMM = 20;
export const OPCODE_SOFTMAX = 21;
export const OPCODE_LOG_SOFTMAX = 22;
export const OPCODE_SOFTMAX_GRADIENT = 23;
export const OPCODE_LOG_SOFTMAX_GRADIENT = 24;
export const OPCODE_CROSS_ENTROPY = 25;
export const OPCODE_CROSS_ENTROPY_GRADIENT = 26;
export const OPCODE_SPARSE_CROSS_ENTROPY = 27;
export const OPCODE_SPARSE_CROSS_ENTROPY_GRADIENT = 28;
export const OPCODE_BINARY_CROSS_ENTROPY = 29;
export const OPCODE_BINARY_CROSS_ENTROPY_GRADIENT = 30;
export const OPCODE_GATHER = 31;
export const OPCODE_SCATTER_ADD = 32;
export const OPCODE_SCATTER_SET = 33;
export const OPCODE_ONE_HOT = 34;
export const OPCODE_SORT = 35;
export const OPCODE_ARG_SORT = 36;
export const OPCODE_TOP_K = 37;
export const OPCODE_RANDOM_UNIFORM = 38;
export const OPCODE_RANDOM_NORMAL = 39;
export const OPCODE_RANDOM_TRUNCATED_NORMAL = 40;
export const OPCODE_RANDOM_INTEGERS = 41;
export const OPCODE_RANDOM_BERNOULLI = 42;
export const OPCODE_DROPOUT = 43;
export const OPCODE_DROPOUT_APPLY = 44;
export const OPCODE_RANDOM_ADVANCE = 45;
export const OPCODE_SGD = 46;
export const OPCODE_RMSPROP = 47;
export const OPCODE_ADAM = 48;
export const OPCODE_GATHER_ELEMENTS = 49;
export const OPCODE_SCATTER_ADD_ELEMENTS = 50;
export const OPCODE_CONVOLUTION = 51;
export const OPCODE_CONVOLUTION_INPUT_GRADIENT = 52;
export const OPCODE_CONVOLUTION_FILTER_GRADIENT = 53;
export const OPCODE_POOL = 54;
export const OPCODE_POOL_GRADIENT = 55;
export const OPCODE_MAX_POOL_SELECT = 56;
export const OPCODE_BATCH_NORMALIZATION_TRAINING = 57;
export const OPCODE_BATCH_NORMALIZATION = 58;
export const OPCODE_BATCH_NORMALIZATION_GRADIENT = 59;
export const OPCODE_LAYER_NORMALIZATION = 60;
export const OPCODE_LAYER_NORMALIZATION_GRADIENT = 61;
export const OPCODE_RECURRENT = 62;
export const OPCODE_RECURRENT_GRADIENT = 63;
export const OPCODE_ATTENTION = 64;
export const OPCODE_ATTENTION_GRADIENT = 65;
export const OPCODE_CHAIN = 66;
export const OPCODE_PACK_INT8 = 67;
export const OPCODE_GEMM_INT8 = 68;
export const OPCODE_CONVOLUTION_INT8 = 69;
export const OPCODE_DECODE = 70;
export const OPCODE_GPTQ = 71;

// The most inputs and steps of a chain.
export const CHAIN_INPUTS = 6;
export const CHAIN_STEPS = 8;

// Why a program stopped.
export const FAULT_UNKNOWN_INSTRUCTION = 1;
export const FAULT_UNKNOWN_FUNCTION = 2;
export const FAULT_OUT_OF_MEMORY = 3;
export const FAULT_INDEX_OUT_OF_RANGE = 4;
export const FAULT_LABEL_OUT_OF_RANGE = 5;
export const FAULT_ABSENT_INSTRUCTION = 6;

// Functions of one f32.
export const UNARY_NEG = 0;
export const UNARY_ABS = 1;
export const UNARY_SIGN = 2;
export const UNARY_SQUARE = 3;
export const UNARY_SQRT = 4;
export const UNARY_RSQRT = 5;
export const UNARY_RECIPROCAL = 6;
export const UNARY_EXP = 7;
export const UNARY_EXPM1 = 8;
export const UNARY_LOG = 9;
export const UNARY_LOG1P = 10;
export const UNARY_SIN = 11;
export const UNARY_COS = 12;
export const UNARY_TAN = 13;
export const UNARY_TANH = 14;
export const UNARY_SINH = 15;
export const UNARY_COSH = 16;
export const UNARY_SIGMOID = 17;
export const UNARY_ERF = 18;
export const UNARY_FLOOR = 19;
export const UNARY_CEIL = 20;
export const UNARY_ROUND = 21;
export const UNARY_TRUNC = 22;
export const UNARY_RELU = 23;
export const UNARY_RELU6 = 24;
export const UNARY_LEAKY_RELU = 25;
export const UNARY_ELU = 26;
export const UNARY_SELU = 27;
export const UNARY_SOFTPLUS = 28;
export const UNARY_SOFTSIGN = 29;
export const UNARY_SILU = 30;
export const UNARY_GELU = 31;
export const UNARY_GELU_TANH = 32;
export const UNARY_MISH = 33;
export const UNARY_HARD_SIGMOID = 34;
export const UNARY_HARD_SILU = 35;
export const UNARY_HARD_TANH = 36;
export const UNARY_LOG_SIGMOID = 37;
export const UNARY_TANH_SHRINK = 38;
export const UNARY_HARD_SHRINK = 39;
export const UNARY_SOFT_SHRINK = 40;
export const UNARY_THRESHOLD = 41;
export const UNARY_ADD_SCALAR = 42;
export const UNARY_MUL_SCALAR = 43;
export const UNARY_RSUB_SCALAR = 44;
export const UNARY_RDIV_SCALAR = 45;
export const UNARY_POW_SCALAR = 46;
export const UNARY_AFFINE = 47;
export const UNARY_CLIP = 48;
export const UNARY_MAXIMUM_SCALAR = 49;
export const UNARY_MINIMUM_SCALAR = 50;
export const UNARY_DIV_SCALAR = 51;
export const UNARY_LOG2 = 52;
export const UNARY_LOG10 = 53;
export const UNARY_EXP2 = 54;
export const UNARY_ERFINV = 55;
export const UNARY_ATAN = 56;
export const UNARY_ASIN = 57;
export const UNARY_ACOS = 58;
export const UNARY_ASINH = 59;
export const UNARY_ACOSH = 60;
export const UNARY_ATANH = 61;

// Functions of two f32.
export const BINARY_ADD = 0;
export const BINARY_SUB = 1;
export const BINARY_MUL = 2;
export const BINARY_DIV = 3;
export const BINARY_FLOOR_DIVIDE = 4;
export const BINARY_MOD = 5;
export const BINARY_POW = 6;
export const BINARY_MAXIMUM = 7;
export const BINARY_MINIMUM = 8;
export const BINARY_SQUARED_DIFFERENCE = 9;
export const BINARY_ATAN2 = 10;
export const BINARY_DIVIDE_NO_NAN = 11;
export const BINARY_WEIGHTED_SUM = 12;
export const BINARY_RELU_GRADIENT = 13;
export const BINARY_RELU6_GRADIENT = 14;
export const BINARY_LEAKY_RELU_GRADIENT = 15;
export const BINARY_ELU_GRADIENT = 16;
export const BINARY_SELU_GRADIENT = 17;
export const BINARY_SIGMOID_GRADIENT = 18;
export const BINARY_TANH_GRADIENT = 19;
export const BINARY_SOFTPLUS_GRADIENT = 20;
export const BINARY_SOFTSIGN_GRADIENT = 21;
export const BINARY_SILU_GRADIENT = 22;
export const BINARY_GELU_GRADIENT = 23;
export const BINARY_GELU_TANH_GRADIENT = 24;
export const BINARY_MISH_GRADIENT = 25;
export const BINARY_HARD_SIGMOID_GRADIENT = 26;
export const BINARY_HARD_SILU_GRADIENT = 27;
export const BINARY_HARD_TANH_GRADIENT = 28;
export const BINARY_LOG_SIGMOID_GRADIENT = 29;
export const BINARY_SQRT_GRADIENT = 30;
export const BINARY_ABS_GRADIENT = 31;
export const BINARY_CLIP_GRADIENT = 32;
export const BINARY_ERF_GRADIENT = 33;

// Comparisons.
export const COMPARE_EQUAL = 0;
export const COMPARE_NOT_EQUAL = 1;
export const COMPARE_LESS = 2;
export const COMPARE_LESS_EQUAL = 3;
export const COMPARE_GREATER = 4;
export const COMPARE_GREATER_EQUAL = 5;

// What a float is.
export const CLASSIFY_IS_NAN = 0;
export const CLASSIFY_IS_INFINITE = 1;
export const CLASSIFY_IS_FINITE = 2;

// Functions of two i32.
export const INTEGER_ADD = 0;
export const INTEGER_SUB = 1;
export const INTEGER_MUL = 2;
export const INTEGER_FLOOR_DIVIDE = 3;
export const INTEGER_MOD = 4;
export const INTEGER_MAXIMUM = 5;
export const INTEGER_MINIMUM = 6;
export const INTEGER_AND = 7;
export const INTEGER_OR = 8;
export const INTEGER_XOR = 9;
export const INTEGER_SQUARED_DIFFERENCE = 10;

// Functions of one i32.
export const INTEGER_UNARY_NEG = 0;
export const INTEGER_UNARY_ABS = 1;
export const INTEGER_UNARY_SIGN = 2;
export const INTEGER_UNARY_SQUARE = 3;
export const INTEGER_UNARY_NOT = 4;

// Functions of two bytes.
export const LOGICAL_AND = 0;
export const LOGICAL_OR = 1;
export const LOGICAL_XOR = 2;

// Reductions of f32.
export const REDUCE_SUM = 0;
export const REDUCE_MEAN = 1;
export const REDUCE_MAX = 2;
export const REDUCE_MIN = 3;
export const REDUCE_PROD = 4;
export const REDUCE_LOG_SUM_EXP = 5;
export const REDUCE_L2_NORM = 6;
export const REDUCE_SUM_OF_SQUARES = 7;
export const REDUCE_L1_NORM = 8;

// Reductions of i32.
export const INTEGER_REDUCE_SUM = 0;
export const INTEGER_REDUCE_MAX = 1;
export const INTEGER_REDUCE_MIN = 2;
export const INTEGER_REDUCE_PROD = 3;

// Where the extreme is.
export const ARG_MAX = 0;
export const ARG_MIN = 1;

// Running reductions.
export const CUMULATIVE_SUM = 0;
export const CUMULATIVE_PROD = 1;

/** What a product applies to its result. */
export const GemmActivation = {
  None: 0,
  Relu: 1,
} as const;

// What becomes of a window.
export const POOL_MAX = 0;
export const POOL_AVERAGE = 1;

/** What a step of a recurrent layer computes. */
export const RecurrentCell = {
  Simple: 0,
  Lstm: 1,
  Gru: 2,
  GruResetAfter: 3,
} as const;

/**
 * `y = f(x)` on f32; α and β are scalars of some functions.
 */
export function encodeUnary(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly alpha: number;
    readonly beta: number;
  },
): void {
  words.begin(0);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.alpha);
  words.f32(fields.beta);
  words.end();
}

/**
 * `y = f(x)` on i32.
 */
export function encodeUnaryInteger(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(1);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.end();
}

/**
 * `y = f(a, b)` on f32 with broadcasting: strides of 0 repeat.
 */
export function encodeBinary(
  words: Words,
  fields: {
    readonly function: number;
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dims: readonly number[];
    readonly aStrides: readonly number[];
    readonly bStrides: readonly number[];
    readonly alpha: number;
    readonly beta: number;
  },
): void {
  words.begin(2);
  words.u32(fields.function);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.y);
  words.list(fields.dims);
  words.list(fields.aStrides);
  words.list(fields.bStrides);
  words.f32(fields.alpha);
  words.f32(fields.beta);
  words.end();
}

/**
 * `y = f(a, b)` on i32 with broadcasting.
 */
export function encodeBinaryInteger(
  words: Words,
  fields: {
    readonly function: number;
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dims: readonly number[];
    readonly aStrides: readonly number[];
    readonly bStrides: readonly number[];
  },
): void {
  words.begin(3);
  words.u32(fields.function);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.y);
  words.list(fields.dims);
  words.list(fields.aStrides);
  words.list(fields.bStrides);
  words.end();
}

/**
 * `y = f(a, b)` on bytes with broadcasting.
 */
export function encodeLogical(
  words: Words,
  fields: {
    readonly function: number;
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dims: readonly number[];
    readonly aStrides: readonly number[];
    readonly bStrides: readonly number[];
  },
): void {
  words.begin(4);
  words.u32(fields.function);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.y);
  words.list(fields.dims);
  words.list(fields.aStrides);
  words.list(fields.bStrides);
  words.end();
}

/**
 * `y = 1 - x` on bytes.
 */
export function encodeLogicalNot(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(5);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.end();
}

/**
 * `y = a ? b` as bytes, on f32 (`integer` 0) or i32 (1), with broadcasting.
 */
export function encodeCompare(
  words: Words,
  fields: {
    readonly function: number;
    readonly integer: number;
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dims: readonly number[];
    readonly aStrides: readonly number[];
    readonly bStrides: readonly number[];
  },
): void {
  words.begin(6);
  words.u32(fields.function);
  words.u32(fields.integer);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.y);
  words.list(fields.dims);
  words.list(fields.aStrides);
  words.list(fields.bStrides);
  words.end();
}

/**
 * What each f32 is (NaN, infinite, finite), as bytes.
 */
export function encodeClassify(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(7);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.end();
}

/**
 * `y = condition ? a : b` on elements of 1 or 4 bytes, with broadcasting.
 */
export function encodeSelect(
  words: Words,
  fields: {
    readonly elementSize: number;
    readonly condition: Operand | undefined;
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dims: readonly number[];
    readonly conditionStrides: readonly number[];
    readonly aStrides: readonly number[];
    readonly bStrides: readonly number[];
  },
): void {
  words.begin(8);
  words.u32(fields.elementSize);
  words.tensor(fields.condition);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.y);
  words.list(fields.dims);
  words.list(fields.conditionStrides);
  words.list(fields.aStrides);
  words.list(fields.bStrides);
  words.end();
}

/**
 * Every element of `y` the same bits.
 */
export function encodeFill(
  words: Words,
  fields: {
    readonly elementSize: number;
    readonly bits: number;
    readonly y: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(9);
  words.u32(fields.elementSize);
  words.u32(fields.bits);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.end();
}

/**
 * `y[i] = start + i·step` on f32.
 */
export function encodeIota(
  words: Words,
  fields: {
    readonly y: Operand | undefined;
    readonly count: number;
    readonly start: number;
    readonly step: number;
  },
): void {
  words.begin(10);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.start);
  words.f32(fields.step);
  words.end();
}

/**
 * `y[i] = start + i·step` on i32.
 */
export function encodeIotaInteger(
  words: Words,
  fields: {
    readonly y: Operand | undefined;
    readonly count: number;
    readonly start: number;
    readonly step: number;
  },
): void {
  words.begin(11);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.i32(fields.start);
  words.i32(fields.step);
  words.end();
}

/**
 * Conversion between dtypes.
 */
export function encodeCast(
  words: Words,
  fields: {
    readonly from: number;
    readonly to: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(12);
  words.u32(fields.from);
  words.u32(fields.to);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.end();
}

/**
 * A strided walk over x written as a strided walk over y: transpose, slice, concatenate, flip, tile, pad.
 */
export function encodeCopy(
  words: Words,
  fields: {
    readonly elementSize: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dims: readonly number[];
    readonly xStrides: readonly number[];
    readonly yStrides: readonly number[];
  },
): void {
  words.begin(13);
  words.u32(fields.elementSize);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.list(fields.dims);
  words.list(fields.xStrides);
  words.list(fields.yStrides);
  words.end();
}

/**
 * Reduces the middle of (outer, axis, inner) on f32.
 */
export function encodeReduce(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
  },
): void {
  words.begin(14);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.end();
}

/**
 * Reduces the middle of (outer, axis, inner) on i32.
 */
export function encodeReduceInteger(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
  },
): void {
  words.begin(15);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.end();
}

/**
 * Whether any (`all` 0) or all (1) of the middle of (outer, axis, inner) are set.
 */
export function encodeReduceBool(
  words: Words,
  fields: {
    readonly all: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
  },
): void {
  words.begin(16);
  words.u32(fields.all);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.end();
}

/**
 * Position of the largest or smallest in the middle of (outer, axis, inner), as i32.
 */
export function encodeArgExtreme(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
  },
): void {
  words.begin(17);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.end();
}

/**
 * Running sum or product over the middle of (outer, axis, inner) on f32.
 */
export function encodeCumulative(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly exclusive: number;
    readonly reverse: number;
  },
): void {
  words.begin(18);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.exclusive);
  words.u32(fields.reverse);
  words.end();
}

/**
 * Running sum or product over the middle of (outer, axis, inner) on i32.
 */
export function encodeCumulativeInteger(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly exclusive: number;
    readonly reverse: number;
  },
): void {
  words.begin(19);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.exclusive);
  words.u32(fields.reverse);
  words.end();
}

/**
 * `c = activation(a·b + bias)` for each product of a batch; batch strides of 0 share an operand.
 */
export function encodeGemm(
  words: Words,
  fields: {
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly bias: Operand | undefined;
    readonly c: Operand | undefined;
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly transposeA: number;
    readonly transposeB: number;
    readonly batch: number;
    readonly batchStrideA: number;
    readonly batchStrideB: number;
    readonly activation: number;
  },
): void {
  words.begin(20);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.bias);
  words.tensor(fields.c);
  words.u32(fields.m);
  words.u32(fields.n);
  words.u32(fields.k);
  words.u32(fields.transposeA);
  words.u32(fields.transposeB);
  words.u32(fields.batch);
  words.u32(fields.batchStrideA);
  words.u32(fields.batchStrideB);
  words.u32(fields.activation);
  words.end();
}

/**
 * Softmax of each row.
 */
export function encodeSoftmax(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(21);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Logarithm of the softmax of each row.
 */
export function encodeLogSoftmax(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(22);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Gradient of `Softmax` from its result.
 */
export function encodeSoftmaxGradient(
  words: Words,
  fields: {
    readonly y: Operand | undefined;
    readonly dy: Operand | undefined;
    readonly dx: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(23);
  words.tensor(fields.y);
  words.tensor(fields.dy);
  words.tensor(fields.dx);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Gradient of `LogSoftmax` from its result.
 */
export function encodeLogSoftmaxGradient(
  words: Words,
  fields: {
    readonly y: Operand | undefined;
    readonly dy: Operand | undefined;
    readonly dx: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(24);
  words.tensor(fields.y);
  words.tensor(fields.dy);
  words.tensor(fields.dx);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Cross-entropy of each row with dense targets, from probabilities (`logits` 0) or logits (1).
 */
export function encodeCrossEntropy(
  words: Words,
  fields: {
    readonly logits: number;
    readonly predictions: Operand | undefined;
    readonly targets: Operand | undefined;
    readonly loss: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(25);
  words.u32(fields.logits);
  words.tensor(fields.predictions);
  words.tensor(fields.targets);
  words.tensor(fields.loss);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Gradient of `CrossEntropy` with respect to the predictions.
 */
export function encodeCrossEntropyGradient(
  words: Words,
  fields: {
    readonly logits: number;
    readonly predictions: Operand | undefined;
    readonly targets: Operand | undefined;
    readonly dloss: Operand | undefined;
    readonly dpredictions: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(26);
  words.u32(fields.logits);
  words.tensor(fields.predictions);
  words.tensor(fields.targets);
  words.tensor(fields.dloss);
  words.tensor(fields.dpredictions);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Cross-entropy of each row with i32 labels, from probabilities or logits.
 */
export function encodeSparseCrossEntropy(
  words: Words,
  fields: {
    readonly logits: number;
    readonly predictions: Operand | undefined;
    readonly labels: Operand | undefined;
    readonly loss: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(27);
  words.u32(fields.logits);
  words.tensor(fields.predictions);
  words.tensor(fields.labels);
  words.tensor(fields.loss);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Gradient of `SparseCrossEntropy` with respect to the predictions.
 */
export function encodeSparseCrossEntropyGradient(
  words: Words,
  fields: {
    readonly logits: number;
    readonly predictions: Operand | undefined;
    readonly labels: Operand | undefined;
    readonly dloss: Operand | undefined;
    readonly dpredictions: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
  },
): void {
  words.begin(28);
  words.u32(fields.logits);
  words.tensor(fields.predictions);
  words.tensor(fields.labels);
  words.tensor(fields.dloss);
  words.tensor(fields.dpredictions);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.end();
}

/**
 * Binary cross-entropy of each element, from probabilities or logits.
 */
export function encodeBinaryCrossEntropy(
  words: Words,
  fields: {
    readonly logits: number;
    readonly predictions: Operand | undefined;
    readonly targets: Operand | undefined;
    readonly loss: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(29);
  words.u32(fields.logits);
  words.tensor(fields.predictions);
  words.tensor(fields.targets);
  words.tensor(fields.loss);
  words.u32(fields.count);
  words.end();
}

/**
 * Gradient of `BinaryCrossEntropy` with respect to the predictions.
 */
export function encodeBinaryCrossEntropyGradient(
  words: Words,
  fields: {
    readonly logits: number;
    readonly predictions: Operand | undefined;
    readonly targets: Operand | undefined;
    readonly dloss: Operand | undefined;
    readonly dpredictions: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(30);
  words.u32(fields.logits);
  words.tensor(fields.predictions);
  words.tensor(fields.targets);
  words.tensor(fields.dloss);
  words.tensor(fields.dpredictions);
  words.u32(fields.count);
  words.end();
}

/**
 * Rows of x (outer, axis, inner) by i32 indices into y (outer, count, inner).
 */
export function encodeGather(
  words: Words,
  fields: {
    readonly elementSize: number;
    readonly x: Operand | undefined;
    readonly indices: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly count: number;
  },
): void {
  words.begin(31);
  words.u32(fields.elementSize);
  words.tensor(fields.x);
  words.tensor(fields.indices);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.count);
  words.end();
}

/**
 * Adds rows of x (outer, count, inner) into y (outer, axis, inner), which starts as zeros.
 */
export function encodeScatterAdd(
  words: Words,
  fields: {
    readonly integer: number;
    readonly x: Operand | undefined;
    readonly indices: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly count: number;
  },
): void {
  words.begin(32);
  words.u32(fields.integer);
  words.tensor(fields.x);
  words.tensor(fields.indices);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.count);
  words.end();
}

/**
 * y = base (outer, axis, inner) with rows of x (outer, count, inner) put at the indices; the last one wins.
 */
export function encodeScatterSet(
  words: Words,
  fields: {
    readonly elementSize: number;
    readonly base: Operand | undefined;
    readonly x: Operand | undefined;
    readonly indices: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly count: number;
  },
): void {
  words.begin(33);
  words.u32(fields.elementSize);
  words.tensor(fields.base);
  words.tensor(fields.x);
  words.tensor(fields.indices);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.count);
  words.end();
}

/**
 * y (outer, classes, inner) is 1 where the class is the index, else 0.
 */
export function encodeOneHot(
  words: Words,
  fields: {
    readonly indices: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly classes: number;
    readonly inner: number;
  },
): void {
  words.begin(34);
  words.tensor(fields.indices);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.classes);
  words.u32(fields.inner);
  words.end();
}

/**
 * Each row sorted.
 */
export function encodeSort(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
    readonly descending: number;
  },
): void {
  words.begin(35);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.u32(fields.descending);
  words.end();
}

/**
 * The order that sorts each row, as i32.
 */
export function encodeArgSort(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
    readonly descending: number;
  },
): void {
  words.begin(36);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.u32(fields.descending);
  words.end();
}

/**
 * The k largest of each row and where they are.
 */
export function encodeTopK(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly values: Operand | undefined;
    readonly indices: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
    readonly k: number;
  },
): void {
  words.begin(37);
  words.tensor(fields.x);
  words.tensor(fields.values);
  words.tensor(fields.indices);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.u32(fields.k);
  words.end();
}

/**
 * Uniform in [low, high). The state is i32 × 4: key, then counter, low word first.
 */
export function encodeRandomUniform(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly low: number;
    readonly high: number;
  },
): void {
  words.begin(38);
  words.tensor(fields.state);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.low);
  words.f32(fields.high);
  words.end();
}

/**
 * Normal.
 */
export function encodeRandomNormal(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly mean: number;
    readonly deviation: number;
  },
): void {
  words.begin(39);
  words.tensor(fields.state);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.mean);
  words.f32(fields.deviation);
  words.end();
}

/**
 * Normal, nothing beyond two deviations.
 */
export function encodeRandomTruncatedNormal(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly mean: number;
    readonly deviation: number;
  },
): void {
  words.begin(40);
  words.tensor(fields.state);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.mean);
  words.f32(fields.deviation);
  words.end();
}

/**
 * Uniform i32 in [low, high).
 */
export function encodeRandomIntegers(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly low: number;
    readonly high: number;
  },
): void {
  words.begin(41);
  words.tensor(fields.state);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.i32(fields.low);
  words.i32(fields.high);
  words.end();
}

/**
 * 1 with a probability, else 0, as bytes.
 */
export function encodeRandomBernoulli(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly probability: number;
  },
): void {
  words.begin(42);
  words.tensor(fields.state);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.probability);
  words.end();
}

/**
 * y is x without a random part of `rate`, the rest scaled up; the mask says what stayed.
 */
export function encodeDropout(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly mask: Operand | undefined;
    readonly count: number;
    readonly rate: number;
  },
): void {
  words.begin(43);
  words.tensor(fields.state);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.tensor(fields.mask);
  words.u32(fields.count);
  words.f32(fields.rate);
  words.end();
}

/**
 * y is x where the mask is set, scaled up; else 0.
 */
export function encodeDropoutApply(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly mask: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly rate: number;
  },
): void {
  words.begin(44);
  words.tensor(fields.x);
  words.tensor(fields.mask);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.f32(fields.rate);
  words.end();
}

/**
 * The state after `blocks` blocks.
 */
export function encodeRandomAdvance(
  words: Words,
  fields: {
    readonly state: Operand | undefined;
    readonly y: Operand | undefined;
    readonly blocks: number;
  },
): void {
  words.begin(45);
  words.tensor(fields.state);
  words.tensor(fields.y);
  words.u32(fields.blocks);
  words.end();
}

/**
 * A step of gradient descent for all variables: of each the count, and as targets the variable and its slots as they are, four places; where the new ones go, four; the gradient; a factor of it. The state is variable and velocity, which is absent without momentum. The rate is a scalar tensor.
 */
export function encodeSgd(
  words: Words,
  fields: {
    readonly targets: readonly (Operand | undefined)[];
    readonly counts: readonly number[];
    readonly learningRate: Operand | undefined;
    readonly clipValue: number;
    readonly momentum: number;
    readonly nesterov: number;
    readonly weightDecay: number;
  },
): void {
  words.begin(46);
  words.tensors(fields.targets);
  words.list(fields.counts);
  words.tensor(fields.learningRate);
  words.f32(fields.clipValue);
  words.f32(fields.momentum);
  words.u32(fields.nesterov);
  words.f32(fields.weightDecay);
  words.end();
}

/**
 * A step of RMSprop; targets as of `Sgd`. The state is variable, velocity, moment and average, the last two absent where not used.
 */
export function encodeRmsprop(
  words: Words,
  fields: {
    readonly targets: readonly (Operand | undefined)[];
    readonly counts: readonly number[];
    readonly learningRate: Operand | undefined;
    readonly clipValue: number;
    readonly rho: number;
    readonly oneMinusRho: number;
    readonly momentum: number;
    readonly centered: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  },
): void {
  words.begin(47);
  words.tensors(fields.targets);
  words.list(fields.counts);
  words.tensor(fields.learningRate);
  words.f32(fields.clipValue);
  words.f32(fields.rho);
  words.f32(fields.oneMinusRho);
  words.f32(fields.momentum);
  words.u32(fields.centered);
  words.f32(fields.epsilon);
  words.f32(fields.weightDecay);
  words.end();
}

/**
 * A step of Adam; targets as of `Sgd`. The state is variable, moment, velocity and, with AMSGrad, the largest velocity. α is the bias-corrected rate, a scalar tensor.
 */
export function encodeAdam(
  words: Words,
  fields: {
    readonly targets: readonly (Operand | undefined)[];
    readonly counts: readonly number[];
    readonly alpha: Operand | undefined;
    readonly learningRate: Operand | undefined;
    readonly clipValue: number;
    readonly oneMinusBeta1: number;
    readonly oneMinusBeta2: number;
    readonly amsgrad: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  },
): void {
  words.begin(48);
  words.tensors(fields.targets);
  words.list(fields.counts);
  words.tensor(fields.alpha);
  words.tensor(fields.learningRate);
  words.f32(fields.clipValue);
  words.f32(fields.oneMinusBeta1);
  words.f32(fields.oneMinusBeta2);
  words.u32(fields.amsgrad);
  words.f32(fields.epsilon);
  words.f32(fields.weightDecay);
  words.end();
}

/**
 * Elements of x (outer, axis, inner) by i32 indices, one for each place of y (outer, count, inner).
 */
export function encodeGatherElements(
  words: Words,
  fields: {
    readonly elementSize: number;
    readonly x: Operand | undefined;
    readonly indices: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly count: number;
  },
): void {
  words.begin(49);
  words.u32(fields.elementSize);
  words.tensor(fields.x);
  words.tensor(fields.indices);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.count);
  words.end();
}

/**
 * Adds elements of x (outer, count, inner) into y (outer, axis, inner), which starts as zeros, at an index each.
 */
export function encodeScatterAddElements(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly indices: Operand | undefined;
    readonly y: Operand | undefined;
    readonly outer: number;
    readonly axis: number;
    readonly inner: number;
    readonly count: number;
  },
): void {
  words.begin(50);
  words.tensor(fields.x);
  words.tensor(fields.indices);
  words.tensor(fields.y);
  words.u32(fields.outer);
  words.u32(fields.axis);
  words.u32(fields.inner);
  words.u32(fields.count);
  words.end();
}

/**
 * `y = activation(x ∗ kernel + bias)`, channels last. Geometry: batch, channels, filters, groups; then for depth, height and width input, kernel, output, stride, dilation, padding before.
 */
export function encodeConvolution(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly kernel: Operand | undefined;
    readonly bias: Operand | undefined;
    readonly y: Operand | undefined;
    readonly geometry: readonly number[];
    readonly activation: number;
  },
): void {
  words.begin(51);
  words.tensor(fields.x);
  words.tensor(fields.kernel);
  words.tensor(fields.bias);
  words.tensor(fields.y);
  words.list(fields.geometry);
  words.u32(fields.activation);
  words.end();
}

/**
 * `dx = activation(gradient of Convolution with respect to x, + bias)`: the transposed convolution.
 */
export function encodeConvolutionInputGradient(
  words: Words,
  fields: {
    readonly dy: Operand | undefined;
    readonly kernel: Operand | undefined;
    readonly bias: Operand | undefined;
    readonly dx: Operand | undefined;
    readonly geometry: readonly number[];
    readonly activation: number;
  },
): void {
  words.begin(52);
  words.tensor(fields.dy);
  words.tensor(fields.kernel);
  words.tensor(fields.bias);
  words.tensor(fields.dx);
  words.list(fields.geometry);
  words.u32(fields.activation);
  words.end();
}

/**
 * Gradient of `Convolution` with respect to the kernel.
 */
export function encodeConvolutionFilterGradient(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly dy: Operand | undefined;
    readonly dkernel: Operand | undefined;
    readonly geometry: readonly number[];
  },
): void {
  words.begin(53);
  words.tensor(fields.x);
  words.tensor(fields.dy);
  words.tensor(fields.dkernel);
  words.list(fields.geometry);
  words.end();
}

/**
 * The largest or mean of each window; the geometry is that of `Convolution`.
 */
export function encodePool(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly geometry: readonly number[];
  },
): void {
  words.begin(54);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.list(fields.geometry);
  words.end();
}

/**
 * Gradient of `Pool`; x and y are absent for the mean.
 */
export function encodePoolGradient(
  words: Words,
  fields: {
    readonly function: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly dy: Operand | undefined;
    readonly dx: Operand | undefined;
    readonly geometry: readonly number[];
  },
): void {
  words.begin(55);
  words.u32(fields.function);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.tensor(fields.dy);
  words.tensor(fields.dx);
  words.list(fields.geometry);
  words.end();
}

/**
 * Of each window the value where x has its first largest, y.
 */
export function encodeMaxPoolSelect(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly values: Operand | undefined;
    readonly output: Operand | undefined;
    readonly geometry: readonly number[];
  },
): void {
  words.begin(56);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.tensor(fields.values);
  words.tensor(fields.output);
  words.list(fields.geometry);
  words.end();
}

/**
 * Normalises columns by their own mean and (biased) variance, which it returns; γ and β may be absent.
 */
export function encodeBatchNormalizationTraining(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly gamma: Operand | undefined;
    readonly beta: Operand | undefined;
    readonly y: Operand | undefined;
    readonly mean: Operand | undefined;
    readonly variance: Operand | undefined;
    readonly rows: number;
    readonly channels: number;
    readonly epsilon: number;
  },
): void {
  words.begin(57);
  words.tensor(fields.x);
  words.tensor(fields.gamma);
  words.tensor(fields.beta);
  words.tensor(fields.y);
  words.tensor(fields.mean);
  words.tensor(fields.variance);
  words.u32(fields.rows);
  words.u32(fields.channels);
  words.f32(fields.epsilon);
  words.end();
}

/**
 * Normalises columns by a given mean and variance.
 */
export function encodeBatchNormalization(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly mean: Operand | undefined;
    readonly variance: Operand | undefined;
    readonly gamma: Operand | undefined;
    readonly beta: Operand | undefined;
    readonly y: Operand | undefined;
    readonly rows: number;
    readonly channels: number;
    readonly epsilon: number;
  },
): void {
  words.begin(58);
  words.tensor(fields.x);
  words.tensor(fields.mean);
  words.tensor(fields.variance);
  words.tensor(fields.gamma);
  words.tensor(fields.beta);
  words.tensor(fields.y);
  words.u32(fields.rows);
  words.u32(fields.channels);
  words.f32(fields.epsilon);
  words.end();
}

/**
 * Gradients of `BatchNormalizationTraining`.
 */
export function encodeBatchNormalizationGradient(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly mean: Operand | undefined;
    readonly variance: Operand | undefined;
    readonly gamma: Operand | undefined;
    readonly dy: Operand | undefined;
    readonly dx: Operand | undefined;
    readonly dgamma: Operand | undefined;
    readonly dbeta: Operand | undefined;
    readonly rows: number;
    readonly channels: number;
    readonly epsilon: number;
  },
): void {
  words.begin(59);
  words.tensor(fields.x);
  words.tensor(fields.mean);
  words.tensor(fields.variance);
  words.tensor(fields.gamma);
  words.tensor(fields.dy);
  words.tensor(fields.dx);
  words.tensor(fields.dgamma);
  words.tensor(fields.dbeta);
  words.u32(fields.rows);
  words.u32(fields.channels);
  words.f32(fields.epsilon);
  words.end();
}

/**
 * Normalises rows by their own mean and variance, or root mean square; returns each row's mean and factor.
 */
export function encodeLayerNormalization(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly gamma: Operand | undefined;
    readonly beta: Operand | undefined;
    readonly y: Operand | undefined;
    readonly mean: Operand | undefined;
    readonly factor: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
    readonly epsilon: number;
    readonly rootMeanSquare: number;
  },
): void {
  words.begin(60);
  words.tensor(fields.x);
  words.tensor(fields.gamma);
  words.tensor(fields.beta);
  words.tensor(fields.y);
  words.tensor(fields.mean);
  words.tensor(fields.factor);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.f32(fields.epsilon);
  words.u32(fields.rootMeanSquare);
  words.end();
}

/**
 * Gradients of `LayerNormalization`.
 */
export function encodeLayerNormalizationGradient(
  words: Words,
  fields: {
    readonly x: Operand | undefined;
    readonly mean: Operand | undefined;
    readonly factor: Operand | undefined;
    readonly gamma: Operand | undefined;
    readonly dy: Operand | undefined;
    readonly dx: Operand | undefined;
    readonly dgamma: Operand | undefined;
    readonly dbeta: Operand | undefined;
    readonly rows: number;
    readonly columns: number;
    readonly rootMeanSquare: number;
  },
): void {
  words.begin(61);
  words.tensor(fields.x);
  words.tensor(fields.mean);
  words.tensor(fields.factor);
  words.tensor(fields.gamma);
  words.tensor(fields.dy);
  words.tensor(fields.dx);
  words.tensor(fields.dgamma);
  words.tensor(fields.dbeta);
  words.u32(fields.rows);
  words.u32(fields.columns);
  words.u32(fields.rootMeanSquare);
  words.end();
}

/**
 * All steps of a recurrent layer over time-major tensors: from x to h after every step, the last states, and what the gradient needs.
 */
export function encodeRecurrent(
  words: Words,
  fields: {
    readonly cell: number;
    readonly x: Operand | undefined;
    readonly kernel: Operand | undefined;
    readonly recurrentKernel: Operand | undefined;
    readonly bias: Operand | undefined;
    readonly recurrentBias: Operand | undefined;
    readonly initial: Operand | undefined;
    readonly initialCell: Operand | undefined;
    readonly mask: Operand | undefined;
    readonly sequence: Operand | undefined;
    readonly gates: Operand | undefined;
    readonly extra: Operand | undefined;
    readonly last: Operand | undefined;
    readonly lastCell: Operand | undefined;
    readonly steps: number;
    readonly batch: number;
    readonly size: number;
    readonly units: number;
  },
): void {
  words.begin(62);
  words.u32(fields.cell);
  words.tensor(fields.x);
  words.tensor(fields.kernel);
  words.tensor(fields.recurrentKernel);
  words.tensor(fields.bias);
  words.tensor(fields.recurrentBias);
  words.tensor(fields.initial);
  words.tensor(fields.initialCell);
  words.tensor(fields.mask);
  words.tensor(fields.sequence);
  words.tensor(fields.gates);
  words.tensor(fields.extra);
  words.tensor(fields.last);
  words.tensor(fields.lastCell);
  words.u32(fields.steps);
  words.u32(fields.batch);
  words.u32(fields.size);
  words.u32(fields.units);
  words.end();
}

/**
 * Gradients of `Recurrent`, but that of x: from d_gates, which are those of x·W + b.
 */
export function encodeRecurrentGradient(
  words: Words,
  fields: {
    readonly cell: number;
    readonly x: Operand | undefined;
    readonly recurrentKernel: Operand | undefined;
    readonly initial: Operand | undefined;
    readonly initialCell: Operand | undefined;
    readonly mask: Operand | undefined;
    readonly sequence: Operand | undefined;
    readonly gates: Operand | undefined;
    readonly extra: Operand | undefined;
    readonly dSequence: Operand | undefined;
    readonly dLast: Operand | undefined;
    readonly dLastCell: Operand | undefined;
    readonly dGates: Operand | undefined;
    readonly dExtra: Operand | undefined;
    readonly dKernel: Operand | undefined;
    readonly dRecurrentKernel: Operand | undefined;
    readonly dBias: Operand | undefined;
    readonly dRecurrentBias: Operand | undefined;
    readonly dInitial: Operand | undefined;
    readonly dInitialCell: Operand | undefined;
    readonly steps: number;
    readonly batch: number;
    readonly size: number;
    readonly units: number;
  },
): void {
  words.begin(63);
  words.u32(fields.cell);
  words.tensor(fields.x);
  words.tensor(fields.recurrentKernel);
  words.tensor(fields.initial);
  words.tensor(fields.initialCell);
  words.tensor(fields.mask);
  words.tensor(fields.sequence);
  words.tensor(fields.gates);
  words.tensor(fields.extra);
  words.tensor(fields.dSequence);
  words.tensor(fields.dLast);
  words.tensor(fields.dLastCell);
  words.tensor(fields.dGates);
  words.tensor(fields.dExtra);
  words.tensor(fields.dKernel);
  words.tensor(fields.dRecurrentKernel);
  words.tensor(fields.dBias);
  words.tensor(fields.dRecurrentBias);
  words.tensor(fields.dInitial);
  words.tensor(fields.dInitialCell);
  words.u32(fields.steps);
  words.u32(fields.batch);
  words.u32(fields.size);
  words.u32(fields.units);
  words.end();
}

/**
 * Scaled dot-product attention, which keeps its weights or, without, statistics; `dims` are B, N, K, T, S, H, V; the mask's strides are of B, N, T.
 */
export function encodeAttention(
  words: Words,
  fields: {
    readonly query: Operand | undefined;
    readonly key: Operand | undefined;
    readonly value: Operand | undefined;
    readonly mask: Operand | undefined;
    readonly output: Operand | undefined;
    readonly weights: Operand | undefined;
    readonly statistics: Operand | undefined;
    readonly dims: readonly number[];
    readonly maskStrides: readonly number[];
    readonly scale: number;
    readonly causal: number;
  },
): void {
  words.begin(64);
  words.tensor(fields.query);
  words.tensor(fields.key);
  words.tensor(fields.value);
  words.tensor(fields.mask);
  words.tensor(fields.output);
  words.tensor(fields.weights);
  words.tensor(fields.statistics);
  words.list(fields.dims);
  words.list(fields.maskStrides);
  words.f32(fields.scale);
  words.u32(fields.causal);
  words.end();
}

/**
 * Gradients of `Attention`.
 */
export function encodeAttentionGradient(
  words: Words,
  fields: {
    readonly query: Operand | undefined;
    readonly key: Operand | undefined;
    readonly value: Operand | undefined;
    readonly mask: Operand | undefined;
    readonly output: Operand | undefined;
    readonly weights: Operand | undefined;
    readonly statistics: Operand | undefined;
    readonly dOutput: Operand | undefined;
    readonly dQuery: Operand | undefined;
    readonly dKey: Operand | undefined;
    readonly dValue: Operand | undefined;
    readonly dims: readonly number[];
    readonly maskStrides: readonly number[];
    readonly scale: number;
    readonly causal: number;
  },
): void {
  words.begin(65);
  words.tensor(fields.query);
  words.tensor(fields.key);
  words.tensor(fields.value);
  words.tensor(fields.mask);
  words.tensor(fields.output);
  words.tensor(fields.weights);
  words.tensor(fields.statistics);
  words.tensor(fields.dOutput);
  words.tensor(fields.dQuery);
  words.tensor(fields.dKey);
  words.tensor(fields.dValue);
  words.list(fields.dims);
  words.list(fields.maskStrides);
  words.f32(fields.scale);
  words.u32(fields.causal);
  words.end();
}

/**
 * Functions of tensors of `count` elements in a row, block by block; inputs whose bit in `scalars` is set are one element. Steps are six words each: the function (of two where bit 8 is set), a, b and y as numbers of operands (inputs, y, blocks), α, β.
 */
export function encodeChain(
  words: Words,
  fields: {
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly c: Operand | undefined;
    readonly d: Operand | undefined;
    readonly e: Operand | undefined;
    readonly f: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
    readonly scalars: number;
    readonly steps: readonly number[];
  },
): void {
  words.begin(66);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.c);
  words.tensor(fields.d);
  words.tensor(fields.e);
  words.tensor(fields.f);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.u32(fields.scalars);
  words.list(fields.steps);
  words.end();
}

/**
 * Weights (k, n) of bytes in rows with a scale per column, as `GemmInt8` and `ConvolutionInt8` of that precision (0: 7 bits, 1: 12 bits) read them in this build.
 */
export function encodePackInt8(
  words: Words,
  fields: {
    readonly precision: number;
    readonly weights: Operand | undefined;
    readonly scales: Operand | undefined;
    readonly packed: Operand | undefined;
    readonly k: number;
    readonly n: number;
  },
): void {
  words.begin(67);
  words.u32(fields.precision);
  words.tensor(fields.weights);
  words.tensor(fields.scales);
  words.tensor(fields.packed);
  words.u32(fields.k);
  words.u32(fields.n);
  words.end();
}

/**
 * `c = activation(a·b + bias)` with packed weights, and rows of a quantised on the fly.
 */
export function encodeGemmInt8(
  words: Words,
  fields: {
    readonly precision: number;
    readonly a: Operand | undefined;
    readonly b: Operand | undefined;
    readonly bias: Operand | undefined;
    readonly c: Operand | undefined;
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly activation: number;
  },
): void {
  words.begin(68);
  words.u32(fields.precision);
  words.tensor(fields.a);
  words.tensor(fields.b);
  words.tensor(fields.bias);
  words.tensor(fields.c);
  words.u32(fields.m);
  words.u32(fields.n);
  words.u32(fields.k);
  words.u32(fields.activation);
  words.end();
}

/**
 * `y = activation(x ∗ kernel + bias)` with packed weights, and samples quantised on the fly; a geometry of one group.
 */
export function encodeConvolutionInt8(
  words: Words,
  fields: {
    readonly precision: number;
    readonly x: Operand | undefined;
    readonly kernel: Operand | undefined;
    readonly bias: Operand | undefined;
    readonly y: Operand | undefined;
    readonly geometry: readonly number[];
    readonly activation: number;
  },
): void {
  words.begin(69);
  words.u32(fields.precision);
  words.tensor(fields.x);
  words.tensor(fields.kernel);
  words.tensor(fields.bias);
  words.tensor(fields.y);
  words.list(fields.geometry);
  words.u32(fields.activation);
  words.end();
}

/**
 * Numbers that a file stores in fewer bits (0: signed 4 bits, 1: signed 3 bits, both as bytes; 2: half precision, as f32).
 */
export function encodeDecode(
  words: Words,
  fields: {
    readonly codec: number;
    readonly x: Operand | undefined;
    readonly y: Operand | undefined;
    readonly count: number;
  },
): void {
  words.begin(70);
  words.u32(fields.codec);
  words.tensor(fields.x);
  words.tensor(fields.y);
  words.u32(fields.count);
  words.end();
}

/**
 * Weights (k, n) rounded to integers up to ±`most` of a scale per column, with the curvature XᵀX (k, k) of their inputs (GPTQ); `outcome` is 1 where that stayed singular, and all are rounded to nearest.
 */
export function encodeGptq(
  words: Words,
  fields: {
    readonly weights: Operand | undefined;
    readonly hessian: Operand | undefined;
    readonly scales: Operand | undefined;
    readonly quantized: Operand | undefined;
    readonly outcome: Operand | undefined;
    readonly k: number;
    readonly n: number;
    readonly most: number;
    readonly damping: number;
  },
): void {
  words.begin(71);
  words.tensor(fields.weights);
  words.tensor(fields.hessian);
  words.tensor(fields.scales);
  words.tensor(fields.quantized);
  words.tensor(fields.outcome);
  words.u32(fields.k);
  words.u32(fields.n);
  words.i32(fields.most);
  words.f32(fields.damping);
  words.end();
}

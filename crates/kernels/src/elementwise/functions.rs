//! The functions that elementwise kernels know, with the numbers that instructions name them by.

macro_rules! functions {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum $name { $($(#[$doc])* $variant = $code,)* }

        impl $name {
            /// Every function, in the order of its codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The function of a code, or nothing where the code is unknown.
            pub fn from_code(code: u32) -> Option<Self> {
                Self::ALL.get(code as usize).copied()
            }
        }
    };
}
pub(crate) use functions;

functions! {
    /// `y = f(x)` on `f32`; α and β are the two scalar attributes.
    UnaryFunction {
        /// `-x`
        Neg = 0,
        /// `|x|`
        Abs = 1,
        /// -1, 0 or 1 by the sign of x; a zero keeps its sign, NaN stays.
        Sign = 2,
        /// `x·x`
        Square = 3,
        /// `√x`
        Sqrt = 4,
        /// `1/√x`
        Rsqrt = 5,
        /// `1/x`
        Reciprocal = 6,
        /// `eˣ`
        Exp = 7,
        /// `eˣ - 1`
        Expm1 = 8,
        /// `ln x`
        Log = 9,
        /// `ln(1 + x)`
        Log1p = 10,
        /// `sin x`, radians
        Sin = 11,
        /// `cos x`, radians
        Cos = 12,
        /// `tan x`, radians
        Tan = 13,
        /// `tanh x`
        Tanh = 14,
        /// `sinh x`
        Sinh = 15,
        /// `cosh x`
        Cosh = 16,
        /// `1/(1 + e⁻ˣ)`
        Sigmoid = 17,
        /// Gauss error function
        Erf = 18,
        /// Largest integer ≤ x
        Floor = 19,
        /// Smallest integer ≥ x
        Ceil = 20,
        /// Nearest integer, ties to even
        Round = 21,
        /// Integer part, towards zero
        Trunc = 22,
        /// `max(x, 0)`
        Relu = 23,
        /// `min(max(x, 0), 6)`
        Relu6 = 24,
        /// `x > 0 ? x : α·x`
        LeakyRelu = 25,
        /// `x > 0 ? x : α·(eˣ - 1)`
        Elu = 26,
        /// `1.0507009873554805·(x > 0 ? x : 1.6732632423543772·(eˣ - 1))`
        Selu = 27,
        /// `ln(1 + eˣ)`
        Softplus = 28,
        /// `x/(1 + |x|)`
        Softsign = 29,
        /// `x·sigmoid(x)`
        Silu = 30,
        /// `x·Φ(x)`, by the error function (Keras's `approximate=False`)
        Gelu = 31,
        /// `x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`
        GeluTanh = 32,
        /// `x·tanh(softplus(x))`
        Mish = 33,
        /// `relu6(x + 3)/6`
        HardSigmoid = 34,
        /// `x·hardSigmoid(x)`
        HardSilu = 35,
        /// `min(max(x, -1), 1)`
        HardTanh = 36,
        /// `-softplus(-x)`
        LogSigmoid = 37,
        /// `x - tanh x`
        TanhShrink = 38,
        /// `|x| > α ? x : 0`
        HardShrink = 39,
        /// `x > α ? x - α : x < -α ? x + α : 0`
        SoftShrink = 40,
        /// `x > α ? x : β`
        Threshold = 41,
        /// `x + α`
        AddScalar = 42,
        /// `x·α`
        MulScalar = 43,
        /// `α - x`
        RsubScalar = 44,
        /// `α/x`
        RdivScalar = 45,
        /// `x^α`
        PowScalar = 46,
        /// `α·x + β`, two roundings
        Affine = 47,
        /// `min(max(x, α), β)`
        Clip = 48,
        /// `max(x, α)`
        MaximumScalar = 49,
        /// `min(x, α)`
        MinimumScalar = 50,
        /// `x/α`
        DivScalar = 51,
        /// `log₂ x`
        Log2 = 52,
        /// `log₁₀ x`
        Log10 = 53,
        /// `2ˣ`
        Exp2 = 54,
        /// Inverse of the Gauss error function
        Erfinv = 55,
        /// `arctan x`
        Atan = 56,
        /// `arcsin x`
        Asin = 57,
        /// `arccos x`
        Acos = 58,
        /// `arsinh x`
        Asinh = 59,
        /// `arcosh x`
        Acosh = 60,
        /// `artanh x`
        Atanh = 61,
    }
}

functions! {
    /// `y = f(a, b)` on `f32`; in the gradient forms `a` is the gradient that comes in, `dy`.
    BinaryFunction {
        /// `a + b`
        Add = 0,
        /// `a - b`
        Sub = 1,
        /// `a·b`
        Mul = 2,
        /// `a/b`
        Div = 3,
        /// `⌊a/b⌋`, as JAX computes it: from the exact remainder
        FloorDivide = 4,
        /// Remainder with the sign of b (Python's `%`)
        Mod = 5,
        /// `a^b`
        Pow = 6,
        /// Larger; NaN if either is
        Maximum = 7,
        /// Smaller; NaN if either is
        Minimum = 8,
        /// `(a - b)²`
        SquaredDifference = 9,
        /// `atan2(a, b)`
        Atan2 = 10,
        /// `b ≠ 0 ? a/b : 0` (Keras's `divide_no_nan`)
        DivideNoNan = 11,
        /// `α·a + β·b`, every operation rounded
        WeightedSum = 12,
        /// dy where y > 0
        ReluGradient = 13,
        /// dy where 0 < y < 6
        Relu6Gradient = 14,
        /// dy·(x > 0 ? 1 : α), b = x
        LeakyReluGradient = 15,
        /// dy·(y > 0 ? 1 : y + α), b = y
        EluGradient = 16,
        /// dy·(y > 0 ? λ : y + λ·1.67326…), b = y
        SeluGradient = 17,
        /// dy·y·(1 - y), b = y
        SigmoidGradient = 18,
        /// dy·(1 - y²), b = y
        TanhGradient = 19,
        /// dy·sigmoid(x), b = x
        SoftplusGradient = 20,
        /// dy/(1 + |x|)², b = x
        SoftsignGradient = 21,
        /// dy·s·(1 + x·(1 - s)), s = sigmoid(x), b = x
        SiluGradient = 22,
        /// dy·(Φ(x) + x·φ(x)), b = x
        GeluGradient = 23,
        /// dy·(tanh approximation of GELU)′(x), b = x
        GeluTanhGradient = 24,
        /// dy·mish′(x), b = x
        MishGradient = 25,
        /// dy/6 where -3 < x < 3, b = x
        HardSigmoidGradient = 26,
        /// dy·(x ≤ -3 ? 0 : x ≥ 3 ? 1 : (2x + 3)/6), b = x
        HardSiluGradient = 27,
        /// dy where -1 < x < 1, b = x
        HardTanhGradient = 28,
        /// dy·sigmoid(-x), b = x
        LogSigmoidGradient = 29,
        /// dy/(2y), b = y = √x
        SqrtGradient = 30,
        /// dy·sign(x), b = x
        AbsGradient = 31,
        /// dy where α ≤ x ≤ β, b = x
        ClipGradient = 32,
        /// dy·2/√π·exp(-x²), b = x
        ErfGradient = 33,
    }
}

functions! {
    /// Comparisons; the answer is 1 or 0 in a byte. With NaN all are 0 but `NotEqual`.
    CompareFunction {
        /// `a = b`
        Equal = 0,
        /// `a ≠ b`
        NotEqual = 1,
        /// `a < b`
        Less = 2,
        /// `a ≤ b`
        LessEqual = 3,
        /// `a > b`
        Greater = 4,
        /// `a ≥ b`
        GreaterEqual = 5,
    }
}

functions! {
    /// What a float is; the answer is 1 or 0 in a byte.
    ClassifyFunction {
        /// NaN
        IsNan = 0,
        /// ±∞
        IsInfinite = 1,
        /// Neither NaN nor ±∞
        IsFinite = 2,
    }
}

functions! {
    /// Functions of two `i32`; sums and products wrap.
    IntegerFunction {
        /// `a + b`
        Add = 0,
        /// `a - b`
        Sub = 1,
        /// `a·b`
        Mul = 2,
        /// `⌊a/b⌋`; by 0 the quotient is -1 (as XLA)
        FloorDivide = 3,
        /// Remainder with the sign of b; by 0 it is `a` (as XLA)
        Mod = 4,
        /// Larger
        Maximum = 5,
        /// Smaller
        Minimum = 6,
        /// Bitwise and
        And = 7,
        /// Bitwise or
        Or = 8,
        /// Bitwise exclusive or
        Xor = 9,
        /// `(a - b)²`
        SquaredDifference = 10,
    }
}

functions! {
    /// Functions of one `i32`; results wrap.
    IntegerUnaryFunction {
        /// `-x`
        Neg = 0,
        /// `|x|`
        Abs = 1,
        /// -1, 0 or 1
        Sign = 2,
        /// `x·x`
        Square = 3,
        /// Bitwise not
        Not = 4,
    }
}

functions! {
    /// Functions of two bytes, bit by bit; on bools (0 or 1) the logical ones.
    LogicalFunction {
        /// and
        And = 0,
        /// or
        Or = 1,
        /// exclusive or; on bools also `≠`
        Xor = 2,
    }
}

functions! {
    /// Types of elements that [`cast`](super::cast) knows.
    ElementType {
        /// 32-bit float
        F32 = 0,
        /// 32-bit signed integer
        I32 = 1,
        /// Byte, unsigned
        U8 = 2,
        /// Byte, signed
        I8 = 3,
        /// Byte, 0 or 1
        Bool = 4,
    }
}

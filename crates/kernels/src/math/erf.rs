//! The Gauss error function and its inverse.

use super::exp::exp;
use super::log::log;
use super::{constant, polynomial, with_sign};
use crate::simd::{F32x4, Floats, Integers};

/// `erf x`, ≤ 2 ULP: an odd polynomial below 0.93, above it `1 - e^p(|x|)`; both are Norbert Juffa's
/// minimax fits (<https://stackoverflow.com/a/35148199>).
#[inline(always)]
pub fn erf(x: F32x4) -> F32x4 {
    let size = x.abs();
    let square = x.mul(x);
    let p = polynomial(
        square,
        &[
            -5.967_617e-4,
            4.991_194_2e-3,
            -2.676_813_5e-2,
            1.128_199_2e-1,
            -3.761_253_4e-1,
            1.283_791_7e-1,
        ],
    );
    let small = p.mul_add(x, x);
    let p = polynomial(
        size,
        &[
            -1.728_534_7e-5,
            3.831_971_3e-4,
            -3.883_964_4e-3,
            2.425_462_2e-2,
            -1.067_778_8e-1,
            -6.348_467e-1,
            -1.287_175_1e-1,
        ],
    );
    let large = constant(&1.0).sub(exp(p.mul_add(size, size.neg())));
    size.lt(constant(&0.927_734_4))
        .select(small, with_sign(large, x))
}

/// The inverse of [`erf`] on (-1, 1), ≤ 4 ULP; ±∞ at ±1, NaN outside. Giles, "Approximating the erfinv
/// function" (GPU Computing Gems, 2011), which XLA uses too.
#[inline(never)]
pub fn erfinv(x: F32x4) -> F32x4 {
    // 1 - |x| is exact where it matters, which 1 - x² would not be.
    let size = x.abs();
    let w = log(constant(&1.0).sub(size).mul(constant(&1.0).add(size))).neg();
    let central = polynomial(
        w.sub(constant(&2.5)),
        &[
            2.810_226_4e-8,
            3.432_739_4e-7,
            -3.523_387_7e-6,
            -4.391_506_5e-6,
            2.185_808_7e-4,
            -1.253_725e-3,
            -4.177_681_6e-3,
            2.466_407_3e-1,
            1.501_409_4,
        ],
    );
    let tail = polynomial(
        w.sqrt().sub(constant(&3.0)),
        &[
            -2.002_142_6e-4,
            1.009_505_6e-4,
            1.349_343_2e-3,
            -3.673_428_4e-3,
            5.739_507_7e-3,
            -7.622_461_3e-3,
            9.438_870_5e-3,
            1.001_674,
            2.832_976_8,
        ],
    );
    let result = w.lt(constant(&5.0)).select(central, tail).mul(x);
    let one = size.eq(constant(&1.0));
    one.select(with_sign(constant(&f32::INFINITY), x), result)
}

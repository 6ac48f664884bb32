//! Philox 4×32 with ten rounds (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3",
//! SC 2011).

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// The golden ratio and √3 - 1, which step the key.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// The block of a counter (128 bits, least word first) and a key.
#[inline]
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let ([mut c0, mut c1, mut c2, mut c3], [mut k0, mut k1]) = (counter, key);
    let [m0, m1] = MULTIPLIERS;
    for _ in 0..10 {
        let (p0, p1) = (c0 as u64 * m0 as u64, c2 as u64 * m1 as u64);
        let (high0, high1) = ((p0 >> 32) as u32, (p1 >> 32) as u32);
        (c0, c1, c2, c3) = (high1 ^ c1 ^ k0, p1 as u32, high0 ^ c3 ^ k1, p0 as u32);
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    [c0, c1, c2, c3]
}

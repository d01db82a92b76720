//! Sixty-four bytes at a time as bitmaps, in which bit `n` stands for byte `n`; and loops compiled for the processor.
//!
//! A [`Kernel`] is compiled twice: for every processor, and for those that have what the level x86-64-v3 names, which
//! are nearly all since 2015. [`run`] chooses when the program runs.
//!
//! This is the one file with `unsafe` in it. It says two things that the compiler cannot know: that a function is only
//! called on a processor that has the instructions it was compiled to ([`run`] asks first), and that whoever holds a
//! [`Level3`] got it there (no other code can make one). No pointer is followed and no memory taken as what it is not.
#![allow(unsafe_code)]

use wide::u8x16;

/// Bytes that one bitmap covers.
pub const BLOCK: usize = 64;

/// What a loop asks of the processor.
pub trait Lanes: Copy {
    /// Where in a block three bytes stand.
    fn masks(self, block: &[u8; BLOCK], bytes: [u8; 3]) -> [u64; 3];

    /// Each bit the exclusive or of itself and all below it: set from an opening quote to before the closing one.
    fn prefix_xor(self, bits: u64) -> u64;
}

/// A loop. `run` should be `#[inline(always)]`, and so should what it calls in every round.
pub trait Kernel {
    type Output;

    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// Runs a loop as this processor does it best.
pub fn run<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if level_3::is_there() {
        // SAFETY: the processor has all that `level_3::run` was compiled to.
        return unsafe { level_3::run(kernel) };
    }
    kernel.run(Portable)
}

/// What every processor can do.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

impl Lanes for Portable {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK], bytes: [u8; 3]) -> [u64; 3] {
        let wanted = bytes.map(u8x16::splat);
        let mut found = [0; 3];
        for (part, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            for (found, &wanted) in found.iter_mut().zip(&wanted) {
                *found |= u64::from(bytes.simd_eq(wanted).to_bitmask()) << (16 * part);
            }
        }
        found
    }

    #[inline(always)]
    fn prefix_xor(self, mut bits: u64) -> u64 {
        for shift in [1, 2, 4, 8, 16, 32] {
            bits ^= bits << shift;
        }
        bits
    }
}

#[cfg(target_arch = "x86_64")]
mod level_3 {
    use std::arch::x86_64::{
        __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8, _mm256_cmpeq_epi8,
        _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setr_epi64x,
    };

    use super::{BLOCK, Kernel, Lanes};

    /// 256-bit vectors, and instructions for single bits.
    #[derive(Debug, Clone, Copy)]
    pub(super) struct Level3(());

    pub(super) fn is_there() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt")
            && is_x86_feature_detected!("pclmulqdq")
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt,pclmulqdq")]
    pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
        kernel.run(Level3(()))
    }

    impl Lanes for Level3 {
        #[inline(always)]
        fn masks(self, block: &[u8; BLOCK], bytes: [u8; 3]) -> [u64; 3] {
            // SAFETY: only `run` makes a `Level3`, where the processor has these instructions.
            unsafe { masks(block, bytes) }
        }

        #[inline(always)]
        fn prefix_xor(self, bits: u64) -> u64 {
            // SAFETY: as above.
            unsafe { prefix_xor(bits) }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn masks(block: &[u8; BLOCK], bytes: [u8; 3]) -> [u64; 3] {
        let [low, high] = [load(block, 0), load(block, 4)];
        bytes.map(|byte| {
            let wanted = _mm256_set1_epi8(byte.cast_signed());
            let [low, high] = [low, high]
                .map(|half| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, wanted)).cast_unsigned()));
            low | high << 32
        })
    }

    /// Half a block, from its eighth of this number on.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(block: &[u8; BLOCK], eighth: usize) -> __m256i {
        let eighths = block.as_chunks::<8>().0;
        let number = |place: usize| i64::from_le_bytes(eighths[eighth + place]);
        _mm256_setr_epi64x(number(0), number(1), number(2), number(3))
    }

    #[inline]
    #[target_feature(enable = "pclmulqdq")]
    fn prefix_xor(bits: u64) -> u64 {
        // To multiply by all ones without carrying adds up each bit with all below it.
        let product = _mm_clmulepi64_si128(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1), 0);
        _mm_cvtsi128_si64(product).cast_unsigned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Both<'a>(&'a [u8; BLOCK], [u8; 3]);

    impl Kernel for Both<'_> {
        type Output = ([u64; 3], u64);

        fn run<L: Lanes>(self, lanes: L) -> Self::Output {
            let masks = lanes.masks(self.0, self.1);
            (masks, lanes.prefix_xor(masks[0]))
        }
    }

    proptest! {
        #[test]
        fn both_levels_find_what_a_plain_loop_finds(
            text in prop::collection::vec(prop::sample::select(b"\"\",\n\0ab\xff".to_vec()), BLOCK),
        ) {
            let block: &[u8; BLOCK] = text.first_chunk().unwrap();
            let bytes = *b"\",\n";
            let masks = bytes.map(|byte| {
                (0..BLOCK).fold(0, |bits, at| bits | u64::from(block[at] == byte) << at)
            });
            let inside = (0..BLOCK).fold((0_u64, false), |(bits, inside), at| {
                let inside = inside ^ (block[at] == b'"');
                (bits | u64::from(inside) << at, inside)
            });
            prop_assert_eq!(Both(block, bytes).run(Portable), (masks, inside.0));
            prop_assert_eq!(run(Both(block, bytes)), (masks, inside.0));
        }
    }
}

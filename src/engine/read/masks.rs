//! Sixty-four bytes at a time, as bitmaps: bit `n` stands for byte `n`.

use wide::u8x16;

/// Bytes that one bitmap covers.
pub(super) const BLOCK: usize = 64;

/// Where in a block three bytes stand.
#[inline]
pub(super) fn masks(block: &[u8; BLOCK], bytes: [u8; 3]) -> [u64; 3] {
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

/// Each bit the exclusive or of itself and all below it: set from an opening quote to before the closing one.
#[inline]
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn masks_are_what_a_plain_loop_finds(
            text in prop::collection::vec(prop::sample::select(b"\"\",\n\0ab\xff".to_vec()), 64..1_000),
        ) {
            let bytes = *b"\",\n";
            for block in text.as_chunks::<BLOCK>().0 {
                let expected = bytes.map(|byte| {
                    (0..BLOCK).fold(0, |bits, at| bits | u64::from(block[at] == byte) << at)
                });
                prop_assert_eq!(masks(block, bytes), expected);
                let inside = (0..BLOCK).fold((0_u64, false), |(bits, inside), at| {
                    let inside = inside ^ (block[at] == b'"');
                    (bits | u64::from(inside) << at, inside)
                });
                prop_assert_eq!(prefix_xor(expected[0]), inside.0);
            }
        }
    }
}

//! Sixty-four bytes at a time, as bitmaps: bit `n` stands for byte `n`.

use wide::u8x16;

/// Bytes that one bitmap covers.
pub(super) const BLOCK: usize = 64;

/// Where in a block three bytes stand.
#[inline(always)]
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
#[inline(always)]
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// How often each of three bytes stands in a text.
pub(super) fn tally(text: &[u8], bytes: [u8; 3]) -> [u64; 3] {
    let mut totals = [0; 3];
    // A counter as wide as a byte overflows after 255 rounds.
    for stretch in text.chunks(16 * 255) {
        count(stretch, bytes, &mut totals);
    }
    totals
}

#[inline(always)]
fn count(stretch: &[u8], bytes: [u8; 3], totals: &mut [u64; 3]) {
    let wanted = bytes.map(u8x16::splat);
    let (parts, rest) = stretch.as_chunks::<16>();
    let mut counters = [u8x16::splat(0); 3];
    for part in parts {
        let part = u8x16::new(*part);
        for (counter, &wanted) in counters.iter_mut().zip(&wanted) {
            // Equal bytes compare as all ones, which is minus one.
            *counter -= part.simd_eq(wanted);
        }
    }
    for ((total, counter), byte) in totals.iter_mut().zip(counters).zip(bytes) {
        *total += counter.to_array().iter().map(|&count| u64::from(count)).sum::<u64>();
        *total += rest.iter().filter(|&&other| other == byte).count() as u64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn masks_and_tallies_are_what_a_plain_loop_finds(
            text in prop::collection::vec(prop::sample::select(b"\"\",\n\0ab\xff".to_vec()), 64..9_000),
        ) {
            let bytes = *b"\",\n";
            let plain = bytes.map(|byte| text.iter().filter(|&&other| other == byte).count() as u64);
            prop_assert_eq!(tally(&text, bytes), plain);
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

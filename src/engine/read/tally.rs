//! Counts of single bytes in long texts, sixteen at a time.

use wide::u8x16;

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
        fn tallies_are_what_a_plain_loop_counts(
            text in prop::collection::vec(prop::sample::select(b"\"\",\n\0ab\xff".to_vec()), 0..9_000),
        ) {
            let bytes = *b"\",\n";
            let plain = bytes.map(|byte| text.iter().filter(|&&other| other == byte).count() as u64);
            prop_assert_eq!(tally(&text, bytes), plain);
        }
    }
}

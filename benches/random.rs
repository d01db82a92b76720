//! Draws that are the same on every machine and in every year, for data to measure on.

/// A chance, as the numbers under it out of all numbers that can be drawn.
#[derive(Clone, Copy)]
pub struct Share(u64);

impl Share {
    pub fn new(share: f64) -> Self {
        Self((share * 4_294_967_296.0) as u64)
    }
}

/// SplitMix64 of Steele, Lea and Flood: as good as needed here, and two lines.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Under `count`, each number as often as the others.
    pub fn below(&mut self, count: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(count)) >> 64) as u64
    }

    /// Under `count` too, the smaller numbers more often: of 3, the first in 61 % of the draws.
    pub fn skewed(&mut self, count: u64) -> u64 {
        let upper = self.below(count) + 1;
        self.below(upper)
    }

    /// In `0.0..=1.0`.
    pub fn unit(&mut self) -> f64 {
        self.next() as f64 / u64::MAX as f64
    }

    pub fn hits(&mut self, share: Share) -> bool {
        (self.next() >> 32) < share.0
    }
}

/// Scatters a number over all 64 bits; no two numbers meet.
pub fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

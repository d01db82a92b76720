//! How many different values: HyperLogLog, 2^14 registers, standard error 0.8 %.
//!
//! Source of the estimator: Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog
//! sketches" (2017), the improved raw estimator (algorithm 6), which needs no bias table.

const PRECISION: u32 = 14;
const REGISTERS: usize = 1 << PRECISION;
/// Bits of the hash left for the rank once the register is chosen.
const RANK_BITS: u32 = 64 - PRECISION;

/// All that the sketch needs of a hash, in little memory: whoever counts many at a time finds the registers in the
/// cache.
#[derive(Debug, Clone, Copy)]
pub struct Ranked(u32);

impl Ranked {
    #[must_use]
    #[inline]
    pub fn of(hash: u64) -> Self {
        let rank = (hash << PRECISION).leading_zeros().min(RANK_BITS) + 1;
        Self((hash >> RANK_BITS) as u32 | rank << PRECISION)
    }

    #[inline]
    fn register(self) -> usize {
        self.0 as usize % REGISTERS
    }

    #[inline]
    fn rank(self) -> u8 {
        (self.0 >> PRECISION) as u8
    }
}

/// A sketch of the set of values seen.
#[derive(Debug, Clone)]
pub struct Distinct {
    ranks: Vec<u8>,
    /// No register holds less: what ranks no higher changes nothing, and need not be looked up.
    floor: u8,
    /// Values since the floor was taken.
    added: usize,
}

impl Default for Distinct {
    fn default() -> Self {
        Self { ranks: vec![0; REGISTERS], floor: 0, added: 0 }
    }
}

impl Distinct {
    #[inline]
    pub fn add(&mut self, hash: u64) {
        self.add_ranked(Ranked::of(hash));
    }

    /// Counts what was put by.
    pub fn add_all(&mut self, all: &[Ranked]) {
        all.iter().for_each(|&ranked| self.add_ranked(ranked));
    }

    #[inline]
    fn add_ranked(&mut self, ranked: Ranked) {
        let rank = ranked.rank();
        if rank <= self.floor {
            return;
        }
        let held = &mut self.ranks[ranked.register()];
        *held = rank.max(*held);
        self.added += 1;
        if self.added == 4 * REGISTERS {
            self.added = 0;
            self.floor = self.ranks.iter().copied().min().unwrap_or(0);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (mine, &theirs) in self.ranks.iter_mut().zip(&other.ranks) {
            *mine = (*mine).max(theirs);
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate with a standard error of 0.8 %"
    )]
    #[must_use]
    pub fn estimate(&self) -> u64 {
        let mut histogram = [0_u32; RANK_BITS as usize + 2];
        for &rank in &self.ranks {
            histogram[usize::from(rank)] += 1;
        }
        let registers = REGISTERS as f64;
        let mut z = registers * tau(1.0 - f64::from(histogram[RANK_BITS as usize + 1]) / registers);
        for rank in (1..=RANK_BITS as usize).rev() {
            z = 0.5 * (z + f64::from(histogram[rank]));
        }
        z += registers * sigma(f64::from(histogram[0]) / registers);
        let alpha = 0.5 / std::f64::consts::LN_2;
        (alpha * registers * registers / z).round() as u64
    }
}

/// Corrects for registers never touched.
fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z <= before {
            return z;
        }
    }
}

/// Corrects for registers at their limit.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x) * (1.0 - x) * y;
        if z >= before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_stays_within_three_standard_errors() {
        for &count in &[1_500_u64, 20_000, 300_000] {
            let mut sketch = Distinct::default();
            for number in 0..count {
                sketch.add(super::super::hash(&format!("value {number}")));
            }
            let off = sketch.estimate().abs_diff(count);
            assert!(off * 1000 < count * 25, "{count} came out {off} off");
        }
    }
}

//! Counts by hash, in one stretch of memory.

/// A hash, how often it was met, and whatever its owner marks it with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slot {
    hash: u64,
    pub count: u32,
    pub mark: u32,
}

impl Slot {
    /// The hash that is counted here.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.hash
    }
}

/// An open-addressed table that is never more than half full.
#[derive(Debug, Clone, Default)]
pub struct Table {
    slots: Vec<Slot>,
    len: usize,
}

/// Slots of the smallest table that holds anything.
const FEWEST: usize = 16;
/// No value has this hash: a free slot has it.
const FREE: u64 = 0;

impl Table {
    /// Number of different hashes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The place of a hash, if it is there.
    #[inline]
    pub fn find(&mut self, hash: u64) -> Option<&mut Slot> {
        let hash = hash.max(1);
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots.get(place)?;
            if slot.hash == hash {
                return self.slots.get_mut(place);
            }
            if slot.hash == FREE {
                return None;
            }
            place = (place + 1) & mask;
        }
    }

    /// Puts in a hash that is not there yet.
    pub fn insert(&mut self, hash: u64, count: u32, mark: u32) {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.put(Slot { hash: hash.max(1), count, mark });
        self.len += 1;
    }

    /// Every hash that was counted, in no order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| slot.hash != FREE)
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.slots.fill(Slot::default());
        self.len = 0;
    }

    /// Takes so much from every count, and drops what is left with nothing.
    pub(super) fn lower(&mut self, by: u32) {
        let kept: Vec<Slot> = self
            .slots()
            .filter(|slot| slot.count > by)
            .map(|slot| Slot { count: slot.count - by, ..*slot })
            .collect();
        self.clear();
        self.len = kept.len();
        kept.into_iter().for_each(|slot| self.put(slot));
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut place = slot.hash as usize & mask;
        while self.slots[place].hash != FREE {
            place = (place + 1) & mask;
        }
        self.slots[place] = slot;
    }

    fn grow(&mut self) {
        let larger = (self.slots.len() * 2).max(FEWEST);
        let slots = std::mem::replace(&mut self.slots, vec![Slot::default(); larger]);
        slots.into_iter().filter(|slot| slot.hash != FREE).for_each(|slot| self.put(slot));
    }
}

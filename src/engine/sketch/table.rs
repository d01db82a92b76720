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
///
/// One byte of each hash stands apart: whoever looks for what is not there, as most do in a column of many values,
/// need not touch the counts.
#[derive(Debug, Clone, Default)]
pub struct Table {
    tags: Vec<u8>,
    slots: Vec<Slot>,
    len: usize,
}

/// Slots of the smallest table that holds anything.
const FEWEST: usize = 16;
/// The tag of a free slot.
const FREE: u8 = 0;

/// Seven bits that take no part in choosing the slot, and one that says the slot is taken.
#[inline]
fn tag(hash: u64) -> u8 {
    (hash >> 32) as u8 | 1
}

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
        self.place(hash).and_then(|place| self.slots.get_mut(place))
    }

    /// A hash and its count, if it is there.
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<&Slot> {
        self.place(hash).map(|place| &self.slots[place])
    }

    #[inline]
    fn place(&self, hash: u64) -> Option<usize> {
        let mask = self.tags.len().wrapping_sub(1);
        let (mut place, wanted) = (hash as usize & mask, tag(hash));
        loop {
            let found = *self.tags.get(place)?;
            if found == wanted && self.slots[place].hash == hash {
                return Some(place);
            }
            if found == FREE {
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
        self.put(Slot { hash, count, mark });
        self.len += 1;
    }

    /// Every hash that was counted, in no order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().zip(&self.tags).filter(|&(_, &tag)| tag != FREE).map(|(slot, _)| slot)
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.tags.fill(FREE);
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

    /// Keeps only some hashes, in as little memory as they need; gives the others.
    pub fn retain(&mut self, keep: impl Fn(&Slot) -> bool) -> Vec<Slot> {
        let before = std::mem::take(self);
        let (kept, dropped): (Vec<Slot>, Vec<Slot>) = before.slots().partition(|slot| keep(slot));
        kept.into_iter().for_each(|slot| self.insert(slot.hash, slot.count, slot.mark));
        dropped
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut place = slot.hash as usize & mask;
        while self.tags[place] != FREE {
            place = (place + 1) & mask;
        }
        self.tags[place] = tag(slot.hash);
        self.slots[place] = slot;
    }

    fn grow(&mut self) {
        let larger = (self.slots.len() * 2).max(FEWEST);
        let before = std::mem::replace(
            self,
            Self { tags: vec![FREE; larger], slots: vec![Slot::default(); larger], len: self.len },
        );
        before.slots().for_each(|slot| self.put(*slot));
    }
}

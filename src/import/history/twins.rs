//! A change of a lookup stands in Salesforce's history twice, once with names and once with ids: it counts once.
//!
//! The two rows lie side by side, or nearly. Only the last few thousand rows are remembered, so memory does not
//! follow the rows.

use std::collections::{HashMap, VecDeque};

const REMEMBERED: usize = 4_096;

/// The rows of late, by record, field, author and time.
#[derive(Default)]
pub(super) struct Twins {
    order: VecDeque<u64>,
    /// Whether the row that is waiting for its twin holds ids.
    waiting: HashMap<u64, bool>,
}

impl Twins {
    /// Whether this row repeats an earlier one in the other spelling.
    pub(super) fn repeats(&mut self, key: u64, ids: bool) -> bool {
        if self.waiting.get(&key).is_some_and(|&earlier| earlier != ids) {
            self.waiting.remove(&key);
            return true;
        }
        if self.waiting.insert(key, ids).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.waiting.remove(&oldest);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_of_one_change_count_once_and_two_changes_of_a_kind_twice() {
        let mut twins = Twins::default();
        assert!(!twins.repeats(1, false));
        assert!(twins.repeats(1, true));
        assert!(!twins.repeats(2, false));
        assert!(!twins.repeats(2, false));
    }
}

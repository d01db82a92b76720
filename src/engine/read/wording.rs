//! Counts in notes, in the singular or the plural.

/// `1 blank line`, `2 blank lines`.
pub(super) fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

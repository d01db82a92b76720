//! A cell once its field's type is known.

/// Empty, unreadable or a value: three different facts about a field, never collapsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<T> {
    /// Nothing was written there.
    Empty,
    /// Something was written that the field's type cannot hold; the text as it stood.
    Unreadable(String),
    Value(T),
}

impl<T> Cell<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Empty | Self::Unreadable(_) => None,
        }
    }

    /// Changes the value and leaves the other two facts as they are.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Cell<U> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Unreadable(text) => Cell::Unreadable(text),
            Self::Value(value) => Cell::Value(change(value)),
        }
    }
}

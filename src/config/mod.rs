//! `revops.toml` in, a [`Policy`] out; and the other way round for `revops init`.
//!
//! What was typed ([`raw`]) and what it means ([`Policy`]) are two types: the first follows the file key by
//! key and keeps the place of each value, the second is what an analysis reads.

mod complaint;
mod mapping;
mod meaning;
mod raw;
mod template;

use crate::engine::read::InputError;
use crate::model::Policy;

use self::complaint::Source;

pub use template::{Found, FoundObject, template};

/// Reads the text of a configuration file. What it does not say is as [`Policy::default`] has it.
///
/// # Errors
/// For the first thing that is not TOML, not a known key or makes no sense: with line and column, what was
/// found, and the nearest known spelling.
///
/// ```
/// let policy = revops::config::parse("owner = 'Mara Lind'", "revops.toml").unwrap();
/// assert_eq!(policy.owner.as_deref(), Some("Mara Lind"));
///
/// let error = revops::config::parse("ownr = 'Mara Lind'", "revops.toml").unwrap_err();
/// assert_eq!(error.message, "unknown key `ownr`");
/// assert_eq!(error.hint.as_deref(), Some("did you mean `owner`?"));
/// ```
pub fn parse(text: &str, file: &str) -> Result<Policy, InputError> {
    let source = Source { text: text.strip_prefix('\u{feff}').unwrap_or(text), file };
    let raw = raw::read(&source)?;
    meaning::policy(raw, &source)
}

#[cfg(test)]
mod tests;

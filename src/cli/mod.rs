//! The only layer that knows there is a terminal, a clock and an environment.

pub mod errors;
pub mod exit;
pub mod explain_text;
pub mod output;
pub mod progress;
pub mod whole;

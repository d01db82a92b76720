//! Number five: of this week's sample, how many checks against the world passed?

use crate::model::{Rate, Verification};

pub(super) fn rate(verification: Option<Verification>) -> Result<Rate, String> {
    match verification {
        Some(sample) if sample.passed.of > 0 => Ok(sample.passed),
        Some(_) => Err("the verification file holds no check".to_owned()),
        None => Err("no sample was checked: supply a verification file".to_owned()),
    }
}

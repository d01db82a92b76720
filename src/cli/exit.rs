//! What the process says when it ends.

use std::process::ExitCode;

use crate::engine::read::{InputError, Problem};

/// How a run ended. The numbers are for scripts and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It ran, and there is nothing to stop for.
    Clean = 0,
    /// It ran, and found what a team said must not be.
    Findings = 1,
    /// It could not run: usage, configuration, file.
    CouldNot = 2,
    /// The user pressed Ctrl-C; 128 + SIGINT, as shells have it.
    Interrupted = 130,
}

impl Exit {
    /// How a run ends that failed with this error.
    #[must_use]
    pub fn of(error: &anyhow::Error) -> Self {
        let interrupted = error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<InputError>())
            .any(|input| input.problem == Problem::Interrupted);
        if interrupted { Self::Interrupted } else { Self::CouldNot }
    }

    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_run_is_told_from_one_that_could_not() {
        let stopped = InputError::new(Problem::Interrupted, "interrupted");
        assert_eq!(Exit::of(&anyhow::Error::new(stopped).context("while reading")).code(), 130);
        assert_eq!(Exit::of(&anyhow::anyhow!("no")).code(), 2);
    }
}

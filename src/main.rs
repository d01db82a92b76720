//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Whatever a thread panicked over was said where it happened; here it only becomes an exit code.
    std::panic::catch_unwind(revops::cli::run).map_or(ExitCode::from(2), ExitCode::from)
}

//! Parquet, in and out.
//!
//! The one place that knows the data frame library; none of its types appears in a signature.

mod read;
mod write;

pub use read::open_parquet;
pub use write::{Column, ParquetSink, Values, write_parquet};

/// Runs a call into the library, and takes a panic over a hostile file for an answer.
fn guarded<T>(call: impl FnOnce() -> polars::prelude::PolarsResult<T>) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).ok().and_then(Result::ok)
}

//! Rows and columns: bytes in, cells out, and the statistics of a pass. Knows no CRM.

pub mod frame;
pub mod pass;
pub mod read;
pub mod repeats;
pub mod scan;
pub mod sink;
pub mod sketch;
pub mod vector;

//! What strangers' files, flags and disks can do to a run, and how the run must end.
//!
//! ```text
//! bytes made here → temporary folder → the program under a watchdog and a memory cap → its last words
//! ```
//!
//! Every hostile file is generated: nothing dangerous lies in the repository.

mod archives;
mod bytes;
mod delimited;
mod documents;
mod flags;
mod folders;
mod gzips;
mod interrupts;
mod run;
mod values;
mod workbooks;
mod writing;

//! Audits a CRM from its exports, offline.
//!
//! Data flows one way, and no layer looks up:
//!
//! ```text
//! main → cli → render → report → analysis → model → engine
//!          ├─→ import → model, engine          (files a CRM wrote)
//!          └─→ config → model, engine          (files a person wrote)
//! ```

pub mod analysis;
pub mod cli;
pub mod config;
pub mod engine;
pub mod import;
pub mod model;
pub mod render;
pub mod report;

//! The file as it was typed: one struct for each section, every value with its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::complaint::Source;
use crate::engine::read::InputError;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawConfig {
    pub owner: Option<String>,
    pub currency: Option<Spanned<String>>,
    pub critical: RawCritical,
    pub thresholds: RawThresholds,
    pub placeholders: RawPlaceholders,
    pub sources: RawSources,
    pub loops: RawLoops,
    /// By file name.
    pub mapping: BTreeMap<String, RawMapping>,
    /// By user, app or script id.
    pub writers: BTreeMap<String, Spanned<RawWriter>>,
}

/// `"billing sync"`, or with its class.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawWriter {
    System(String),
    Classed { system: String, class: String },
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCritical {
    pub fields: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawThresholds {
    pub recovery_fill: Option<Spanned<f64>>,
    pub quarterly_fill: Option<Spanned<f64>>,
    pub recent_days: Option<Spanned<u16>>,
    pub alive_fill: Option<Spanned<f64>>,
    pub min_records: Option<u64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPlaceholders {
    pub add: Option<Spanned<Vec<String>>>,
    pub only: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawSources {
    pub unknown: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawLoops {
    /// By object name.
    pub decay: BTreeMap<String, RawDecay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDecay {
    pub after_days: Spanned<u32>,
    pub retired: Option<RawRetired>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRetired {
    pub field: Spanned<String>,
    pub values: Spanned<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawMapping {
    pub object: Option<Spanned<String>>,
    pub id: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
    pub owner: Option<Spanned<String>>,
    pub stage: Option<Spanned<String>>,
    pub amount: Option<Spanned<String>>,
    pub currency: Option<Spanned<String>>,
    pub probability: Option<Spanned<String>>,
    pub created: Option<Spanned<String>>,
    pub closed: Option<Spanned<String>>,
    pub account: Option<Spanned<String>>,
    pub segment: Option<Spanned<String>>,
    pub scope: Option<Spanned<String>>,
    pub source: Option<Spanned<String>>,
    pub email: Option<Spanned<String>>,
    pub won: Vec<String>,
    pub lost: Vec<String>,
}

/// Reads the file key by key; the error names the first key or value that does not belong.
pub(super) fn read(source: &Source<'_>) -> Result<RawConfig, InputError> {
    let deserializer = toml::Deserializer::parse(source.text).map_err(|error| source.broken(&error, &[]))?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path: Vec<String> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                serde_path_to_error::Segment::Map { key } => Some(key.clone()),
                _ => None,
            })
            // A value that keeps its place is a struct of the toml crate's own, with keys of its own.
            .filter(|key| !key.starts_with("$__"))
            .collect();
        source.broken(error.inner(), &path)
    })
}

//! The `revops.toml` that `revops init` writes: every key explained, filled in from what was recognised.
//!
//! What is a guess stands commented out; a person takes the mark away. The text always reads back with
//! [`super::parse`].

use std::fmt::Write as _;

use crate::model::{Policy, Role};

/// What was recognised in the exports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// `salesforce`, `hubspot`, `netsuite`; empty when nothing was recognised.
    pub crms: Vec<String>,
    pub objects: Vec<FoundObject>,
    /// The one currency of the amounts; `None` where there is none or more than one.
    pub currency: Option<String>,
    /// Source values that look as if they said nothing, from the schema and not from records.
    pub sources: Vec<String>,
}

/// An object worth rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundObject {
    /// The API name, as the rules must spell it.
    pub name: String,
    pub role: Role,
    /// API names of fields that a record is probably not usable without.
    pub critical: Vec<String>,
    /// Picklists that could mark retirement, each with the values that could, from the schema.
    pub retired: Vec<(String, Vec<String>)>,
}

/// Writes the commented file.
#[must_use]
pub fn template(found: &Found) -> String {
    let mut out = String::from("# What this team decided about its CRM. Every line may be left out.\n");
    if !found.crms.is_empty() {
        line(
            &mut out,
            &format!(
                "# Written for: {}.",
                found.crms.iter().map(|crm| quote(crm)).collect::<Vec<_>>().join(", ")
            ),
        );
    }
    line(
        &mut out,
        "\n# The one person who decides which fields exist. Stands on every report.\nowner = \"\"",
    );
    line(&mut out, "\n# Currency of amounts that carry none, as an ISO 4217 code.");
    match &found.currency {
        Some(code) => line(&mut out, &format!("currency = {}", quote(code))),
        None => line(&mut out, "# currency = \"EUR\""),
    }
    critical(&mut out, found);
    thresholds(&mut out);
    words(&mut out, found);
    decay(&mut out, found);
    line(&mut out, WRITERS);
    line(&mut out, MAPPING);
    out
}

fn critical(out: &mut String, found: &Found) {
    line(
        out,
        "\n[critical]\n# Fields a record is not usable without, as Object.field in the CRM's own names.",
    );
    line(out, "# Their fill is one of the six hygiene numbers, and they are never proposed for archiving.");
    let fields: Vec<String> = found
        .objects
        .iter()
        .flat_map(|object| object.critical.iter().map(|field| format!("{}.{field}", object.name)))
        .collect();
    if fields.is_empty() {
        line(out, "# fields = [\"Opportunity.Amount\", \"Opportunity.CloseDate\"]");
        return;
    }
    line(out, "fields = [");
    fields.iter().for_each(|field| line(out, &format!("  {},", quote(field))));
    line(out, "]");
}

fn thresholds(out: &mut String) {
    let built_in = Policy::default().thresholds;
    line(out, "\n[thresholds]\n# Shares from 0 to 1. The values are the built-in ones.");
    line(out, "# Recovery rule: effective fill below this, and no consumer.");
    line(out, &format!("# recovery_fill = {:?}", built_in.recovery_fill));
    line(out, "# Quarterly rule: effective fill below this, or no consumer.");
    line(out, &format!("# quarterly_fill = {:?}", built_in.quarterly_fill));
    line(
        out,
        "# A field filled at least this much within one record type or pipeline is reviewed, not archived.",
    );
    line(out, &format!("# alive_fill = {:?}", built_in.alive_fill));
    line(out, "# Days in which a record counts as new.");
    line(out, &format!("# recent_days = {}", built_in.recent_days));
    line(out, "# Fewer records than this say nothing about a field.");
    line(out, &format!("# min_records = {}", built_in.min_records));
}

fn words(out: &mut String, found: &Found) {
    line(
        out,
        "\n[placeholders]\n# What people type here when they have nothing to say: `add` to the built-in list,",
    );
    line(out, "# or give the `only` words that count.");
    line(out, "# add = [\"to be checked\"]");
    let built_in = Policy::default().sources.unknown;
    let sources = if found.sources.is_empty() { &built_in } else { &found.sources };
    line(
        out,
        "\n[sources]\n# Sources of a new record that do not tell where it came from. Replaces the built-in list.",
    );
    line(out, &format!("unknown = {}", list(sources)));
}

fn decay(out: &mut String, found: &Found) {
    line(
        out,
        "\n# When nobody touched a record for so many days (last activity, else creation), it is due to be",
    );
    line(out, "# retired; `retired` says how one sees that it was.");
    let mut any = false;
    for object in found
        .objects
        .iter()
        .filter(|object| matches!(object.role, Role::Account | Role::Contact | Role::Lead))
    {
        any = true;
        let days = if object.role == Role::Contact { 365 } else { 180 };
        line(out, &format!("[loops.decay.{}]\nafter_days = {days}", key(&object.name)));
        match object.retired.iter().find(|(_, values)| !values.is_empty()) {
            Some((field, values)) => {
                line(out, &format!("# retired = {{ field = {}, values = {} }}", quote(field), list(values)));
            }
            None => line(out, "# retired = { field = \"Status\", values = [\"Dormant\"] }"),
        }
        line(out, "");
    }
    if !any {
        line(
            out,
            "# [loops.decay.Account]\n# after_days = 180\n# retired = { field = \"Status\", values = [\"Dormant\"] }\n",
        );
    }
}

const WRITERS: &str = "\
# Which system stands behind a user, an app or a script that writes: only the team knows. The id is the one that
# `revops writers` lists as unexplained: a Salesforce user id or user name, a HubSpot app id, a NetSuite user.
# The class is `integration` unless it is said: human, import, automation, form, enrichment, system.
# [writers]
# \"0055g000001AaBb\" = \"billing sync\"
# \"1234567\" = { system = \"data vendor\", class = \"enrichment\" }
";

const MAPPING: &str = "\
# A file that no CRM wrote: what its records are, and which column has which duty.
# [mapping.\"deals.csv\"]
# object = \"opportunity\"
# id = \"Deal\"
# name = \"Title\"
# stage = \"Status\"
# amount = \"Value\"
# closed = \"Expected close\"
# won = [\"Won\"]
# lost = [\"Lost\"]";

fn line(out: &mut String, text: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(", "))
}

/// A bare key where TOML allows one, else a quoted one.
fn key(name: &str) -> String {
    let bare =
        name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'));
    if bare && !name.is_empty() { name.to_owned() } else { quote(name) }
}

/// A one-line TOML string.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}

//! Whose hand it was: users of a Salesforce org told apart by type and name, and systems that the team names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::assemble::Passed;
use super::super::crm::header_letters;
use super::super::dialect::truth;
use super::super::kept::short_id;
use super::super::part::Keep;
use crate::engine::read::InputError;
use crate::model::{Role, SystemName, Writer, WriterClass};

/// Parts of a user's name that no person has.
const MACHINES: &[&str] = &[
    "integration",
    "dataloader",
    "hubspot",
    "marketo",
    "pardot",
    "outreach",
    "salesloft",
    "zapier",
    "mulesoft",
    "workato",
];
/// The same, as whole words only: `capital` holds `api`.
const MACHINE_WORDS: &[&str] = &["api", "sync", "etl", "bot"];
/// Services that fill in data which they sell.
const VENDORS: &[&str] = &["zoominfo", "clearbit", "cognism", "lusha", "enrichment"];

/// Everybody who is known to write.
pub(super) struct Authors<'a> {
    named: &'a BTreeMap<String, SystemName>,
    users: HashMap<String, Writer>,
    /// Keys of the configuration that were met.
    pub(super) met: BTreeSet<String>,
}

impl<'a> Authors<'a> {
    /// Reads the users of the Salesforce exports.
    ///
    /// # Errors
    /// When a file of users cannot be read again.
    pub(super) fn read(
        passed: &[Passed],
        named: &'a BTreeMap<String, SystemName>,
    ) -> Result<Self, InputError> {
        let mut authors = Self { named, users: HashMap::new(), met: BTreeSet::new() };
        for object in passed {
            let files = &object.files;
            if files.crm != "salesforce" || files.role != Role::User {
                continue;
            }
            let at = |name: &str| {
                files.columns.iter().position(|column| header_letters(&column.field.name) == name)
            };
            let Some(id) = at("id") else { continue };
            let columns = ["name", "username", "usertype", "issystemcontrolled", "profilename"].map(at);
            files.each(Keep::Count, |row, _| {
                let cell = |column: Option<usize>| column.map_or("", |column| row.get(column).trim());
                let [name, username, kind, controlled, profile] = columns.map(cell);
                let id = short_id("salesforce", row.get(id).trim());
                let writer = match authors.name(&[id, username, name]) {
                    Some(writer) => writer,
                    None => user(name, username, kind, truth(controlled), profile),
                };
                authors.users.insert(id.to_owned(), writer);
                Ok(())
            })?;
        }
        Ok(authors)
    }

    /// The system that the team names for any of these.
    pub(super) fn name(&mut self, keys: &[&str]) -> Option<Writer> {
        let key = |key: &&str| {
            let short = short_id("salesforce", key);
            let mut named = self.named.iter();
            named.find(|(own, _)| {
                !key.is_empty() && (own.eq_ignore_ascii_case(key) || short_id("salesforce", own) == short)
            })
        };
        let (met, name) = keys.iter().find_map(key)?;
        self.met.insert(met.clone());
        Some(Writer { class: name.class, system: Some(name.system.clone()) })
    }

    /// The writer behind a user id; `None` where nobody explains it.
    pub(super) fn user(&mut self, id: &str) -> Option<Writer> {
        let short = short_id("salesforce", id);
        if let Some(writer) = self.users.get(short) {
            return Some(writer.clone());
        }
        let writer = self.name(&[short])?;
        self.users.insert(short.to_owned(), writer.clone());
        Some(writer)
    }
}

/// What a user of Salesforce is: by its type, else by what it is called.
fn user(name: &str, username: &str, kind: &str, controlled: bool, profile: &str) -> Writer {
    let called = username.split('@').next().unwrap_or_default();
    let is = |words: &[&str], whole: &[&str]| {
        [name, called, profile].iter().any(|text| {
            let text = text.to_lowercase();
            words.iter().any(|word| text.contains(word))
                || text.split(|mark: char| !mark.is_alphabetic()).any(|word| whole.contains(&word))
        })
    };
    let class = match kind {
        "AutomatedProcess" => WriterClass::Automation,
        "Guest" => WriterClass::Form,
        "CloudIntegrationUser" => WriterClass::Integration,
        _ if is(VENDORS, &[]) => WriterClass::Enrichment,
        _ if controlled || is(MACHINES, MACHINE_WORDS) => WriterClass::Integration,
        _ => WriterClass::Human,
    };
    let system = match class {
        WriterClass::Integration | WriterClass::Enrichment => {
            Some(if name.is_empty() { called } else { name }.to_owned())
        }
        _ => None,
    };
    Writer { class, system }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_integrations_by_type_and_by_name() {
        for (name, username, kind, class) in [
            ("Ana Ruiz", "ana@lantern.example", "Standard", WriterClass::Human),
            ("Rita Capital", "rita.capital@lantern.example", "Standard", WriterClass::Human),
            ("Billing Sync", "billing@lantern.example", "Standard", WriterClass::Integration),
            ("Marketing", "hubspot.api@lantern.example", "Standard", WriterClass::Integration),
            ("Ana Ruiz", "ana@hubspot-partner.example", "Standard", WriterClass::Human),
            ("Automated Process", "autoproc@00d", "AutomatedProcess", WriterClass::Automation),
            ("Platform Integration User", "cloud@00d", "CloudIntegrationUser", WriterClass::Integration),
            ("ZoomInfo", "zi@lantern.example", "Standard", WriterClass::Enrichment),
            ("Site Guest", "guest@site.example", "Guest", WriterClass::Form),
        ] {
            assert_eq!(user(name, username, kind, false, "").class, class, "{name} {username}");
        }
        assert_eq!(user("Ana Ruiz", "ana@x", "Standard", false, "").system, None);
    }
}

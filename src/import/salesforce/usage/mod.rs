//! What uses fields: every kind of metadata that names them.
//!
//! Each file here reads some kinds and says which field is named where; which field that is, is found out once every
//! file has been read ([`super::resolve`]).

mod access;
mod code;
mod dependency;
mod flow;
mod pages;
mod records;
mod report;
mod report_tokens;
mod rules;
mod unknown;

use super::super::declare::{self, User};
use super::super::markup::{self, Element};
use super::super::schema::Declared;
use super::resolve::mention;
use super::{CRM, formula, names};
use crate::engine::read::InputError;

pub(in crate::import) use code::{code, is_code};
pub(super) use dependency::{dependency, place};
pub(super) use records::{links, picklists};
pub(in crate::import) use unknown::unknown;

/// A kind of metadata: its root element, what it is called, where one looks for it, and how it is read.
struct Kind {
    root: &'static str,
    noun: &'static str,
    place: &'static str,
    read: fn(&Sheet<'_>, &mut Declared),
}

/// Every kind that is read whole.
const KINDS: &[Kind] = &[
    Kind { root: "Report", noun: "report", place: "reports", read: report::report },
    Kind { root: "ReportType", noun: "report type", place: "report types", read: report::report_type },
    Kind { root: "Dashboard", noun: "dashboard", place: "dashboards", read: report::dashboard },
    Kind { root: "AnalyticSnapshot", noun: "reporting snapshot", place: "reports", read: report::snapshot },
    Kind { root: "Layout", noun: "layout", place: "layouts", read: pages::layout },
    Kind { root: "FlexiPage", noun: "record page", place: "record pages", read: pages::flexipage },
    Kind { root: "QuickAction", noun: "quick action", place: "quick actions", read: pages::quick_action },
    Kind { root: "PathAssistant", noun: "path", place: "paths", read: pages::path },
    Kind { root: "Flow", noun: "flow", place: "flows", read: flow::flow },
    Kind { root: "FlowDefinition", noun: "flow definition", place: "flows", read: flow::definition },
    Kind { root: "Workflow", noun: "workflow", place: "workflow rules", read: rules::workflow },
    Kind { root: "ApprovalProcess", noun: "approval process", place: "approvals", read: rules::approval },
    Kind {
        root: "AssignmentRules",
        noun: "assignment rule",
        place: "assignment rules",
        read: rules::entries,
    },
    Kind {
        root: "EscalationRules",
        noun: "escalation rule",
        place: "escalation rules",
        read: rules::entries,
    },
    Kind { root: "AutoResponseRules", noun: "response rule", place: "response rules", read: rules::entries },
    Kind { root: "SharingRules", noun: "sharing rule", place: "sharing rules", read: rules::sharing },
    Kind { root: "MatchingRules", noun: "matching rule", place: "matching rules", read: rules::matching },
    Kind { root: "DuplicateRule", noun: "duplicate rule", place: "duplicate rules", read: rules::duplicates },
    Kind { root: "PermissionSet", noun: "permission set", place: "permissions", read: access::permissions },
    Kind {
        root: "MutingPermissionSet",
        noun: "permission set",
        place: "permissions",
        read: access::permissions,
    },
    Kind { root: "Profile", noun: "profile", place: "permissions", read: access::permissions },
    Kind { root: "CustomMetadata", noun: "custom metadata", place: "custom metadata", read: records::custom },
    Kind { root: "RecordType", noun: "record type", place: "record types", read: records::record_type },
    Kind { root: "WebLink", noun: "button or link", place: "buttons", read: records::web_link },
    Kind {
        root: "LeadConvertSettings",
        noun: "lead conversion",
        place: "lead conversion",
        read: rules::convert,
    },
    Kind { root: "EmailTemplate", noun: "email template", place: "email templates", read: records::email },
];

/// A file of metadata, taken apart.
pub(super) struct Sheet<'a> {
    pub(super) root: &'a Element,
    /// The name of what it describes, from the name of its file, decoded.
    pub(super) name: String,
    pub(super) noun: &'static str,
}

impl Sheet<'_> {
    /// It, as it reads a field.
    pub(super) fn user(&self) -> User {
        User::reading(self.noun, self.name.clone())
    }
}

/// Whether metadata with this root element is read for the fields it uses.
pub(in crate::import) fn uses_fields(root: &str) -> bool {
    KINDS.iter().any(|kind| kind.root == root)
}

/// Reads a file of metadata by its root element; says what it is.
///
/// # Errors
/// When it is no well-formed XML.
pub(in crate::import) fn used(
    xml: &str,
    file: &str,
    into: &mut Declared,
) -> Result<Option<&'static str>, InputError> {
    let root = markup::parse(&names::without_placeholders(xml), file)?;
    let Some(kind) = KINDS.iter().find(|kind| kind.root == root.name) else { return Ok(None) };
    (kind.read)(&Sheet { root: &root, name: stem(file), noun: kind.noun }, into);
    declare::add(&mut into.metadata_places, kind.place);
    Ok(Some(kind.noun))
}

/// The name in a file's name: `Opportunity-Opportunity Layout` of `…/Opportunity-Opportunity%20Layout.layout-meta.xml`.
/// Reports keep their folder: dashboards name them by it.
fn stem(file: &str) -> String {
    let inside = file.rsplit(": ").next().unwrap_or(file);
    let parts: Vec<&str> = inside.split(['/', '\\']).collect();
    let last = parts.last().copied().unwrap_or_default();
    let last = last.strip_suffix("-meta.xml").unwrap_or(last);
    let name = last.rsplit_once('.').map_or(last, |(name, _)| name);
    let folder = ["reports", "dashboards"].iter().find_map(|root| {
        let at = parts.iter().rposition(|part| part == root)?;
        parts.get(at + 1..parts.len() - 1).filter(|between| !between.is_empty())
    });
    let name = match folder {
        Some(between) => format!("{}/{name}", between.join("/")),
        None => name.to_owned(),
    };
    names::without_placeholders(&decoded(&name)).into_owned()
}

/// A file name with its `%28` turned back into characters.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.filter(|_| byte == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every element without children, with the names of the elements it stands in, outermost first, and its own last.
pub(super) fn leaves<'e>(root: &'e Element, visit: &mut impl FnMut(&[&'e str], &'e str)) {
    fn go<'e>(element: &'e Element, way: &mut Vec<&'e str>, visit: &mut impl FnMut(&[&'e str], &'e str)) {
        for child in &element.children {
            way.push(&child.name);
            if child.children.is_empty() {
                let text = child.text.trim();
                if !text.is_empty() {
                    visit(way, text);
                }
            } else {
                go(child, way, visit);
            }
            way.pop();
        }
    }
    go(root, &mut Vec::new(), visit);
}

/// A dotted name as a path.
pub(super) fn dotted(name: &str) -> Vec<String> {
    name.split('.').map(|part| part.split(':').next().unwrap_or(part).trim().to_owned()).collect()
}

/// Notes every name in a formula over an object.
pub(super) fn formula_over(into: &mut Declared, object: Option<&str>, text: &str, user: &User) {
    for path in formula::names(text) {
        global(into, object, path, user);
    }
}

/// Notes every `{!…}` in a text.
pub(super) fn merges(into: &mut Declared, object: Option<&str>, text: &str, user: &User) {
    let mut rest = text;
    while let Some(start) = rest.find("{!") {
        let after = &rest[start + 2..];
        let end = after.find('}').unwrap_or(after.len());
        for mut path in formula::names(&after[..end]) {
            // Merge fields begin with their object: `{!Case.CaseNumber}`.
            let named = path.first().filter(|first| path.len() > 1 && is_object(first)).cloned();
            if named.is_some() {
                path.remove(0);
            }
            global(into, named.as_deref().or(object), path, user);
        }
        rest = &after[end..];
    }
}

/// Whether a name that others follow is an object's: lookups are written with `__r` there. Which objects there are is
/// not known yet.
fn is_object(name: &str) -> bool {
    names::is_custom(name) || CRM.objects.iter().any(|entry| entry.api.eq_ignore_ascii_case(name))
}

/// Notes a path that may begin with `$Record`, `$User` or another global.
pub(super) fn global(into: &mut Declared, object: Option<&str>, mut path: Vec<String>, user: &User) {
    let Some(first) = path.first() else { return };
    if let Some(name) = first.strip_prefix('$') {
        let object = match name.to_ascii_lowercase().as_str() {
            "record" | "record__prior" | "source" => object,
            "user" => Some("User"),
            // Custom settings and metadata types are objects, and their members fields.
            "setup" | "custommetadata" => {
                path.remove(0);
                if path.len() < 2 {
                    return;
                }
                let object = path.remove(0);
                let last = path.pop().into_iter().collect();
                return mention(into, Some(&object), last, user);
            }
            _ => return,
        };
        path.remove(0);
        return mention(into, object, path, user);
    }
    mention(into, object, path, user);
}

/// Notes custom names that stand anywhere in a text: `Foo__c`, `Account.Foo__c`, `Foo__r.Bar__c`.
pub(super) fn custom_names(into: &mut Declared, object: Option<&str>, text: &str, user: &User) {
    for name in words(text) {
        let path = dotted(name);
        if path.last().is_some_and(|last| names::is_custom(last)) {
            mention(into, object, path, user);
        }
    }
}

/// The dotted identifiers of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty() && !word.contains(".."))
}

/// Notes that consumers of every object with a schema were looked for in these places.
pub(in crate::import) fn looked(into: &mut Declared) {
    let places = std::mem::take(&mut into.metadata_places);
    let objects: Vec<String> = into.objects.values().map(|object| object.name.clone()).collect();
    for place in &places {
        for object in &objects {
            declare::looked(into, &CRM, object, place);
        }
    }
    into.metadata_places = places;
}

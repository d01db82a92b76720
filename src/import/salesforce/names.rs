//! What an API name or a path says by itself.

use std::borrow::Cow;

/// The suffixes of fields made by customers and packages.
const CUSTOM: &[&str] = &["__c", "__pc", "__s"];

/// Whether a field was made by a customer or a package, and not by the vendor.
pub(super) fn is_custom(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    CUSTOM.iter().any(|suffix| field.ends_with(suffix))
}

/// The namespace of a packaged field: `npe01` of `npe01__Amount__c`.
///
/// An API name never holds two underscores in a row, so a third part can only be a namespace; the members of a
/// geolocation (`Site__Latitude__s`) are the one exception.
pub(super) fn namespace(field: &str) -> Option<&str> {
    let lower = field.to_ascii_lowercase();
    let part = ["__latitude__s", "__longitude__s"].iter().find(|suffix| lower.ends_with(**suffix));
    let base = part.map_or(lower.rfind("__"), |suffix| lower.len().checked_sub(suffix.len()))?;
    let (namespace, name) = field.get(..base)?.split_once("__")?;
    (is_custom(field) && !namespace.is_empty() && !name.is_empty()).then_some(namespace)
}

/// What stands between the marks of a placeholder.
const PLACEHOLDERS: &[&str] = &[
    "NAMESPACED_ORG_OR_C",
    "NAMESPACED_ORG",
    "NAMESPACED_RT",
    "NAMESPACE_OR_C",
    "NAMESPACE_DOT",
    "NAMESPACE",
];

/// Removes the placeholders that package sources write for their own namespace: `___NAMESPACE___X__c` and
/// `%%%NAMESPACE%%%X__c` are `X__c`.
pub(super) fn without_placeholders(text: &str) -> Cow<'_, str> {
    if !text.contains("NAMESPACE") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("NAMESPACE") {
        let (before, from) = rest.split_at(at);
        let found = PLACEHOLDERS.iter().find_map(|word| {
            let after = from.strip_prefix(word)?;
            let mark =
                ["%%%", "___"].into_iter().find(|mark| before.ends_with(mark) && after.starts_with(mark))?;
            Some((word, before.strip_suffix(mark)?, after.strip_prefix(mark)?))
        });
        let Some((word, before, after)) = found else {
            let (passed, after) = rest.split_at(at + "NAMESPACE".len());
            out.push_str(passed);
            rest = after;
            continue;
        };
        out.push_str(before);
        // What stands for "the namespace, or `c` without one" is `c` in the source.
        if word.ends_with("_OR_C") {
            out.push('c');
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The object a metadata file belongs to, from its path: `…/objects/Account/fields/X__c.field-meta.xml`,
/// `…/objects/Account/Account.object-meta.xml`, `…/objects/Account.object`.
#[must_use]
pub fn object_from_path(path: &str) -> Option<String> {
    let mut parts = path.rsplit(['/', '\\']);
    let file = parts.next()?;
    let folder = parts.next();
    let object = if file.ends_with(".object") || file.ends_with(".object-meta.xml") {
        file.rsplit(": ").next()?.split_once('.')?.0
    } else if folder.is_some_and(|folder| MEMBERS.contains(&folder)) {
        parts.next()?.rsplit(": ").next()?
    } else {
        return None;
    };
    Some(without_placeholders(object).into_owned()).filter(|object| !object.is_empty())
}

/// Folders of an object in source format.
const MEMBERS: &[&str] = &[
    "fields",
    "validationRules",
    "listViews",
    "fieldSets",
    "compactLayouts",
    "recordTypes",
    "businessProcesses",
    "webLinks",
    "sharingReasons",
    "indexes",
];

/// The objects that a metadata object stands for: fields of `Activity` are fields of tasks and events.
pub(super) fn objects_of(name: &str) -> Vec<&str> {
    if name.eq_ignore_ascii_case("Activity") { vec!["Task", "Event"] } else { vec![name] }
}

/// The number of definitions once each counts once, however many objects share it.
pub(super) fn once(before: u64, after: u64, objects: &[&str]) -> u64 {
    before + (after - before) / (objects.len() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_part_is_a_namespace_unless_it_is_a_coordinate() {
        assert_eq!(namespace("npe01__Amount__c"), Some("npe01"));
        assert_eq!(namespace("npe01__Site__Latitude__s"), Some("npe01"));
        assert_eq!(namespace("Site__Latitude__s"), None);
        assert_eq!(namespace("Loss_Reason__c"), None);
        assert_eq!(namespace("Name"), None);
        assert!(is_custom("Nick__pc") && is_custom("SITE__LATITUDE__S") && !is_custom("Name"));
    }

    #[test]
    fn placeholders_are_the_projects_own_namespace() {
        assert_eq!(without_placeholders("%%%NAMESPACE%%%X__c + ___NAMESPACE___Y__c"), "X__c + Y__c");
        assert_eq!(without_placeholders("%%%NAMESPACED_ORG%%%X__%%%NAMESPACE_OR_C%%%"), "X__c");
        assert_eq!(without_placeholders("the NAMESPACE of ___NAMESPACE"), "the NAMESPACE of ___NAMESPACE");
    }

    #[test]
    fn the_path_names_the_object() {
        let object = |path| object_from_path(path);
        assert_eq!(object("a/objects/Account/fields/X__c.field-meta.xml").as_deref(), Some("Account"));
        assert_eq!(object("objects\\___NAMESPACE___Fund__c.object").as_deref(), Some("Fund__c"));
        assert_eq!(object("p.zip: objects/Lead/Lead.object-meta.xml").as_deref(), Some("Lead"));
        assert_eq!(object("p.zip: Lead.object").as_deref(), Some("Lead"));
        assert_eq!(object("reports/Sales.report-meta.xml"), None);
    }
}

//! Metadata of a kind that nobody here knows: custom fields named anywhere in it are taken as used.
//!
//! Better one user too many than a field called unused that a new kind of metadata needs.

use super::super::super::declare::User;
use super::super::super::markup;
use super::super::super::schema::Declared;
use super::super::names;
use super::{custom_names, leaves, stem};
use crate::engine::read::InputError;

/// Kinds that name fields without using them, or none at all.
const NO_USE: &[&str] = &[
    "AppMenu",
    "ApexClass",
    "ApexComponent",
    "ApexPage",
    "ApexTrigger",
    "AuraDefinitionBundle",
    "CustomApplication",
    "CustomLabels",
    "CustomObjectTranslation",
    "CustomTab",
    "DashboardFolder",
    "DocumentFolder",
    "EmailFolder",
    "GlobalValueSet",
    "Group",
    "LightningComponentBundle",
    "Package",
    "PermissionSetGroup",
    "Queue",
    "RemoteSiteSetting",
    "ReportFolder",
    "Role",
    "StandardValueSet",
    "StaticResource",
    "Translations",
];

/// Reads metadata with a root element of no known kind; says what it is, or nothing where it names no field.
///
/// # Errors
/// When it is no well-formed XML.
pub(in crate::import) fn unknown(
    xml: &str,
    file: &str,
    into: &mut Declared,
) -> Result<Option<&'static str>, InputError> {
    let root = markup::parse(&names::without_placeholders(xml), file)?;
    if NO_USE.contains(&root.name.as_str()) || root.name.ends_with("Settings") {
        return Ok(None);
    }
    let before = into.named.len();
    let user = User::reading("other metadata", format!("{} {}", root.name, stem(file)));
    leaves(&root, &mut |way, text| custom_names(into, None, text, &user.at(way.join("/"))));
    Ok((into.named.len() > before).then_some("metadata of an unknown kind"))
}

//! Records and texts of the set-up that name fields: custom metadata, record types, buttons, email templates.

use super::super::super::schema::Declared;
use super::super::{CRM, names};
use super::{Sheet, custom_names, dotted, mention, merges};
use crate::model::Access;

/// `customMetadata/Type.Record.md`: values that are names of custom fields, and of the object they stand beside.
pub(super) fn custom(sheet: &Sheet<'_>, into: &mut Declared) {
    let texts = || {
        sheet.root.all("values").filter_map(|pair| Some((pair.value("field")?, pair.value("value")?.trim())))
    };
    // A record that names a field usually names its object too, in a value called so.
    let object = texts().find(|(of, text)| {
        let named = CRM.objects.iter().any(|entry| entry.api.eq_ignore_ascii_case(text));
        of.to_lowercase().contains("object") && (named || text.ends_with("__c") || text.ends_with("__mdt"))
    });
    let object = object.map(|(_, text)| text.to_owned());
    let user = sheet.user();
    for (of, text) in texts() {
        let path = dotted(text);
        let is_name = path.last().is_some_and(|last| names::is_custom(last));
        if is_name && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            mention(into, object.as_deref(), path, &user.at(format!("values/{of}")));
        }
    }
}

/// A record type restricts the values of picklists, which lists them.
pub(super) fn record_type(sheet: &Sheet<'_>, into: &mut Declared) {
    let Some(object) = names::object_from_path(&into.file) else { return };
    picklists(sheet.root, &object, &sheet.name, into);
}

/// The picklists of a record type, in a file of its own or in its object's.
pub(in super::super) fn picklists(
    root: &crate::import::markup::Element,
    object: &str,
    name: &str,
    into: &mut Declared,
) {
    let user = crate::import::declare::User {
        active: root.flag("active"),
        ..crate::import::declare::User::reading("record type", name)
    };
    let user = user.with(Access::Listed).at("picklistValues/picklist");
    for values in root.all("picklistValues") {
        if let Some(picklist) = values.value("picklist") {
            mention(into, Some(object), dotted(picklist), &user);
        }
    }
}

/// A button's address carries fields: `{!Opportunity.Amount}`.
pub(super) fn web_link(sheet: &Sheet<'_>, into: &mut Declared) {
    let object = names::object_from_path(&into.file);
    links(sheet.root, object.as_deref(), &sheet.name, into);
}

/// The same, in a file of its own or in its object's.
pub(in super::super) fn links(
    root: &crate::import::markup::Element,
    object: Option<&str>,
    name: &str,
    into: &mut Declared,
) {
    let user = crate::import::declare::User::reading("button or link", name);
    for (at, text) in [("url", root.value("url")), ("page", root.value("page"))] {
        if let Some(text) = text {
            merges(into, object, text, &user.at(at));
        }
    }
}

/// The frame of an email template; its text is a file of its own.
pub(super) fn email(sheet: &Sheet<'_>, into: &mut Declared) {
    let user = crate::import::declare::User { active: sheet.root.flag("available"), ..sheet.user() };
    for (at, text) in [("subject", sheet.root.value("subject")), ("textOnly", sheet.root.value("textOnly"))] {
        if let Some(text) = text {
            merges(into, None, text, &user.at(at));
            custom_names(into, None, text, &user.at(at));
        }
    }
}

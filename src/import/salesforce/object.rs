//! An object as metadata describes it: `X.object-meta.xml`, `X.object`, and the files of its members.

use super::super::crm;
use super::super::declare::{self, User};
use super::super::markup::{self, Element};
use super::super::schema::Declared;
use super::resolve::mention;
use super::{CRM, field, formula, names, reads, stages, usage};
use crate::engine::read::{InputError, Problem};
use crate::model::{Access, Field, FieldKind, FieldRef, Guard};

/// Reads `objects/<Object>/<Object>.object-meta.xml`: the label and the name field.
///
/// # Errors
/// When the file is no XML or has another root element.
pub fn object_meta(xml: &str, object: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    custom_object(xml, object, file, into)
}

/// Reads `objects/<Object>.object`: the object and everything that belongs to it.
///
/// # Errors
/// When the file is no XML, has another root element, or a field without a name.
pub fn custom_object(xml: &str, object: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let root = markup::parse(&names::without_placeholders(xml), file)?;
    if root.name != "CustomObject" {
        let message = format!("found the root element `{}`, expected `CustomObject`", root.name);
        return Err(InputError::new(Problem::Invalid, message).in_file(file).at_row(root.line));
    }
    let object = names::without_placeholders(object);
    let objects = names::objects_of(&object);
    let before = into.definitions;
    for object in &objects {
        let label = root.value("label").map(str::to_owned);
        let known = &mut declare::object(into, &CRM, object).label;
        *known = known.take().or(label);
        if let Some(name) = root.child("nameField") {
            declare::field(into, &CRM, object, name_field(name));
            // It settles what the name is called; it defines no field of its own.
            into.definitions -= 1;
        }
        for element in root.all("fields") {
            field::declare_field(element, object, file, into)?;
            stages::in_picklist(element, object, into);
        }
        for element in &root.children {
            member(element, &element.name, object, into);
        }
    }
    into.definitions = names::once(before, into.definitions, &objects);
    Ok(())
}

/// Reads a file of one member of an object: a validation rule, list view, field set or compact layout. Other
/// members use no fields and are passed over.
///
/// # Errors
/// When the file is no XML.
pub fn object_member(xml: &str, object: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let root = markup::parse(&names::without_placeholders(xml), file)?;
    let object = names::without_placeholders(object);
    let name = match root.name.as_str() {
        "ValidationRule" => "validationRules",
        "ListView" => "listViews",
        "FieldSet" => "fieldSets",
        "CompactLayout" => "compactLayouts",
        _ => return Ok(()),
    };
    for object in names::objects_of(&object) {
        member(&root, name, object, into);
    }
    Ok(())
}

fn name_field(element: &Element) -> Field {
    let automatic = element.value("type") == Some("AutoNumber");
    Field {
        label: element.value("label").map(str::to_owned),
        kind: FieldKind::Text,
        custom: Some(false),
        calculated: automatic,
        guards: vec![Guard::NameField, Guard::VendorDefined],
        ..Field::named("Name")
    }
}

fn member(element: &Element, kind: &str, object: &str, into: &mut Declared) {
    let name = format!("{object}.{}", element.value("fullName").unwrap_or_default());
    match kind {
        "validationRules" => validation_rule(element, object, name, into),
        "listViews" => list_view(element, object, &name, into),
        "fieldSets" => {
            declare::looked(into, &CRM, object, "field sets");
            let shown = element.all("displayedFields").chain(element.all("availableFields"));
            list(into, object, "field set", &name, shown.filter_map(|item| item.value("field")));
        }
        "compactLayouts" => {
            declare::looked(into, &CRM, object, "compact layouts");
            list(into, object, "compact layout", &name, element.all("fields").map(|field| field.text.trim()));
        }
        "recordTypes" => usage::picklists(element, object, &name, into),
        "webLinks" => usage::links(element, Some(object), &name, into),
        "searchLayouts" => {
            let name = format!("{object} search layouts");
            list(
                into,
                object,
                "search layout",
                &name,
                element.children.iter().map(|child| child.text.trim()),
            );
        }
        _ => {}
    }
}

fn validation_rule(element: &Element, object: &str, name: String, into: &mut Declared) {
    declare::looked(into, &CRM, object, "validation rules");
    let user = User { active: element.flag("active"), ..User::reading("validation rule", name) };
    let user = user.at("errorConditionFormula");
    let condition = element.value("errorConditionFormula").map(formula::names).unwrap_or_default();
    let shown = element.value("errorDisplayField").map(|field| vec![field.to_owned()]);
    for path in condition.into_iter().chain(shown) {
        reads::follow(into, object, &path, &user);
    }
}

fn list<'a>(
    into: &mut Declared,
    object: &str,
    kind: &'static str,
    name: &str,
    fields: impl Iterator<Item = &'a str>,
) {
    let user = User { access: Access::Listed, ..User::reading(kind, name) };
    for text in fields.filter(|text| !text.is_empty()) {
        // Standard fields stand here under names of their own: `ACCOUNT.NAME`, `CORE.USERS.ALIAS`.
        if let Some(field) = list_view_field(object, text) {
            declare::consumer(into, &CRM, &field, &user.at("fields"));
        } else if text.chars().any(|c| c.is_ascii_lowercase()) {
            mention(into, Some(object), usage::dotted(text), &user.at("fields"));
        }
    }
}

fn list_view(element: &Element, object: &str, name: &str, into: &mut Declared) {
    declare::looked(into, &CRM, object, "list views");
    let columns = element.all("columns").map(|column| (column.text.trim(), Access::Listed, "columns"));
    let filters = element
        .all("filters")
        .filter_map(|filter| Some((filter.value("field")?, Access::Read, "filters/field")));
    for (token, access, at) in columns.chain(filters) {
        let user = User { access, ..User::reading("list view", name) }.at(at);
        if let Some(field) = list_view_field(object, token) {
            declare::consumer(into, &CRM, &field, &user);
        } else if names::is_custom(token) {
            mention(into, Some(object), usage::dotted(token), &user);
        }
    }
}

/// The field behind a list view's column: custom fields by name, standard ones as `OPPORTUNITY.CLOSE_DATE`.
///
/// Tokens that are no field of a known object (`UPDATEDBY_USER`) are left out.
fn list_view_field(object: &str, token: &str) -> Option<FieldRef> {
    if names::is_custom(token) {
        return None;
    }
    let (owner, name) = token.rsplit_once('.').unwrap_or((object, token));
    let owner = crm::lookup_object(&CRM, owner.rsplit('.').next()?)?.api;
    let field = crm::lookup_field(&CRM, owner, name)?;
    // Exports write a lookup's name beside its id; what is used is the lookup.
    let field = field.name.split_once('.').map_or(field.name.to_owned(), |(lookup, _)| format!("{lookup}Id"));
    Some(FieldRef { object: owner.to_owned(), field })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_file_declares_fields_rules_and_lists() {
        let xml = "<CustomObject xmlns=\"x\"><label>Deal</label>
            <nameField><label>Deal No</label><type>AutoNumber</type></nameField>
            <fields><fullName>A__c</fullName><label>A</label><type>Text</type><externalId>true</externalId></fields>
            <fields><fullName>B__c</fullName><type>Checkbox</type><defaultValue>false</defaultValue></fields>
            <validationRules><fullName>R</fullName><active>false</active>
              <errorConditionFormula>ISBLANK(A__c) &amp;&amp; B__c</errorConditionFormula></validationRules>
            <listViews><fullName>V</fullName><columns>NAME</columns><columns>A__c</columns>
              <filters><field>B__c</field></filters></listViews></CustomObject>";
        let mut into = Declared::default();
        custom_object(xml, "Deal__c", "Deal__c.object", &mut into).unwrap();
        into.settle();
        let object = &into.objects["deal__c"];
        assert_eq!(object.label.as_deref(), Some("Deal"));
        let names: Vec<_> = object.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["Name", "A__c", "B__c"]);
        assert_eq!(object.fields[1].guards, [Guard::IntegrationKey]);
        let uses: Vec<_> = into
            .consumers
            .iter()
            .map(|consumer| {
                (consumer.kind.as_str(), consumer.field.field.as_str(), consumer.access, consumer.active)
            })
            .collect();
        assert_eq!(
            uses,
            [
                ("validation rule", "A__c", Access::Read, Some(false)),
                ("validation rule", "B__c", Access::Read, Some(false)),
                ("list view", "A__c", Access::Listed, None),
                ("list view", "B__c", Access::Read, None),
            ]
        );
    }

    #[test]
    fn list_view_tokens_are_standard_fields() {
        let field = |object, token| list_view_field(object, token).map(|field| field.to_string());
        assert_eq!(field("Opportunity", "OPPORTUNITY.CLOSE_DATE").as_deref(), Some("Opportunity.CloseDate"));
        assert_eq!(field("Opportunity", "ACCOUNT.NAME").as_deref(), Some("Account.Name"));
        assert_eq!(field("Opportunity", "CORE.USERS.ALIAS").as_deref(), Some("User.Alias"));
        assert_eq!(field("Opportunity", "UPDATEDBY_USER"), None);
        assert_eq!(field("Deal__c", "NAME"), None);
    }
}

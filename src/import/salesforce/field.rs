//! One field as metadata describes it: `X.field-meta.xml`, or `<fields>` inside an `.object` file.

use super::super::declare::{self, User};
use super::super::markup::{self, Element};
use super::super::schema::Declared;
use super::{CRM, formula, kinds, names, reads};
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, FieldRef, Guard};

/// Reads `objects/<Object>/fields/<Field>.field-meta.xml`.
///
/// # Errors
/// When the file is no XML, has another root element, or a field without a name.
pub fn field_meta(xml: &str, object: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let root = markup::parse(&names::without_placeholders(xml), file)?;
    if root.name != "CustomField" {
        let message = format!("found the root element `{}`, expected `CustomField`", root.name);
        return Err(InputError::new(Problem::Invalid, message).in_file(file).at_row(root.line));
    }
    let object = names::without_placeholders(object);
    let objects = names::objects_of(&object);
    let before = into.definitions;
    for object in &objects {
        declare_field(&root, object, file, into)?;
    }
    into.definitions = names::once(before, into.definitions, &objects);
    Ok(())
}

/// Declares the field that an element describes.
pub(super) fn declare_field(
    element: &Element,
    object: &str,
    file: &str,
    into: &mut Declared,
) -> Result<(), InputError> {
    let Some(name) = element.value("fullName") else {
        let message = "found a field without `fullName`, expected its API name";
        return Err(InputError::new(Problem::Invalid, message).in_file(file).at_row(element.line));
    };
    // A field file says `X__c`; exports of a whole folder sometimes say `Account.X__c`.
    let name = name.rsplit('.').next().unwrap_or(name);
    let kind = element.value("type").map_or(FieldKind::Unknown, kinds::kind);
    let mut field = Field {
        label: element.value("label").map(str::to_owned),
        kind,
        custom: Some(names::is_custom(name)),
        description: element.value("description").map(str::to_owned),
        picklist: picklist(element),
        default: default(element),
        guards: guards(element, name),
        ..Field::named(name)
    };
    let kind_name = element.value("type").unwrap_or_default();
    field.calculated = element.child("formula").is_some() || matches!(kind_name, "AutoNumber" | "Summary");
    if let (FieldKind::Reference, Some(target)) = (kind, element.value("referenceTo")) {
        let schema = declare::object(into, &CRM, object);
        schema.targets.insert(name.to_lowercase(), target.to_owned());
        if let Some(relationship) = element.value("relationshipName") {
            declare::add(&mut schema.parents, (target.to_lowercase(), relationship.to_lowercase()));
        }
    }
    if let Some(text) = element.value("formula") {
        field.reads = reads::computed_from(into, object, name, &formula::names(text), "formula");
        declare::looked(into, &CRM, object, "formulas");
    }
    if let (Some(text), None) = (element.value("defaultValue"), default(element)) {
        let user = User::reading("default value", format!("{object}.{name}")).at("defaultValue");
        for path in formula::names(text) {
            reads::follow(into, object, &path, &user);
        }
    }
    roll_up(element, object, name, into);
    lookup_filter(element, object, name, into);
    let controlling = ["controllingField", "metadataRelationshipControllingField"];
    let controlling = controlling.into_iter().find_map(|key| element.value(key));
    let controlling = controlling.map(|name| name.rsplit('.').next().unwrap_or(name));
    if let Some(by) = controlling.or_else(|| element.child("valueSet")?.value("controllingField")) {
        declare::add(&mut field.reads, by.to_owned());
        controls(into, object, by, name);
    }
    declare::looked(into, &CRM, object, "formulas");
    declare::field(into, &CRM, object, field);
    Ok(())
}

/// Notes that one picklist decides what another may hold.
pub(super) fn controls(into: &mut Declared, object: &str, by: &str, dependent: &str) {
    let source = FieldRef { object: object.to_owned(), field: by.to_owned() };
    declare::guard(into, &CRM, &source, Guard::Controls(dependent.to_owned()));
    let user = User::reading("dependent picklist", format!("{object}.{dependent}"));
    declare::consumer(into, &CRM, &source, &user);
}

/// What the name alone says about why a field stands.
pub(super) fn named_guards(name: &str) -> Vec<Guard> {
    let managed = names::namespace(name).map(|namespace| Guard::Managed(namespace.to_owned()));
    let vendor = (!names::is_custom(name)).then_some(Guard::VendorDefined);
    managed.into_iter().chain(vendor).collect()
}

fn guards(element: &Element, name: &str) -> Vec<Guard> {
    let says = |flag| element.flag(flag) == Some(true);
    let mut guards = named_guards(name);
    if says("required") {
        guards.push(Guard::Required);
    }
    if says("externalId") || says("unique") {
        guards.push(Guard::IntegrationKey);
    }
    if element.value("type") == Some("MasterDetail") {
        guards.push(Guard::MasterDetail);
    }
    guards
}

/// Values of a picklist, retired ones too: records still hold them.
fn picklist(element: &Element) -> Vec<String> {
    values(element).filter_map(|value| value.value("fullName").map(str::to_owned)).collect()
}

/// The value elements, in the layout since 2017 and in the one before.
pub(super) fn values(element: &Element) -> impl Iterator<Item = &Element> {
    let set = element.child("valueSet").and_then(|set| set.child("valueSetDefinition"));
    let new = set.into_iter().flat_map(|set| set.all("value"));
    new.chain(element.child("picklist").into_iter().flat_map(|old| old.all("picklistValues")))
}

/// The value a new record gets, where it is a literal: `false`, `"Standard"`, a marked picklist value.
fn default(element: &Element) -> Option<String> {
    if let Some(value) = values(element).find(|value| value.flag("default") == Some(true)) {
        return value.value("fullName").map(str::to_owned);
    }
    let text = element.value("defaultValue")?;
    let quoted = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    match quoted {
        Some(inside) => (!inside.contains(['"', '\''])).then(|| inside.to_owned()),
        None if text.parse::<f64>().is_ok() => Some(text.to_owned()),
        None => ["true", "false"].contains(&text.to_lowercase().as_str()).then(|| text.to_lowercase()),
    }
}

/// A roll-up reads fields of the child object: the one it sums, the lookup it sums along, those it filters on.
fn roll_up(element: &Element, object: &str, name: &str, into: &mut Declared) {
    let filters = element.all("summaryFilterItems").filter_map(|item| item.value("field"));
    let direct = ["summarizedField", "summaryForeignKey"].into_iter().filter_map(|key| element.value(key));
    let user = User::reading("roll-up", format!("{object}.{name}")).at("summarizedField");
    for source in direct.chain(filters).filter_map(FieldRef::parse) {
        declare::consumer(into, &CRM, &source, &user);
        let reader =
            if source.object.eq_ignore_ascii_case(object) { name.to_owned() } else { user.name.clone() };
        declare::guard(into, &CRM, &source, Guard::FormulaSource(reader));
        declare::looked(into, &CRM, &source.object, "roll-ups");
    }
}

/// A lookup filter compares fields of the object it leads to (`Account.Type`) with its own (`$Source.Region__c`).
fn lookup_filter(element: &Element, object: &str, name: &str, into: &mut Declared) {
    let Some(filter) = element.child("lookupFilter") else { return };
    let user =
        User { active: filter.flag("active"), ..User::reading("lookup filter", format!("{object}.{name}")) };
    let user = user.at("lookupFilter/filterItems");
    let items = filter.all("filterItems");
    for text in items.flat_map(|item| [item.value("field"), item.value("valueField")]).flatten() {
        let path: Vec<String> = text.split('.').map(str::to_owned).collect();
        match path.split_first() {
            Some((first, rest)) if !first.starts_with('$') && !rest.is_empty() => {
                reads::follow(into, first, rest, &user);
            }
            _ => _ = reads::follow(into, object, &path, &user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(object: &str, body: &str) -> Declared {
        let mut into = Declared::default();
        let xml = format!("<?xml version=\"1.0\"?><CustomField xmlns=\"x\">{body}</CustomField>");
        field_meta(&xml, object, "X.field-meta.xml", &mut into).unwrap();
        into.settle();
        into
    }

    #[test]
    fn a_formula_names_what_it_reads_and_guards_it() {
        let into =
            read("Opportunity", "<fullName>W__c</fullName><formula>Amount / 52</formula><type>Number</type>");
        let object = &into.objects["opportunity"];
        assert!(object.fields[0].calculated);
        assert_eq!(object.fields[0].reads, ["Amount"]);
        assert_eq!(object.earned["amount"], [Guard::FormulaSource("W__c".into())]);
        assert_eq!(into.consumers[0].field.to_string(), "Opportunity.Amount");
        assert_eq!(into.consumers[0].name, "Opportunity.W__c");
    }

    #[test]
    fn a_picklist_has_values_a_default_and_the_field_that_controls_it() {
        let into = read(
            "Account",
            "<fullName>___NAMESPACE___Tier__c</fullName><type>Picklist</type><required>true</required><valueSet>
             <controllingField>Region__c</controllingField><valueSetDefinition>
             <value><fullName>A</fullName><default>false</default></value>
             <value><fullName>B</fullName><default>true</default></value></valueSetDefinition></valueSet>",
        );
        let field = &into.objects["account"].fields[0];
        assert_eq!((field.name.as_str(), field.default.as_deref()), ("Tier__c", Some("B")));
        assert_eq!(field.picklist, ["A", "B"]);
        assert_eq!(field.guards, [Guard::Required]);
        assert_eq!(into.objects["account"].earned["region__c"], [Guard::Controls("Tier__c".into())]);
    }

    #[test]
    fn a_roll_up_is_a_consumer_on_the_child() {
        let into = read(
            "Account",
            "<fullName>ns__Sum__c</fullName><type>Summary</type><summarizedField>Opportunity.Amount</summarizedField>
             <summaryFilterItems><field>Opportunity.StageName</field></summaryFilterItems>
             <summaryForeignKey>Opportunity.AccountId</summaryForeignKey>",
        );
        let field = &into.objects["account"].fields[0];
        assert!(field.calculated);
        assert_eq!(field.guards, [Guard::Managed("ns".into())]);
        let read: Vec<String> = into.consumers.iter().map(|consumer| consumer.field.to_string()).collect();
        assert_eq!(read, ["Opportunity.Amount", "Opportunity.AccountId", "Opportunity.StageName"]);
    }

    #[test]
    fn a_default_is_a_literal_or_nothing() {
        let of = |text: &str| {
            read("Account", &format!("<fullName>X__c</fullName><defaultValue>{text}</defaultValue>")).objects
                ["account"]
                .fields[0]
                .default
                .clone()
        };
        assert_eq!(of("\"Ex works\"").as_deref(), Some("Ex works"));
        assert_eq!(of("False").as_deref(), Some("false"));
        assert_eq!(of("TODAY() + 7"), None);
        assert_eq!(of("\"a\" &amp; \"b\""), None);
    }

    #[test]
    fn a_lookup_filter_reads_both_sides() {
        let into = read(
            "Contact",
            "<fullName>Site__c</fullName><type>Lookup</type><referenceTo>Site__c</referenceTo><lookupFilter>
             <active>true</active><filterItems><field>Site__c.Open__c</field>
             <valueField>$Source.Region__c</valueField></filterItems></lookupFilter>",
        );
        let read: Vec<String> = into.consumers.iter().map(|consumer| consumer.field.to_string()).collect();
        assert_eq!(read, ["Site__c.Open__c", "Contact.Region__c"]);
    }

    #[test]
    fn a_field_without_a_name_is_an_error_with_its_line() {
        let error = field_meta("\n<CustomField/>", "Account", "X.xml", &mut Declared::default()).unwrap_err();
        assert_eq!(error.row, Some(2));
        assert!(field_meta("<Layout/>", "Account", "X.xml", &mut Declared::default()).is_err());
    }
}

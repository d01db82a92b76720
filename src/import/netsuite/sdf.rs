//! Custom fields and custom records of an SDF project, one XML file each.

use super::super::declare::{self, User};
use super::super::markup::{self, Element};
use super::super::mention::{Meant, mention};
use super::super::schema::Declared;
use super::ids::{in_braces, reference, standard_id};
use super::{CRM, sourcing};
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, FieldRef, Guard};

/// Reads one object of an SDF project. Objects that are no fields and hold none are passed over.
///
/// # Errors
/// When the file is no XML, or a field has no `scriptid`.
pub fn sdf_object(xml: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let root = markup::parse(xml, file)?;
    match root.name.as_str() {
        "customrecordtype" => custom_record(&root, file, into),
        name if name.ends_with("customfield") => {
            let objects = applies_to(&root);
            if objects.is_empty() {
                into.retired.insert(script_id(&root, file)?.to_lowercase());
            }
            for object in objects {
                declare_field(&root, &object, file, into)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn custom_record(root: &Element, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let name = script_id(root, file)?;
    let label = root.value("recordname").map(str::to_owned);
    let known = &mut declare::object(into, &CRM, name).label;
    *known = known.take().or(label);
    for element in root.child("customrecordcustomfields").into_iter().flat_map(|list| &list.children) {
        declare_field(element, name, file, into)?;
    }
    Ok(())
}

pub(super) fn script_id<'a>(element: &'a Element, file: &str) -> Result<&'a str, InputError> {
    element.attribute("scriptid").ok_or_else(|| {
        let message = format!("found `<{}>` without `scriptid`", element.name);
        InputError::new(Problem::Invalid, message).in_file(file).at_row(element.line)
    })
}

/// Elements that say where a field applies, and the record type each stands for.
const APPLIES: &[(&str, &str)] = &[
    ("appliestocustomer", "customer"),
    ("appliestocontact", "contact"),
    ("appliestovendor", "vendor"),
    ("appliestoemployee", "employee"),
    ("appliestopartner", "partner"),
    ("appliestoothername", "othername"),
    ("appliestogroup", "entitygroup"),
    ("appliestoproject", "job"),
    ("appliestotask", "task"),
    ("appliestoevent", "calendarevent"),
    ("appliestophonecall", "phonecall"),
    ("appliestocase", "supportcase"),
    ("appliestocampaign", "campaign"),
    ("bodyopportunity", "opportunity"),
    ("colopportunity", "transactionline"),
];

/// Switches of a body field that say how it prints, not where it applies.
const PRINTING: &[&str] =
    &["bodyprintflag", "bodyprintpackingslip", "bodyprintstatement", "bodypickingticket"];

/// The record types a field is on.
///
/// A file that switches nothing on and says nothing at all about it (hand-written ones do) gets the record type its
/// root element is named for. One that switches everything off is on no record: that is how NetSuite retires fields.
fn applies_to(root: &Element) -> Vec<String> {
    let mut objects = Vec::new();
    let mut said = false;
    for child in &root.children {
        let name = child.name.as_str();
        let switch = ["appliesto", "body", "col"].iter().any(|prefix| name.starts_with(prefix));
        if !switch || PRINTING.contains(&name) || name.starts_with("colprint") {
            continue;
        }
        said |= !child.text.trim().is_empty();
        if root.flag(name) == Some(true) {
            let known = APPLIES.iter().find(|(switch, _)| *switch == name).map(|(_, object)| *object);
            let object = known.or_else(|| by_root(&root.name));
            objects.extend(
                object.filter(|_| known.is_some() || !name.starts_with("appliesto")).map(str::to_owned),
            );
        }
    }
    if root.name == "itemcustomfield" {
        objects = vec!["item".to_owned()];
    } else if root.name == "othercustomfield" {
        let target = root.value("rectype").map(|text| reference(text).unwrap_or(text).to_lowercase());
        objects = target.into_iter().collect();
    } else if !said {
        objects = by_root(&root.name).map(str::to_owned).into_iter().collect();
    }
    objects.sort();
    objects.dedup();
    objects
}

fn by_root(root: &str) -> Option<&'static str> {
    match root {
        "entitycustomfield" => Some("customer"),
        "transactionbodycustomfield" => Some("transaction"),
        "transactioncolumncustomfield" => Some("transactionline"),
        "itemcustomfield" => Some("item"),
        "crmcustomfield" => Some("task"),
        _ => None,
    }
}

fn declare_field(element: &Element, object: &str, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let name = script_id(element, file)?.to_lowercase();
    let formula = element.flag("isformula") == Some(true);
    let kind = kind(element);
    let says = |flag| element.flag(flag) == Some(true);
    let mut field = Field {
        label: element.value("label").map(str::to_owned),
        kind,
        custom: Some(true),
        calculated: formula,
        // Help texts and inline HTML are drawn on the form and hold nothing.
        not_stored: element.flag("storevalue") == Some(false)
            || matches!(element.value("fieldtype"), Some("HELP" | "INLINEHTML")),
        default: default(element, formula, kind),
        description: element.value("description").map(str::to_owned),
        ..Field::named(&name)
    };
    if says("ismandatory") {
        field.guards.push(Guard::Required);
    }
    if let Some(text) = element.value("defaultvalue").filter(|_| formula) {
        for source in in_braces(text) {
            uses(into, object, &source, &name, "formula");
            declare::add(&mut field.reads, source);
        }
    }
    // `sourcelist` is the field of this record whose record the value is copied from.
    if let Some(source) = element.value("sourcelist") {
        let source = reference(source).unwrap_or_else(|| standard_id(source)).to_lowercase();
        uses(into, object, &source, &name, "sourcing");
        declare::add(&mut field.reads, source);
    }
    sourcing::note(element, object, &name, into);
    declare::looked(into, &CRM, object, "formulas");
    declare::field(into, &CRM, object, field);
    Ok(())
}

fn uses(into: &mut Declared, object: &str, source: &str, name: &str, kind: &'static str) {
    let of = FieldRef { object: object.to_owned(), field: source.to_owned() };
    let at = if kind == "formula" { "defaultvalue" } else { "sourcelist" };
    let user = User::reading(kind, format!("{object}.{name}")).at(at);
    mention(into, &CRM, &[object.to_owned()], source, Meant::Field, &user);
    declare::guard(into, &CRM, &of, Guard::FormulaSource(name.to_owned()));
}

/// The value of a new record, where the file spells it out. A default from a list is a script id there and a text
/// in exports, so it cannot be compared and is left out.
fn default(element: &Element, formula: bool, kind: FieldKind) -> Option<String> {
    if kind == FieldKind::Boolean {
        return Some(element.flag("defaultchecked").unwrap_or(false).to_string());
    }
    let text = element.value("defaultvalue").or_else(|| element.value("defaultselection"))?;
    (!formula && reference(text).is_none()).then(|| text.to_owned())
}

fn kind(element: &Element) -> FieldKind {
    match element.value("fieldtype").unwrap_or_default() {
        "CHECKBOX" => FieldKind::Boolean,
        "CLOBTEXT" | "RICHTEXT" | "TEXTAREA" => FieldKind::LongText,
        "CURRENCY" => FieldKind::Currency,
        "DATE" => FieldKind::Date,
        "DATETIMETZ" | "DATETIME" => FieldKind::DateTime,
        "DOCUMENT" | "IMAGE" => FieldKind::Reference,
        "EMAIL" => FieldKind::Email,
        "FLOAT" | "INTEGER" => FieldKind::Number,
        "MULTISELECT" => FieldKind::MultiPicklist,
        "PASSWORD" => FieldKind::Encrypted,
        "PERCENT" => FieldKind::Percent,
        "PHONE" => FieldKind::Phone,
        "SELECT" => {
            let target = element.value("selectrecordtype").and_then(reference).unwrap_or_default();
            if target.starts_with("customlist") { FieldKind::Picklist } else { FieldKind::Reference }
        }
        "TEXT" | "TIMEOFDAY" => FieldKind::Text,
        "URL" => FieldKind::Url,
        _ => FieldKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Declared {
        let mut into = Declared::default();
        sdf_object(xml, "x.xml", &mut into).unwrap();
        into
    }

    #[test]
    fn a_formula_that_is_not_stored_names_what_it_reads() {
        let into = read(
            "<!-- made -->\n<transactionbodycustomfield scriptid=\"custbody_weekly\"><bodyopportunity>T</bodyopportunity>
             <bodysale>F</bodysale><bodyprintflag>T</bodyprintflag><label>Weekly</label><fieldtype>FLOAT</fieldtype>
             <isformula>T</isformula><storevalue>F</storevalue>
             <defaultvalue>{projectedtotal} / 52 + {today}</defaultvalue></transactionbodycustomfield>",
        );
        assert_eq!(into.objects.keys().collect::<Vec<_>>(), ["opportunity"]);
        let object = &into.objects["opportunity"];
        let field = &object.fields[0];
        assert!(field.calculated && field.not_stored);
        assert_eq!(
            (field.reads.as_slice(), field.default.as_deref()),
            (&["projectedtotal".to_owned()][..], None)
        );
        assert_eq!(object.earned["projectedtotal"], [Guard::FormulaSource("custbody_weekly".into())]);
    }

    #[test]
    fn a_field_is_declared_on_every_record_it_applies_to() {
        let field = |switches: &str, rest: &str| {
            read(&format!(
                "<entitycustomfield scriptid=\"custentity_x\"><fieldtype>SELECT</fieldtype>{switches}{rest}</entitycustomfield>"
            ))
        };
        let keys = |into: &Declared| into.objects.keys().cloned().collect::<Vec<_>>();
        let both = "<appliestocustomer>T</appliestocustomer><appliestocontact>T</appliestocontact>";
        assert_eq!(keys(&field(both, "")), ["contact", "customer"]);
        assert_eq!(keys(&field("<appliestocustomer>F</appliestocustomer>", "")), Vec::<String>::new());
        let bare = field(
            "",
            "<selectrecordtype>[scriptid=customlist_a]</selectrecordtype><ismandatory>T</ismandatory>",
        );
        let field = &bare.objects["customer"].fields[0];
        assert_eq!((field.kind, field.guards.as_slice()), (FieldKind::Picklist, &[Guard::Required][..]));
    }

    #[test]
    fn a_custom_record_holds_its_fields() {
        let into = read(
            "<customrecordtype scriptid=\"customrecord_gate\"><recordname>Gate</recordname><customrecordcustomfields>
             <customrecordcustomfield scriptid=\"custrecord_open\"><fieldtype>CHECKBOX</fieldtype>
             <defaultchecked>T</defaultchecked></customrecordcustomfield></customrecordcustomfields></customrecordtype>",
        );
        let record = &into.objects["customrecord_gate"];
        assert_eq!(record.label.as_deref(), Some("Gate"));
        assert_eq!(record.fields[0].default.as_deref(), Some("true"));
    }

    #[test]
    fn other_objects_are_passed_over_and_a_nameless_field_is_an_error() {
        assert!(read("<customlist scriptid=\"customlist_a\"/>").objects.is_empty());
        let error = sdf_object("<entitycustomfield/>", "x.xml", &mut Declared::default()).unwrap_err();
        assert_eq!(error.to_string(), "x.xml: line 1: found `<entitycustomfield>` without `scriptid`");
    }
}

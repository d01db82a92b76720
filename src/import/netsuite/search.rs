//! Saved searches: the packed definition, its columns, filters and formulas.

use super::super::declare::User;
use super::super::markup::Element;
use super::super::mention::{Meant, mention};
use super::super::schema::Declared;
use super::CRM;
use super::ids::{field_ids, fields_in_formula, record_types};
use crate::engine::read::{InputError, packed};

/// No saved search comes near; only a trap goes on.
const CAP: u64 = 16 << 20;

/// Notes what a saved search reads: the custom fields anywhere in it, and standard ones in columns, filters, formulas.
pub(super) fn read(root: &Element, user: &User, file: &str, into: &mut Declared) -> Result<(), InputError> {
    let dependencies = root.child("dependencies").into_iter().flat_map(|list| &list.children);
    for dependency in dependencies {
        for field in field_ids(&dependency.text) {
            mention(into, &CRM, &[], &field, Meant::Field, &user.at("dependencies"));
        }
    }
    let Some(text) = root.value("definition") else { return Ok(()) };
    let text = unpacked(text, file)?.unwrap_or_else(|| text.to_owned());
    let objects = values(&text, "FIELD_SEARCH_TYPE").next().map(|kind| searched(&kind)).unwrap_or_default();
    for key in ["FIELD_ALIAS", "FIELD_NAME", "FIELD_FILTER_NAME"] {
        for value in values(&text, key) {
            // `Transaction_AMOUNT`: a standard field of the record type before it.
            if let Some((record, field)) = value.split_once('_').filter(|_| field_ids(&value).is_empty()) {
                let objects = searched(record);
                mention(into, &CRM, &objects, &field.to_lowercase(), Meant::Perhaps, &user.at(key));
            }
        }
    }
    for formula in values(&text, "FIELD_FORMULA") {
        for field in fields_in_formula(&formula) {
            mention(into, &CRM, &objects, &field, Meant::Perhaps, &user.at("FIELD_FORMULA"));
        }
    }
    for field in field_ids(&text) {
        mention(into, &CRM, &objects, &field, Meant::Field, &user.at("definition"));
    }
    Ok(())
}

/// The text behind `<hash>@GZC@<version>@<base64 of gzip>`; `None` where a definition is not packed.
pub(super) fn unpacked(text: &str, file: &str) -> Result<Option<String>, InputError> {
    let text = text.trim();
    let Some((_, rest)) = text.split_once("@GZC@") else { return Ok(None) };
    let payload = rest.rsplit('@').next().unwrap_or_default();
    packed::unpack(payload, CAP).map(Some).map_err(|error| error.in_file(file))
}

/// The objects of a search type; a search of transactions finds opportunities too.
fn searched(kind: &str) -> Vec<String> {
    let mut objects = record_types(kind);
    if objects.first().is_some_and(|object| object == "transaction") {
        objects.push("opportunity".to_owned());
    }
    objects
}

/// The values of a key in `<Value field="FIELD_FORMULA" …>…</Value>`, references resolved.
///
/// The definition may be cut differently in every version, so it is searched and not parsed.
fn values<'a>(text: &'a str, key: &str) -> impl Iterator<Item = String> + use<'a> {
    let start = format!("field=\"{key}\"");
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find(&start)? + start.len()..];
            let open = rest.find('>')?;
            let empty = rest[..open].ends_with('/');
            rest = &rest[open + 1..];
            let value = rest.split('<').next().unwrap_or_default().trim();
            if !empty && !value.is_empty() {
                let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                return Some(value.replace("&apos;", "'").replace("&quot;", "\""));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::{sdf_object, sdf_use};
    use super::*;
    use crate::engine::read::Problem;

    const SEARCH: &str = include_str!("../../../fixtures/netsuite/saved-search.xml");

    #[test]
    fn a_packed_search_names_custom_and_standard_fields() {
        let mut into = Declared::default();
        let field = "<transactionbodycustomfield scriptid='custbody_loss_reason'>
                     <bodyopportunity>T</bodyopportunity></transactionbodycustomfield>";
        sdf_object(field, "f.xml", &mut into).unwrap();
        sdf_use(SEARCH, "s.xml", &mut into).unwrap();
        into.settle();
        let found: Vec<String> =
            into.consumers.iter().map(|consumer| format!("{} {}", consumer.field, consumer.at)).collect();
        assert_eq!(
            found,
            [
                "opportunity.custbody_loss_reason dependencies",
                "opportunity.probability FIELD_ALIAS",
                "opportunity.projectedtotal FIELD_FORMULA",
            ]
        );
        let gone: Vec<&str> = into.unresolved.iter().map(|unresolved| unresolved.name.as_str()).collect();
        assert_eq!(gone, ["custbody_old"]);
        assert_eq!(into.consumers[0].name, "customsearch_open_opportunities");
    }

    #[test]
    fn a_broken_definition_is_an_error_and_an_unpacked_one_is_read_as_it_is() {
        let cut = SEARCH.replace("==</definition>", "</definition>");
        let cut = cut.replacen("@H4sI", "@AAAA", 1);
        let error = sdf_use(&cut, "s.xml", &mut Declared::default()).unwrap_err();
        assert_eq!(error.problem, Problem::Damaged);
        assert_eq!(unpacked("plain", "s.xml").unwrap(), None);
    }
}

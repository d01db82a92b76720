//! What a custom field takes from other fields: the value it is sourced from, the filters of its choices, and the
//! fields beyond a join in its formula.

use super::super::declare::User;
use super::super::markup::Element;
use super::super::mention::{Meant, mention};
use super::super::schema::Declared;
use super::CRM;
use super::ids::{field_ids, fields_of, in_braces};

/// Notes the fields of other records that a field of `object` depends on.
pub(super) fn note(element: &Element, object: &str, name: &str, into: &mut Declared) {
    let this = format!("{object}.{name}");
    let user = |kind, at: &str| User::reading(kind, this.clone()).at(at);
    if element.flag("isformula") == Some(true)
        && let Some(formula) = element.value("defaultvalue")
    {
        let own = in_braces(formula);
        for id in field_ids(formula).iter().filter(|id| !own.contains(id)) {
            mention(into, &CRM, &[], id, Meant::Field, &user("formula", "defaultvalue"));
        }
    }
    if let Some(text) = element.value("sourcefrom") {
        let objects = by_prefix(text);
        for field in fields_of(text) {
            mention(into, &CRM, &objects, &field, Meant::Field, &user("sourcing", "sourcefrom"));
        }
    }
    if let Some(text) = element.value("sourcefilterby") {
        for field in fields_of(text) {
            mention(
                into,
                &CRM,
                &by_prefix(text),
                &field,
                Meant::Perhaps,
                &user("field filter", "sourcefilterby"),
            );
        }
    }
    for filter in element.child("customfieldfilters").into_iter().flat_map(|list| &list.children) {
        for (key, objects) in [("fldfilter", vec![]), ("fldcomparefield", vec![object.to_owned()])] {
            for field in filter.value(key).map(fields_of).unwrap_or_default() {
                mention(into, &CRM, &objects, &field, Meant::Perhaps, &user("field filter", key));
            }
        }
    }
}

/// The object that a standard id names in its prefix: `STDENTITYPHONE` is of customers.
fn by_prefix(text: &str) -> Vec<String> {
    const PREFIXES: [(&str, &str); 3] =
        [("STDENTITY", "customer"), ("STDITEM", "item"), ("STDBODY", "transaction")];
    let object = PREFIXES.iter().find(|(prefix, _)| text.trim().starts_with(prefix));
    object.map(|(_, object)| (*object).to_owned()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::sdf_object;
    use super::*;

    #[test]
    fn sourced_filtered_and_joined_fields_are_read() {
        let mut into = Declared::default();
        for xml in [
            "<transactionbodycustomfield scriptid='custbody_phone'><bodyopportunity>T</bodyopportunity>
             <sourcelist>STDBODYENTITY</sourcelist><sourcefrom>STDENTITYPHONE</sourcefrom>
             <customfieldfilters><customfieldfilter><fldfilter>[scriptid=custentity_tier]</fldfilter>
             <fldcomparefield>STDBODYMEMO</fldcomparefield></customfieldfilter></customfieldfilters>
             </transactionbodycustomfield>",
            "<transactionbodycustomfield scriptid='custbody_tier'><bodyopportunity>T</bodyopportunity>
             <isformula>T</isformula><defaultvalue>{entity.custentity_tier}</defaultvalue>
             </transactionbodycustomfield>",
            "<entitycustomfield scriptid='custentity_tier'/>",
        ] {
            sdf_object(xml, "x.xml", &mut into).unwrap();
        }
        into.settle();
        let mut found: Vec<String> = into
            .consumers
            .iter()
            .map(|consumer| format!("{} {} {}", consumer.field, consumer.kind, consumer.name))
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                "customer.custentity_tier field filter opportunity.custbody_phone",
                "customer.custentity_tier formula opportunity.custbody_tier",
                "customer.phone sourcing opportunity.custbody_phone",
                "opportunity.entity formula opportunity.custbody_tier",
                "opportunity.entity sourcing opportunity.custbody_phone",
                "opportunity.memo field filter opportunity.custbody_phone",
            ]
        );
        assert!(into.unresolved.is_empty());
    }
}

//! Names that should be fields, kept until every file has been read.
//!
//! A workflow may be read before the field that it sets, and a script names a field without its object. What a
//! mention means is settled once, after the last file: a consumer, a name of nothing, or not known.

use std::collections::{BTreeMap, BTreeSet};

use super::crm::{self, Crm};
use super::declare::{self, User};
use super::schema::Declared;
use crate::model::{FieldRef, Unresolved};

/// Stands for every object, where a file tells nothing about whose fields it could use.
pub(super) const EVERY_OBJECT: &str = "*";

/// How certain it is that the name is meant to be a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// It stands where only a field can stand.
    Field,
    /// A word in a program that may be a field; it counts if there is one of that name.
    Perhaps,
}

/// A name that a consumer uses.
#[derive(Debug)]
pub(super) struct Mention {
    pub(super) crm: &'static Crm,
    /// Objects it is likely to be a field of, likeliest first.
    pub(super) objects: Vec<String>,
    pub(super) name: String,
    pub(super) meant: Meant,
    pub(super) user: User,
}

/// Notes that a name is used in the file that is being read.
pub(super) fn mention(
    into: &mut Declared,
    crm: &'static Crm,
    objects: &[String],
    name: &str,
    meant: Meant,
    user: &User,
) {
    let file = user.file.clone().unwrap_or_else(|| into.file.clone());
    let user = User { file: Some(file), ..user.clone() };
    let name = name.trim().to_owned();
    if !name.is_empty() {
        into.mentions.push(Mention { crm, objects: objects.to_vec(), name, meant, user });
    }
}

/// Turns every mention into what it is; to be called once, after the last file.
///
/// One consumer uses a field once, however often its file repeats it: the first place stands for all.
pub(super) fn settle(into: &mut Declared) {
    let known = Known::of(into);
    let (mut seen, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for mention in std::mem::take(&mut into.mentions) {
        let found = known.find(&mention);
        for object in &found.objects {
            let spelled = into.objects.get(&object.to_lowercase()).map_or(object, |schema| &schema.name);
            let field = FieldRef { object: spelled.clone(), field: known.spelling(object, &mention.name) };
            let User { kind, name, access, file, .. } = &mention.user;
            if seen.insert((field.clone(), *kind, name.clone(), *access, file.clone())) {
                declare::consumer(into, mention.crm, &field, &mention.user);
            }
        }
        if found.gone {
            let unresolved = Unresolved {
                crm: mention.crm.name,
                name: mention.name,
                kind: mention.user.kind.to_owned(),
                by: mention.user.name,
                file: mention.user.file.unwrap_or_default(),
                at: mention.user.at,
            };
            let again = (unresolved.name.clone(), unresolved.by.clone(), unresolved.file.clone());
            if gone.insert(again) {
                into.unresolved.push(unresolved);
            }
        }
    }
}

/// What a mention turned out to be: a field of these objects, or of none though it should be.
#[derive(Debug, Default)]
struct Found {
    objects: Vec<String>,
    gone: bool,
}

/// The fields that the files declare.
struct Known {
    /// Objects by field, both in lower case; the field in its own spelling beside each object.
    holders: BTreeMap<String, BTreeMap<String, String>>,
    /// Objects of which more than a single definition was read, in lower case.
    described: BTreeSet<String>,
    /// Beginnings of ids of which some field is declared: `custbody`.
    families: BTreeSet<String>,
    /// Fields that are defined and on no record.
    retired: BTreeSet<String>,
}

impl Known {
    fn of(declared: &Declared) -> Self {
        let (mut holders, mut described) = (BTreeMap::<_, BTreeMap<_, _>>::new(), BTreeSet::new());
        let mut families = BTreeSet::new();
        for (key, schema) in &declared.objects {
            for field in &schema.fields {
                let name = field.name.to_lowercase();
                families.extend(family(&name).map(str::to_owned));
                holders.entry(name).or_default().insert(key.clone(), field.name.clone());
            }
            if schema.fields.len() > 1 {
                described.insert(key.clone());
            }
        }
        Self { holders, described, families, retired: declared.retired.clone() }
    }

    fn find(&self, mention: &Mention) -> Found {
        let name = mention.name.to_lowercase();
        let likely: Vec<&str> = mention.objects.iter().map(|object| api(mention.crm, object)).collect();
        let holders = self.holders.get(&name);
        let holds = |object: &&&str| {
            holders.is_some_and(|holders| holders.contains_key(&object.to_lowercase()))
                || declare::standard(mention.crm, object, &name).is_some()
        };
        if let Some(object) = likely.iter().find(holds) {
            return Found { objects: vec![(*object).to_owned()], gone: false };
        }
        let only = |objects: Vec<String>| Found { objects, gone: false };
        if let Some(family) = family(&name).filter(|_| mention.crm.name == "netsuite") {
            if self.retired.contains(&name) {
                return Found::default();
            }
            // The id of a custom field is the same wherever the field applies, and no other field has it.
            if let Some(holders) = holders {
                return only(holders.keys().cloned().collect());
            }
            if self.families.contains(family) {
                return Found { gone: true, objects: Vec::new() };
            }
            return only(likely.first().map(|&object| object.to_owned()).into_iter().collect());
        }
        if mention.meant == Meant::Perhaps {
            return Found::default();
        }
        let Some(object) = likely.first() else {
            let one = holders.filter(|holders| holders.len() == 1);
            return only(one.into_iter().flat_map(BTreeMap::keys).cloned().collect());
        };
        // A schema file need not list what only the vendor can make.
        let custom = (mention.crm.by_name)(&mention.name).custom != Some(false);
        let described = mention.crm.name != "netsuite" && self.described.contains(&object.to_lowercase());
        if described && custom {
            return Found { gone: true, objects: Vec::new() };
        }
        only(vec![(*object).to_owned()])
    }

    fn spelling(&self, object: &str, name: &str) -> String {
        let holders = self.holders.get(&name.to_lowercase());
        holders
            .and_then(|holders| holders.get(&object.to_lowercase()))
            .map_or(name, String::as_str)
            .to_owned()
    }
}

fn api<'a>(crm: &Crm, object: &'a str) -> &'a str {
    crm::lookup_object(crm, object).map_or(object, |entry| entry.api)
}

/// The beginning of a NetSuite custom id, which tells the kinds of record it can be on.
fn family(id: &str) -> Option<&str> {
    const FAMILIES: [&str; 6] = ["custentity", "custbody", "custcol", "custitem", "custevent", "custrecord"];
    let family = FAMILIES.into_iter().find(|family| id.starts_with(family))?;
    id[family.len()..].starts_with(|c: char| c == '_' || c.is_ascii_digit()).then_some(family)
}

#[cfg(test)]
mod tests {
    use super::super::{hubspot, netsuite};
    use super::*;
    use crate::model::Field;

    fn settled(into: &mut Declared) -> (Vec<String>, Vec<String>) {
        settle(into);
        let fields = into.consumers.iter().map(|consumer| consumer.field.to_string()).collect();
        (fields, into.unresolved.iter().map(|unresolved| unresolved.name.clone()).collect())
    }

    #[test]
    fn a_field_declared_after_its_use_is_found_in_any_case_and_one_that_is_gone_is_named() {
        let mut into = Declared::default();
        let user = User::reading("workflow", "Lost deals");
        let deals = ["0-3".to_owned()];
        for name in ["Loss_Reason", "dealstage", "gone", "gone", "hs_hidden"] {
            mention(&mut into, &hubspot::CRM, &deals, name, Meant::Field, &user);
        }
        mention(&mut into, &hubspot::CRM, &deals, "client", Meant::Perhaps, &user);
        for name in ["loss_reason", "region"] {
            declare::field(&mut into, &hubspot::CRM, "deals", Field::named(name));
        }
        let (fields, gone) = settled(&mut into);
        assert_eq!(fields, ["deals.loss_reason", "deals.dealstage", "deals.hs_hidden"]);
        assert_eq!(gone, ["gone"]);
    }

    #[test]
    fn nothing_is_missing_from_an_object_that_nobody_described() {
        let mut into = Declared::default();
        let user = User::reading("list", "Open deals");
        mention(&mut into, &hubspot::CRM, &["deals".to_owned()], "gone", Meant::Field, &user);
        mention(&mut into, &hubspot::CRM, &[], "gone", Meant::Field, &user);
        mention(&mut into, &netsuite::CRM, &[], "custbody_x", Meant::Field, &user);
        let (fields, gone) = settled(&mut into);
        assert_eq!((fields, gone), (vec!["deals.gone".to_owned()], vec![]));
    }

    #[test]
    fn a_custom_id_means_the_likely_object_else_every_object_it_is_on() {
        let mut into = Declared::default();
        for object in ["customer", "contact"] {
            declare::field(&mut into, &netsuite::CRM, object, Field::named("custentity_tier"));
        }
        into.retired.insert("custentity_retired".to_owned());
        let user = User::reading("script", "a.js");
        mention(&mut into, &netsuite::CRM, &["contact".to_owned()], "CUSTENTITY_TIER", Meant::Field, &user);
        let other = User::reading("script", "b.js");
        for name in ["custentity_tier", "custentity_old", "custbody_old", "custentity_retired"] {
            mention(&mut into, &netsuite::CRM, &[], name, Meant::Field, &other);
        }
        let (fields, gone) = settled(&mut into);
        let expected = ["contact.custentity_tier", "contact.custentity_tier", "customer.custentity_tier"];
        assert_eq!(fields, expected);
        assert_eq!(gone, ["custentity_old"]);
    }
}

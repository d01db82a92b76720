//! From names in a formula to fields of objects: who reads what, across lookups.

use super::super::crm;
use super::super::declare::{self, Trail, User};
use super::super::schema::Declared;
use super::CRM;
use super::resolve::mention;
use crate::model::{FieldRef, Guard};

/// Notes what a name reads on an object and beyond its lookups, and returns the object's own field it begins with.
///
/// `Site__r.Code__c` reads the lookup `Site__c` here and `Code__c` there. Globals (`$Label`) are no fields of the
/// object; `$User` leads to the user, `$Setup` to a custom setting.
pub(super) fn follow(into: &mut Declared, object: &str, path: &[String], user: &User) -> Option<String> {
    let (first, rest) = path.split_first()?;
    if first.starts_with('$') {
        return match first.to_ascii_lowercase().as_str() {
            "$source" | "$record" => follow(into, object, rest, user),
            "$user" => follow(into, "User", rest, user).and(None),
            // Custom settings and metadata types are objects; of a metadata type the record stands between.
            "$setup" | "$custommetadata" => {
                let (object, field) = rest.first().zip(rest.last())?;
                follow(into, object, std::slice::from_ref(field), user).and(None)
            }
            _ => None,
        };
    }
    if !rest.is_empty() && first.eq_ignore_ascii_case(object) {
        return follow(into, object, rest, user);
    }
    let field = if rest.is_empty() { first.clone() } else { lookup_of(first) };
    mention(into, Some(object), vec![field.clone()], user);
    if !rest.is_empty() {
        beyond(into, object, &field, first, rest, user);
    }
    Some(field)
}

/// Follows a lookup once more, now that every file has been read.
pub(in crate::import) fn follow_again(into: &mut Declared, trail: Trail) {
    if let Some(target) = target(into, &trail.object, &trail.lookup) {
        follow(into, &target, &trail.rest, &trail.user);
    } else {
        into.unfollowed.push(trail);
    }
}

fn beyond(into: &mut Declared, object: &str, lookup: &str, relationship: &str, rest: &[String], user: &User) {
    match target(into, object, lookup).or_else(|| standard_target(object, relationship)) {
        Some(target) => _ = follow(into, &target, rest, user),
        None => into.unfollowed.push(Trail {
            object: object.to_owned(),
            lookup: lookup.to_owned(),
            rest: rest.to_vec(),
            user: User { file: user.file.clone().or_else(|| Some(into.file.clone())), ..user.clone() },
        }),
    }
}

/// The lookup field behind a relationship name.
fn lookup_of(relationship: &str) -> String {
    match relationship.len().checked_sub(3).map(|at| relationship.split_at_checked(at)) {
        Some(Some((base, suffix))) if suffix.eq_ignore_ascii_case("__r") => format!("{base}__c"),
        _ => format!("{relationship}Id"),
    }
}

fn target(into: &Declared, object: &str, lookup: &str) -> Option<String> {
    into.objects.get(&object.to_lowercase())?.targets.get(&lookup.to_lowercase()).cloned()
}

/// Where the standard relationships lead.
pub(super) fn standard_target(object: &str, relationship: &str) -> Option<String> {
    let name = match relationship.to_ascii_lowercase().as_str() {
        "owner" | "createdby" | "lastmodifiedby" | "manager" => "User",
        "reportsto" => "Contact",
        "parent" | "masterrecord" => object,
        _ if relationship.contains("__") => return None,
        _ => crm::lookup_object(&CRM, relationship)?.api,
    };
    Some(name.to_owned())
}

/// Notes everything a field computes from and returns the names of the fields of its own object.
pub(super) fn computed_from(
    into: &mut Declared,
    object: &str,
    field: &str,
    names: &[Vec<String>],
    kind: &'static str,
) -> Vec<String> {
    let user = User::reading(kind, format!("{object}.{field}")).at("formula");
    let mut own = Vec::new();
    for path in names {
        let Some(name) = follow(into, object, path, &user) else { continue };
        let source = FieldRef { object: object.to_owned(), field: name.clone() };
        declare::guard(into, &CRM, &source, Guard::FormulaSource(field.to_owned()));
        declare::add(&mut own, name);
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookup_explained_later_is_followed_in_the_end() {
        let mut into = Declared::default();
        let user = User::reading("formula", "Opportunity.F__c");
        let path: Vec<String> = "Site__r.Owner.Email".split('.').map(str::to_owned).collect();
        assert_eq!(follow(&mut into, "Opportunity", &path, &user).as_deref(), Some("Site__c"));
        let sites = declare::object(&mut into, &CRM, "Opportunity");
        sites.targets.insert("site__c".into(), "Site__c".into());
        into.settle();
        let fields: Vec<String> = into.consumers.iter().map(|consumer| consumer.field.to_string()).collect();
        assert_eq!(fields, ["Opportunity.Site__c", "Site__c.OwnerId", "User.Email"]);
        assert!(into.unfollowed.is_empty());
    }
}

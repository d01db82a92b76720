//! Rules of the configuration that met nothing: a misspelt rule must not look like a rule that is kept.

use crate::model::{Policy, Snapshot, file_name};

/// Rules that no object, field or file of the exports answers to, in words.
#[must_use]
pub fn unmatched(snapshot: &Snapshot, policy: &Policy) -> Vec<String> {
    let mut said = Vec::new();
    for object in policy.decay.keys() {
        if !snapshot.objects.iter().any(|other| other.name.eq_ignore_ascii_case(object)) {
            said.push(format!("the decay rule for `{object}` met no object of that name"));
        }
    }
    for field in &policy.critical {
        let object = snapshot.objects.iter().find(|other| other.name.eq_ignore_ascii_case(&field.object));
        if object.is_none_or(|object| object.field(&field.field).is_none()) {
            said.push(format!("the critical field `{field}` is in no export"));
        }
    }
    for file in policy.mappings.keys() {
        let met = snapshot.files.iter().any(|read| file_name(&read.file) == file);
        if !met {
            said.push(format!("the mapping for `{file}` met no file of that name"));
        }
    }
    for id in policy.writers.keys() {
        let histories = !snapshot.writes.fields.is_empty();
        if histories && !snapshot.writes.named.contains(id) {
            said.push(format!("the writer `{id}` is in no history"));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::example::{object, snapshot};
    use super::*;
    use crate::model::{DecayRule, FieldRef, Mapping};

    #[test]
    fn a_misspelt_rule_is_named_and_one_that_is_met_is_not() {
        let snapshot = snapshot(vec![object("Account", 10, Vec::new())]);
        let rule = DecayRule { after_days: 180, retired: None };
        let mut policy = Policy::default();
        policy.decay.insert("account".to_owned(), rule.clone());
        assert!(unmatched(&snapshot, &policy).is_empty());
        policy.decay.insert("Acount".to_owned(), rule);
        policy.critical.extend(FieldRef::parse("Account.Nmae"));
        policy.mappings.insert("deals.csv".to_owned(), Mapping::default());
        let said = unmatched(&snapshot, &policy);
        assert_eq!(said.len(), 3, "{said:?}");
        assert_eq!(said[1], "the critical field `Account.Nmae` is in no export");
    }
}

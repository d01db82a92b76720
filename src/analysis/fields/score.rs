//! Scores the fields of a snapshot: carries the profile over and asks for the verdict.

use std::collections::BTreeSet;

use super::scorecard::{
    FieldScore, ObjectScore, Scorecard, TopShare, User, Users, VendorSays, VerdictCounts,
};
use super::{Order, same_concept, verdict, writer};
use crate::analysis::consumers::{Item, Web};
use crate::model::{Access, ObjectSnapshot, Policy, ProfiledField, Rate, Snapshot, Writes};

/// What the scorecard may show.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScoreOptions {
    /// Whether frequent values of the records may stand in the result. Off, so that it can be shared.
    pub values: bool,
}

/// Scores every field of a snapshot.
///
/// Fields that cannot be measured carry the reason and no rate; nothing is left out.
#[must_use]
pub fn score(snapshot: &Snapshot, policy: &Policy, options: &ScoreOptions) -> Scorecard {
    Scorecard {
        as_of: snapshot.as_of,
        objects: {
            let hands = Hands { web: Web::of(snapshot), writes: &snapshot.writes };
            snapshot.objects.iter().map(|object| score_object(object, &hands, policy, options)).collect()
        },
        coverage: snapshot.coverage.clone(),
        order: Order::Export,
    }
}

/// Who uses and who writes fields.
struct Hands<'a> {
    web: Web<'a>,
    writes: &'a Writes,
}

fn score_object(
    object: &ObjectSnapshot,
    hands: &Hands<'_>,
    policy: &Policy,
    options: &ScoreOptions,
) -> ObjectScore {
    let scored = |profiled| score_field(object, profiled, hands, policy, options);
    let fields: Vec<_> = object.fields.iter().map(scored).collect();
    ObjectScore {
        crm: object.crm.to_owned(),
        object: object.name.clone(),
        role: object.role,
        records: object.records,
        deleted: object.deleted,
        consumers_looked: object.consumers_looked,
        verdicts: VerdictCounts::of(fields.iter().map(|field| field.verdict)),
        fields,
        same_concept: same_concept::groups(object),
    }
}

fn score_field(
    object: &ObjectSnapshot,
    profiled: &ProfiledField,
    hands: &Hands<'_>,
    policy: &Policy,
    options: &ScoreOptions,
) -> FieldScore {
    let field = &profiled.field;
    let profile = profiled.measured.profile();
    let mut ruling = verdict::judge(object, profiled, policy);
    let consumers = hands.web.direct(object.crm, &object.name, &field.name);
    let idle = |item: &Item| !item.counts && item.access == Access::Read && item.active != Some(false);
    if consumers.iter().any(idle) && !consumers.iter().any(|item| item.counts) {
        ruling.reasons.push("used only by formulas that nothing else is found to use".to_owned());
    }
    let written = hands.writes.of(object.crm, &object.name, &field.name).and_then(writer::main);
    let writer = written.map(|(writer, said)| {
        ruling.reasons.push(said);
        writer
    });
    let top = profile.and_then(|profile| profile.top.as_ref().map(|top| (profile, top)));
    FieldScore {
        field: field.name.clone(),
        label: field.label.clone(),
        kind: field.kind,
        custom: field.custom,
        filled: profile.and_then(|profile| counted(profile.fill())),
        placeholder: profile.map(|profile| profile.placeholder),
        default: profile.map(|profile| profile.default),
        effective: profile.and_then(|profile| counted(profile.effective())),
        share_true: profile.and_then(|profile| {
            profile.truths.and_then(|truths| counted(Rate::new(truths, profile.records)))
        }),
        distinct: profile.map(|profile| profile.distinct),
        top_share: top
            .map(|(profile, top)| TopShare { rate: Rate::new(top.count, profile.filled), exact: top.exact }),
        top_value: top.filter(|_| options.values).map(|(_, top)| top.value.clone()),
        recent: profile.and_then(|profile| profile.recent).and_then(counted),
        first_filled: profile.and_then(|profile| profile.first_filled),
        last_filled: profile.and_then(|profile| profile.last_filled),
        by_scope: profile.map(|profile| profile.scopes.clone()).unwrap_or_default(),
        longest: profile.map(|profile| profile.longest),
        unfit: profile.map(|profile| profile.unfit),
        consumers: users(profiled.consumers, &consumers),
        vendor: profiled.vendor.as_ref().map(|vendor| VendorSays {
            fill_percent: vendor.fill_percent,
            usages: vendor.usages,
            update_source: vendor.update_source.clone(),
        }),
        writer,
        not_measured: verdict::not_measured(object, profiled).map(str::to_owned),
        verdict: ruling.verdict,
        rule: ruling.rule,
        removable: ruling.removable,
        alive_in: ruling.alive_in,
        reasons: ruling.reasons,
        samples: profile.filter(|_| options.values).map(|p| p.samples.clone()).unwrap_or_default(),
    }
}

fn users(used: Option<u64>, items: &[Item]) -> Users {
    let user = |item: &Item| User {
        kind: item.kind.clone(),
        name: item.name.clone(),
        access: item.access,
        active: item.active,
    };
    // Permissions are no use, and there is one for each profile.
    let items: BTreeSet<User> =
        items.iter().filter(|item| item.access != Access::Granted).map(user).collect();
    let listed = items.iter().filter(|item| item.access == Access::Listed).count() as u64;
    Users { used, listed, items: items.into_iter().collect() }
}

/// A rate over nothing is not measured, and null in the JSON.
fn counted(rate: Rate) -> Option<Rate> {
    (rate.of > 0).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example;
    use crate::model::WriterClass;

    #[test]
    fn values_of_records_appear_only_when_asked_for() {
        let object = example::object("Account", 100, vec![example::text("Region__c", 100, 40)]);
        let snapshot = example::snapshot(vec![object]);
        let shy = score(&snapshot, &Policy::default(), &ScoreOptions::default());
        assert!(!serde_json::to_string(&shy).unwrap().contains("the-top-value"));
        let open = score(&snapshot, &Policy::default(), &ScoreOptions { values: true });
        assert_eq!(open.objects[0].fields[0].top_value.as_deref(), Some("the-top-value"));
    }

    #[test]
    fn the_main_writer_stands_beside_the_field_and_is_null_where_nobody_knows() {
        let (people, billing) = ((WriterClass::Human, None), (WriterClass::Integration, Some("billing")));
        let fields = vec![example::text("Region__c", 100, 40), example::text("Fax__c", 100, 40)];
        let mut snapshot = example::snapshot(vec![example::object("Account", 100, fields)]);
        snapshot.writes.fields = vec![example::writes("Account.Region__c", &[(billing, 98), (people, 2)])];
        let card = score(&snapshot, &Policy::default(), &ScoreOptions::default());
        let [region, fax] = card.objects[0].fields.as_slice() else { panic!("two fields") };
        let writer = serde_json::to_value(&region.writer).unwrap();
        assert_eq!((&writer["class"], &writer["system"]), (&"integration".into(), &"billing".into()));
        assert_eq!((&writer["share"]["hits"], &writer["coverage"]["of"]), (&98.into(), &40.into()));
        assert_eq!(region.reasons.last().unwrap(), "written by integration `billing`, 98.0% (98 of 100)");
        assert_eq!(fax.writer, None);
    }

    #[test]
    fn a_field_that_is_not_measured_is_null_and_never_zero() {
        let mut object = example::object("Account", 100, vec![example::absent("Region__c")]);
        object.records = Some(100);
        let card = score(&example::snapshot(vec![object]), &Policy::default(), &ScoreOptions::default());
        let json = serde_json::to_value(&card.objects[0].fields[0]).unwrap();
        assert!(json["effective"].is_null());
        assert_eq!(json["not_measured"], "not in the export");
        assert_eq!(json["verdict"], "review");
    }
}

//! The table of verdicts: what a field looks like, and what is said about it.

use super::*;
use crate::analysis::example::{absent, boolean, object, text, with};
use crate::model::{Duty, FieldRef, ScopeFill};

fn ruling(profiled: &ProfiledField) -> Ruling {
    judge(&object("Account", 1_000, vec![]), profiled, &Policy::default())
}

fn used_by(consumers: Option<u64>, profiled: ProfiledField) -> ProfiledField {
    ProfiledField { consumers, ..profiled }
}

fn guarded(guard: Guard, mut profiled: ProfiledField) -> ProfiledField {
    profiled.field.guards.push(guard);
    profiled
}

fn in_scope(hits: u64, of: u64, profiled: ProfiledField) -> ProfiledField {
    with(profiled, |profile| {
        profile.scopes = vec![ScopeFill { scope: "Partner".into(), fill: Rate::new(hits, of) }];
    })
}

fn recently(hits: u64, of: u64, profiled: ProfiledField) -> ProfiledField {
    with(profiled, |profile| profile.recent = Some(Rate::new(hits, of)))
}

#[test]
fn each_field_gets_the_verdict_that_the_handbook_gives_it() {
    let low = || text("Fax_Line__c", 1_000, 30);
    let busy = || text("Region__c", 1_000, 800);
    let constant = |default| {
        with(busy(), |profile| {
            profile.distinct.count = 1;
            profile.default = default;
        })
    };
    let recovery = Some(Rule::Recovery);
    let quarterly = Some(Rule::Quarterly);
    let cases = [
        ("empty and unused", text("A", 1_000, 0), Verdict::Archive, recovery),
        ("nearly empty and unused", low(), Verdict::Archive, recovery),
        ("just below the threshold", text("A", 1_000, 99), Verdict::Archive, recovery),
        ("exactly at the threshold", text("A", 1_000, 100), Verdict::Keep, None),
        ("nobody looked, below five", used_by(None, low()), Verdict::Review, quarterly),
        ("nobody looked, below ten", used_by(None, text("A", 1_000, 70)), Verdict::Review, None),
        ("used, below five", used_by(Some(2), low()), Verdict::Review, quarterly),
        ("used, below ten", used_by(Some(2), text("A", 1_000, 70)), Verdict::Review, None),
        ("alive in a record type", in_scope(17, 20, low()), Verdict::Review, None),
        ("a record type too small to tell", in_scope(4, 4, low()), Verdict::Archive, recovery),
        ("alive on new records", recently(3, 10, low()), Verdict::Review, None),
        ("new records as empty as the old", recently(2, 10, low()), Verdict::Archive, recovery),
        ("placeholders only", with(busy(), |p| p.placeholder = 790), Verdict::Archive, recovery),
        ("defaults only", with(busy(), |p| p.default = 790), Verdict::Archive, recovery),
        ("a third says nothing", with(busy(), |p| p.placeholder = 300), Verdict::Review, None),
        ("one value everywhere", constant(0), Verdict::Review, None),
        ("alive", busy(), Verdict::Keep, None),
        ("too few records", text("A", 19, 0), Verdict::Review, None),
        ("never true", boolean("VIP__c", 1_000, 0), Verdict::Archive, recovery),
        ("always true", boolean("VIP__c", 1_000, 1_000), Verdict::Review, None),
        ("sometimes true", boolean("VIP__c", 1_000, 400), Verdict::Keep, None),
        ("not in the export", absent("A"), Verdict::Review, None),
        ("required", guarded(Guard::Required, low()), Verdict::Protected, None),
        ("managed", guarded(Guard::Managed("sbqq".into()), low()), Verdict::Protected, None),
        ("guarded and not measured", guarded(Guard::System, absent("A")), Verdict::Protected, None),
        ("standard and dead", guarded(Guard::VendorDefined, low()), Verdict::Review, None),
        ("standard and alive", guarded(Guard::VendorDefined, busy()), Verdict::Keep, None),
    ];
    for (name, profiled, verdict, rule) in cases {
        let ruling = ruling(&profiled);
        assert_eq!((ruling.verdict, ruling.rule), (verdict, rule), "{name}: {:?}", ruling.reasons);
        assert!(!ruling.reasons.is_empty(), "{name} has a reason");
    }
}

#[test]
fn reasons_carry_the_rate_with_its_denominator() {
    let profiled = in_scope(17, 20, used_by(None, text("A", 4_012, 124)));
    insta::assert_snapshot!(ruling(&profiled).reasons.join("\n"), @r"
    effective fill 3.1% (124 of 4,012)
    alive in `Partner`: 85.0% (17 of 20)
    fill is below 10%, and who uses it is not known: supply the metadata project with reports, flows, layouts and Apex
    ");
}

#[test]
fn without_records_every_field_waits_for_them() {
    let mut schema_only = object("Account", 0, vec![]);
    schema_only.records = None;
    let ruling = judge(&schema_only, &absent("A"), &Policy::default());
    assert_eq!(
        (ruling.verdict, ruling.reasons.join("")),
        (Verdict::Review, "no records supplied".to_owned())
    );
}

#[test]
fn a_field_that_the_configuration_names_is_protected() {
    let critical = vec![FieldRef { object: "account".into(), field: "fax_line__c".into() }];
    let policy = Policy { critical, ..Policy::default() };
    let ruling = judge(&object("Account", 1_000, vec![]), &text("Fax_Line__c", 1_000, 0), &policy);
    assert_eq!(ruling.verdict, Verdict::Protected);
}

#[test]
fn a_field_with_a_duty_is_filled_and_not_archived() {
    let mut source = text("Origin__c", 1_000, 0);
    source.field.duty = Some(Duty::Source);
    assert_eq!(ruling(&source).verdict, Verdict::Review);
}

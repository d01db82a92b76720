//! What people type into `revops.toml`, and what they are told.

use super::*;
use crate::model::{Duty, FieldRef, Role};

/// The error as it is printed, with its hint.
fn told(text: &str) -> String {
    let error = parse(text, "revops.toml").unwrap_err();
    assert_eq!(error.problem, crate::engine::read::Problem::Invalid);
    let hint = error.hint.clone().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    format!("{error}{hint}")
}

#[test]
fn an_empty_file_is_the_default() {
    assert_eq!(parse("", "revops.toml").unwrap(), Policy::default());
    assert_eq!(parse("\u{feff}owner = \"\"", "revops.toml").unwrap(), Policy::default());
}

#[test]
fn the_settings_of_the_three_fixtures_are_read() {
    for crm in ["salesforce", "hubspot", "netsuite"] {
        let path = format!("{}/fixtures/lantern/{crm}/revops.toml", env!("CARGO_MANIFEST_DIR"));
        let policy = parse(&std::fs::read_to_string(&path).unwrap(), &path).unwrap();
        assert_eq!(policy.owner.as_deref(), Some("Mara Lind, RevOps"));
        assert_eq!(policy.currency.as_deref(), Some("EUR"));
        assert_eq!(policy.critical.len(), 4);
        let days: Vec<_> = policy.decay.values().map(|rule| rule.after_days).collect();
        assert_eq!(days.iter().sum::<u32>(), 180 + 365);
        assert!(policy.decay.values().all(|rule| rule.retired.is_some()));
    }
}

#[test]
fn a_writer_is_an_integration_unless_it_says_otherwise() {
    let text = "[writers]\n\"0055g000001AaBb\" = \"billing sync\"\n\
                \"77\" = { system = \"data vendor\", class = \"enrichment\" }";
    let writers = parse(text, "revops.toml").unwrap().writers;
    let named: Vec<_> = writers.values().map(|own| (own.system.as_str(), own.class.noun())).collect();
    assert_eq!(named, [("billing sync", "integration"), ("data vendor", "enrichment")]);
    let wrong = told("[writers]\n\"77\" = { system = \"x\", class = \"robot\" }");
    assert!(wrong.contains("`robot` is no class of writer"), "{wrong}");
}

#[test]
fn every_key_reaches_the_policy() {
    let text = r#"
        currency = "chf"
        [critical]
        fields = ["Account.Name", "Account.Name", "a.b.c"]
        [thresholds]
        recovery_fill = 0.2
        quarterly_fill = 0
        recent_days = 30
        alive_fill = 1
        min_records = 5
        [placeholders]
        add = [" To Be Checked ", "n/a"]
        [sources]
        unknown = ["Misc"]
        [loops.decay.Lead]
        after_days = 30
        [mapping."deals.csv"]
        object = "deal"
        amount = "Value"
        closed = "Close"
        won = ["Won"]
    "#;
    let policy = parse(text, "revops.toml").unwrap();
    assert_eq!(policy.currency.as_deref(), Some("CHF"));
    let field = |object: &str, field: &str| FieldRef { object: object.into(), field: field.into() };
    assert_eq!(policy.critical, [field("Account", "Name"), field("a", "b.c")]);
    assert_eq!(policy.thresholds.recent_days, 30);
    assert!((policy.thresholds.alive_fill - 1.0).abs() < f64::EPSILON);
    assert_eq!(policy.placeholders.last().map(String::as_str), Some("to be checked"));
    assert_eq!(policy.sources.unknown, ["misc"]);
    assert_eq!(policy.decay["Lead"].retired, None);
    let mapping = &policy.mappings["deals.csv"];
    assert_eq!(mapping.object.as_deref(), Some("opportunity"));
    assert_eq!(mapping.columns[&Duty::CloseDate], "Close");
    assert_eq!(mapping.won, ["Won"]);
}

#[test]
fn only_replaces_the_built_in_placeholders() {
    assert_eq!(parse("placeholders.only = ['X']", "revops.toml").unwrap().placeholders, ["x"]);
}

#[test]
fn a_wrong_key_is_named_with_the_nearest_right_one() {
    insta::assert_snapshot!(told("currency = 'EUR'\nownr = 'x'"), @r#"
    revops.toml: line 2: column `1`: unknown key `ownr`
    hint: did you mean `owner`?
    "#);
    insta::assert_snapshot!(told("[thresholds]\nrecovry_fill = 0.1"), @r#"
    revops.toml: line 2: column `1`: unknown key `recovry_fill` in `thresholds`
    hint: did you mean `recovery_fill`?
    "#);
    insta::assert_snapshot!(told("[sources]\nnonsense = 1"), @r#"
    revops.toml: line 2: column `1`: unknown key `nonsense` in `sources`
    hint: known here: `unknown`
    "#);
    insta::assert_snapshot!(told("[mapping.'a.csv']\nammount = 'x'"), @r#"
    revops.toml: line 2: column `1`: unknown key `ammount` in `mapping.a.csv`
    hint: did you mean `amount`?
    "#);
}

#[test]
fn a_wrong_value_is_named_with_what_was_expected() {
    insta::assert_snapshot!(told("owner = 7"), @r#"
    revops.toml: line 1: column `9`: `owner` is the number `7`, expected text in quotes
    hint: `revops init` writes a configuration with every key explained
    "#);
    insta::assert_snapshot!(told("[thresholds]\nrecovery_fill = 5"), @r#"
    revops.toml: line 2: column `17`: `recovery_fill` is 5, expected a share from 0 to 1
    hint: for 5% write 0.05
    "#);
    insta::assert_snapshot!(told("[thresholds]\nrecovery_fill = nan"), @r#"
    revops.toml: line 2: column `17`: `recovery_fill` is NaN, expected a share from 0 to 1
    hint: write a share: `0.05` is 5%
    "#);
    insta::assert_snapshot!(told("[thresholds]\nrecovery_fill = '5%'"), @r#"
    revops.toml: line 2: column `17`: `thresholds.recovery_fill` is the text "5%", expected a number
    hint: `revops init` writes a configuration with every key explained
    "#);
    insta::assert_snapshot!(told("[thresholds]\nmin_records = -1"), @r#"
    revops.toml: line 2: column `15`: `thresholds.min_records` is the number `-1`, expected a whole number, not negative
    hint: `revops init` writes a configuration with every key explained
    "#);
    insta::assert_snapshot!(told("[critical]\nfields = ['Amount']"), @r#"
    revops.toml: line 2: column `11`: `Amount` does not name an object and a field
    hint: write both with a dot between: `Opportunity.Amount`
    "#);
    insta::assert_snapshot!(told("critical = ['Amount']"), @r#"
    revops.toml: line 1: column `13`: `critical` is a section
    hint: write `[critical]` on a line of its own, and its keys below it
    "#);
    insta::assert_snapshot!(told("currency = 'Euro'"), @r#"
    revops.toml: line 1: column `12`: `Euro` is no currency
    hint: write its ISO 4217 code: `EUR`, `USD`, `GBP`
    "#);
    insta::assert_snapshot!(told("[loops.decay.Account]\nretired = { field = 'x', values = ['y'] }"), @r#"
    revops.toml: line 1: column `1`: `loops.decay.Account` has no `after_days`
    hint: add `after_days = …` below it
    "#);
    insta::assert_snapshot!(told("[loops.decay.Account]\nafter_days = 1\nretired = { field = 'x', values = [] }"), @r#"
    revops.toml: line 3: column `35`: `retired.values` is empty
    hint: list the values that mark a record as retired: `values = ["Dormant"]`
    "#);
    insta::assert_snapshot!(told("[mapping.'a.csv']\nobject = 'oportunity'"), @r#"
    revops.toml: line 2: column `10`: `oportunity` is no object this tool knows
    hint: did you mean `opportunity`?
    "#);
    insta::assert_snapshot!(told("[placeholders]\nadd = ['a']\nonly = ['b']"), @r#"
    revops.toml: line 3: column `8`: `add` and `only` exclude each other
    hint: `add` adds to the built-in list, `only` replaces it: keep one
    "#);
}

#[test]
fn what_is_not_toml_is_said_with_its_place() {
    insta::assert_snapshot!(told("owner = \"Mara"), @r#"
    revops.toml: line 1: column `14`: not valid TOML: invalid basic string, expected `"`
    hint: `revops init` writes a configuration with every key explained
    "#);
    insta::assert_snapshot!(told("owner = 'a'\nowner = 'b'"), @r#"
    revops.toml: line 2: column `1`: not valid TOML: duplicate key
    hint: `revops init` writes a configuration with every key explained
    "#);
    assert!(told(&"[".repeat(100_000)).starts_with("revops.toml: line 1"));
    assert!(told(&format!("x = {}", "[".repeat(100_000))).starts_with("revops.toml: line 1"));
}

#[test]
fn the_template_reads_back_and_keeps_what_was_found() {
    let found = Found {
        crms: vec!["salesforce".into()],
        objects: vec![
            FoundObject {
                name: "Account".into(),
                role: Role::Account,
                critical: vec!["Industry".into()],
                retired: vec![("Lifecycle__c".into(), vec!["Dormant".into()])],
            },
            FoundObject {
                name: "odd \"name\"\n".into(),
                role: Role::Lead,
                critical: Vec::new(),
                retired: Vec::new(),
            },
        ],
        currency: Some("EUR".into()),
        sources: vec!["Other".into(), "a\nb".into()],
    };
    let text = template(&found);
    let policy = parse(&text, "revops.toml").unwrap();
    assert_eq!(policy.currency.as_deref(), Some("EUR"));
    assert_eq!(policy.critical, [FieldRef { object: "Account".into(), field: "Industry".into() }]);
    assert_eq!(policy.decay.len(), 2);
    assert_eq!(policy.sources.unknown, ["other", "a\nb"]);
    assert_eq!(policy.thresholds, Policy::default().thresholds);
}

#[test]
fn the_template_of_nothing_reads_back_as_the_default_and_uncommented_still_reads() {
    let text = template(&Found::default());
    assert_eq!(parse(&text, "revops.toml").unwrap(), Policy::default());
    let settings: String = text
        .lines()
        .filter_map(|line| line.strip_prefix("# ").or(Some(line)))
        .filter(|line| line.contains(" = ") && !line.contains(':') || line.starts_with('['))
        .map(|line| format!("{line}\n"))
        .collect();
    let policy = parse(&settings, "revops.toml").unwrap();
    assert_eq!(policy.thresholds, Policy::default().thresholds);
    assert_eq!(policy.mappings.len(), 1);
}

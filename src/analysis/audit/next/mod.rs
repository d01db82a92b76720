//! What to do next: ten things at most, money first, then what the other numbers depend on.

mod deals;
mod fields;
mod hygiene;

use serde::Serialize;

use super::ExcludedCount;
use crate::analysis::deals::Ranking;
use crate::analysis::fields::{ArchivePlan, Scorecard};
use crate::analysis::hygiene::{Hygiene, Numbers};
use crate::model::{Policy, grouped};

/// More than this is not a list one works through.
const MOST: usize = 10;
/// Names in one line.
const NAMED: usize = 4;
/// Objects whose archive stands near the top, and reasons for which deals are not ranked.
const FIRST: usize = 2;

/// Something to do, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Action {
    pub action: String,
    pub why: String,
}

/// Everything the actions are made from.
pub(super) struct Findings<'a> {
    pub(super) card: &'a Scorecard,
    pub(super) plan: &'a ArchivePlan,
    pub(super) ranking: &'a Ranking,
    pub(super) excluded: &'a [ExcludedCount],
    pub(super) hygiene: &'a Hygiene,
    pub(super) policy: &'a Policy,
}

/// The actions in order. Objects beyond the second wait at the end of the archive queue.
pub(super) fn actions(findings: &Findings<'_>) -> Vec<Action> {
    let mut archives = fields::archives(findings.plan);
    let later = archives.split_off(archives.len().min(FIRST));
    let mut actions = Vec::new();
    actions.extend(deals::deals(findings.ranking));
    actions.extend(owner(findings.policy));
    actions.extend(archives);
    actions.extend(fields::consumers(findings.plan));
    actions.extend(deals::unranked(findings.excluded).into_iter().take(FIRST));
    for numbers in numbers(findings.hygiene) {
        actions.extend(hygiene::sources(numbers));
        actions.extend(hygiene::decay(numbers));
        actions.extend(hygiene::critical(numbers));
    }
    actions.extend(fields::placeholders(findings.card));
    actions.extend(fields::twins(findings.card));
    actions.extend(later);
    actions.extend(fields::records(findings.card));
    actions.extend(hygiene::questions(&findings.hygiene.numbers));
    actions.truncate(MOST);
    actions
}

fn act(action: String, why: String) -> Action {
    Action { action, why }
}

fn numbers(hygiene: &Hygiene) -> Vec<&Numbers> {
    match hygiene.by_crm.as_slice() {
        [] => vec![&hygiene.numbers],
        several => several.iter().map(|crm| &crm.numbers).collect(),
    }
}

fn owner(policy: &Policy) -> Option<Action> {
    policy.owner.is_none().then(|| {
        act(
            "name one owner of the schema: `owner` in revops.toml, which `revops init` writes".to_owned(),
            "nobody is named who may say no to a new field".to_owned(),
        )
    })
}

/// `A, B, C, D and 3 more`.
fn named(names: &[&str]) -> String {
    let shown = names[..names.len().min(NAMED)].join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

#[cfg(test)]
mod tests {
    use crate::analysis::audit::audit;
    use crate::analysis::example::{deal, object, snapshot, text, with};
    use crate::model::{Births, Cell, Deal, Policy, ProfiledField, Rate};

    #[test]
    fn actions_come_in_order_and_carry_their_numbers() {
        let unknown = ProfiledField { consumers: None, ..text("Partner_Code__c", 100, 4) };
        let rival = with(text("Main_Rival__c", 100, 80), |profile| profile.placeholder = 60);
        let fields = vec![text("Fax_Line__c", 100, 3), text("Tender__c", 100, 0), unknown, rival];
        let mut account = object("Account", 100, fields);
        account.births = Ok(Births { source_known: Rate::new(2, 4) });
        account.decay = Ok(Rate::new(2, 20));
        let mut snapshot = snapshot(vec![account]);
        snapshot.deals =
            vec![deal("likely", 30_000, 50.0), Deal { amount: Cell::Empty, ..deal("blank", 0, 10.0) }];
        let lines: Vec<_> = audit(&snapshot, &Policy::default())
            .next
            .into_iter()
            .map(|action| format!("{} ({})", action.action, action.why))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        work the top deal in Salesforce: `revops rank` (all there is: 15,000 EUR expected value)
        name one owner of the schema: `owner` in revops.toml, which `revops init` writes (nobody is named who may say no to a new field)
        archive 2 fields of Account: Tender__c, Fax_Line__c (`revops archive`) (effective fill below 10% and no named consumer (recovery rule))
        find out who uses 1 nearly empty field: `revops archive` (nothing is proposed for archiving until that is known: supply the metadata project with reports, flows, layouts and Apex)
        set an amount on 1 open deal: `revops rank` lists them (a deal without it has no expected value and is not in the total)
        require a source on new records of Account: `revops hygiene` (source known on 50.0% (2 of 4) of the last 7 days)
        retire 18 due records that nobody touched: 18 of Account (`revops hygiene`) (decay completion 10.0% (2 of 20))
        clean placeholders in Account.Main_Rival__c: `revops explain placeholder` (of what is filled in the first, 75.0% (60 of 80) is `n/a` and the like)
        check a sample of records against the world every week: `revops explain verification` (nobody knows whether what is filled is also true)
        ask the people who use the CRM one question, 0 to 10: `revops explain trust` (a CRM that people do not trust is not read)
        ");
    }
}

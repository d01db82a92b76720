//! The audit: is this CRM a system of record or a graveyard, and what comes next?
//!
//! Everything on the page comes from the other analyses; the audit adds a verdict whose rule can be
//! recited, and an order of work. It is made to be forwarded, so no deal and no owner is named.

mod figures;
mod next;
mod standing;

use jiff::civil::Date;
use serde::Serialize;

use super::Figure;
use super::deals::{RankOptions, RankedDeal, Total, rank};
use super::fields::{Rule, ScoreOptions, VerdictCounts, archive, score};
use super::hygiene::{Hygiene, crms, measure};
use crate::model::{AsOfSource, Coverage, FileReport, Policy, Snapshot, Supplied};

pub use next::Action;
pub use standing::{CrmVerdict, Outcome, Standing, Test};

/// Deals listed for each CRM and currency.
const TOP: usize = 10;

/// The state of a CRM on one page. `audit/1`.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Audit {
    #[schemars(with = "String")]
    pub as_of: Date,
    pub as_of_source: AsOfSource,
    /// One for each CRM.
    pub verdicts: Vec<CrmVerdict>,
    pub figures: Vec<Figure>,
    /// What to do next, in order; ten at most.
    pub next: Vec<Action>,
    /// How many fields of each object have each verdict.
    pub fields: Vec<ObjectFields>,
    /// Best expected value first; without names.
    pub top_deals: Vec<RankedDeal>,
    pub deal_totals: Vec<Total>,
    /// Open deals that could not be ranked, by reason.
    pub deals_excluded: Vec<ExcludedCount>,
    pub hygiene: Hygiene,
    /// What was read.
    pub files: Vec<FileReport>,
    pub coverage: Coverage,
    /// What the files do not say.
    pub not_known: Vec<String>,
}

/// The fields of one object, counted by verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ObjectFields {
    pub crm: String,
    pub object: String,
    /// Null when none were supplied.
    pub records: Option<u64>,
    pub total: u64,
    #[serde(flatten)]
    pub verdicts: VerdictCounts,
}

/// How many open deals were left out of the ranking for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ExcludedCount {
    pub crm: String,
    pub reason: String,
    pub deals: u64,
}

/// Audits a snapshot.
#[must_use]
pub fn audit(snapshot: &Snapshot, policy: &Policy) -> Audit {
    let card = score(snapshot, policy, &ScoreOptions::default());
    let plan = archive(&card, policy, Rule::Recovery);
    let ranking = rank(snapshot, policy, &RankOptions { top: Some(TOP), names: false });
    let hygiene = measure(snapshot, policy);
    let excluded = excluded(&ranking.excluded);
    let findings = next::Findings {
        card: &card,
        plan: &plan,
        ranking: &ranking,
        excluded: &excluded,
        hygiene: &hygiene,
        policy,
    };
    Audit {
        as_of: snapshot.as_of,
        as_of_source: snapshot.as_of_source,
        verdicts: crms(snapshot)
            .into_iter()
            .map(|crm| standing::verdict(crm, &card, &hygiene, policy))
            .collect(),
        figures: figures::figures(&card, &ranking, &hygiene),
        next: next::actions(&findings),
        fields: card
            .objects
            .iter()
            .map(|object| ObjectFields {
                crm: object.crm.clone(),
                object: object.object.clone(),
                records: object.records,
                total: object.verdicts.total(),
                verdicts: object.verdicts,
            })
            .collect(),
        not_known: not_known(snapshot, &excluded),
        top_deals: ranking.deals,
        deal_totals: ranking.totals,
        deals_excluded: excluded,
        hygiene,
        files: snapshot.files.clone(),
        coverage: snapshot.coverage.clone(),
    }
}

fn excluded(deals: &[super::deals::Excluded]) -> Vec<ExcludedCount> {
    let mut counts: Vec<ExcludedCount> = Vec::new();
    for deal in deals {
        match counts.iter_mut().find(|count| count.crm == deal.crm && count.reason == deal.reason) {
            Some(count) => count.deals += 1,
            None => {
                counts.push(ExcludedCount { crm: deal.crm.clone(), reason: deal.reason.clone(), deals: 1 });
            }
        }
    }
    counts.sort_by(|a, b| (&a.crm, b.deals, &a.reason).cmp(&(&b.crm, a.deals, &b.reason)));
    counts
}

/// What the files do not say, in sentences.
fn not_known(snapshot: &Snapshot, excluded: &[ExcludedCount]) -> Vec<String> {
    let coverage = &snapshot.coverage;
    let mut unknown = Vec::new();
    match coverage.consumers {
        Supplied::No => unknown.push("who uses a field: no file says so".to_owned()),
        Supplied::Partly | Supplied::Yes if !coverage.not_supplied.is_empty() => {
            let looked = match coverage.looked_in.as_slice() {
                [] => String::new(),
                places => format!("; looked for in {}", places.join(", ")),
            };
            unknown.push(format!("whether a field is used in {}{looked}", coverage.not_supplied.join(", ")));
        }
        Supplied::Partly => {
            unknown.push("who uses a field, in part: not every place was looked at".to_owned());
        }
        Supplied::Yes => {}
    }
    if coverage.writers == Supplied::No {
        unknown.push("who writes a field: no history was supplied".to_owned());
    }
    if coverage.schema == Supplied::No {
        unknown.push(
            "fields, defaults and formulas that the columns do not show: no schema was supplied".to_owned(),
        );
    }
    let unread = snapshot.files.iter().filter(|file| file.unused.is_some()).count();
    if unread > 0 {
        let noun =
            if unread == 1 { "1 file that was".to_owned() } else { format!("{unread} files that were") };
        unknown.push(format!("what stands in {noun} not used: `revops inspect` says which and why"));
    }
    let deals: u64 = excluded.iter().map(|count| count.deals).sum();
    if deals > 0 {
        let noun = if deals == 1 { "1 open deal".to_owned() } else { format!("{deals} open deals") };
        unknown.push(format!("the expected value of {noun}: see the reasons"));
    }
    if snapshot.as_of_source == AsOfSource::Today {
        unknown.push("how old the export is: no record carries a date, so today was taken".to_owned());
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{deal, object, snapshot, text};
    use crate::model::Cell;

    #[test]
    fn the_audit_names_no_deal_and_no_owner() {
        let mut snapshot = snapshot(vec![object("Account", 100, vec![text("Fax_Line__c", 100, 3)])]);
        snapshot.deals = vec![deal("likely", 30_000, 50.0), deal("big", 100_000, 10.0)];
        snapshot.deals.push(crate::model::Deal { amount: Cell::Empty, ..deal("blank", 0, 10.0) });
        let audit = audit(&snapshot, &Policy::default());
        let json = serde_json::to_string(&audit).unwrap();
        assert!(!json.contains("Mara") && !json.contains("the likely deal"), "{json}");
        assert_eq!(audit.deals_excluded[0].deals, 1);
        assert_eq!(audit.fields[0].verdicts.archive, 1);
    }

    #[test]
    fn two_crms_get_two_verdicts_and_their_rates_are_not_mixed() {
        let mut company = object("companies", 100, vec![text("legacy_code", 100, 1)]);
        company.crm = "hubspot";
        company.births = Ok(crate::model::Births { source_known: crate::model::Rate::new(1, 10) });
        let audit = audit(
            &snapshot(vec![object("Account", 100, vec![text("Region__c", 100, 90)]), company]),
            &Policy { owner: Some("Mara".into()), ..Policy::default() },
        );
        let verdicts: Vec<_> = audit.verdicts.iter().map(|own| (own.crm.as_str(), own.verdict)).collect();
        assert_eq!(verdicts, [("salesforce", Standing::SystemOfRecord), ("hubspot", Standing::Drifting)]);
        assert_eq!(audit.hygiene.numbers.source_known, None);
    }

    #[test]
    fn nothing_read_is_no_verdict_and_no_panic() {
        let audit = audit(&snapshot(vec![]), &Policy::default());
        assert!(audit.verdicts.is_empty() && audit.fields.is_empty());
    }
}

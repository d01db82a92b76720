//! Actions about deals: money that can be worked today, and deals that no ranking sees.

use super::{Action, act, count};
use crate::analysis::audit::ExcludedCount;
use crate::analysis::deals::{RankedDeal, Ranking, Total};
use crate::analysis::in_words;
use crate::model::Money;

/// As many as one looks at in a morning.
const TOP: usize = 5;

pub(super) fn deals(ranking: &Ranking) -> Vec<Action> {
    let listed = |total: &Total| {
        let own = |deal: &&RankedDeal| {
            deal.crm == total.crm
                && deal.amount.currency == total.currency
                && !deal.expected_value.value.is_zero()
        };
        let top: Vec<_> = ranking.deals.iter().filter(own).take(TOP).collect();
        let zero = Money::new(0.into(), total.currency.clone());
        let sum = top.iter().try_fold(zero, |sum, deal| sum.plus(&deal.expected_value))?;
        let all = total.expected_value.as_ref()?;
        (!top.is_empty()).then(|| {
            act(
                format!("work the top {} in {}: `revops rank`", top_deals(top.len()), in_words(&total.crm)),
                if top.len() as u64 == total.open {
                    format!("all there is: {} expected value", all.short())
                } else {
                    let deals = count(total.open, "open deal");
                    format!("they hold {} of {} expected value in {deals}", sum.short(), all.short())
                },
            )
        })
    };
    ranking.totals.iter().filter_map(listed).collect()
}

fn top_deals(deals: usize) -> String {
    if deals == 1 { "deal".to_owned() } else { format!("{deals} deals") }
}

/// One action for each reason, those with the most deals of a CRM first.
pub(super) fn unranked(excluded: &[ExcludedCount]) -> Vec<Action> {
    excluded
        .iter()
        .map(|out| {
            let deals = count(out.deals, "open deal");
            let action = match out.reason.as_str() {
                "no amount" => format!("set an amount on {deals}: `revops rank` lists them"),
                reason if reason.starts_with("no probability") => {
                    format!(
                        "set a probability, or a default for the stage, on {deals}: `revops rank` lists them"
                    )
                }
                reason => format!("correct {deals}: {reason}"),
            };
            act(action, "a deal without it has no expected value and is not in the total".to_owned())
        })
        .collect()
}

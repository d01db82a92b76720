//! Ranks open deals by expected value.
//!
//! ```text
//! expected value = amount × probability of winning
//! ```
//!
//! The unit is the deal's currency; currencies are ranked apart and never converted.

use std::collections::BTreeMap;

use super::ranking::{Basis, Excluded, RankedDeal, Ranking, Total};
use super::velocity;
use crate::model::{Cell, Deal, DealStatus, Money, Policy, Probability, Snapshot};

/// What the ranking may show.
#[derive(Debug, Clone, Copy, Default)]
pub struct RankOptions {
    /// Deals to list of each CRM and currency; `None` lists all.
    pub top: Option<usize>,
    /// Whether names of deals and owners may stand in the result.
    pub names: bool,
}

/// Ranks the open deals of a snapshot.
///
/// A deal without its own probability takes the default of its stage and says so; see [`Basis`]. An
/// unreadable probability is not replaced by the stage's: the deal is left out, and the reason given.
#[must_use]
pub fn rank(snapshot: &Snapshot, policy: &Policy, options: &RankOptions) -> Ranking {
    let mut groups: BTreeMap<(String, Option<String>), Vec<RankedDeal>> = BTreeMap::new();
    let mut excluded = Vec::new();
    for deal in snapshot.deals.iter().filter(|deal| deal.status == DealStatus::Open) {
        match ranked(deal, policy, options) {
            Ok(ranked) => {
                groups.entry((ranked.crm.clone(), ranked.amount.currency.clone())).or_default().push(ranked);
            }
            Err(reason) => excluded.push(Excluded {
                crm: deal.crm.to_owned(),
                id: deal.id.clone(),
                name: shown(&deal.name, options),
                reason: reason.to_owned(),
            }),
        }
    }
    let mut ranking = Ranking {
        as_of: snapshot.as_of,
        deals: Vec::new(),
        not_shown: 0,
        excluded,
        totals: Vec::new(),
        velocity: velocity::table(&snapshot.deals, policy, options),
    };
    for ((crm, currency), mut deals) in groups {
        deals.sort_by(|a, b| {
            b.expected_value.value.cmp(&a.expected_value.value).then_with(|| a.id.cmp(&b.id))
        });
        for (deal, place) in deals.iter_mut().zip(1..) {
            deal.rank = place;
        }
        ranking.totals.push(total(crm, currency, &deals));
        let listed = options.top.unwrap_or(deals.len()).min(deals.len());
        ranking.not_shown += (deals.len() - listed) as u64;
        deals.truncate(listed);
        ranking.deals.append(&mut deals);
    }
    ranking
}

fn ranked(deal: &Deal, policy: &Policy, options: &RankOptions) -> Result<RankedDeal, &'static str> {
    let amount = match &deal.amount {
        Cell::Empty => return Err("no amount"),
        Cell::Unreadable(_) => return Err("amount cannot be read"),
        Cell::Value(amount) if amount.value.is_sign_negative() && !amount.value.is_zero() => {
            return Err("negative amount");
        }
        Cell::Value(amount) => in_currency(amount, policy),
    };
    let (probability, basis) = probability(deal)?;
    let expected_value = amount.weighted(probability).ok_or("amount is too large to weigh")?;
    Ok(RankedDeal {
        rank: 0,
        crm: deal.crm.to_owned(),
        id: deal.id.clone(),
        name: shown(&deal.name, options),
        owner: deal.owner.clone().filter(|_| options.names),
        stage: deal.stage.clone(),
        amount,
        probability,
        basis,
        expected_value,
        close_date: deal.closed.value().copied(),
    })
}

fn probability(deal: &Deal) -> Result<(Probability, Basis), &'static str> {
    match (&deal.probability, deal.stage_default) {
        (Cell::Value(own), _) => Ok((*own, Basis::Deal)),
        (Cell::Empty, Some(default)) => Ok((default, Basis::Stage)),
        (Cell::Empty, None) => Err("no probability: neither the deal nor its stage has one"),
        (Cell::Unreadable(text), _) if is_number(text) => Err("probability outside 0 to 100%"),
        (Cell::Unreadable(_), _) => Err("probability cannot be read"),
    }
}

fn is_number(text: &str) -> bool {
    text.trim().trim_end_matches('%').trim_end().replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite)
}

/// The amount in its own currency, else in the one that the configuration names for all.
pub(super) fn in_currency(amount: &Money, policy: &Policy) -> Money {
    let currency = amount.currency.clone().or_else(|| policy.currency.clone());
    Money::new(amount.value, currency)
}

fn shown(name: &str, options: &RankOptions) -> Option<String> {
    (options.names && !name.is_empty()).then(|| name.to_owned())
}

fn total(crm: String, currency: Option<String>, deals: &[RankedDeal]) -> Total {
    let sum = |of: fn(&RankedDeal) -> &Money| {
        let zero = Money::new(0.into(), currency.clone());
        deals.iter().try_fold(zero, |sum, deal| sum.plus(of(deal)))
    };
    Total {
        open: deals.len() as u64,
        amount: sum(|deal| &deal.amount),
        expected_value: sum(|deal| &deal.expected_value),
        crm,
        currency,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::{deal, snapshot};

    fn ranking(deals: Vec<Deal>) -> Ranking {
        let snapshot = Snapshot { deals, ..snapshot(vec![]) };
        rank(&snapshot, &Policy::default(), &RankOptions { top: None, names: true })
    }

    fn ids(ranking: &Ranking) -> Vec<&str> {
        ranking.deals.iter().map(|deal| deal.id.as_str()).collect()
    }

    #[test]
    fn a_hundred_thousand_at_ten_percent_ranks_below_thirty_at_fifty() {
        let ranking = ranking(vec![deal("big", 100_000, 10.0), deal("likely", 30_000, 50.0)]);
        assert_eq!(ids(&ranking), ["likely", "big"]);
        assert_eq!(ranking.deals[0].expected_value.to_string(), "15000.00 EUR");
        assert_eq!(ranking.totals[0].expected_value.as_ref().unwrap().to_string(), "25000.00 EUR");
    }

    #[test]
    fn a_silent_deal_takes_the_probability_of_its_stage_and_says_so() {
        let mut silent = deal("silent", 100, 0.0);
        silent.probability = Cell::Empty;
        silent.stage_default = Some(Probability::from_percent(40.0).unwrap());
        let ranking = ranking(vec![silent]);
        assert_eq!(ranking.deals[0].basis, Basis::Stage);
        assert_eq!(ranking.deals[0].expected_value.to_string(), "40.00 EUR");
    }

    #[test]
    fn every_open_deal_is_ranked_or_left_out_with_a_reason() {
        let no_amount = Deal { amount: Cell::Empty, ..deal("a", 1, 10.0) };
        let odd_amount = Deal { amount: Cell::Unreadable("about 5".into()), ..deal("b", 1, 10.0) };
        let no_probability = Deal { probability: Cell::Empty, ..deal("c", 1, 10.0) };
        let odd_probability = Deal { probability: Cell::Unreadable("high".into()), ..deal("d", 1, 10.0) };
        let won = Deal { status: DealStatus::Won, ..deal("won", 1, 100.0) };
        let deals = vec![
            no_amount,
            odd_amount,
            no_probability,
            odd_probability,
            deal("e", 1, 110.0),
            deal("f", -5, 10.0),
            deal("zero", 0, 10.0),
            won,
        ];
        let ranking = ranking(deals);
        assert_eq!(ids(&ranking), ["zero"]);
        let reasons: Vec<_> =
            ranking.excluded.iter().map(|out| format!("{}: {}", out.id, out.reason)).collect();
        insta::assert_snapshot!(reasons.join("\n"), @r"
        a: no amount
        b: amount cannot be read
        c: no probability: neither the deal nor its stage has one
        d: probability cannot be read
        e: probability outside 0 to 100%
        f: negative amount
        ");
    }

    #[test]
    fn currencies_are_ranked_apart_and_equal_values_by_id() {
        let dollars = |id: &str, amount: i64| Deal {
            amount: Cell::Value(Money::new(amount.into(), Some("USD".into()))),
            ..deal(id, 0, 50.0)
        };
        let ranking = ranking(vec![dollars("x", 900), deal("b", 10, 50.0), deal("a", 10, 50.0)]);
        assert_eq!(ids(&ranking), ["a", "b", "x"]);
        assert_eq!(ranking.deals.iter().map(|deal| deal.rank).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(ranking.totals.len(), 2);
    }

    #[test]
    fn names_stay_out_unless_asked_for_and_the_rest_is_counted() {
        let snapshot = Snapshot { deals: vec![deal("a", 1, 50.0), deal("b", 2, 50.0)], ..snapshot(vec![]) };
        let ranking = rank(&snapshot, &Policy::default(), &RankOptions { top: Some(1), names: false });
        let json = serde_json::to_string(&ranking).unwrap();
        assert!(!json.contains("Mara") && !json.contains("the b deal"), "{json}");
        assert_eq!((ranking.deals.len(), ranking.not_shown, ranking.totals[0].open), (1, 1, 2));
    }
}

//! Revenue velocity by owner and by segment.
//!
//! ```text
//! velocity = open deals × mean won amount × win rate ÷ mean cycle in days
//! ```
//!
//! The unit is currency per day, of a pipeline. It needs at least one won deal with an amount and both dates.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

use super::rank::{RankOptions, in_currency};
use super::ranking::{Velocity, VelocityBy};
use crate::model::{Deal, DealStatus, Money, Policy, Rate};

/// Currencies met in one CRM; a deal without an amount belongs to the only one, where there is only one.
type Currencies<'a> = BTreeMap<&'a str, Vec<Option<String>>>;
type Key = (String, Option<String>, VelocityBy, Option<String>);

/// The velocity table: by CRM, currency, owner or segment; the fastest first.
///
/// Owners are left out where names are held back. Deals in a CRM of several currencies that carry no
/// amount stand in no row: nobody knows whose they are.
pub(super) fn table(deals: &[Deal], policy: &Policy, options: &RankOptions) -> Vec<Velocity> {
    let currencies = currencies(deals, policy);
    let mut tallies: BTreeMap<Key, Tally> = BTreeMap::new();
    for deal in deals {
        let Some(currency) = currency(deal, &currencies, policy) else { continue };
        let mut count = |by, key: &Option<String>| {
            let at = (deal.crm.to_owned(), currency.clone(), by, key.clone());
            tallies.entry(at).or_default().add(deal);
        };
        if options.names {
            count(VelocityBy::Owner, &deal.owner);
        }
        count(VelocityBy::Segment, &deal.segment);
    }
    // One row for "no segment at all" is the whole pipeline under a misleading name.
    let segmented = deals.iter().any(|deal| deal.segment.is_some());
    let mut rows: Vec<_> = tallies
        .into_iter()
        .filter(|((_, _, by, _), _)| *by == VelocityBy::Owner || segmented)
        .map(|(key, tally)| tally.row(key))
        .collect();
    let value = |row: &Velocity| row.per_day.as_ref().map(|money| money.value);
    // Stable: rows of equal velocity stay in the order of their keys.
    rows.sort_by(|a, b| {
        (&a.crm, &a.currency, a.by).cmp(&(&b.crm, &b.currency, b.by)).then_with(|| value(b).cmp(&value(a)))
    });
    rows
}

fn currencies<'a>(deals: &'a [Deal], policy: &Policy) -> Currencies<'a> {
    let mut found = Currencies::new();
    for deal in deals {
        let known = found.entry(deal.crm).or_default();
        if let Some(amount) = deal.amount.value() {
            let currency = in_currency(amount, policy).currency;
            if !known.contains(&currency) {
                known.push(currency);
            }
        }
    }
    found
}

fn currency(deal: &Deal, currencies: &Currencies<'_>, policy: &Policy) -> Option<Option<String>> {
    if let Some(amount) = deal.amount.value() {
        return Some(in_currency(amount, policy).currency);
    }
    match currencies.get(deal.crm).map(Vec::as_slice) {
        Some([only]) => Some(only.clone()),
        _ => None,
    }
}

/// What the deals of one row come to.
#[derive(Debug, Default)]
struct Tally {
    open: u64,
    won: u64,
    lost: u64,
    /// Amounts of the won deals that have one, and how many; `None` once the sum does not fit.
    won_amount: Option<Decimal>,
    won_amounts: u64,
    cycle_days: i64,
    cycles: u64,
}

impl Tally {
    fn add(&mut self, deal: &Deal) {
        match deal.status {
            DealStatus::Open => self.open += 1,
            DealStatus::Lost => self.lost += 1,
            DealStatus::Won => self.add_won(deal),
            DealStatus::Closed => {}
        }
    }

    fn add_won(&mut self, deal: &Deal) {
        self.won += 1;
        if let Some(amount) = deal.amount.value() {
            self.won_amount = match self.won_amounts {
                0 => Some(amount.value),
                _ => self.won_amount.and_then(|sum| sum.checked_add(amount.value)),
            };
            self.won_amounts += 1;
        }
        if let (Some(created), Some(closed)) = (deal.created.value(), deal.closed.value())
            && let Ok(span) = created.until(*closed)
            && span.get_days() >= 0
        {
            self.cycle_days += i64::from(span.get_days());
            self.cycles += 1;
        }
    }

    fn row(&self, (crm, currency, by, key): Key) -> Velocity {
        let money = |value: Decimal| {
            let mut money = Money::new(value, currency.clone());
            let digits = money.digits();
            money.value = value.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
            money.value.rescale(digits);
            money
        };
        let closed = self.won + self.lost;
        let reason = self.missing();
        let per_day = if reason.is_none() { self.per_day() } else { None };
        let too_large =
            (reason.is_none() && per_day.is_none()).then(|| "the product is too large".to_owned());
        Velocity {
            open: self.open,
            mean_won_amount: self.mean_won_amount().map(money),
            win_rate: (closed > 0).then(|| Rate::new(self.won, closed)),
            cycle_days: self.mean_cycle().and_then(|days| days.round_dp(1).to_f64()),
            per_day: per_day.map(money),
            reason: reason.map(str::to_owned).or(too_large),
            crm,
            currency,
            by,
            key,
        }
    }

    fn missing(&self) -> Option<&'static str> {
        if self.won == 0 {
            Some("no won deal")
        } else if self.won_amounts == 0 {
            Some("no won deal has an amount")
        } else if self.cycles == 0 {
            Some("no won deal carries a created and a close date")
        } else if self.cycle_days == 0 {
            Some("every won deal was closed on the day it was created")
        } else {
            None
        }
    }

    fn mean_won_amount(&self) -> Option<Decimal> {
        self.won_amount?.checked_div(self.won_amounts.into())
    }

    fn mean_cycle(&self) -> Option<Decimal> {
        Decimal::from(self.cycle_days).checked_div(self.cycles.into())
    }

    fn per_day(&self) -> Option<Decimal> {
        let win_rate = Decimal::from(self.won).checked_div((self.won + self.lost).into())?;
        Decimal::from(self.open)
            .checked_mul(self.mean_won_amount()?)?
            .checked_mul(win_rate)?
            .checked_div(self.mean_cycle()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::example::deal;
    use crate::model::Cell;
    use jiff::civil::date;

    fn closed(id: &str, amount: i64, status: DealStatus, day: i8) -> Deal {
        let dates = (Cell::Value(date(2026, 3, 1)), Cell::Value(date(2026, 3, day)));
        Deal { status, created: dates.0, closed: dates.1, ..deal(id, amount, 0.0) }
    }

    fn rows(deals: &[Deal]) -> Vec<Velocity> {
        table(deals, &Policy::default(), &RankOptions { top: None, names: true })
    }

    #[test]
    fn velocity_is_open_deals_times_size_times_win_rate_over_cycle() {
        let rows = rows(&[
            deal("open", 5_000, 50.0),
            deal("open too", 7_000, 50.0),
            closed("w1", 1_000, DealStatus::Won, 11),
            closed("w2", 3_000, DealStatus::Won, 21),
            closed("l1", 9_000, DealStatus::Lost, 31),
            closed("l2", 9_000, DealStatus::Lost, 31),
        ]);
        // 2 open × 2,000 × 2/4 ÷ 15 days
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].per_day.as_ref().unwrap().to_string(), "133.33 EUR");
        assert_eq!((rows[0].win_rate, rows[0].cycle_days), (Some(Rate::new(2, 4)), Some(15.0)));
    }

    #[test]
    fn without_a_won_deal_there_is_a_reason_and_no_zero() {
        let rows = rows(&[deal("open", 5_000, 50.0)]);
        assert_eq!((rows[0].per_day.clone(), rows[0].reason.as_deref()), (None, Some("no won deal")));
    }
}

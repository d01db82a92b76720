//! Deals, once stages and owners are known.

use std::collections::BTreeMap;
use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::columns::{Column, duties};
use super::crm::{ProbabilityScale, crm_named};
use super::dates::{self, Order};
use super::dialect::{DecimalMark, number, truth};
use super::kept::{RawDeal, short_id};
use super::schema::Stage;
use super::stages::{self, Scale};
use crate::model::{Cell, Deal, DealStatus, Duty, Mapping, Money, Policy};

/// What deals of one object are resolved with.
pub struct Resolver<'a> {
    pub crm: &'static str,
    pub object: &'a str,
    pub columns: &'a [Column],
    pub stages: &'a [Stage],
    /// Owner id → name.
    pub people: &'a HashMap<String, String>,
    pub policy: &'a Policy,
    pub mapping: Option<&'a Mapping>,
    pub zone: &'a TimeZone,
}

impl Resolver<'_> {
    /// Turns cells into deals, in the same order, and says which assumption was made about probabilities.
    #[must_use]
    pub fn resolve(&self, raw: &[RawDeal]) -> (Vec<Deal>, Option<String>) {
        let (scale, note) = self.scale(raw);
        let orders = self.columns_of(|column| column.order);
        let marks = self.columns_of(|column| column.mark);
        let deals = raw.iter().map(|deal| self.deal(deal, scale, &orders, &marks)).collect();
        (deals, note)
    }

    fn columns_of<T>(&self, fact: impl Fn(&Column) -> T) -> BTreeMap<Duty, T> {
        duties(self.columns).into_iter().map(|(duty, index)| (duty, fact(&self.columns[index]))).collect()
    }

    /// The unit of the probability column: the CRM's own, else percent once any value is above 1.
    fn scale(&self, raw: &[RawDeal]) -> (Scale, Option<String>) {
        let fixed = match crm_named(self.crm).map(|crm| crm.probability_scale) {
            Some(ProbabilityScale::Percent) => Some(Scale::Percent),
            Some(ProbabilityScale::Fraction) => Some(Scale::Fraction),
            Some(ProbabilityScale::ByMaximum) | None => None,
        };
        if let Some(scale) = fixed {
            return (scale, None);
        }
        let bare = || {
            raw.iter()
                .filter_map(|deal| deal.cells.get(&Duty::Probability))
                .filter_map(|text| number(text, DecimalMark::Point))
                .filter(|number| !number.percent)
        };
        if bare().next().is_none() {
            return (Scale::Percent, None);
        }
        if bare().any(|number| number.value > 1.into()) {
            return (Scale::Percent, Some("probabilities are taken as percent: some are above 1".to_owned()));
        }
        (Scale::Fraction, Some("probabilities are taken as fractions: none is above 1".to_owned()))
    }

    fn deal(
        &self,
        raw: &RawDeal,
        scale: Scale,
        orders: &BTreeMap<Duty, Order>,
        marks: &BTreeMap<Duty, DecimalMark>,
    ) -> Deal {
        let cell = |duty| raw.cells.get(&duty).map(String::as_str);
        let text = |duty| cell(duty).map(str::to_owned);
        let date = |duty| match cell(duty) {
            None => Cell::Empty,
            Some(text) => dates::parse(text, orders.get(&duty).copied().unwrap_or_default()).map_or_else(
                || Cell::Unreadable(text.to_owned()),
                |moment| Cell::Value(moment.date(self.zone)),
            ),
        };
        let stage_row =
            cell(Duty::Stage).and_then(|stage| stages::find(self.stages, cell(Duty::Pipeline), stage));
        let owner = cell(Duty::Owner).map(|owner| {
            self.people.get(short_id(self.crm, owner)).cloned().unwrap_or_else(|| owner.to_owned())
        });
        let probability = match cell(Duty::Probability) {
            None => Cell::Empty,
            Some(text) => stages::read(text, scale),
        };
        Deal {
            crm: self.crm,
            object: self.object.to_owned(),
            id: text(Duty::Id).unwrap_or_default(),
            name: text(Duty::Name).unwrap_or_default(),
            owner,
            stage: stage_row.map(|row| row.label.clone()).or_else(|| text(Duty::Stage)),
            pipeline: text(Duty::Pipeline),
            segment: text(Duty::Segment),
            status: self.status(raw, stage_row, &probability),
            amount: self.amount(raw, marks.get(&Duty::Amount).copied().unwrap_or_default()),
            stage_default: stage_row.and_then(|row| row.probability),
            probability,
            created: date(Duty::CreatedAt),
            closed: date(Duty::CloseDate),
        }
    }

    /// Open, won or lost: by the mapping, the deal's own flags, its stage's flags, its stage's name, and last a
    /// probability of nothing or all.
    fn status(
        &self,
        raw: &RawDeal,
        stage: Option<&Stage>,
        probability: &Cell<crate::model::Probability>,
    ) -> DealStatus {
        let name = raw.cells.get(&Duty::Stage).map(String::as_str).unwrap_or_default();
        if let Some(mapping) = self.mapping {
            let among = |values: &[String]| values.iter().any(|value| value.eq_ignore_ascii_case(name));
            if among(&mapping.won) {
                return DealStatus::Won;
            }
            if among(&mapping.lost) {
                return DealStatus::Lost;
            }
        }
        let known = duties(self.columns);
        let flag = |duty: Duty| {
            known.contains_key(&duty).then(|| raw.cells.get(&duty).is_some_and(|cell| truth(cell)))
        };
        let (closed, won, lost) = (flag(Duty::IsClosed), flag(Duty::IsWon), flag(Duty::IsLost));
        match (won, lost, closed) {
            (Some(true), ..) => return DealStatus::Won,
            (_, Some(true), _) => return DealStatus::Lost,
            (Some(false), None, Some(true)) => return DealStatus::Lost,
            (_, _, Some(true)) => return DealStatus::Closed,
            (_, _, Some(false)) | (Some(false), Some(false), None) => return DealStatus::Open,
            _ => {}
        }
        if let Some(row) = stage {
            match (row.won, row.closed) {
                (Some(true), _) => return DealStatus::Won,
                (_, Some(true)) => return DealStatus::Lost,
                (_, Some(false)) => return DealStatus::Open,
                _ => {}
            }
        }
        if let Some(status) = stages::status_of_name(stage.map_or(name, |row| row.label.as_str())) {
            return status;
        }
        match probability.value().map(|probability| probability.fraction()) {
            Some(share) if share >= 1.0 => DealStatus::Won,
            _ => DealStatus::Open,
        }
    }

    fn amount(&self, raw: &RawDeal, mark: DecimalMark) -> Cell<Money> {
        let Some(text) = raw.cells.get(&Duty::Amount) else { return Cell::Empty };
        let Some(number) = number(text, mark) else { return Cell::Unreadable(text.clone()) };
        let currency = raw
            .cells
            .get(&Duty::Currency)
            .filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic()))
            .map(|code| code.to_uppercase())
            .or(number.currency)
            .or_else(|| self.policy.currency.clone());
        Cell::Value(Money::new(number.value, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::resolve;
    use super::*;

    fn deals(
        crm: &'static str,
        object: &str,
        header: &[&str],
        rows: &[&[&str]],
        stages: &[Stage],
    ) -> Vec<Deal> {
        let header: Vec<String> = header.iter().map(|&title| title.to_owned()).collect();
        let columns = resolve(crm, object, &header, None, None).columns;
        let duties = duties(&columns);
        let raw: Vec<RawDeal> = rows
            .iter()
            .map(|row| {
                let filled = duties.iter().filter(|&(_, &index)| !row[index].is_empty());
                RawDeal { cells: filled.map(|(&duty, &index)| (duty, row[index].to_owned())).collect() }
            })
            .collect();
        let (people, policy) = (HashMap::new(), Policy::default());
        let zone = TimeZone::UTC;
        let resolver = Resolver {
            crm,
            object,
            columns: &columns,
            stages,
            people: &people,
            policy: &policy,
            mapping: None,
            zone: &zone,
        };
        resolver.resolve(&raw).0
    }

    #[test]
    fn each_crm_writes_probability_in_its_own_unit() {
        let salesforce =
            deals("salesforce", "Opportunity", &["Id", "Amount", "Probability"], &[&["a", "10", "10"]], &[]);
        let hubspot = deals(
            "hubspot",
            "deals",
            &["hs_object_id", "amount", "hs_deal_stage_probability"],
            &[&["a", "10", "0.1"]],
            &[],
        );
        assert_eq!(salesforce[0].probability, hubspot[0].probability);
    }

    #[test]
    fn the_flags_of_a_deal_outrank_the_name_of_its_stage() {
        let header = ["Id", "StageName", "IsClosed", "IsWon"];
        let rows: [&[&str]; 4] = [
            &["a", "Closed Won", "0", "0"],
            &["b", "Talks", "1", "1"],
            &["c", "Talks", "1", "0"],
            &["d", "Talks", "", ""],
        ];
        let status: Vec<_> =
            deals("salesforce", "Opportunity", &header, &rows, &[]).iter().map(|deal| deal.status).collect();
        assert_eq!(status, [DealStatus::Open, DealStatus::Won, DealStatus::Lost, DealStatus::Open]);
    }

    #[test]
    fn without_flags_the_stage_says_it_and_last_its_name() {
        let stage = Stage {
            pipeline: None,
            pipeline_label: None,
            key: "9".to_owned(),
            label: "Gone".to_owned(),
            probability: None,
            closed: Some(true),
            won: Some(false),
        };
        let rows: [&[&str]; 3] = [&["a", "9"], &["b", "Closed Won"], &["c", "Talks"]];
        let status: Vec<_> = deals("salesforce", "Opportunity", &["Id", "StageName"], &rows, &[stage])
            .iter()
            .map(|deal| deal.status)
            .collect();
        assert_eq!(status, [DealStatus::Lost, DealStatus::Won, DealStatus::Open]);
    }

    #[test]
    fn an_amount_that_is_no_number_is_not_taken_for_none() {
        let deals = deals("salesforce", "Opportunity", &["Id", "Amount"], &[&["a", "tbd"], &["b", ""]], &[]);
        assert_eq!(deals[0].amount, Cell::Unreadable("tbd".to_owned()));
        assert_eq!(deals[1].amount, Cell::Empty);
    }
}

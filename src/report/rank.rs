//! The ranking as a page: the deals worth a call today, and those that no number covers.

use super::cells::{count, figure, money, number, plain, rate, text};
use super::{Block, Column, Figure, Report, Reportable, Table, coverage};
use crate::analysis::deals::{Excluded, RankedDeal, Ranking, Total, Velocity};
use crate::analysis::in_words;

/// Deals a person reads; the rest is in the machine formats.
const LIMIT: usize = 25;

/// Deals without a number that a person reads: they are many where an export lacks amounts.
const EXCLUDED: usize = 10;

impl Reportable for Ranking {
    const SCHEMA: &'static str = "rank/1";

    fn report(&self) -> Report {
        let mut blocks = vec![Block::Figures(figures(self))];
        let several = self.totals.len() > 1;
        if self.totals.is_empty() {
            blocks.push(Block::Table(deals(&[], "Open deals".to_owned())));
        }
        for total in &self.totals {
            let own = |deal: &&RankedDeal| deal.crm == total.crm && deal.amount.currency == total.currency;
            let own: Vec<_> = self.deals.iter().filter(own).collect();
            blocks.push(Block::Table(deals(&own, title(total, several))));
        }
        if !self.excluded.is_empty() {
            blocks.push(Block::Table(excluded(&self.excluded)));
        }
        if !self.velocity.is_empty() {
            blocks.push(Block::Table(velocity(&self.velocity)));
        }
        blocks.push(Block::Notes { title: "How to read it".to_owned(), notes: notes(self) });
        Report {
            title: "Open deals by expected value".to_owned(),
            subtitle: vec![coverage::as_of(self.as_of, None)],
            blocks,
            csv: Some(csv(self)),
            graph: None,
        }
    }
}

fn figures(ranking: &Ranking) -> Vec<Figure> {
    let several = ranking.totals.len() > 1;
    let named = |label: &str, total: &Total| match several {
        true => format!("{label}, {}", in_words(&total.crm)),
        false => label.to_owned(),
    };
    let mut figures = Vec::new();
    for total in &ranking.totals {
        let deals = count(usize::try_from(total.open).unwrap_or(usize::MAX), "open deal");
        figures.push(figure(
            &named("Expected value", total),
            money(total.expected_value.as_ref()),
            Some(deals),
        ));
        figures.push(figure(&named("Amount", total), money(total.amount.as_ref()), None));
    }
    if !ranking.excluded.is_empty() {
        let note = Some(reasons(&ranking.excluded));
        figures.push(figure("Not ranked", count(ranking.excluded.len(), "open deal"), note));
    }
    figures
}

/// How many for each reason: `2,089 no amount, 3 no probability`.
fn reasons(deals: &[Excluded]) -> String {
    let mut reasons: Vec<(&str, u64)> = Vec::new();
    for deal in deals {
        match reasons.iter_mut().find(|(reason, _)| *reason == deal.reason) {
            Some((_, deals)) => *deals += 1,
            None => reasons.push((&deal.reason, 1)),
        }
    }
    reasons.sort_by_key(|&(_, deals)| std::cmp::Reverse(deals));
    let parts: Vec<_> =
        reasons.into_iter().map(|(reason, deals)| format!("{} {reason}", number(Some(deals)))).collect();
    parts.join(", ")
}

fn title(total: &Total, several: bool) -> String {
    match (several, &total.currency) {
        (false, _) => "Best first".to_owned(),
        (true, Some(currency)) => format!("Best first, {} in {currency}", in_words(&total.crm)),
        (true, None) => format!("Best first, {}", in_words(&total.crm)),
    }
}

fn deals(deals: &[&RankedDeal], title: String) -> Table {
    let row = |deal: &&RankedDeal| {
        vec![
            deal.rank.to_string(),
            deal.name.clone().unwrap_or_else(|| deal.id.clone()),
            text(deal.owner.as_deref()),
            text(deal.stage.as_deref()),
            plain(deal.close_date),
            deal.amount.short(),
            deal.probability.to_string(),
            deal.basis.noun().to_owned(),
            deal.expected_value.short(),
            deal.id.clone(),
        ]
    };
    Table {
        title,
        columns: vec![
            Column::right("#", 0),
            Column::left("Deal", 0),
            Column::left("Owner", 1),
            Column::left("Stage", 2),
            Column::left("Closes", 3),
            Column::right("Amount", 0),
            Column::right("Probability", 0),
            Column::left("From", 3),
            Column::right("Expected", 0),
            Column::left("Id", 4),
        ],
        rows: deals.iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops rank --format csv".to_owned()),
        empty: "no open deal could be ranked".to_owned(),
    }
}

fn excluded(deals: &[Excluded]) -> Table {
    let row = |deal: &Excluded| {
        vec![deal.id.clone(), text(deal.name.as_deref()), deal.reason.clone(), deal.crm.clone()]
    };
    Table {
        title: "Not ranked".to_owned(),
        columns: vec![
            Column::left("Id", 0),
            Column::left("Deal", 1),
            Column::left("Why", 0),
            Column::left("CRM", 2),
        ],
        rows: deals.iter().map(row).collect(),
        limit: Some(EXCLUDED),
        more: Some("revops rank --format json".to_owned()),
        ..Table::default()
    }
    .unless_uniform("CRM")
}

fn velocity(rows: &[Velocity]) -> Table {
    let row = |row: &Velocity| {
        let nobody = format!("(no {})", row.by.noun());
        vec![
            row.by.noun().to_owned(),
            row.key.clone().unwrap_or(nobody),
            number(Some(row.open)),
            money(row.mean_won_amount.as_ref()),
            rate(row.win_rate),
            row.cycle_days.map_or_else(super::cells::not_known, |days| format!("{days:.0} days")),
            money(row.per_day.as_ref()),
            text(row.reason.as_deref()),
            row.crm.clone(),
        ]
    };
    Table {
        title: "Revenue velocity".to_owned(),
        columns: vec![
            Column::left("By", 1),
            Column::left("Who or what", 0),
            Column::right("Open", 0),
            Column::right("Mean won", 1),
            Column::right("Win rate", 0),
            Column::right("Cycle", 2),
            Column::right("Per day", 0),
            Column::left("Missing", 3),
            Column::left("CRM", 4),
        ],
        rows: rows.iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops rank --format json".to_owned()),
        ..Table::default()
    }
    .unless_uniform("CRM")
    .unless_uniform("Missing")
}

fn notes(ranking: &Ranking) -> Vec<String> {
    let mut notes = vec![
        "expected value = amount × probability; where money sits, not where effort changes most".to_owned(),
        "probabilities are the CRM's own, not learned from closed deals".to_owned(),
    ];
    if ranking.not_shown > 0 {
        let more = usize::try_from(ranking.not_shown).unwrap_or(usize::MAX);
        notes.push(format!("{} below the top count in the totals", count(more, "ranked deal")));
    }
    if ranking.totals.iter().any(|total| total.currency.is_none()) {
        notes.push("amounts without a currency: name it as `currency` in revops.toml".to_owned());
    }
    if ranking.totals.len() > 1 {
        notes.push("CRMs and currencies are ranked apart and never added".to_owned());
    }
    if !ranking.velocity.is_empty() {
        notes.push(
            "velocity = open deals × mean won amount × win rate ÷ mean days from creation to close"
                .to_owned(),
        );
    }
    notes
}

fn csv(ranking: &Ranking) -> Table {
    let names = [
        "crm",
        "rank",
        "id",
        "name",
        "owner",
        "stage",
        "close_date",
        "amount",
        "currency",
        "probability",
        "basis",
        "expected_value",
        "not_ranked_because",
    ];
    let ranked = ranking.deals.iter().map(|deal| {
        vec![
            deal.crm.clone(),
            deal.rank.to_string(),
            deal.id.clone(),
            text(deal.name.as_deref()),
            text(deal.owner.as_deref()),
            text(deal.stage.as_deref()),
            plain(deal.close_date),
            deal.amount.value.to_string(),
            text(deal.amount.currency.as_deref()),
            deal.probability.fraction().to_string(),
            deal.basis.noun().to_owned(),
            deal.expected_value.value.to_string(),
            String::new(),
        ]
    });
    let excluded = ranking.excluded.iter().map(|deal| {
        let mut row = vec![String::new(); names.len()];
        row[0].clone_from(&deal.crm);
        row[2].clone_from(&deal.id);
        row[3] = text(deal.name.as_deref());
        row[12].clone_from(&deal.reason);
        row
    });
    Table {
        columns: names.iter().map(|name| Column::left(name, 0)).collect(),
        rows: ranked.chain(excluded).collect(),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::deals::{RankOptions, rank};
    use crate::model::Policy;
    use crate::report::example::{cells, snapshot};

    #[test]
    fn the_likely_deal_stands_above_the_big_one() {
        let ranking = rank(&snapshot(), &Policy::default(), &RankOptions { top: None, names: true });
        insta::assert_snapshot!(cells(&csv(&ranking)), @r"
        salesforce | 1 | 006B | Deal 006B
        salesforce | 2 | 006A | Deal 006A
        ");
        let Block::Table(table) = &ranking.report().blocks[1] else { panic!("a table of deals") };
        assert_eq!(table.rows[0][5..9].join(" | "), "30,000 EUR | 50% | deal | 15,000 EUR");
    }
}

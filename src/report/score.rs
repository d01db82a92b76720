//! The scorecard as a page: what can go first, what is safe last.

use super::cells::{count, figure, number, plain, plain_percent, rate, text};
use super::{Block, Column, Overflow, Report, Reportable, Table, coverage, verdicts};
use crate::analysis::fields::{
    FieldScore, MainWriter, ObjectScore, Order, Rule, Scorecard, Verdict, VerdictCounts,
};
use crate::model::grouped;

/// Rows a person reads before the eyes glaze over.
const LIMIT: usize = 40;

impl Reportable for Scorecard {
    const SCHEMA: &'static str = "score/1";

    fn report(&self) -> Report {
        let mut blocks = vec![figures(self), Block::Table(objects(self)), Block::Table(fields(self))];
        let twins = same_concept(self);
        if !twins.rows.is_empty() {
            blocks.push(Block::Table(twins));
        }
        blocks.push(coverage::notes(&self.coverage));
        Report {
            title: "Fields".to_owned(),
            subtitle: vec![coverage::as_of(self.as_of, None)],
            blocks,
            csv: Some(csv(self)),
            graph: None,
        }
    }
}

fn figures(card: &Scorecard) -> Block {
    let none = VerdictCounts::default();
    let counts = card.objects.iter().map(|object| object.verdicts).fold(none, VerdictCounts::plus);
    Block::Figures(vec![
        figure(
            "Fields",
            grouped(counts.total()),
            Some(format!("in {}", count(card.objects.len(), "object"))),
        ),
        figure("Archive", grouped(counts.archive), Some("nearly empty, and no named consumer".to_owned())),
        figure(
            "Review",
            grouped(counts.review),
            Some("a person has to look; the reason says at what".to_owned()),
        ),
        figure("Keep", grouped(counts.keep), None),
        figure("Protected", grouped(counts.protected), Some("something depends on them".to_owned())),
    ])
}

fn every(card: &Scorecard) -> impl Iterator<Item = (&ObjectScore, &FieldScore)> {
    card.objects.iter().flat_map(|object| object.fields.iter().map(move |field| (object, field)))
}

fn objects(card: &Scorecard) -> Table {
    let line =
        |object: &ObjectScore| verdicts::line(&object.object, &object.crm, object.records, object.verdicts);
    let rows = card.objects.iter().map(line).collect();
    verdicts::table("By object", rows, LIMIT, "revops score --format csv")
}

fn fields(card: &Scorecard) -> Table {
    let columns = vec![
        Column::left("Field", 0),
        Column::right("Effective fill", 0),
        Column::right("Consumers", 1),
        Column::left("Verdict", 0),
        Column::left("Why", 2),
        Column::left("CRM", 4),
        Column::left("Type", 3),
        Column::right("Recent", 4),
    ];
    let row = |(object, field): (&ObjectScore, &FieldScore)| {
        vec![
            format!("{}.{}", object.object, field.field),
            rate(field.effective),
            number(field.consumers.used),
            field.verdict.noun().to_owned(),
            why(field),
            object.crm.clone(),
            field.kind.noun().to_owned(),
            rate(field.recent),
        ]
    };
    Table {
        title: title(card.order).to_owned(),
        columns,
        rows: in_order(card).into_iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops score --format csv".to_owned()),
        empty: "no field was read".to_owned(),
    }
    .unless_uniform("CRM")
    .unless_unknown("Consumers")
}

fn title(order: Order) -> &'static str {
    match order {
        Order::Export => "As in the export",
        Order::Verdict => "Worst first",
        Order::Fill => "Emptiest first",
        Order::Name => "By name",
    }
}

/// Of all objects together where the worst or the emptiest come first, else object by object.
fn in_order(card: &Scorecard) -> Vec<(&ObjectScore, &FieldScore)> {
    let mut fields: Vec<_> = every(card).collect();
    match card.order {
        Order::Verdict | Order::Fill => {
            // Users, stages and record types are how the CRM is set up; what the business keeps comes first.
            fields.sort_by(|(of_left, left), (of_right, right)| {
                let set_up = |object: &ObjectScore| !object.role.is_business();
                set_up(of_left).cmp(&set_up(of_right)).then_with(|| card.order.compare(left, right))
            });
        }
        Order::Export | Order::Name => {}
    }
    fields
}

/// The reasons without the effective fill, which has a column.
fn why(field: &FieldScore) -> String {
    let said = |reason: &&String| {
        field.verdict == Verdict::Protected
            || !reason.starts_with("effective fill")
            || reason.contains("without")
    };
    let reasons: Vec<_> = field.reasons.iter().filter(said).map(String::as_str).collect();
    reasons.join("; ")
}

fn same_concept(card: &Scorecard) -> Table {
    let groups =
        card.objects.iter().flat_map(|object| object.same_concept.iter().map(move |group| (object, group)));
    let rows = groups
        .map(|(object, group)| vec![object.object.clone(), group.fields.join(", "), group.why.clone()])
        .collect();
    Table {
        title: "Fields that seem to hold the same thing".to_owned(),
        columns: vec![
            Column::left("Object", 0),
            Column::left("Fields", 0).overflowing(Overflow::Wrap),
            Column::left("Why", 1).overflowing(Overflow::Wrap),
        ],
        rows,
        empty: "none".to_owned(),
        limit: Some(LIMIT),
        more: Some("revops score --format json".to_owned()),
    }
}

/// The system where it has a name, else the class.
fn writer(field: &FieldScore) -> String {
    let name = |writer: &MainWriter| writer.system.clone().unwrap_or_else(|| writer.class.noun().to_owned());
    field.writer.as_ref().map(name).unwrap_or_default()
}

fn csv(card: &Scorecard) -> Table {
    let names = [
        "crm",
        "object",
        "field",
        "label",
        "type",
        "custom",
        "records",
        "filled",
        "placeholder",
        "default",
        "effective",
        "effective_percent",
        "recent_hits",
        "recent_of",
        "distinct",
        "first_filled",
        "last_filled",
        "consumers",
        "writer",
        "writer_percent",
        "verdict",
        "rule",
        "not_measured",
        "reasons",
    ];
    let row = |(object, field): (&ObjectScore, &FieldScore)| {
        vec![
            object.crm.clone(),
            object.object.clone(),
            field.field.clone(),
            text(field.label.as_deref()),
            field.kind.noun().to_owned(),
            plain(field.custom),
            plain(object.records),
            plain(field.filled.map(|rate| rate.hits)),
            plain(field.placeholder),
            plain(field.default),
            plain(field.effective.map(|rate| rate.hits)),
            plain_percent(field.effective),
            plain(field.recent.map(|rate| rate.hits)),
            plain(field.recent.map(|rate| rate.of)),
            plain(field.distinct.map(|distinct| distinct.count)),
            plain(field.first_filled),
            plain(field.last_filled),
            plain(field.consumers.used),
            writer(field),
            plain_percent(field.writer.as_ref().and_then(|writer| writer.share)),
            field.verdict.noun().to_owned(),
            text(field.rule.map(Rule::noun)),
            text(field.not_measured.as_deref()),
            field.reasons.join("; "),
        ]
    };
    Table {
        columns: names.iter().map(|name| Column::left(name, 0)).collect(),
        rows: in_order(card).into_iter().map(row).collect(),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{card, cells};

    #[test]
    fn the_worst_stand_first_and_what_is_not_measured_is_not_zero() {
        let mut card = card();
        card.by_verdict();
        let table = fields(&card);
        insta::assert_snapshot!(cells(&table), @r"
        Account.Fax_Line__c | 3.0% (3 of 100) | 0 | archive
        Account.Tender__c | 8.0% (8 of 100) | n/a | review
        Account.Gone__c | n/a | 0 | review
        Account.Region__c | 80.0% (80 of 100) | 0 | keep
        ");
    }

    #[test]
    fn every_row_has_as_many_cells_as_there_are_columns() {
        let report = card().report();
        let tables = report.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Figures(_) | Block::Steps { .. } | Block::Notes { .. } => None,
        });
        for table in tables.chain(&report.csv) {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.title);
        }
    }
}

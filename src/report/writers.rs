//! Who writes what, as a page: fields with two writers first.

use super::cells::{count, figure, number, plain, plain_percent, rate, text};
use super::{Block, Column, Overflow, Report, Reportable, Table, coverage};
use crate::analysis::writers::{Pulse, WriterShare, Writership, WrittenField};
use crate::model::{Basis, Definition, Rate, Touch, Unexplained, grouped};

/// Rows a person reads before the eyes glaze over.
const LIMIT: usize = 40;
/// Writers of a field that a page names.
const NAMED: usize = 3;

impl Reportable for Writership {
    const SCHEMA: &'static str = "writers/1";

    fn report(&self) -> Report {
        let mut blocks = vec![figures(self), Block::Table(fields(self))];
        if !self.integrations.is_empty() {
            blocks.push(Block::Table(integrations(self)));
        }
        if !self.unexplained.is_empty() {
            blocks.push(Block::Table(unexplained(&self.unexplained)));
        }
        if !self.definitions.is_empty() {
            blocks.push(Block::Table(definitions(&self.definitions)));
        }
        blocks.push(coverage::notes(&self.coverage));
        let window = format!("recent: the {} days up to then", self.recent_days);
        Report {
            title: "Writers".to_owned(),
            subtitle: vec![coverage::as_of(self.as_of, None), window],
            blocks,
            csv: Some(csv(self)),
            graph: None,
        }
    }
}

fn figures(told: &Writership) -> Block {
    let with = |basis: Basis| told.fields.iter().filter(|field| field.basis == basis).count() as u64;
    let conflicts = told.fields.iter().filter(|field| field.conflict.is_some()).count() as u64;
    let latest = with(Basis::Latest);
    let note = (latest > 0).then(|| format!("of {latest} more only the latest writer is known"));
    Block::Figures(vec![
        figure("Fields with a history", grouped(with(Basis::History)), note),
        figure(
            "With two writers",
            grouped(conflicts),
            Some("each with 5% or more of the recent writes".to_owned()),
        ),
        figure("Integrations", grouped(told.integrations.len() as u64), silent(told)),
    ])
}

fn silent(told: &Writership) -> Option<String> {
    let silent = told.integrations.iter().filter(|own| own.silent_weeks >= 2).count();
    (silent > 0).then(|| format!("{silent} silent for two weeks or longer"))
}

fn fields(told: &Writership) -> Table {
    let row = |field: &WrittenField| {
        vec![
            format!("{}.{}", field.object, field.field),
            text(field.conflict.as_ref().map(|_| "two writers")),
            hands(field),
            number(Some(field.writes).filter(|&writes| writes > 0)),
            plain(field.last),
            rate(field.coverage),
            basis(field.basis).to_owned(),
            field.crm.clone(),
        ]
    };
    Table {
        title: "Whose hand is in each field".to_owned(),
        columns: vec![
            Column::left("Field", 0),
            Column::left("Finding", 0),
            Column::left("Writers", 1).overflowing(Overflow::Wrap),
            Column::right("Writes", 3),
            Column::left("Last", 2),
            Column::right("Coverage", 4),
            Column::left("Evidence", 3),
            Column::left("CRM", 5),
        ],
        rows: told.fields.iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops writers --format csv".to_owned()),
        empty: "no history tells who writes a field".to_owned(),
    }
    .unless_uniform("CRM")
    .unless_unknown("Coverage")
}

/// `` billing 61.0%, human 39.0% ``: of the recent writes, of all where none is recent.
fn hands(field: &WrittenField) -> String {
    let part = |writer: &WriterShare| {
        let name = writer.system.clone().unwrap_or_else(|| writer.class.noun().to_owned());
        let share = writer.recent.or(writer.share).map(|share| format!(" {}", share.percent()));
        format!("{name}{}", share.unwrap_or_default())
    };
    let some = |writer: &&WriterShare| writer.recent.is_none_or(|recent| recent.hits > 0);
    let mut parts: Vec<String> = field.writers.iter().filter(some).map(part).collect();
    if field.writers.is_empty() {
        parts = field.set_up.iter().map(|own| format!("{} {}", own.kind, own.name)).collect();
    }
    let rest = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if rest > 0 {
        parts.push(format!("{rest} more"));
    }
    let old = if field.writes > 0 && field.recent == 0 { ", none of it recent" } else { "" };
    format!("{}{old}", parts.join(", "))
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::History => "history",
        Basis::Latest => "latest write only",
        Basis::Record => "record level",
        Basis::SetUp => "set up, no history",
    }
}

fn integrations(told: &Writership) -> Table {
    let row = |own: &Pulse| {
        let weeks = own.integration.weeks.iter().map(|week| week.writes.to_string());
        vec![
            own.integration.system.clone(),
            format!("{:.1}", own.per_week),
            own.integration.last.to_string(),
            silence(own),
            weeks.collect::<Vec<_>>().join(" "),
            count(usize::try_from(own.integration.fields).unwrap_or_default(), "field"),
            own.integration.crm.to_owned(),
        ]
    };
    Table {
        title: "Integrations by what they write".to_owned(),
        columns: vec![
            Column::left("System", 0),
            Column::right("A week", 0),
            Column::left("Last seen", 0),
            Column::left("Silent", 1),
            Column::left("Last 13 weeks", 2),
            Column::right("Fields", 3),
            Column::left("CRM", 4),
        ],
        rows: told.integrations.iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops writers --format json".to_owned()),
        ..Table::default()
    }
    .unless_uniform("CRM")
}

fn definitions(known: &[Definition]) -> Table {
    let touch =
        |touch: Option<&Touch>| touch.map_or_else(String::new, |touch| format!("{} {}", touch.day, touch.by));
    let row = |one: &Definition| {
        vec![
            one.field.to_string(),
            touch(one.made.as_ref()),
            touch(one.changed.as_ref()),
            grouped(one.changes),
        ]
    };
    Table {
        title: "Who made and changed the fields themselves".to_owned(),
        columns: vec![
            Column::left("Field", 0),
            Column::left("Made", 0),
            Column::left("Last changed", 0),
            Column::right("Changes", 1),
        ],
        rows: known.iter().map(row).collect(),
        limit: Some(10),
        more: Some("revops writers --format json".to_owned()),
        ..Table::default()
    }
}

fn silence(own: &Pulse) -> String {
    match own.silent_weeks {
        0 => String::new(),
        weeks if weeks == own.integration.weeks.len() as u64 => format!("over {weeks} weeks"),
        weeks => count(usize::try_from(weeks).unwrap_or_default(), "week"),
    }
}

fn unexplained(authors: &[Unexplained]) -> Table {
    let row = |own: &Unexplained| vec![own.author.clone(), grouped(own.writes), own.last.to_string()];
    Table {
        title: "Nobody explains them: name them under [writers] in revops.toml".to_owned(),
        columns: vec![Column::left("User or app", 0), Column::right("Writes", 0), Column::left("Last", 0)],
        rows: authors.iter().map(row).collect(),
        limit: Some(10),
        more: Some("revops writers --format json".to_owned()),
        ..Table::default()
    }
}

fn csv(told: &Writership) -> Table {
    let names = [
        "crm",
        "object",
        "field",
        "class",
        "system",
        "writes",
        "share_percent",
        "recent",
        "recent_percent",
        "last",
        "two_writers",
        "distinct",
        "coverage_hits",
        "coverage_of",
        "evidence",
    ];
    let hits = |rate: Option<Rate>| plain(rate.map(|rate| rate.hits));
    let mut rows = Vec::new();
    for field in &told.fields {
        for own in field.set_up.iter().filter(|_| field.writers.is_empty()) {
            let mut row = vec![field.crm.clone(), field.object.clone(), field.field.clone()];
            row.extend([own.class.noun().to_owned(), format!("{} {}", own.kind, own.name)]);
            row.resize(names.len() - 1, String::new());
            row.push(basis(field.basis).to_owned());
            rows.push(row);
        }
        for writer in &field.writers {
            rows.push(vec![
                field.crm.clone(),
                field.object.clone(),
                field.field.clone(),
                writer.class.noun().to_owned(),
                text(writer.system.as_deref()),
                hits(writer.share),
                plain_percent(writer.share),
                hits(writer.recent),
                plain_percent(writer.recent),
                plain(writer.last),
                text(field.conflict.as_deref()),
                field.distinct.count.to_string(),
                hits(field.coverage),
                plain(field.coverage.map(|rate| rate.of)),
                basis(field.basis).to_owned(),
            ]);
        }
    }
    Table { columns: names.iter().map(|name| Column::left(name, 0)).collect(), rows, ..Table::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::writers::writers;
    use crate::model::Policy;
    use crate::report::example;

    #[test]
    fn a_field_with_two_writers_stands_first_and_says_so() {
        let told = writers(&example::snapshot(), &Policy::default());
        insta::assert_snapshot!(example::cells(&fields(&told)), @r"
        Account.Region__c | two writers | billing 60.0%, human 40.0% | 50
        Account.Rating |  | human 100.0% | 3
        ");
        let csv = csv(&told);
        assert!(csv.rows.iter().all(|row| row.len() == csv.columns.len()));
        assert_eq!(csv.rows.len(), 3);
    }
}

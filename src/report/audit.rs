//! The audit as a page somebody forwards: verdict, figures, what to do next, and what is not known.

use super::cells::{figures, number, text};
use super::{Block, Column, Report, Reportable, Step, Table, coverage, inspect};
use crate::analysis::audit::{Audit, CrmVerdict, ObjectFields};
use crate::analysis::deals::RankedDeal;
use crate::model::{Rate, grouped};

impl Reportable for Audit {
    const SCHEMA: &'static str = "audit/1";

    fn report(&self) -> Report {
        let mut subtitle: Vec<_> =
            self.verdicts.iter().map(|own| format!("{}: {}", own.crm, own.sentence)).collect();
        subtitle.push(coverage::as_of(self.as_of, Some(self.as_of_source)));
        let mut blocks = vec![figures(&self.figures), next(self)];
        blocks.extend(self.verdicts.iter().map(|own| Block::Table(tests(own))));
        blocks.push(Block::Table(fields(&self.fields)));
        blocks.push(Block::Table(deals(self)));
        if !self.deals_excluded.is_empty() {
            blocks.push(Block::Table(excluded(self)));
        }
        if !self.not_known.is_empty() {
            blocks.push(Block::Notes { title: "Not known".to_owned(), notes: self.not_known.clone() });
        }
        blocks.push(Block::Table(inspect::table(&self.files)));
        blocks.push(coverage::notes(&self.coverage));
        Report { title: title(&self.verdicts), subtitle, blocks, csv: Some(csv(self)) }
    }
}

fn title(verdicts: &[CrmVerdict]) -> String {
    let lines: Vec<_> = verdicts.iter().map(|own| format!("{} {}", own.crm, own.verdict.noun())).collect();
    match verdicts {
        [] => "CRM audit: nothing was read".to_owned(),
        [only] => format!("CRM audit: {}", only.verdict.noun()),
        _ => format!("CRM audit: {}", lines.join(", ")),
    }
}

fn next(audit: &Audit) -> Block {
    let step = |action: &crate::analysis::audit::Action| Step {
        action: action.action.clone(),
        why: action.why.clone(),
    };
    Block::Steps { title: "What to do next".to_owned(), steps: audit.next.iter().map(step).collect() }
}

fn tests(verdict: &CrmVerdict) -> Table {
    let rows = verdict
        .tests
        .iter()
        .map(|test| vec![test.name.clone(), test.outcome.noun().to_owned(), test.note.clone()])
        .collect();
    Table {
        title: format!("Why {} is called {}", verdict.crm, verdict.verdict.noun()),
        columns: vec![Column::left("Test", 0), Column::left("Result", 0), Column::left("Number", 0)],
        rows,
        ..Table::default()
    }
}

fn fields(objects: &[ObjectFields]) -> Table {
    let row = |object: &ObjectFields| {
        vec![
            object.object.clone(),
            object.crm.clone(),
            number(object.records),
            grouped(object.total),
            grouped(object.verdicts.archive),
            grouped(object.verdicts.review),
            grouped(object.verdicts.keep),
            grouped(object.verdicts.protected),
        ]
    };
    Table {
        title: "Fields by object".to_owned(),
        columns: vec![
            Column::left("Object", 0),
            Column::left("CRM", 1),
            Column::right("Records", 0),
            Column::right("Fields", 0),
            Column::right("Archive", 0),
            Column::right("Review", 0),
            Column::right("Keep", 0),
            Column::right("Protected", 0),
        ],
        rows: objects.iter().map(row).collect(),
        empty: "no object was read".to_owned(),
        ..Table::default()
    }
}

fn deals(audit: &Audit) -> Table {
    let row = |deal: &RankedDeal| {
        vec![
            deal.rank.to_string(),
            deal.id.clone(),
            text(deal.stage.as_deref()),
            deal.amount.short(),
            deal.probability.to_string(),
            deal.expected_value.short(),
            deal.crm.clone(),
        ]
    };
    Table {
        title: "Top deals by expected value".to_owned(),
        columns: vec![
            Column::right("#", 0),
            Column::left("Id", 0),
            Column::left("Stage", 1),
            Column::right("Amount", 0),
            Column::right("Probability", 0),
            Column::right("Expected", 0),
            Column::left("CRM", 2),
        ],
        rows: audit.top_deals.iter().map(row).collect(),
        more: Some("revops rank".to_owned()),
        empty: "no open deal could be ranked".to_owned(),
        ..Table::default()
    }
}

fn excluded(audit: &Audit) -> Table {
    let rows = audit
        .deals_excluded
        .iter()
        .map(|out| vec![out.reason.clone(), grouped(out.deals), out.crm.clone()])
        .collect();
    Table {
        title: "Open deals not ranked".to_owned(),
        columns: vec![Column::left("Why", 0), Column::right("Deals", 0), Column::left("CRM", 2)],
        rows,
        ..Table::default()
    }
}

fn csv(audit: &Audit) -> Table {
    let mut rows: Vec<[String; 4]> = Vec::new();
    let mut push = |section: &str, item: &str, value: String, note: String| {
        rows.push([section.to_owned(), item.to_owned(), value, note]);
    };
    for own in &audit.verdicts {
        push("verdict", &own.crm, own.verdict.noun().to_owned(), own.sentence.clone());
        for test in &own.tests {
            push(
                "test",
                &format!("{}: {}", own.crm, test.name),
                test.outcome.noun().to_owned(),
                test.note.clone(),
            );
        }
    }
    for figure in &audit.figures {
        push("figure", &figure.label, figure.value.clone(), text(figure.note.as_deref()));
    }
    for (step, at) in audit.next.iter().zip(1..) {
        push("next", &at.to_string(), step.action.clone(), step.why.clone());
    }
    for object in &audit.fields {
        let archive = Rate::new(object.verdicts.archive, object.total);
        push("fields", &object.object, object.total.to_string(), format!("to archive: {archive}"));
    }
    for deal in &audit.top_deals {
        push(
            "deal",
            &deal.id,
            deal.expected_value.to_string(),
            format!("{} at {}", deal.amount, deal.probability),
        );
    }
    for out in &audit.deals_excluded {
        push("deals not ranked", &out.crm, out.deals.to_string(), out.reason.clone());
    }
    for file in &audit.files {
        let note = file.unused.clone().unwrap_or_else(|| file.notes.join("; "));
        push("file", &file.file, number(file.records), note);
    }
    for unknown in &audit.not_known {
        push("not known", unknown, String::new(), String::new());
    }
    Table {
        columns: ["section", "item", "value", "note"].iter().map(|name| Column::left(name, 0)).collect(),
        rows: rows.into_iter().map(Vec::from).collect(),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Policy;
    use crate::report::example::{cells, snapshot};

    #[test]
    fn the_audit_reads_top_to_bottom() {
        let audit = crate::analysis::audit::audit(&snapshot(), &Policy::default());
        insta::assert_snapshot!(cells(&csv(&audit)), @"");
    }
}

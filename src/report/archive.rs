//! The archive plan as a page: what goes, on what evidence, and how to bring it back.

use super::cells::{count, figure, not_known, number, plain, plain_percent, rate, text};
use super::{Block, Column, Overflow, Report, Reportable, Table, coverage};
use crate::analysis::fields::{ArchivePlan, Candidate, NeedsEvidence};
use crate::analysis::in_words;
use crate::model::grouped;

/// Rows a person reads before the eyes glaze over.
const LIMIT: usize = 40;

impl Reportable for ArchivePlan {
    const SCHEMA: &'static str = "archive/1";

    fn report(&self) -> Report {
        let mut blocks = vec![
            Block::Figures(vec![
                figure("Candidates", grouped(self.candidates.len() as u64), Some(self.rule_text.clone())),
                figure(
                    "Need evidence",
                    grouped(self.needs_evidence.len() as u64),
                    Some("nearly empty, and who uses them is not known".to_owned()),
                ),
                figure("Protected", grouped(self.protected_count), Some("no rule may touch them".to_owned())),
            ]),
            Block::Table(candidates(self)),
        ];
        if !self.needs_evidence.is_empty() {
            blocks.push(Block::Table(needs_evidence(self)));
            blocks.push(Block::Notes { title: "Whom to ask".to_owned(), notes: missing(self) });
        }
        if !self.candidates.is_empty() {
            blocks.push(Block::Notes { title: "Before and after".to_owned(), notes: undo(self) });
        }
        blocks.push(coverage::notes(&self.coverage));
        Report {
            title: format!("Archive plan, {} rule", self.rule.noun()),
            subtitle: vec![
                coverage::as_of(self.as_of, None),
                "a plan: nothing is changed in the CRM".to_owned(),
            ],
            blocks,
            csv: Some(csv(self)),
            graph: None,
        }
    }
}

fn candidates(plan: &ArchivePlan) -> Table {
    let row = |candidate: &Candidate| {
        vec![
            format!("{}.{}", candidate.object, candidate.field),
            rate(Some(candidate.effective)),
            number(candidate.consumers),
            candidate.evidence.iter().skip(1).cloned().collect::<Vec<_>>().join("; "),
            text(candidate.label.as_deref()),
            candidate.crm.clone(),
        ]
    };
    Table {
        title: count(plan.candidates.len(), "field") + " to archive",
        columns: vec![
            Column::left("Field", 0),
            Column::right("Effective fill", 0),
            Column::right("Consumers", 0),
            Column::left("Evidence", 1),
            Column::left("Label", 2),
            Column::left("CRM", 3),
        ],
        rows: plan.candidates.iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops archive --format csv".to_owned()),
        empty: format!("no field meets the rule: {}", plan.rule_text),
    }
    .unless_uniform("CRM")
}

fn needs_evidence(plan: &ArchivePlan) -> Table {
    let row = |field: &NeedsEvidence| {
        vec![
            format!("{}.{}", field.object, field.field),
            rate(Some(field.effective)),
            field.missing.clone(),
            field.crm.clone(),
        ]
    };
    Table {
        title: count(plan.needs_evidence.len(), "field") + " to ask about first",
        columns: vec![
            Column::left("Field", 0),
            Column::right("Effective fill", 0),
            Column::left("Missing", 1).overflowing(Overflow::Wrap),
            Column::left("CRM", 3),
        ],
        rows: plan.needs_evidence.iter().map(row).collect(),
        limit: Some(LIMIT),
        more: Some("revops archive --format csv".to_owned()),
        ..Table::default()
    }
    .unless_uniform("CRM")
    .unless_uniform("Missing")
}

/// What would settle each CRM's fields, once.
fn missing(plan: &ArchivePlan) -> Vec<String> {
    let mut notes = Vec::new();
    for field in &plan.needs_evidence {
        let note = format!("{}: {}", in_words(&field.crm), field.missing);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// How each CRM gives a field back, once.
fn undo(plan: &ArchivePlan) -> Vec<String> {
    let mut notes = Vec::new();
    for candidate in &plan.candidates {
        let note = format!("{}: {}", in_words(&candidate.crm), candidate.undo);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn csv(plan: &ArchivePlan) -> Table {
    let names = [
        "crm",
        "object",
        "field",
        "label",
        "proposal",
        "effective",
        "records",
        "effective_percent",
        "consumers",
        "evidence",
        "undo",
    ];
    let candidates = plan.candidates.iter().map(|candidate| {
        vec![
            candidate.crm.clone(),
            candidate.object.clone(),
            candidate.field.clone(),
            text(candidate.label.as_deref()),
            "archive".to_owned(),
            candidate.effective.hits.to_string(),
            candidate.effective.of.to_string(),
            plain_percent(Some(candidate.effective)),
            plain(candidate.consumers),
            candidate.evidence.join("; "),
            candidate.undo.clone(),
        ]
    });
    let asked = plan.needs_evidence.iter().map(|field| {
        vec![
            field.crm.clone(),
            field.object.clone(),
            field.field.clone(),
            text(field.label.as_deref()),
            "needs evidence".to_owned(),
            field.effective.hits.to_string(),
            field.effective.of.to_string(),
            plain_percent(Some(field.effective)),
            not_known(),
            field.missing.clone(),
            String::new(),
        ]
    });
    Table {
        columns: names.iter().map(|name| Column::left(name, 0)).collect(),
        rows: candidates.chain(asked).collect(),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fields::{Rule, archive};
    use crate::model::Policy;
    use crate::report::example::{card, cells};

    #[test]
    fn the_plan_shows_evidence_and_the_way_back() {
        let plan = archive(&card(), &Policy::default(), Rule::Recovery);
        insta::assert_snapshot!(cells(&candidates(&plan)), @"Account.Fax_Line__c | 3.0% (3 of 100) | 0 | no consumer found, though not every place was looked at; looked for consumers in formulas; not supplied: reports");
        assert_eq!(needs_evidence(&plan).rows.len(), 1);
        assert!(undo(&plan)[0].contains("15 days"));
        assert!(csv(&plan).rows.iter().all(|row| row.len() == csv(&plan).columns.len()));
    }
}

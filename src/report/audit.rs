//! The audit as a page somebody forwards: verdict, figures, what to do next, and what is not known.

use super::cells::{figures, number, text};
use super::{Block, Column, Overflow, Report, Reportable, Step, Table, coverage, inspect, verdicts};
use crate::analysis::audit::{Audit, CrmVerdict, ObjectFields};
use crate::analysis::deals::RankedDeal;
use crate::analysis::in_words;
use crate::model::{Rate, grouped};

/// Objects and files on a page that is read in one sitting; the commands named below them list the rest.
const LIMIT: usize = 12;

/// What a table that no CRM wrote has for a CRM.
const PLAIN: &str = "none";

impl Reportable for Audit {
    const SCHEMA: &'static str = "audit/1";

    fn report(&self) -> Report {
        let mut subtitle: Vec<_> = crms(&self.verdicts)
            .into_iter()
            .map(|own| format!("{}: {}", in_words(&own.crm), own.sentence))
            .collect();
        subtitle.push(coverage::as_of(self.as_of, Some(self.as_of_source)));
        let mut blocks = vec![figures(&told(self)), next(self)];
        blocks.extend(crms(&self.verdicts).into_iter().map(|own| Block::Table(tests(own))));
        blocks.push(Block::Table(fields(&self.fields)));
        blocks.push(Block::Table(deals(self)));
        if !self.deals_excluded.is_empty() {
            blocks.push(Block::Table(excluded(self)));
        }
        if !self.not_known.is_empty() {
            blocks.push(Block::Notes { title: "Not known".to_owned(), notes: self.not_known.clone() });
        }
        blocks.push(Block::Table(files(self)));
        Report { title: title(&self.verdicts), subtitle, blocks, csv: Some(csv(self)), graph: None }
    }
}

/// The figures, without those of plain tables that beside a CRM's could not be measured.
fn told(audit: &Audit) -> Vec<crate::analysis::Figure> {
    let plain = format!(", {}", in_words(PLAIN));
    let idle = |figure: &&crate::analysis::Figure| figure.label.ends_with(&plain) && figure.value == "n/a";
    audit.figures.iter().filter(|figure| !idle(figure)).cloned().collect()
}

/// The verdicts on a page: plain tables beside a CRM's exports are no second CRM.
fn crms(verdicts: &[CrmVerdict]) -> Vec<&CrmVerdict> {
    let plain = |own: &&CrmVerdict| own.crm == PLAIN;
    let all_plain = verdicts.iter().all(|own| plain(&own));
    verdicts.iter().filter(|own| all_plain || !plain(own)).collect()
}

fn title(verdicts: &[CrmVerdict]) -> String {
    let verdicts = crms(verdicts);
    let lines: Vec<_> =
        verdicts.iter().map(|own| format!("{} {}", in_words(&own.crm), own.verdict.noun())).collect();
    match verdicts.as_slice() {
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
        .map(|test| {
            let note = test.note.strip_prefix("not measured: ").unwrap_or(&test.note);
            vec![test.name.clone(), test.outcome.noun().to_owned(), note.to_owned()]
        })
        .collect();
    Table {
        title: format!("The tests of {}", in_words(&verdict.crm)),
        columns: vec![
            Column::left("Test", 0),
            Column::left("Result", 0),
            Column::left("Number", 0).overflowing(Overflow::Wrap),
        ],
        rows,
        ..Table::default()
    }
}

/// The objects with the most records first; without records, those with the most fields.
fn fields(objects: &[ObjectFields]) -> Table {
    let mut objects: Vec<_> = objects.iter().collect();
    objects.sort_by_key(|object| std::cmp::Reverse((object.records, object.total)));
    let line =
        |object: &ObjectFields| verdicts::line(&object.object, &object.crm, object.records, object.verdicts);
    verdicts::table("Fields by object", objects.into_iter().map(line).collect(), LIMIT, "revops score")
}

/// The files with records first, then what declares fields, then what was not used.
fn files(audit: &Audit) -> Table {
    let mut files = audit.files.clone();
    files.sort_by_key(|file| (file.unused.is_some(), file.records.is_none()));
    Table { limit: Some(LIMIT), more: Some("revops inspect".to_owned()), ..inspect::table(&files) }
        .unless_uniform("CRM")
        .unless_uniform("Object")
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
    .unless_uniform("CRM")
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
    .unless_uniform("CRM")
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
        let lines: Vec<_> =
            cells(&csv(&audit)).lines().map(|line| line.trim_end_matches([' ', '|']).to_owned()).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        verdict | salesforce | not enough evidence | 2 of 2 tests failed (custom fields alive, schema has one named owner), 4 could not be run
        test | salesforce: custom fields alive | failed | 33.3% (1 of 3), and 80% passes
        test | salesforce: critical fields filled | unknown | not measured: none of the critical fields is in the export: supply the records that carry them
        test | salesforce: source of new records known | unknown | not measured: Account: no source field
        test | salesforce: due records retired | unknown | not measured: Account: no decay rule
        test | salesforce: schema has one named owner | failed | nobody is named: `owner` in revops.toml
        test | salesforce: consumers of fields known | unknown | looked for completely in 0 of 1 objects
        figure | Fields | 4 | 1 archive, 2 review, 1 keep
        figure | Records | 100 | Account 100
        figure | Critical fill | n/a | not measured: none of the critical fields is in the export: supply the records that carry them
        figure | Source known | n/a | not measured: Account: no source field
        figure | Decay completion | n/a | not measured: Account: no decay rule
        figure | Verification | n/a | not measured: no sample was checked: supply a verification file
        figure | Trust | n/a | not measured: nobody was asked: supply a survey file with scores of 0 to 10
        figure | Expected value | 25,000 EUR | 2 open deals, amount 130,000 EUR
        next | 1 | work the top 2 deals in Salesforce: `revops rank` | all there is: 25,000 EUR expected value
        next | 2 | name one owner of the schema: `owner` in revops.toml, which `revops init` writes | nobody is named who may say no to a new field
        next | 3 | archive 1 field of Account: Fax_Line__c (`revops archive`) | effective fill below 10% and no named consumer (recovery rule); nobody looked in reports
        next | 4 | find out who uses 1 nearly empty field: `revops archive` | nothing is proposed for archiving until that is known: supply the metadata project with reports, flows, layouts and Apex
        next | 5 | check a sample of records against the world every week: `revops explain verification` | nobody knows whether what is filled is also true
        next | 6 | ask the people who use the CRM one question, 0 to 10: `revops explain trust` | a CRM that people do not trust is not read
        fields | Account | 4 | to archive: 25.0% (1 of 4)
        deal | 006B | 15000.00 EUR | 30000 EUR at 50%
        deal | 006A | 10000.00 EUR | 100000 EUR at 10%
        not known | whether a field is used in reports; looked for in formulas
        not known | who writes a field: no history was supplied
        ");
    }
}

//! The week's six numbers as a page.

use super::cells::{figures, plain, plain_percent, rate, text};
use super::{Block, Column, Report, Reportable, Table, coverage};
use crate::analysis::hygiene::{CriticalField, Hygiene, Numbers, ObjectRate, figures as six};
use crate::analysis::in_words;
use crate::model::{Rate, grouped};

impl Reportable for Hygiene {
    const SCHEMA: &'static str = "hygiene/1";

    fn report(&self) -> Report {
        let mut blocks = vec![figures(&six(self))];
        for (crm, numbers) in by_crm(self) {
            let of = if self.by_crm.is_empty() { String::new() } else { format!(", {}", in_words(crm)) };
            blocks.push(Block::Table(critical(numbers, &of)));
            blocks.push(Block::Table(objects(
                "Source known on new records",
                &numbers.source_known_by_object,
                &of,
            )));
            blocks.push(Block::Table(objects("Due records retired", &numbers.decay_by_object, &of)));
        }
        Report {
            title: format!("CRM hygiene, week {}", self.week),
            subtitle: vec![coverage::as_of(self.as_of, None)],
            blocks,
            csv: Some(csv(self)),
            graph: None,
        }
    }
}

/// The numbers of each CRM with its name; the survey and the sample are not among them when there are several.
fn by_crm(hygiene: &Hygiene) -> Vec<(&str, &Numbers)> {
    match hygiene.by_crm.as_slice() {
        [] => vec![(hygiene.crms.first().map_or("", String::as_str), &hygiene.numbers)],
        several => several.iter().map(|own| (own.crm.as_str(), &own.numbers)).collect(),
    }
}

fn critical(numbers: &Numbers, of: &str) -> Table {
    let row =
        |field: &CriticalField| vec![field.field.clone(), rate(field.effective), text(field.note.as_deref())];
    Table {
        title: format!("Critical fields ({}){of}", numbers.critical_from.noun()),
        columns: vec![Column::left("Field", 0), Column::right("Effective fill", 0), Column::left("Note", 1)],
        rows: numbers.critical_fields.iter().map(row).collect(),
        empty: "no critical field is known".to_owned(),
        ..Table::default()
    }
}

fn objects(title: &str, parts: &[ObjectRate], of: &str) -> Table {
    let row = |part: &ObjectRate| vec![part.object.clone(), rate(part.rate), text(part.note.as_deref())];
    Table {
        title: format!("{title}{of}"),
        columns: vec![Column::left("Object", 0), Column::right("Rate", 0), Column::left("Note", 1)],
        rows: parts.iter().map(row).collect(),
        empty: "no records supplied".to_owned(),
        ..Table::default()
    }
}

fn csv(hygiene: &Hygiene) -> Table {
    let mut rows = Vec::new();
    let week = hygiene.week.as_str();
    for (crm, numbers) in by_crm(hygiene) {
        for part in &numbers.record_count {
            rows.push(line(&[week, crm, "record_count", &part.object], &part.count.to_string(), None, None));
        }
        let reasons = &numbers.reasons;
        let rates = [
            ("critical_fill", numbers.critical_fill, &reasons.critical_fill),
            ("source_known", numbers.source_known, &reasons.source_known),
            ("decay_completion", numbers.decay_completion, &reasons.decay_completion),
        ];
        for (name, rate, reason) in rates {
            rows.push(line(&[week, crm, name, ""], &plain_percent(rate), rate, reason.as_deref()));
        }
    }
    let crm = if hygiene.crms.len() == 1 { hygiene.crms[0].as_str() } else { "" };
    let numbers = &hygiene.numbers;
    let passed = numbers.verification;
    let reason = numbers.reasons.verification.as_deref();
    rows.push(line(&[week, crm, "verification", ""], &plain_percent(passed), passed, reason));
    let score = plain(numbers.trust.map(|trust| trust.score));
    let answers = numbers.trust.map(|trust| format!("answers: {}", grouped(trust.responses)));
    let note = answers.as_deref().or(numbers.reasons.trust.as_deref());
    rows.push(line(&[week, crm, "trust", ""], &score, None, note));
    let names = ["week", "crm", "number", "object", "value", "hits", "of", "note"];
    Table { columns: names.iter().map(|name| Column::left(name, 0)).collect(), rows, ..Table::default() }
}

fn line(key: &[&str; 4], value: &str, rate: Option<Rate>, note: Option<&str>) -> Vec<String> {
    let mut row: Vec<_> = key.iter().map(|&part| part.to_owned()).collect();
    row.extend([
        value.to_owned(),
        plain(rate.map(|rate| rate.hits)),
        plain(rate.map(|rate| rate.of)),
        text(note),
    ]);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::hygiene::measure;
    use crate::model::Policy;
    use crate::report::example::snapshot;

    #[test]
    fn what_is_not_measured_is_empty_in_the_csv_and_has_its_reason() {
        let lines: Vec<_> = csv(&measure(&snapshot(), &Policy::default()))
            .rows
            .into_iter()
            .map(|row| row.join(","))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        2026-W47,salesforce,record_count,Account,100,,,
        2026-W47,salesforce,critical_fill,,,,,not measured: none of the critical fields is in the export: supply the records that carry them
        2026-W47,salesforce,source_known,,,,,not measured: Account: no source field
        2026-W47,salesforce,decay_completion,,,,,not measured: Account: no decay rule
        2026-W47,salesforce,verification,,,,,not measured: no sample was checked: supply a verification file
        2026-W47,salesforce,trust,,,,,not measured: nobody was asked: supply a survey file with scores of 0 to 10
        ");
    }
}

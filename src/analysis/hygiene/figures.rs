//! The six numbers in words, for the top of a page.

use super::numbers::{CriticalFrom, Hygiene, Numbers};
use crate::analysis::{Figure, in_words};
use crate::model::{Rate, grouped};

/// The six numbers, those of each CRM under its name when there are several.
#[must_use]
pub fn figures(hygiene: &Hygiene) -> Vec<Figure> {
    if hygiene.by_crm.is_empty() {
        let mut figures = own(&hygiene.numbers, "");
        figures.extend(asked(&hygiene.numbers));
        return figures;
    }
    let mut figures: Vec<_> = hygiene
        .by_crm
        .iter()
        .flat_map(|crm| own(&crm.numbers, &format!(", {}", in_words(&crm.crm))))
        .collect();
    figures.extend(asked(&hygiene.numbers));
    figures
}

fn own(numbers: &Numbers, of: &str) -> Vec<Figure> {
    let counts: Vec<_> =
        numbers.record_count.iter().map(|part| format!("{} {}", part.object, grouped(part.count))).collect();
    let total = numbers.record_count.iter().map(|part| part.count).sum();
    let records = if counts.is_empty() {
        Figure::new(format!("Records{of}"), "n/a", Some("not measured: no records supplied".to_owned()))
    } else {
        Figure::new(format!("Records{of}"), grouped(total), Some(most(&counts)))
    };
    let starter = (numbers.critical_from == CriticalFrom::StarterList)
        .then(|| "starter list: name the critical fields in revops.toml".to_owned());
    let reasons = &numbers.reasons;
    vec![
        records,
        rate(format!("Critical fill{of}"), numbers.critical_fill, starter, reasons.critical_fill.as_ref()),
        rate(
            format!("Source known{of}"),
            numbers.source_known,
            Some("records created in the last 7 days".to_owned()),
            reasons.source_known.as_ref(),
        ),
        rate(
            format!("Decay completion{of}"),
            numbers.decay_completion,
            Some("retired, of those due".to_owned()),
            reasons.decay_completion.as_ref(),
        ),
    ]
}

/// Objects named beside the number of records.
const NAMED: usize = 5;

/// `Account 120, Contact 260 and 7 objects more`.
fn most(counts: &[String]) -> String {
    match counts.len().saturating_sub(NAMED) {
        0 | 1 => counts.join(", "),
        more => format!("{} and {more} objects more", counts[..NAMED].join(", ")),
    }
}

fn asked(numbers: &Numbers) -> Vec<Figure> {
    let reasons = &numbers.reasons;
    let trust = match numbers.trust {
        Some(trust) => {
            let answers = if trust.responses == 1 { "answer" } else { "answers" };
            let note = format!("{} {answers}", grouped(trust.responses));
            Figure::new("Trust", format!("{:.1} of 100", trust.score), Some(note))
        }
        None => Figure::new("Trust", "n/a", reasons.trust.clone()),
    };
    vec![rate("Verification".to_owned(), numbers.verification, None, reasons.verification.as_ref()), trust]
}

fn rate(label: String, rate: Option<Rate>, note: Option<String>, missing: Option<&String>) -> Figure {
    match rate {
        Some(rate) => Figure::new(label, rate.to_string(), note),
        None => Figure::new(label, "n/a", missing.cloned()),
    }
}

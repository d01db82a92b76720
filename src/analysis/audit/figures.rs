//! The numbers at the top of the audit.

use crate::analysis::deals::Ranking;
use crate::analysis::fields::{Scorecard, VerdictCounts};
use crate::analysis::hygiene::{self, Hygiene};
use crate::analysis::{Figure, in_words};
use crate::model::grouped;

pub(super) fn figures(card: &Scorecard, ranking: &Ranking, hygiene: &Hygiene) -> Vec<Figure> {
    let all =
        VerdictCounts::of(card.objects.iter().flat_map(|object| &object.fields).map(|field| field.verdict));
    let parts =
        [("archive", all.archive), ("review", all.review), ("keep", all.keep), ("protected", all.protected)];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, n)| format!("{} {word}", grouped(n)))
        .collect();
    let note = (!parts.is_empty()).then(|| parts.join(", "));
    let mut figures = vec![Figure::new("Fields", grouped(all.total()), note)];
    figures.extend(hygiene::figures(hygiene));
    let several = ranking.totals.len() > 1;
    for total in &ranking.totals {
        let label = if several {
            format!("Expected value, {}", in_words(&total.crm))
        } else {
            "Expected value".to_owned()
        };
        let value =
            total.expected_value.as_ref().map_or_else(|| "n/a".to_owned(), crate::model::Money::short);
        let deals = if total.open == 1 { "open deal" } else { "open deals" };
        let of =
            total.amount.as_ref().map(|amount| format!(", amount {}", amount.short())).unwrap_or_default();
        figures.push(Figure::new(label, value, Some(format!("{} {deals}{of}", grouped(total.open)))));
    }
    if ranking.totals.is_empty() {
        figures.push(Figure::new("Expected value", "n/a", Some("no open deal could be ranked".to_owned())));
    }
    figures
}

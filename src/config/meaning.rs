//! From what was typed to what it means: ranges checked, words lowered, defaults filled in.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use toml::Spanned;

use super::complaint::Source;
use super::mapping;
use super::raw::{RawConfig, RawDecay, RawPlaceholders, RawThresholds, RawWriter};
use crate::engine::read::InputError;
use crate::model::{
    DecayRule, FieldRef, LONGEST_RECENT, PLACEHOLDERS, Policy, SourceRule, SystemName, Thresholds,
    WriterClass,
};

pub(super) fn policy(raw: RawConfig, source: &Source<'_>) -> Result<Policy, InputError> {
    let mut decay = BTreeMap::new();
    for (object, rule) in raw.loops.decay {
        decay.insert(object, decay_rule(rule, source)?);
    }
    let mut mappings = BTreeMap::new();
    for (file, columns) in raw.mapping {
        mappings.insert(file, mapping::mapping(columns, source)?);
    }
    let mut writers = BTreeMap::new();
    for (id, name) in raw.writers {
        writers.insert(id.trim().to_owned(), writer(&name, source)?);
    }
    Ok(Policy {
        owner: raw.owner.map(|owner| owner.trim().to_owned()).filter(|owner| !owner.is_empty()),
        currency: raw.currency.map(|code| currency(&code, source)).transpose()?,
        critical: critical(&raw.critical.fields, source)?,
        thresholds: thresholds(raw.thresholds, source)?,
        placeholders: placeholders(raw.placeholders, source)?,
        sources: raw
            .sources
            .unknown
            .map_or_else(SourceRule::default, |words| SourceRule { unknown: lower(&words) }),
        decay,
        mappings,
        writers,
    })
}

fn currency(code: &Spanned<String>, source: &Source<'_>) -> Result<String, InputError> {
    let wanted = code.get_ref().trim().to_ascii_uppercase();
    iso_currency::Currency::from_str(&wanted).map(|_| wanted.clone()).map_err(|_| {
        source.invalid(
            code.span(),
            format!("`{}` is no currency", code.get_ref()),
            "write its ISO 4217 code: `EUR`, `USD`, `GBP`",
        )
    })
}

fn critical(fields: &[Spanned<String>], source: &Source<'_>) -> Result<Vec<FieldRef>, InputError> {
    let mut critical = Vec::new();
    for field in fields {
        let at = FieldRef::parse(field.get_ref().trim()).ok_or_else(|| {
            source.invalid(
                field.span(),
                format!("`{}` does not name an object and a field", field.get_ref()),
                "write both with a dot between: `Opportunity.Amount`",
            )
        })?;
        if !critical.contains(&at) {
            critical.push(at);
        }
    }
    Ok(critical)
}

fn thresholds(raw: RawThresholds, source: &Source<'_>) -> Result<Thresholds, InputError> {
    let built_in = Thresholds::default();
    let share = |name: &str, typed: Option<Spanned<f64>>, otherwise: f64| match typed {
        None => Ok(otherwise),
        Some(typed) if (0.0..=1.0).contains(typed.get_ref()) => Ok(*typed.get_ref()),
        Some(typed) => {
            let value = *typed.get_ref();
            let hint = if (1.0..=100.0).contains(&value) {
                format!("for {value}% write {}", value / 100.0)
            } else {
                "write a share: `0.05` is 5%".to_owned()
            };
            Err(source.invalid(
                typed.span(),
                format!("`{name}` is {value}, expected a share from 0 to 1"),
                hint,
            ))
        }
    };
    let recent_days = match raw.recent_days {
        None => built_in.recent_days,
        Some(days) if (1..=LONGEST_RECENT).contains(days.get_ref()) => *days.get_ref(),
        Some(days) => {
            let hint = "a quarter is `recent_days = 90`";
            let message = format!("`recent_days` is {}, expected 1 to {LONGEST_RECENT} days", days.get_ref());
            return Err(source.invalid(days.span(), message, hint));
        }
    };
    Ok(Thresholds {
        recovery_fill: share("recovery_fill", raw.recovery_fill, built_in.recovery_fill)?,
        quarterly_fill: share("quarterly_fill", raw.quarterly_fill, built_in.quarterly_fill)?,
        recent_days,
        alive_fill: share("alive_fill", raw.alive_fill, built_in.alive_fill)?,
        min_records: raw.min_records.unwrap_or(built_in.min_records),
    })
}

fn placeholders(raw: RawPlaceholders, source: &Source<'_>) -> Result<Vec<String>, InputError> {
    match (raw.add, raw.only) {
        (Some(_), Some(only)) => Err(source.invalid(
            only.span(),
            "`add` and `only` exclude each other",
            "`add` adds to the built-in list, `only` replaces it: keep one",
        )),
        (None, Some(only)) => Ok(lower(only.get_ref())),
        (add, None) => {
            let mut words: Vec<String> = PLACEHOLDERS.iter().map(|&word| word.to_owned()).collect();
            for word in add.iter().flat_map(|add| lower(add.get_ref())) {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            Ok(words)
        }
    }
}

fn decay_rule(raw: RawDecay, source: &Source<'_>) -> Result<DecayRule, InputError> {
    let after_days = *raw.after_days.get_ref();
    if after_days == 0 {
        let hint = "half a year is `after_days = 180`";
        return Err(source.invalid(
            raw.after_days.span(),
            "`after_days` is 0, expected at least 1 day",
            hint,
        ));
    }
    let Some(retired) = raw.retired else {
        return Ok(DecayRule { after_days, retired: None });
    };
    let field = retired.field.get_ref().trim().to_owned();
    if field.is_empty() {
        let hint = "name the field without its object: `Lifecycle__c`";
        return Err(source.invalid(retired.field.span(), "`retired.field` is empty", hint));
    }
    if retired.values.get_ref().is_empty() {
        let hint = "list the values that mark a record as retired: `values = [\"Dormant\"]`";
        return Err(source.invalid(retired.values.span(), "`retired.values` is empty", hint));
    }
    Ok(DecayRule { after_days, retired: Some((field, retired.values.into_inner())) })
}

/// A system that writes; without a class it is an integration.
fn writer(raw: &Spanned<RawWriter>, source: &Source<'_>) -> Result<SystemName, InputError> {
    let (system, class) = match raw.get_ref() {
        RawWriter::System(system) => (system, None),
        RawWriter::Classed { system, class } => (system, Some(class)),
    };
    let system = system.trim().to_owned();
    if system.is_empty() {
        let hint = "name the system behind it: `\"0055g000001AaBb\" = \"billing sync\"`";
        return Err(source.invalid(raw.span(), "the system has no name", hint));
    }
    let class = match class {
        None => WriterClass::Integration,
        Some(word) => WriterClass::named(word).ok_or_else(|| {
            let known: Vec<_> = WriterClass::ALL.iter().map(|class| format!("`{}`", class.noun())).collect();
            source.invalid(
                raw.span(),
                format!("`{word}` is no class of writer"),
                format!("there are {}", known.join(", ")),
            )
        })?,
    };
    Ok(SystemName { system, class })
}

/// Words are compared in lower case and without the blanks around them.
fn lower(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
}

//! The two small files people keep themselves: survey answers and results of checking a sample.

use super::crm::header_letters;
use super::dialect::{DecimalMark, number};
use crate::engine::read::{InputError, Row, SetAside, Table};
use crate::model::{Rate, Survey, Verification};

/// Reads the one-question survey: `date,respondent,score`, scores from 0 to 10.
///
/// # Errors
/// When the file cannot be read on.
pub fn survey(table: &mut Table) -> Result<(Survey, Vec<SetAside>), InputError> {
    let column = table.header.iter().position(|title| header_letters(title) == "score").unwrap_or(0);
    let mut survey = Survey::default();
    let mut aside = Vec::new();
    each(table, |row| {
        let score = number(row.get(column), DecimalMark::Point)
            .and_then(|number| rust_decimal::prelude::ToPrimitive::to_u64(&number.value))
            .filter(|&score| score <= 10);
        match score {
            Some(score) => {
                survey.responses += 1;
                survey.total += score;
            }
            None => aside.push(set_aside(row, "score is no number from 0 to 10")),
        }
    })?;
    Ok((survey, aside))
}

/// Reads checked records: a column `result` that says `correct`, `wrong` or `cannot tell`.
///
/// # Errors
/// When the file cannot be read on.
pub fn verification(table: &mut Table) -> Result<(Verification, Vec<SetAside>), InputError> {
    let column = table.header.iter().position(|title| header_letters(title) == "result").unwrap_or(0);
    let (mut passed, mut checked) = (0, 0);
    let mut aside = Vec::new();
    each(table, |row| match row.get(column).trim().to_lowercase().as_str() {
        "correct" | "pass" | "passed" | "right" | "yes" | "true" | "ok" => {
            passed += 1;
            checked += 1;
        }
        "wrong" | "fail" | "failed" | "incorrect" | "no" | "false" => checked += 1,
        "cannot tell" | "can't tell" | "unknown" | "" => {
            aside.push(set_aside(row, "no verdict on this check"));
        }
        _ => aside.push(set_aside(row, "result is neither correct nor wrong")),
    })?;
    Ok((Verification { passed: Rate::new(passed, checked) }, aside))
}

fn each(table: &mut Table, mut visit: impl FnMut(&Row)) -> Result<(), InputError> {
    let mut row = Row::new();
    while table.rows.next(&mut row)? {
        visit(&row);
    }
    Ok(())
}

fn set_aside(row: &Row, reason: &str) -> SetAside {
    super::part::whole(row, reason)
}

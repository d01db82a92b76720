//! Whether the day or the month comes first, over all dates of an object.

use super::dates::{Evidence, Order};
use super::part::{ObjectFiles, Places};
use crate::engine::pass::{Place, Shared, Worker, read_alone};
use crate::engine::read::{Batch, InputError, Problem, SetAside};

/// The order, and how it is known.
///
/// # Errors
/// When dates of both orders are there, or a file cannot be read on.
pub(super) fn find(files: &ObjectFiles, dated: &[usize]) -> Result<(Order, String), InputError> {
    let places = files.places();
    let (_, seen) = read_alone(files, files.threads, &places.only(dated), Seen::default, || Dates {
        dated,
        places: &places,
    })?;
    Ok(match (seen.day_first, seen.month_first) {
        (Some(day), Some(month)) => return Err(contradictory(files, day, month)),
        (Some(Sight { line, .. }), None) => {
            (Order::DayFirst, format!("dates are day first (line {line} has a day above 12 in front)"))
        }
        (None, Some(Sight { line, .. })) => (
            Order::MonthFirst,
            format!("dates are month first (line {line} has a day above 12 in second place)"),
        ),
        (None, None) => (
            Order::MonthFirst,
            "dates could be day first or month first: month first is assumed, no value tells".to_owned(),
        ),
    })
}

fn contradictory(files: &ObjectFiles, day: Sight, month: Sight) -> InputError {
    let later = day.max(month);
    InputError::new(
        Problem::Inconsistent,
        format!(
            "dates are written day first in one line and month first in another: lines {} and {}",
            day.line.min(month.line),
            day.line.max(month.line)
        ),
    )
    .in_file(files.parts.get(later.part).map_or("", |part| part.input.name.as_str()))
    .at_column(&files.columns[later.column].header)
    .hint("export with ISO dates (`2026-12-31`), or split the file by where its rows come from")
}

/// A value that can be read in one order only, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sight {
    part: usize,
    line: u64,
    column: usize,
}

/// The first value for each order.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    day_first: Option<Sight>,
    month_first: Option<Sight>,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.day_first = self.day_first.into_iter().chain(other.day_first).min();
        self.month_first = self.month_first.into_iter().chain(other.month_first).min();
    }
}

struct Dates<'a> {
    dated: &'a [usize],
    places: &'a Places,
}

impl Worker for Dates<'_> {
    type Shared = Seen;

    fn batch(&mut self, at: Place, batch: &Batch) -> Result<Seen, InputError> {
        let view = self.places.view(at.part, batch);
        let mut seen = Seen::default();
        for &column in self.dated {
            let mut evidence = Evidence::default();
            for &cell in view.column(column) {
                evidence.see(batch.text(cell), batch.numbers()[cell.record()]);
            }
            let sight = |line| Sight { part: at.part, line, column };
            seen.add(Seen {
                day_first: evidence.day_first.map(sight),
                month_first: evidence.month_first.map(sight),
            });
        }
        Ok(seen)
    }
}

impl Shared for Seen {
    type News = Self;

    fn take_in(&mut self, _part: usize, seen: Self) -> Result<(), InputError> {
        self.add(seen);
        Ok(())
    }

    fn hear(&mut self, _part: usize, _aside: Vec<SetAside>, _notes: Vec<String>) {}
}

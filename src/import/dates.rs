//! Dates as the CRMs, their reports and Excel write them.
//!
//! The order of day and month belongs to a column, not to a cell: see [`Order`]. A value without a zone
//! is taken in the zone the user names (UTC unless told), and a plain date never moves by a day.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use crate::engine::scan::Day;

/// Which of two small numbers is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// `12/31/2026`.
    #[default]
    MonthFirst,
    /// `31.12.2026`.
    DayFirst,
}

/// A date, and the time of day where one was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: DateTime,
    /// Whether a time of day was written.
    pub timed: bool,
    /// The offset, where the value names one.
    pub offset: Option<Offset>,
}

impl Moment {
    /// The day on the user's calendar.
    #[must_use]
    pub fn date(&self, zone: &TimeZone) -> Date {
        match self.offset {
            Some(offset) if self.timed => offset
                .to_timestamp(self.at)
                .map_or(self.at.date(), |instant| zone.to_datetime(instant).date()),
            _ => self.at.date(),
        }
    }

    /// ISO 8601: `2026-11-20`, or `2026-11-20T09:31:44Z` where there is a time.
    #[must_use]
    pub fn iso(&self, zone: &TimeZone) -> String {
        if !self.timed {
            return self.at.date().to_string();
        }
        let instant = match self.offset {
            Some(offset) => offset.to_timestamp(self.at),
            None => zone.to_timestamp(self.at),
        };
        instant.map_or_else(|_| self.at.to_string(), |instant| instant.to_string())
    }
}

/// Days since 1970-01-01.
#[must_use]
pub fn day(date: Date) -> Day {
    let hours = date.duration_since(Date::constant(1970, 1, 1)).as_hours();
    Day::try_from(hours.div_euclid(24)).unwrap_or(Day::MAX)
}

/// The date of a number of days since 1970-01-01.
#[must_use]
pub fn date(day: Day) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::SignedDuration::from_hours(i64::from(day) * 24)).ok()
}

/// Reads a date or datetime in any of the forms exports use, or returns `None`.
///
/// ```
/// use revops::import::dates::{Order, parse};
/// let date = |text, order| parse(text, order).unwrap().at.date().to_string();
/// assert_eq!(date("12/15/2026", Order::MonthFirst), "2026-12-15");
/// assert_eq!(date("15.12.2026 09:31", Order::DayFirst), "2026-12-15");
/// assert_eq!(date("2026-12-15T09:31:44.000Z", Order::MonthFirst), "2026-12-15");
/// ```
#[must_use]
pub fn parse(text: &str, order: Order) -> Option<Moment> {
    let text = text.trim();
    if text.len() < 6 || text.len() > 48 || !text.is_ascii() {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text);
    }
    let (date, rest) = leading_date(text, order)?;
    let rest = rest.trim_start_matches([',', 'T', ' ']);
    if rest.is_empty() {
        return Some(Moment {
            at: date.to_datetime(jiff::civil::Time::midnight()),
            timed: false,
            offset: None,
        });
    }
    let (time, offset) = time(rest)?;
    Some(Moment { at: date.to_datetime(time), timed: true, offset })
}

/// An ISO date, perhaps with a time of day: what nearly every date looks like, read without taking it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Iso {
    pub day: Day,
    /// Whether the time ends with `Z` and is one of Greenwich.
    pub zulu: bool,
}

/// Reads `2026-12-15`, `2026-12-15T09:31:44`, `2026-12-15 09:31:44.000Z`; `None` for any other form, and for what is no
/// date.
#[must_use]
pub fn iso(text: &str) -> Option<Iso> {
    let bytes = text.as_bytes();
    let (&start, _) = bytes.split_first_chunk::<8>()?;
    let [y1, y2, y3, y4, _, m1, m2, _] = digits_of(start, *b"0000-00-")?;
    let &[d1, d2] = bytes.get(8..10)? else { return None };
    let [d1, d2] = [d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0')];
    if d1 > 9 || d2 > 9 {
        return None;
    }
    let (year, month, day) = (pair(y1, y2) * 100 + pair(y3, y4), pair(m1, m2), pair(d1, d2));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > last {
        return None;
    }
    let zulu = match bytes.get(10..)?.split_first() {
        None => false,
        Some((b'T' | b' ', rest)) => {
            let (&time, rest) = rest.split_first_chunk::<8>()?;
            let [h1, h2, _, n1, _, _, s1, _] = digits_of(time, *b"00:00:00")?;
            if pair(h1, h2) > 23 || n1 > 5 || s1 > 5 {
                return None;
            }
            ends_in_zulu(rest)?
        }
        Some(_) => return None,
    };
    // Days since 1970 in the proleptic Gregorian calendar, years beginning in March so that February ends them.
    if year == 0 {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = (year / 4) - (year / 100) + (year / 400);
    Some(Iso { day: year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468, zulu })
}

/// The digits of a text that has one where its pattern has `0`, and everywhere else what the pattern has.
#[inline]
fn digits_of(text: [u8; 8], pattern: [u8; 8]) -> Option<[u8; 8]> {
    // What leaves a byte below 128 when it is added: nine to a digit, nothing to any other byte.
    let room = pattern.map(|byte| if byte == b'0' { 0x7f - 9 } else { 0x7f });
    let digits = u64::from_le_bytes(text) ^ u64::from_le_bytes(pattern);
    let too_large = digits | (digits & 0x7f7f_7f7f_7f7f_7f7f).wrapping_add(u64::from_le_bytes(room));
    (too_large & 0x8080_8080_8080_8080 == 0).then(|| digits.to_le_bytes())
}

/// Two digits as a number.
#[inline]
fn pair(tens: u8, ones: u8) -> i32 {
    i32::from(tens) * 10 + i32::from(ones)
}

/// Whether nothing but a fraction of a second and a `Z` follow, and there is a `Z`.
fn ends_in_zulu(rest: &[u8]) -> Option<bool> {
    if rest == b".000Z" {
        return Some(true);
    }
    let (fraction, zulu) = rest.strip_suffix(b"Z").map_or((rest, false), |rest| (rest, true));
    let digits = match fraction {
        [] => return Some(zulu),
        [b'.', digits @ ..] => digits,
        _ => return None,
    };
    let plain = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    plain.then_some(zulu)
}

/// The day of a text in the time zone of the report.
#[must_use]
pub fn day_of(text: &str, order: Order, zone: &TimeZone, greenwich: bool) -> Option<Day> {
    match iso(text) {
        Some(iso) if greenwich || !iso.zulu => Some(iso.day),
        _ => Some(day(parse(text, order)?.date(zone))),
    }
}

/// `20261215`, or seconds or milliseconds since 1970.
fn digits(text: &str) -> Option<Moment> {
    let number: i64 = text.parse().ok()?;
    let instant = match text.len() {
        8 => {
            let date = ymd(number / 10_000, number / 100 % 100, number % 100)?;
            return Some(Moment { at: date.at(0, 0, 0, 0), timed: false, offset: None });
        }
        10 => jiff::Timestamp::from_second(number).ok()?,
        13 => jiff::Timestamp::from_millisecond(number).ok()?,
        _ => return None,
    };
    Some(Moment { at: Offset::UTC.to_datetime(instant), timed: true, offset: Some(Offset::UTC) })
}

fn ymd(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number at the start of the text, at most `longest` digits.
fn number(text: &str, longest: usize) -> Option<(i64, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=longest).contains(&end).then(|| Some((text[..end].parse().ok()?, &text[end..])))?
}

/// Two digits mean 2000 to 2068, then 1969 to 1999.
fn year(digits: i64, written: usize) -> i64 {
    match (written, digits) {
        (1 | 2, 0..=68) => 2000 + digits,
        (1 | 2, _) => 1900 + digits,
        _ => digits,
    }
}

fn leading_date(text: &str, order: Order) -> Option<(Date, &str)> {
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return month_name_first(text);
    }
    let (first, rest) = number(text, 4)?;
    let separator = rest.chars().next().filter(|mark| "-/. ".contains(*mark))?;
    let after = rest[1..].trim_start();
    if let Some((month, rest)) = month_name(after) {
        let rest = rest.trim_start_matches(['-', '/', '.', ' ', ',']);
        let (digits, tail) = number(rest, 4)?;
        return Some((ymd(year(digits, rest.len() - tail.len()), month, first)?, tail));
    }
    let (second, rest) = number(after, 2)?;
    let rest = rest.strip_prefix(separator)?.trim_start();
    let (third, tail) = number(rest, 4)?;
    if first > 31 || text.len() - (text.trim_start_matches(|c: char| c.is_ascii_digit()).len()) == 4 {
        return Some((ymd(first, second, third)?, tail));
    }
    let year = year(third, rest.len() - tail.len());
    let (month, day) = match order {
        Order::MonthFirst => (first, second),
        Order::DayFirst => (second, first),
    };
    Some((ymd(year, month, day)?, tail))
}

/// `Dec 15, 2026`.
fn month_name_first(text: &str) -> Option<(Date, &str)> {
    let (month, rest) = month_name(text)?;
    let (day, rest) = number(rest.trim_start_matches(['-', '.', ' ']), 2)?;
    let rest = rest.trim_start_matches(['-', ',', ' ']);
    let (digits, tail) = number(rest, 4)?;
    Some((ymd(year(digits, rest.len() - tail.len()), month, day)?, tail))
}

fn month_name(text: &str) -> Option<(i64, &str)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let end = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..end].to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    let month = MONTHS
        .iter()
        .position(|month| month.starts_with(&word) || (word == "sept" && *month == "september"))?;
    Some((i64::try_from(month).ok()? + 1, text[end..].trim_start_matches('.')))
}

fn time(text: &str) -> Option<(jiff::civil::Time, Option<Offset>)> {
    let (hour, rest) = number(text, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2)?,
        None => (0, rest),
    };
    let (fraction, rest) = match rest.strip_prefix(['.', ',']) {
        Some(rest) => {
            let end = rest.bytes().take_while(u8::is_ascii_digit).count();
            let nanos: String = rest[..end].chars().chain("000000000".chars()).take(9).collect();
            (nanos.parse().ok()?, &rest[end..])
        }
        None => (0, rest),
    };
    let rest = rest.trim_start();
    let (hour, rest) = match rest.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("am") => (hour % 12, rest[2..].trim_start()),
        Some("pm") => (hour % 12 + 12, rest[2..].trim_start()),
        _ => (hour, rest),
    };
    let time = jiff::civil::Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        fraction,
    )
    .ok()?;
    Some((time, offset(rest)?))
}

/// The outer `None` means that it is no zone at all.
#[expect(clippy::option_option, reason = "no zone is a different answer from not a zone")]
fn offset(text: &str) -> Option<Option<Offset>> {
    let hours = |hours| Offset::from_hours(hours).ok();
    let named = match text.to_ascii_uppercase().as_str() {
        "" => return Some(None),
        "Z" | "UTC" | "GMT" | "WET" => hours(0),
        "CET" | "BST" | "WEST" => hours(1),
        "CEST" | "EET" => hours(2),
        "EEST" => hours(3),
        "EDT" => hours(-4),
        "EST" | "CDT" => hours(-5),
        "CST" | "MDT" => hours(-6),
        "MST" | "PDT" => hours(-7),
        "PST" => hours(-8),
        _ => None,
    };
    if named.is_some() {
        return Some(named);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|&mark| mark != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
}

/// What the values of a column say about the order of day and month.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    /// Row of the first value whose second number cannot be a month.
    pub month_first: Option<u64>,
    /// Row of the first value whose first number cannot be a month.
    pub day_first: Option<u64>,
    /// Values that both orders can read.
    pub ambiguous: u64,
}

impl Evidence {
    /// Looks at one value.
    pub fn see(&mut self, text: &str, row: u64) {
        let text = text.trim();
        let Some((first, rest)) = number(text, 2) else { return };
        let Some(separator) = rest.chars().next().filter(|mark| "-/.".contains(*mark)) else { return };
        let Some((second, rest)) = number(&rest[1..], 2) else { return };
        if !rest.starts_with(separator) {
            return;
        }
        match (first, second) {
            (13..=31, 1..=12) => self.day_first = self.day_first.or(Some(row)),
            (1..=12, 13..=31) => self.month_first = self.month_first.or(Some(row)),
            (1..=12, 1..=12) => self.ambiguous += 1,
            _ => {}
        }
    }

    /// Adds what another column, or a later part, says.
    pub fn join(&mut self, other: Self) {
        self.month_first = self.month_first.or(other.month_first);
        self.day_first = self.day_first.or(other.day_first);
        self.ambiguous += other.ambiguous;
    }

    /// Whether any value needs an order at all.
    #[must_use]
    pub fn matters(&self) -> bool {
        self.month_first.is_some() || self.day_first.is_some() || self.ambiguous > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn iso_dates_are_the_days_of_the_calendar(
            year in 1_i16..=9999, month in 0_i8..=13, date in 0_i8..=32, tail in 0_usize..8,
        ) {
            let tails = ["", "T09:31:44", " 23:59:59.5", "T00:00:00Z", "T09:31:44.000Z", "T24:00:00", "x", "T09:31"];
            let text = format!("{year:04}-{month:02}-{date:02}{}", tails[tail]);
            let expected = Date::new(year, month, date).ok().filter(|_| tail < 5).map(day);
            proptest::prop_assert_eq!(super::iso(&text).map(|iso| iso.day), expected);
        }
    }

    fn iso(text: &str) -> String {
        parse(text, Order::MonthFirst).map_or("none".to_owned(), |moment| moment.iso(&TimeZone::UTC))
    }

    #[test]
    fn every_shape_that_exports_use_is_read() {
        for (text, expected) in [
            ("2026-11-20T09:31:44.000Z", "2026-11-20T09:31:44Z"),
            ("2026-11-20T09:31:44.000+0000", "2026-11-20T09:31:44Z"),
            ("2026-11-20 09:31:44", "2026-11-20T09:31:44Z"),
            ("2026-11-20 09:31", "2026-11-20T09:31:00Z"),
            ("11/20/25 7:01 AM EST", "2025-11-20T12:01:00Z"),
            ("11/20/2026, 9:31:44 PM PST", "2026-11-21T05:31:44Z"),
            ("15-Dec-2026", "2026-12-15"),
            ("Dec 15, 2026", "2026-12-15"),
            ("2026-12-15", "2026-12-15"),
            ("1795250400000", "2026-11-21T08:40:00Z"),
            ("12/15/2026 2:11 pm", "2026-12-15T14:11:00Z"),
            ("31/12/2026", "none"),
            ("soon", "none"),
            ("0065e00000AbCdE", "none"),
        ] {
            assert_eq!(iso(text), expected, "{text}");
        }
    }

    #[test]
    fn the_short_look_agrees_with_the_long_one() {
        for text in ["2026-11-20", "2026-11-20 09:31:44", "2026-11-20T23:59:59", "2026-11-20T23:59:59.000Z"] {
            let long = parse(text, Order::MonthFirst).map(|moment| day(moment.at.date()));
            assert_eq!(super::iso(text).map(|iso| iso.day), long, "{text}");
        }
        for text in
            ["2026-13-20", "2026-11-31", "2026-11-20 24:00:00", "2026-11-2", "20-11-2026", "2026-11-20 09:31"]
        {
            assert_eq!(super::iso(text), None, "{text}");
        }
    }

    #[test]
    fn evidence_of_the_order_is_kept_with_its_row() {
        let mut evidence = Evidence::default();
        ["03/04/2026", "13/04/2026", "2026-04-13"]
            .iter()
            .zip(2..)
            .for_each(|(text, row)| evidence.see(text, row));
        assert_eq!((evidence.ambiguous, evidence.day_first, evidence.month_first), (1, Some(3), None));
    }
}

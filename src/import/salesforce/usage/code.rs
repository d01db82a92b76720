//! Code and pages of markup: Apex, Visualforce, Lightning components, email texts.
//!
//! No grammar: comments and prose out, then whole identifiers. A custom name counts wherever it stands; a standard one
//! only with its object before it, or in a query of one object.

use super::super::super::declare::User;
use super::super::super::schema::Declared;
use super::super::names;
use super::{dotted, mention, merges, stem, words};
use crate::model::Access;

/// Extensions, what such a file is called, and where one looked who read it.
const CODE: &[(&str, &str, &str)] = &[
    (".cls", "Apex class", "Apex"),
    (".trigger", "Apex trigger", "Apex"),
    (".page", "Visualforce page", "Visualforce"),
    (".component", "Visualforce component", "Visualforce"),
    (".cmp", "Lightning component", "Lightning components"),
    (".app", "Lightning application", "Lightning components"),
    (".evt", "Lightning event", "Lightning components"),
    (".email", "email template", "email templates"),
];

/// What a file of code is called, by its path; `None` where it is none that is read.
fn kind(file: &str) -> Option<(&'static str, &'static str)> {
    let lower = file.to_lowercase();
    let inside = |folder: &str| lower.split(['/', '\\']).any(|part| part == folder);
    if (inside("lwc") || inside("aura")) && (lower.ends_with(".js") || lower.ends_with(".html")) {
        return Some(("Lightning component", "Lightning components"));
    }
    CODE.iter().find(|(extension, ..)| lower.ends_with(extension)).map(|&(_, noun, place)| (noun, place))
}

/// Whether a file is code that may name fields.
pub(in crate::import) fn is_code(file: &str) -> bool {
    kind(file).is_some()
}

/// Reads a file of code; says what it is.
pub(in crate::import) fn code(text: &str, file: &str, into: &mut Declared) -> Option<&'static str> {
    let (noun, place) = kind(file)?;
    let text = names::without_placeholders(text);
    let name = stem(file);
    // Tests use fields only to try other code.
    let test = noun == "Apex class" && text.to_lowercase().contains("@istest");
    let user =
        User { active: test.then_some(false), ..User::reading(if test { "Apex test" } else { noun }, name) };
    let object = trigger_object(&text);
    let plain = without_comments(&text, noun.starts_with("Apex"));
    for (line, content) in (1_u64..).zip(plain.lines()) {
        let at = user.at(format!("line {line}"));
        for (start, word) in placed(content) {
            let path = dotted(word);
            if !path.last().is_some_and(|last| names::is_custom(last)) {
                continue;
            }
            let after = content[start + word.len()..].trim_start();
            let written = after.starts_with('=') && !after.starts_with("==") && !after.starts_with("=>");
            let access = if written && noun.starts_with("Apex") { Access::Write } else { Access::Read };
            named(&path, object.as_deref(), &at.with(access), into);
        }
    }
    queries(&plain, &user, into);
    if !noun.starts_with("Apex") {
        merges(into, object.as_deref(), &text, &user);
    }
    if into.metadata_places.iter().all(|known| *known != place) {
        into.metadata_places.push(place);
    }
    Some(noun)
}

/// A custom name with what stands before it: an object, a relationship, or a variable that says nothing.
fn named(path: &[String], object: Option<&str>, user: &User, into: &mut Declared) {
    let is_object = |name: &String| into.objects.contains_key(&name.to_lowercase());
    let from = path.iter().rposition(is_object);
    match from {
        Some(place) if place + 1 < path.len() => {
            let of = path[place].clone();
            mention(into, Some(&of), path[place + 1..].to_vec(), user);
        }
        // `Foo__c` alone may be an object's name, which is no field.
        Some(_) if path.len() == 1 => {}
        _ => {
            let custom = path.iter().position(|part| names::is_custom(part) || part.ends_with("__r"));
            let path = path.get(custom.unwrap_or(0)..).unwrap_or_default().to_vec();
            mention(into, object.filter(|_| path.len() == 1), path, user);
        }
    }
}

/// The object of a trigger: `trigger X on Opportunity (…)`.
fn trigger_object(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case("trigger"))?;
    words.nth(1).filter(|word| word.eq_ignore_ascii_case("on"))?;
    words.next().map(|word| word.split('(').next().unwrap_or(word).to_owned())
}

/// Bytes of the longest list of fields in a query.
const LONGEST_LIST: usize = 4_000;

/// Standard fields in `SELECT … FROM Object`.
fn queries(text: &str, user: &User, into: &mut Declared) {
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(start) = lower[from..].find("select ").map(|at| from + at + 7) {
        from = start;
        let near = lower.floor_char_boundary((start + LONGEST_LIST).min(lower.len()));
        let Some(end) = lower[start..near].find(" from ").map(|at| start + at) else { continue };
        let list = &text[start..end];
        // A query in brackets within the list is one of its own.
        if list.contains([';', '{', '(']) {
            continue;
        }
        let Some(object) = text[end + 6..].split_whitespace().next() else { return };
        let object = object.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let known = into.objects.contains_key(&object.to_lowercase());
        for word in list.split(',').map(str::trim) {
            let path = dotted(word);
            let plain = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            if plain && !word.is_empty() && (known || !object.ends_with("__c")) {
                mention(into, Some(object), path, &user.at("query"));
            }
        }
    }
}

/// The dotted identifiers of a line, with where they begin.
fn placed(line: &str) -> impl Iterator<Item = (usize, &str)> {
    words(line).map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
}

/// The text with its comments blanked; line breaks stay.
fn without_comments(text: &str, strings_too: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |end| end + 3)
        } else if strings_too && rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        };
        if skipped > 0 {
            out.extend(rest[..skipped].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[skipped..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

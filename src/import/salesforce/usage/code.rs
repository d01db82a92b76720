//! Code and pages of markup: Apex, Visualforce, Lightning components, email texts.
//!
//! No grammar: comments and prose out, then whole identifiers. A custom name counts wherever it stands; a standard one
//! only with its object before it, or in a query of one object.

use super::super::super::declare::{self, User};
use super::super::super::schema::Declared;
use super::super::{CRM, names};
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
    if (inside("lwc") || inside("aura")) && ([".js", ".ts", ".html"].iter().any(|end| lower.ends_with(end))) {
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
    let apex = noun.starts_with("Apex");
    let markup = !apex && !file.to_lowercase().ends_with(".js") && !file.to_lowercase().ends_with(".ts");
    let plain = without_comments(&text, markup);
    // Tests use fields only to try other code.
    let test = noun == "Apex class" && plain.to_lowercase().contains("@istest");
    let kind = if test { "Apex test" } else { noun };
    let user = User { active: test.then_some(false), ..User::reading(kind, name) };
    let object = trigger_object(&plain);
    for (line, content) in (1_u64..).zip(plain.lines()) {
        let at = user.at(format!("line {line}"));
        for (start, word) in placed(content) {
            let path = dotted(word);
            if !path.last().is_some_and(|last| names::is_custom(last)) {
                continue;
            }
            let after = content[start + word.len()..].trim_start();
            let written = after.starts_with('=') && !after.starts_with("==") && !after.starts_with("=>");
            let access = if written && apex { Access::Write } else { Access::Read };
            let own = object.as_deref().filter(|_| path.len() == 1);
            mention(into, own, path, &at.with(access));
        }
    }
    queries(&plain, &user, into);
    if !apex {
        merges(into, object.as_deref(), &text, &user);
    }
    declare::add(&mut into.metadata_places, place);
    Some(noun)
}

/// The object of a trigger: `trigger X on Opportunity (…)`.
fn trigger_object(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case("trigger"))?;
    words.nth(1).filter(|word| word.eq_ignore_ascii_case("on"))?;
    words.next().map(|word| word.split('(').next().unwrap_or(word).to_owned())
}

/// Bytes of the longest list of fields in a query.
const LONGEST_LIST: usize = 8_000;

/// Standard fields in `SELECT … FROM Object`; queries within a query first.
fn queries(text: &str, user: &User, into: &mut Declared) {
    let mut rest = text.to_owned();
    let mut open = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => {
                let Some(start) = open.pop() else { continue };
                let inside = &rest[start + 1..at];
                let begins = inside.trim_start().get(..7).unwrap_or_default();
                if inside.len() <= LONGEST_LIST && begins.to_ascii_lowercase().trim_end() == "select" {
                    plain_queries(inside, user, into);
                    let blank: String =
                        inside.chars().flat_map(|c| std::iter::repeat_n(' ', c.len_utf8())).collect();
                    rest.replace_range(start + 1..at, &blank);
                }
            }
            _ => {}
        }
    }
    plain_queries(&rest, user, into);
}

/// The same, where no query stands within another: what stands before each `from`, behind the last `select`.
fn plain_queries(text: &str, user: &User, into: &mut Declared) {
    let lower = text.to_ascii_lowercase();
    let mut behind = 0;
    while let Some(from) = word_at(&lower, "from", behind) {
        let near = lower.ceil_char_boundary(behind.max(from.saturating_sub(LONGEST_LIST)));
        behind = from + 4;
        let Some(start) = word_behind(&lower[..from], "select", near) else { continue };
        let Some(object) = words(&text[behind..]).next() else { return };
        // Of what follows the object, names of known standard fields: everything else may be anything.
        let after = &text[behind..text.floor_char_boundary((behind + LONGEST_LIST).min(text.len()))];
        let after = after.split([']', ';', '{', '}']).next().unwrap_or_default();
        for word in words(after).skip(1).filter(|word| declare::standard(&CRM, object, word).is_some()) {
            mention(into, Some(object), dotted(word), &user.at("query"));
        }
        let list = &text[start..from];
        for word in words(list) {
            let end = word.as_ptr() as usize - list.as_ptr() as usize + word.len();
            if !list[end..].trim_start().starts_with('(') {
                mention(into, Some(object), dotted(word), &user.at("query"));
            }
        }
    }
}

/// Where a word stands by itself, from a place on.
fn word_at(lower: &str, word: &str, from: usize) -> Option<usize> {
    let bytes = lower.as_bytes();
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    memchr::memmem::find_iter(bytes.get(from..)?, word)
        .map(|at| from + at)
        .find(|&at| !letter(at.checked_sub(1)) && !letter(Some(at + word.len())))
}

/// Behind the last such word after a place.
fn word_behind(lower: &str, word: &str, from: usize) -> Option<usize> {
    let mut last = None;
    let mut next = from;
    while let Some(at) = word_at(lower, word, next) {
        next = at + word.len();
        last = Some(next);
    }
    last
}

/// The dotted identifiers of a line, with where they begin.
fn placed(line: &str) -> impl Iterator<Item = (usize, &str)> {
    words(line).map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
}

/// The text with its comments blanked; line breaks stay. What stands in quotes is no comment.
fn without_comments(text: &str, markup: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if markup {
            if rest.starts_with("<!--") { rest.find("-->").map_or(rest.len(), |end| end + 3) } else { 0 }
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        };
        if skipped > 0 {
            out.extend(rest[..skipped].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[skipped..];
            continue;
        }
        let taken = if !markup && matches!(c, '\'' | '"') { quoted(rest, c) } else { c.len_utf8() };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out
}

/// Bytes of a text in quotes, to the closing one or the end of the line.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_what_stands_in_quotes_stays() {
        let plain = |text| without_comments(text, false);
        assert_eq!(plain("a // b__c\nc"), "a        \nc");
        assert_eq!(plain("u = 'https://x' + a.Url__c; // no"), "u = 'https://x' + a.Url__c;      ");
        assert_eq!(
            plain("s = 'svc/*'; x.A__c /* B__c */ = 'it\\'s // '"),
            "s = 'svc/*'; x.A__c            = 'it\\'s // '"
        );
        assert_eq!(
            without_comments("<a b=\"image/*\"/><!-- C__c --><d/>", true),
            "<a b=\"image/*\"/>             <d/>"
        );
    }

    #[test]
    fn a_query_is_read_over_lines_functions_and_queries_within() {
        let mut into = Declared::default();
        queries(
            "[SELECT Id,\n COUNT(Rating) n, (SELECT Title FROM Contacts), Fax\nFROM Account WHERE Industry = :x]",
            &User::reading("Apex class", "X"),
            &mut into,
        );
        into.settle();
        let mut found: Vec<String> = into.consumers.iter().map(|one| one.field.to_string()).collect();
        found.sort();
        assert_eq!(
            found,
            ["Account.Fax", "Account.Id", "Account.Industry", "Account.Rating", "Contact.Title"]
        );
    }
}

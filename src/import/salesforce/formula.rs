//! Which fields a formula reads.
//!
//! No grammar: text and comments out, then every name that is no function call. `Amount`, `Account.Region__c`,
//! `Owner:User.Name` and `Site__r.Code__c` are names; `TODAY()` and `TRUE` are not, and `$Label.x` is no field.

use std::collections::BTreeSet;

/// The names in a formula, split at their dots; each once, in order.
pub(super) fn names(formula: &str) -> Vec<Vec<String>> {
    let text = without_text(formula);
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_name) {
        rest = &rest[start..];
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        if let Some(path) = path(name, after).filter(|path| seen.insert(path.clone())) {
            found.push(path);
        }
    }
    found
}

fn path(name: &str, after: &str) -> Option<Vec<String>> {
    let name = name.trim_matches('.');
    if name.is_empty()
        || name.starts_with(|c: char| c.is_ascii_digit())
        || after.trim_start().starts_with('(')
    {
        return None;
    }
    if CONSTANTS.iter().any(|word| word.eq_ignore_ascii_case(name)) {
        return None;
    }
    let path: Vec<String> =
        name.split('.').map(|part| part.split(':').next().unwrap_or(part).to_owned()).collect();
    path.iter().all(|part| !part.is_empty()).then_some(path)
}

const CONSTANTS: &[&str] = &["true", "false", "null", "and", "or", "not"];

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | ':')
}

/// The formula with its string literals and comments blanked.
fn without_text(formula: &str) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut characters = formula.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' | '\'' => {
                while let Some(inside) = characters.next() {
                    match inside {
                        '\\' => _ = characters.next(),
                        _ if inside == c => break,
                        _ => {}
                    }
                }
                out.push(' ');
            }
            '/' if characters.peek() == Some(&'*') => {
                characters.next();
                let mut last = ' ';
                for inside in characters.by_ref() {
                    if last == '*' && inside == '/' {
                        break;
                    }
                    last = inside;
                }
                out.push(' ');
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(formula: &str) -> Vec<String> {
        names(formula).iter().map(|path| path.join(".")).collect()
    }

    #[test]
    fn names_are_read_and_calls_text_and_comments_are_not() {
        assert_eq!(read("TODAY() - DATEVALUE(CreatedDate)"), ["CreatedDate"]);
        assert_eq!(read("IF(ISPICKVAL (StageName, \"Amount\"), Amount * 1.5, 0)"), ["StageName", "Amount"]);
        assert_eq!(
            read("/* Old__c */ Site__r.Code__c & 'it\\'s Name' & Owner:User.Name"),
            ["Site__r.Code__c", "Owner.Name"]
        );
        assert_eq!(read("AND(A__c,\n NOT(a__c = NULL), $User.Dept__c)"), ["A__c", "a__c", "$User.Dept__c"]);
        assert_eq!(read("\"unclosed Amount"), Vec::<String>::new());
        assert_eq!(read("TRUE && 1e5 > .5"), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in r#"[\PC"'*/\\.$:_(]{0,60}"#) {
            for path in names(&text) {
                proptest::prop_assert!(path.iter().all(|part| !part.is_empty()));
            }
        }
    }
}

//! Sentences in lines of at most so many terminal columns.

use unicode_width::UnicodeWidthStr as _;

use super::visible;

/// Breaks a text between words. A word longer than a line stays whole: it is a path or a command, and
/// somebody will want to copy it. So does a short command between backticks.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = visible(text);
    let mut lines: Vec<String> = Vec::new();
    for word in unbreakable(&text) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) | None => lines.push(word),
        }
    }
    lines
}

/// Words that a command may have between its backticks; beyond that it is no command.
const COMMAND: usize = 5;

/// The words of a text, with those of a command together.
fn unbreakable(text: &str) -> Vec<String> {
    let mut words = text.split_whitespace().peekable();
    let mut parts = Vec::new();
    while let Some(word) = words.next() {
        let mut part = word.to_owned();
        if opens(word) {
            let ahead: Vec<_> = words.clone().take(COMMAND - 1).collect();
            let end = ahead.iter().position(|next| opens(next)).map_or(0, |at| at + 1);
            for next in words.by_ref().take(end) {
                part.push(' ');
                part.push_str(next);
            }
        }
        parts.push(part);
    }
    parts
}

/// Whether a word has one backtick of a pair.
fn opens(word: &str) -> bool {
    word.matches('`').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_long_words_stay_whole() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(
            wrap("see docs/exports/salesforce.md now", 10),
            ["see", "docs/exports/salesforce.md", "now"]
        );
        assert!(wrap("  ", 10).is_empty());
        assert_eq!(wrap("next: `revops rank` lists", 14), ["next:", "`revops rank`", "lists"]);
        assert_eq!(wrap("one ` alone", 5), ["one `", "alone"]);
    }
}

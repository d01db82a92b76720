//! Sentences in lines of at most so many terminal columns.

use unicode_width::UnicodeWidthStr as _;

use super::visible;

/// Breaks a text between words. A word longer than a line stays whole: it is a path or a command, and
/// somebody will want to copy it.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = visible(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
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
    }
}

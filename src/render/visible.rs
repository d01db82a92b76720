//! Text from strangers, made harmless for a line on a screen.
//!
//! A field label can hold an escape sequence that recolours the terminal, or a bidi override that makes
//! a name read backwards. They are shown, not obeyed.

use std::borrow::Cow;

/// Replaces line breaks and tabs by a space, and every other character that cannot be seen by `\u{…}`.
///
/// ```
/// assert_eq!(revops::render::visible("ARR\u{1b}[31m"), "ARR\\u{1b}[31m");
/// assert_eq!(revops::render::visible("two\r\nlines"), "two lines");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            hidden if is_hidden(hidden) => out.extend(hidden.escape_unicode()),
            shown => out.push(shown),
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal would act on a character, or show nothing for it.
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}'                      // Arabic letter mark
            | '\u{180e}'                   // Mongolian vowel separator
            | '\u{200b}'..='\u{200f}'      // zero width, left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}'      // line and paragraph separators, bidi embeddings and overrides
            | '\u{2060}'..='\u{2069}'      // word joiner, invisible operators, bidi isolates
            | '\u{feff}'                   // byte order mark
            | '\u{fff9}'..='\u{fffb}'      // interlinear annotation
            | '\u{e0000}'..='\u{e007f}') // tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_overrides_and_zero_width_are_shown() {
        assert_eq!(visible("a\u{202e}b\u{200b}c\u{9b}2J\u{7f}"), "a\\u{202e}b\\u{200b}c\\u{9b}2J\\u{7f}");
    }

    #[test]
    fn ordinary_text_of_any_script_is_left_alone() {
        for text in ["Café Lumière – Zürich", "株式会社", "مرحبا", "e\u{301}", "🙂"] {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }
}

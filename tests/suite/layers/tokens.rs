//! Rust source as words and marks: comments, strings and characters left out.
//!
//! Not a parser: paths are all the layer test asks for, and those are words, `::` and braces.

/// Splits source text into words, `::`, and single marks.
pub(super) fn tokens(source: &str) -> Vec<String> {
    let characters: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        at += match rest {
            ['/', '/', ..] => length_until(rest, '\n'),
            ['/', '*', ..] => comment(rest),
            ['"', ..] => string(rest),
            ['r' | 'b', ..] if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            ['\'', ..] => character_or_lifetime(rest),
            [':', ':', ..] => {
                found.push("::".to_owned());
                2
            }
            [first, ..] if is_word(*first) => {
                let word: String = rest.iter().copied().take_while(|&mark| is_word(mark)).collect();
                let length = word.chars().count();
                found.push(word);
                length
            }
            [mark, ..] => {
                if !mark.is_whitespace() {
                    found.push(mark.to_string());
                }
                1
            }
            [] => 1,
        };
    }
    found
}

fn is_word(mark: char) -> bool {
    mark.is_alphanumeric() || mark == '_'
}

fn length_until(rest: &[char], end: char) -> usize {
    rest.iter().position(|&mark| mark == end).unwrap_or(rest.len())
}

/// Block comments nest.
fn comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `r"…"`, `r#"…"#`, `br"…"`; `None` where the letter begins a word.
fn raw_string(rest: &[char]) -> Option<usize> {
    let prefix = usize::from(rest[0] == 'b') + 1;
    if rest[0] == 'b' && rest.get(1) != Some(&'r') {
        return None;
    }
    let hashes = rest[prefix..].iter().take_while(|&&mark| mark == '#').count();
    let open = prefix + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let body = &rest[open + 1..];
    let length = body.windows(end.len()).position(|window| window == end).unwrap_or(body.len());
    Some(open + 1 + length + end.len())
}

/// `'a'` is skipped whole, of `'a` only the mark.
fn character_or_lifetime(rest: &[char]) -> usize {
    match rest {
        [_, '\\', ..] => 4 + length_until(&rest[3.min(rest.len())..], '\''),
        [_, _, '\'', ..] => 3,
        _ => 1,
    }
}

#[test]
fn comments_strings_and_characters_hold_no_words() {
    let source = r###"a /* b /* c */ d */ e // f
        "g \" h" 'i' '\'' '\u{7b}' r#"j " k"# br"l" b"m" &'n str bar::r#type"###;
    assert_eq!(tokens(source), ["a", "e", "b", "&", "n", "str", "bar", "::", "r", "#", "type"]);
}

//! Templates in SQL: what dbt calls a model or source becomes a table name, everything else goes.

use std::borrow::Cow;

/// The text without templates; lines stay where they are.
///
/// `{{ ref('stg_deals') }}` becomes `stg_deals`, `{{ source('crm', 'deal') }}` becomes `crm.deal`, any other
/// `{{ … }}` a literal, and `{% … %}` and `{# … #}` nothing.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let (end, expression) = match from.as_bytes().get(1) {
            Some(b'{') => ("}}", true),
            Some(b'%') => ("%}", false),
            Some(b'#') => ("#}", false),
            _ => {
                plain.push(' ');
                rest = &from[1..];
                continue;
            }
        };
        let close = from[2..].find(end).map_or(from.len(), |close| close + 2);
        let inside = &from[2..close];
        if expression {
            plain.push_str(&instead(inside));
        }
        plain.extend(inside.chars().filter(|&c| c == '\n'));
        rest = from.get(close + 2..).unwrap_or("");
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// What stands in the query for an expression.
fn instead(expression: &str) -> String {
    let call = expression.trim_matches(|c: char| c == '-' || c.is_whitespace());
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', ""));
    if let Some(arguments) = call.strip_prefix("ref").and_then(strings) {
        return arguments.last().map(|name| quoted(name)).unwrap_or_default();
    }
    if let Some(arguments) = call.strip_prefix("source").and_then(strings) {
        return arguments.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(".");
    }
    "null".to_owned()
}

/// The string arguments of a call, named ones apart.
fn strings(call: &str) -> Option<Vec<&str>> {
    let inside = call.trim_start().strip_prefix('(')?.split(')').next()?;
    let arguments = inside.split(',').map(str::trim).filter(|argument| !argument.contains('='));
    Some(arguments.map(|argument| argument.trim_matches(['\'', '"'])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_names_and_the_rest_goes() {
        let text = "{{ config(a=1) }}{% if x %}\nselect a from {{ ref('pack', 'stg') }} join {{ source(\"crm\",'deal') }}{# no\n #}";
        assert_eq!(without(text), "null\nselect a from \"stg\" join \"crm\".\"deal\"\n");
        assert_eq!(without("select {{ a"), "select null");
        assert_eq!(without("select 1"), "select 1");
    }
}

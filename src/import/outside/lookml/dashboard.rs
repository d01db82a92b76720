//! Dashboards as LookML keeps them: YAML with `view.field` in it.
//!
//! They are read line by line and not as YAML: their templates make many of them none.

use std::collections::BTreeSet;

use super::Dashboard;

/// Keys whose text is for people.
const PROSE: &[&str] = &[
    "title",
    "name",
    "body_text",
    "note_text",
    "subtitle_text",
    "title_text",
    "description",
    "url",
    "extends",
];

/// Every dashboard of a file.
pub(super) fn read(text: &str, file: &str) -> Vec<Dashboard> {
    let mut dashboards: Vec<Dashboard> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim_start().trim_start_matches("- ").trim_start();
        let key = bare.split_once(':').map_or("", |(key, _)| key.trim());
        if key == "dashboard" && !line.starts_with("    ") {
            let name = bare.split_once(':').map_or("", |(_, name)| name.trim()).trim_matches(['"', '\'']);
            dashboards.push(Dashboard {
                name: name.to_owned(),
                file: file.to_owned(),
                line: u32::try_from(number + 1).unwrap_or(u32::MAX),
                names: BTreeSet::new(),
            });
        } else if let Some(dashboard) = dashboards.last_mut()
            && !PROSE.contains(&key)
            && !bare.starts_with('#')
        {
            dashboard.names.extend(names(bare));
        }
    }
    dashboards
}

/// Every `word.word`.
fn names(line: &str) -> impl Iterator<Item = String> + '_ {
    let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    let dotted = words.filter(|word| {
        let mut parts = word.split('.');
        let part = |part: Option<&str>| {
            part.is_some_and(|part| part.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        };
        part(parts.next()) && part(parts.next()) && parts.next().is_none()
    });
    dotted.map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_filters_and_listeners_are_read_and_titles_are_not() {
        let text = "- dashboard: wins\n  title: a.b\n  elements:\n  - name: c.d\n    fields: [deal.amount, deal.won_count]\n    filters:\n      deal.stage: '1.5'\n    listen:\n      When: deal.close_date\n- dashboard: other\n";
        let dashboards = read(text, "w.dashboard.lookml");
        assert_eq!((dashboards.len(), dashboards[0].name.as_str()), (2, "wins"));
        let names: Vec<_> = dashboards[0].names.iter().collect();
        assert_eq!(names, ["deal.amount", "deal.close_date", "deal.stage", "deal.won_count"]);
    }
}

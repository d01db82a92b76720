//! The graph of a page, in the languages that draw one.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Format, Page, Style};
use crate::report::Arrow;

/// Graphviz.
pub(super) const DOT: Format = Format { name: "dot", graph: true, render: dot };
/// Mermaid, as Markdown pages draw it.
pub(super) const MERMAID: Format = Format { name: "mermaid", graph: true, render: mermaid };

fn arrows<'a>(page: &'a Page<'_>) -> &'a [Arrow] {
    page.report.graph.as_deref().unwrap_or_default()
}

fn dot(page: &Page<'_>, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    writeln!(out, "digraph {{\n  rankdir=LR;\n  node [shape=box];")?;
    for Arrow { from, to, label } in arrows(page) {
        writeln!(out, "  {} -> {} [label=\"{label}\"];", quoted(from), quoted(to))?;
    }
    writeln!(out, "}}")
}

fn mermaid(page: &Page<'_>, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut nodes: BTreeMap<&str, usize> = BTreeMap::new();
    for name in arrows(page).iter().flat_map(|arrow| [&arrow.from, &arrow.to]) {
        let next = nodes.len();
        nodes.entry(name).or_insert(next);
    }
    writeln!(out, "graph LR")?;
    for (name, number) in &nodes {
        writeln!(out, "  n{number}[\"{}\"]", name.replace('"', "#quot;"))?;
    }
    for Arrow { from, to, label } in arrows(page) {
        writeln!(out, "  n{} -->|{label}| n{}", nodes[from.as_str()], nodes[to.as_str()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Report, Reportable};

    #[derive(serde::Serialize)]
    struct Answer;

    impl Reportable for Answer {
        const SCHEMA: &'static str = "answer/1";

        fn report(&self) -> Report {
            let arrow =
                |from: &str, to: &str| Arrow { from: from.to_owned(), to: to.to_owned(), label: "read by" };
            let graph =
                vec![arrow("A.B", "report The \"big\" one"), arrow("report The \"big\" one", "dashboard D")];
            Report { graph: Some(graph), ..Report::default() }
        }
    }

    #[test]
    fn names_with_quotes_stay_one_node() {
        let drawn = |format: &Format| {
            let mut out = Vec::new();
            (format.render)(&Page::of(&Answer), &Style::default(), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(drawn(&DOT).contains(r#"  "A.B" -> "report The \"big\" one" [label="read by"];"#));
        let mermaid = drawn(&MERMAID);
        assert!(mermaid.contains("n1[\"report The #quot;big#quot; one\"]"), "{mermaid}");
        assert_eq!(mermaid.lines().count(), 6);
    }
}

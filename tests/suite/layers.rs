//! Data flows one way: reads `src/` and names every file that looks the other way.

mod paths;
mod tokens;

use std::path::Path;

use paths::reach;

/// Which layer may use which. A layer may always use itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["render", "report", "analysis", "import", "config", "model", "engine"]),
    ("render", &["report", "model"]),
    ("report", &["analysis", "model"]),
    ("analysis", &["model"]),
    ("import", &["model", "engine"]),
    ("config", &["model", "engine"]),
    ("model", &[]),
    ("engine", &[]),
];

/// The one home of each crate at the edge. Where two layers have one, each has its own reason.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("anyhow", &["cli"]),
    ("ctrlc", &["cli"]),
    ("include_dir", &["cli"]),
    ("terminal_size", &["cli"]),
    ("comfy_table", &["render"]),
    ("polars", &["engine"]),
    ("calamine", &["engine"]),
    ("html5gum", &["engine"]),
    ("zip", &["engine"]),
    ("flate2", &["engine"]),
    ("struson", &["engine"]),
    ("walkdir", &["engine"]),
    // Workbooks saved as XML, and the settings that Salesforce and NetSuite keep as XML.
    ("quick_xml", &["engine", "import"]),
    ("toml", &["config"]),
];

/// The layer of a file, by its path below `src/`.
fn layer(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// Every way in which a file looks where it must not.
fn complaints(file: &str, source: &str) -> Vec<String> {
    let own = layer(file);
    if own == "lib" {
        return Vec::new();
    }
    let reached = reach(file, source);
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == own) else {
        return vec![format!("src/{file}: {own} is no layer")];
    };
    let up = reached
        .inside
        .iter()
        .filter(|used| *used != own && !allowed.contains(&used.as_str()))
        .map(|used| format!("src/{file}: {own} must not use {used}"));
    let strayed = reached.foreign.iter().filter_map(|used| {
        let (_, homes) = HOMES.iter().find(|(name, _)| name == used)?;
        let homes = homes.iter().map(|home| format!("{home}/")).collect::<Vec<_>>();
        let at_home = homes.iter().any(|home| file.starts_with(home));
        (!at_home).then(|| format!("src/{file}: {used} belongs in {}", homes.join(" or ")))
    });
    up.chain(strayed).collect()
}

/// Every source file below `src/`, with its text, in order of path.
pub(crate) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let below = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            (below, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn no_layer_looks_up_and_every_edge_crate_is_at_home() {
    let found: Vec<String> = sources().iter().flat_map(|(file, source)| complaints(file, source)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_layer_of_the_table_has_a_folder_and_every_folder_a_line() {
    let mut folders: Vec<String> =
        sources().iter().map(|(file, _)| layer(file).to_owned()).filter(|name| name != "lib").collect();
    folders.dedup();
    let mut table: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    table.sort_unstable();
    folders.sort_unstable();
    assert_eq!(folders, table);
}

#[test]
fn every_crate_of_the_table_is_used_in_each_of_its_homes() {
    let sources = sources();
    for (name, homes) in HOMES {
        for home in *homes {
            let uses = |(file, source): &(String, String)| {
                layer(file) == *home && reach(file, source).foreign.iter().any(|used| used == name)
            };
            assert!(sources.iter().any(uses), "nothing in src/{home} uses {name}: its line can go");
        }
    }
}

#[test]
fn planted_violations_are_found_and_named() {
    let planted = [
        ("model/rate.rs", "use crate::cli::exit::Exit;", "src/model/rate.rs: model must not use cli"),
        ("cli/rank.rs", "use comfy_table::Table;", "src/cli/rank.rs: comfy_table belongs in render/"),
        (
            "analysis/deals/rank.rs",
            "use crate::{model::Deal, import::{load, part}};",
            "src/analysis/deals/rank.rs: analysis must not use import",
        ),
        (
            "report/rank.rs",
            "mod tests { fn f() { super::super::super::render::x() } }",
            "src/report/rank.rs: report must not use render",
        ),
        (
            "render/markdown.rs",
            "/// Reads `crate::cli`.\nfn f(xml: quick_xml::Reader) {}",
            "src/render/markdown.rs: quick_xml belongs in engine/ or import/",
        ),
        ("common/mod.rs", "", "src/common/mod.rs: common is no layer"),
        ("main.rs", "use revops::{cli, engine};", "src/main.rs: main must not use engine"),
    ];
    for (file, source, expected) in planted {
        assert_eq!(complaints(file, source), [expected]);
    }
    let innocent =
        "//! Not `crate::cli`.\nuse super::cell::Cell;\nconst TEXT: &str = \"crate::cli polars::x\";";
    assert_eq!(complaints("model/rate.rs", innocent), [""; 0]);
}

//! What a user types and sees: every block below `tests/cmd/`, and those of the README.
//!
//! `TRYCMD=overwrite cargo test --test suite cmd` writes down what the program says today. Put `[..]` back
//! where a time stands, and read the difference before you keep it.

use crate::program::root;

#[test]
fn what_a_user_types_is_answered_as_written_down() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("revops", std::path::Path::new(env!("CARGO_BIN_EXE_revops")));
    // Pages are as wide as in a pipe, whatever the terminal of the test.
    cases.env("COLUMNS", "120").env("NO_COLOR", "1");
    cases.case("tests/cmd/*/*.md").case("tests/cmd/*/*.toml");
    for documents in ["README.md", "docs/commands"] {
        if root().join(documents).exists() {
            cases.case(if documents.ends_with(".md") { documents } else { "docs/commands/*.md" });
        }
    }
}

//! Flags and configurations that make no sense.

use super::run::{ACCOUNTS, Ended, Ground};

fn accounts() -> Ground {
    Ground::with("Account.csv", ACCOUNTS)
}

fn audit(ground: &Ground, flags: &[&str]) -> Ended {
    let arguments = [&["audit", "Account.csv"][..], flags].concat();
    ground.run(&arguments)
}

#[test]
fn values_of_flags_that_make_no_sense_are_refused_by_name() {
    let ground = accounts();
    let table: [(&[&str], &str); 16] = [
        (&["--as-of", "9999-99-99"], "9999-99-99"),
        (&["--as-of", "yesterday"], "yesterday"),
        (&["--as-of", ""], "--as-of"),
        (&["--tz", "Mars/Olympus"], "Mars/Olympus"),
        (&["--tz", "../../etc/passwd"], "no time zone"),
        (&["--delimiter", ""], "is not one character"),
        (&["--delimiter", ";;"], "is not one character"),
        (&["--delimiter", "ü"], "is not one character"),
        (&["--delimiter", "\n"], "cannot be a delimiter"),
        (&["--delimiter", "\""], "cannot be a delimiter"),
        (&["--encoding", "klingon"], "klingon"),
        (&["--as", ""], "names no object"),
        (&["--as", "sap/Account"], "no CRM is called `sap`"),
        (&["--as", "salesforce/"], "names no object"),
        (&["--as", "Acount.csv=salesforce/Account"], "no file is called `Acount.csv`"),
        (&["--max-inflated", "many"], "--max-inflated"),
    ];
    for (flags, word) in table {
        audit(&ground, flags).refused(&[word]).harmless();
    }
    audit(&ground, &["--strict", "--lenient"]).refused(&["--strict", "--lenient"]);
    audit(&ground, &["--no-such-flag"]).refused(&["--no-such-flag"]);
}

#[test]
fn errors_are_json_to_a_program() {
    let ground = accounts();
    for flags in [
        &["--json", "--tz", "x"][..],
        &["--format", "json", "--nonsense"],
        &["--json", "--config", "none.toml"],
    ] {
        let ended = audit(&ground, flags);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:#?}");
        let told: serde_json::Value = serde_json::from_str(&ended.stderr).unwrap();
        assert!(told["error"]["message"].is_string() && told["error"]["hint"].is_string(), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_refused_in_words() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let ground = accounts();
    let broken = OsStr::from_bytes(b"\xff\xfe");
    for before in ["inspect", "--format", "--as", "--as-of"] {
        let arguments = [OsStr::new("audit"), OsStr::new("Account.csv"), OsStr::new(before), broken];
        let ended = ground.run(&arguments);
        ended.refused(&[]);
    }
}

#[test]
fn a_configuration_that_cannot_be_used_is_named() {
    let ground = accounts();
    ground.put("binary.toml", b"\x7fELF\xff\xfe");
    ground.put("deep.toml", format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)));
    ground.put("huge.toml", vec![b'#'; 20 << 20]);
    ground.put("typo.toml", "[thresholds]\nfil_rate = 0.1\n");
    for (name, words) in [
        ("none.toml", "no such file"),
        ("binary.toml", "UTF-8"),
        ("deep.toml", "line"),
        ("huge.toml", "larger than"),
        ("typo.toml", "line"),
        (".", "is a folder"),
    ] {
        audit(&ground, &["--config", name]).refused(&[&format!("{name}: "), words]).within(10);
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_device_or_a_pipe_is_never_read() {
    let ground = accounts();
    let made = std::process::Command::new("mkfifo").arg(ground.path("pipe.toml")).status().unwrap();
    assert!(made.success());
    for name in ["/dev/zero", "pipe.toml"] {
        audit(&ground, &["--config", name]).refused(&[&format!("{name}: is a pipe or device")]).within(10);
    }
}

#[test]
fn keys_and_thresholds_that_make_no_sense_are_refused_with_their_line() {
    let ground = accounts();
    for text in [
        "nonsense = 1\n",
        "[nonsense]\nx = 1\n",
        "[hygiene]\nnonsense = true\n",
        "[decay]\nAccount = -5\n",
        "[decay]\nAccount = \"soon\"\n",
        "= = =\n",
        "[a\n",
        "a = 1\na = 2\n",
        "a = \u{1b}[2J\n",
        "\u{0}",
    ] {
        ground.put("revops.toml", text);
        audit(&ground, &[]).refused(&["revops.toml: line "]).harmless();
    }
}

#[test]
fn a_run_needs_no_environment() {
    let ground = accounts();
    let plain = audit(&ground, &["-q"]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_revops"));
    command.env_clear().current_dir(ground.path("")).args(["audit", "Account.csv", "-q"]);
    let bare = super::run::finish(&mut command);
    assert_eq!(bare.done().stdout, plain.done().stdout);
    for (name, value) in [
        ("LC_ALL", "tr_TR.UTF-8"),
        ("TZ", "Rubbish/Zone"),
        ("TZ", "Asia/Kathmandu"),
        ("LANG", "\u{1b}[1m"),
        ("COLUMNS", "-1"),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_revops"));
        command.env(name, value).current_dir(ground.path("")).args(["audit", "Account.csv", "-q"]);
        assert_eq!(super::run::finish(&mut command).done().stdout, plain.stdout, "{name}={value}");
    }
}

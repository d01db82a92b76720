//! What is written is whole, never over an input, and never half.
#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use super::run::{ACCOUNTS, Ground, finish, settle};

#[test]
fn an_input_is_never_written_to_under_any_name() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    fs::hard_link(ground.path("in/Account.csv"), ground.path("twin.csv")).unwrap();
    std::os::unix::fs::symlink("in/Account.csv", ground.path("link.csv")).unwrap();
    for target in ["in/Account.csv", "in/../in/Account.csv", "twin.csv", "link.csv"] {
        ground
            .run(&["audit", "in", "in/Account.csv", "--force", "--output", target])
            .refused(&["is one of the files being read"]);
    }
    assert_eq!(ground.read("in/Account.csv"), ACCOUNTS);
}

#[test]
fn tables_are_never_written_over_the_exports_they_come_from() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    ground.run(&["import", "in", "--out", "in", "--force"]).refused(&["is one of the files being read"]);
    assert_eq!(ground.read("in/Account.csv"), ACCOUNTS);
    assert_eq!(ground.names("in"), ["Account.csv"]);
}

#[test]
fn a_file_that_is_there_stays_without_force() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    ground.put("page.txt", "mine");
    ground
        .run(&["audit", "Account.csv", "-o", "page.txt"])
        .refused(&["page.txt: is there already", "--force"]);
    assert_eq!(ground.read("page.txt"), "mine");
    ground.run(&["audit", "Account.csv", "-o", "page.txt", "--force"]).done();
    assert!(ground.read("page.txt").starts_with("CRM audit"));
}

#[test]
fn tables_that_are_there_stay_without_force_and_no_other_is_written() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    for taken in ["Account.csv", "schema.json", "set-aside.csv"] {
        ground.put(&format!("{taken}.out/{taken}"), "mine");
        let out = format!("{taken}.out");
        ground.run(&["import", "Account.csv", "--out", &out]).refused(&[
            taken,
            "is there already",
            "--force",
        ]);
        assert_eq!(ground.names(&out), [taken]);
        assert_eq!(ground.read(&format!("{out}/{taken}")), "mine");
    }
}

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    for command in [&["audit", "Account.csv"][..], &["schema", "audit"], &["demo"], &["man"], &["explain"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let child = ground.command(command).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let told = String::from_utf8(child.stderr).unwrap();
        assert_eq!(child.status.code(), Some(2), "{command:?} {told}");
        assert!(told.contains("error: standard output: ") && told.contains("\nhint: "), "{command:?} {told}");
    }
    ground
        .run(&["audit", "Account.csv", "-o", "/dev/full", "--force"])
        .refused(&["/dev/full: is not a file"]);
}

#[test]
fn a_file_that_may_not_grow_is_an_error_and_the_old_one_stays() {
    let ground = Ground::with("Account.csv", ACCOUNTS.repeat(400).as_bytes());
    ground.put("old/page.txt", "old");
    let program = env!("CARGO_BIN_EXE_revops");
    for arguments in ["audit Account.csv -o old/page.txt --force", "import Account.csv --out out --lenient"] {
        let mut limited = std::process::Command::new("sh");
        limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f 1; exec {program} {arguments}"));
        let ended = finish(limited.current_dir(ground.path("")).env("NO_COLOR", "1"));
        if ended.code != Some(0) {
            ended.refused(&["too large"]);
        }
    }
    assert_eq!(ground.names("old"), ["page.txt"]);
    for name in ground.names("out") {
        assert!(!name.ends_with(".tmp"), "{name}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    for command in [
        &["audit", "Account.csv"][..],
        &["audit", "Account.csv", "--json"],
        &["man"],
        &["schema", "audit"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let mut child =
            ground.command(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(writer);
        drop(reader);
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{command:?} {told}");
        assert!(!told.contains("error"), "{command:?} {told}");
    }
}

#[test]
fn a_missing_folder_and_a_read_only_one_are_named() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    ground
        .run(&["audit", "Account.csv", "-o", "no/page.txt"])
        .refused(&["no/page.txt: folder `no` is not there"]);
    ground.run(&["audit", "Account.csv", "-o", "Account.csv/page.txt"]).refused(&["page.txt"]);
    ground.run(&["import", "Account.csv", "--out", "Account.csv"]).refused(&["Account.csv: "]);
    fs::create_dir(ground.path("locked")).unwrap();
    fs::set_permissions(ground.path("locked"), fs::Permissions::from_mode(0o555)).unwrap();
    let superuser = File::create(ground.path("locked/try")).is_ok();
    if !superuser {
        ground
            .run(&["audit", "Account.csv", "-o", "locked/page.txt"])
            .refused(&["locked/page.txt: permission denied"]);
        ground.run(&["import", "Account.csv", "--out", "locked"]).refused(&["permission denied"]);
        assert_eq!(ground.names("locked"), [""; 0]);
    }
    fs::set_permissions(ground.path("locked"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn objects_whose_names_look_alike_as_files_are_not_written_over_each_other() {
    let ground = Ground::with("one.csv", "Id,x\n1,a\n");
    ground.put("two.csv", "Id,x\n2,b\n");
    for pair in [["a:b", "a*b"], ["set-aside", "b"], ["Äb", "äB"]] {
        let first = format!("one.csv=none/{}", pair[0]);
        let second = format!("two.csv=none/{}", pair[1]);
        let out = format!("out-{}", pair[1].replace('*', ""));
        let ended = ground.run(&[
            "import", "one.csv", "two.csv", "--as", &first, "--as", &second, "--out", &out, "--force",
        ]);
        if ended.ended_well().code == Some(0) {
            let tables: String =
                ground.names(&out).iter().map(|name| ground.read(&format!("{out}/{name}"))).collect();
            assert!(tables.contains("1,a\n") && tables.contains("2,b\n"), "{pair:?}: {tables}");
        }
    }
    let long = format!("none/{}", "n".repeat(300));
    ground.run(&["import", "one.csv", "--as", &long, "--out", "long"]).ended_well();
    for odd in ["none/..", "none/../../up", "none/.", "none/ ", "none/CON"] {
        ground.run(&["import", "one.csv", "--as", odd, "--out", "odd", "--force"]).ended_well();
    }
    assert!(!ground.path("up.csv").exists());
}

#[test]
fn standard_input_and_output_may_be_closed() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    let program = env!("CARGO_BIN_EXE_revops");
    let mut closed = std::process::Command::new("sh");
    closed.arg("-c").arg(format!("exec {program} audit Account.csv <&- >&-"));
    let child =
        closed.current_dir(ground.path("")).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let ended = settle(child);
    assert!(matches!(ended.code, Some(0 | 2)), "{ended:#?}");
}

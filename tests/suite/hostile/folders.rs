//! Folders that loop, block, hide or have names nobody expects.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use super::bytes::zipped;
use super::run::{ACCOUNTS, Ground};

fn pipe(ground: &Ground, name: &str) {
    assert!(Command::new("mkfifo").arg(ground.path(name)).status().unwrap().success());
}

#[test]
fn pipes_sockets_and_devices_are_never_opened() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    pipe(&ground, "in/Lead.csv");
    let _socket = UnixListener::bind(ground.path("in/Task.csv")).unwrap();
    symlink("/dev/zero", ground.path("in/Event.csv")).unwrap();
    ground.run(&["inspect", "in"]).done().within(10).says(&[
        "read 2 records",
        "Lead.csv",
        "Task.csv",
        "Event.csv",
        "pipe or device",
    ]);
    ground.run(&["inspect", "in/Lead.csv"]).refused(&["in/Lead.csv: is a pipe or device"]).within(10);
    ground.run(&["inspect", "in/Event.csv"]).refused(&["in/Event.csv: is a pipe or device"]).within(10);
    ground.run(&["inspect", "in/Task.csv"]).refused(&["in/Task.csv: "]).within(10);
}

#[test]
fn loops_and_links_to_elsewhere_are_passed_over_by_name() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    symlink(".", ground.path("in/loop")).unwrap();
    symlink("itself", ground.path("in/itself")).unwrap();
    symlink("/etc", ground.path("in/outside")).unwrap();
    symlink("gone.csv", ground.path("in/nowhere.csv")).unwrap();
    ground.run(&["inspect", "in"]).done().says(&[
        "read 2 records",
        "loop",
        "itself",
        "outside",
        "nowhere.csv",
    ]);
    ground.run(&["inspect", "in/itself"]).refused(&["in/itself: "]);
    ground.run(&["inspect", "in/nowhere.csv"]).refused(&["in/nowhere.csv: no such file"]);
    ground.run(&["inspect", "in/loop"]).done().says(&["read 2 records"]);
}

#[test]
fn what_may_not_be_read_is_named() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    let closed = ground.put("in/closed/Lead.csv", "Id\n").parent().unwrap().to_owned();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let unreadable = fs::read_dir(&closed).is_err();
    let ended = ground.run(&["inspect", "in"]);
    let alone = ground.run(&["inspect", "in/closed"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    ended.done().says(&["read 2 records"]);
    // The superuser reads everything.
    if unreadable {
        ended.says(&["closed", "permission denied"]);
        alone.refused(&["in/closed: permission denied"]);
    }
}

#[test]
fn folders_too_deep_are_named_and_the_rest_is_read() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    ground.put(&format!("in/{}Lead.csv", "d/".repeat(150)), "Id\n");
    ground.run(&["inspect", "in"]).done().says(&["read 2 records", "64 folders deep"]);
}

#[test]
fn names_with_newlines_escapes_and_broken_letters_are_shown_and_not_obeyed() {
    for name in [
        &b"a\nb.csv"[..],
        b"\x1b[2J\x1b]0;x\x07.csv",
        b"\xff\xfe.csv",
        b"--help.csv",
        "\u{202e}vsc.csv".as_bytes(),
    ] {
        let ground = Ground::new();
        let path = ground.path("x").with_file_name(OsStr::from_bytes(name));
        fs::write(&path, ACCOUNTS).unwrap();
        let told =
            [OsStr::new("inspect"), path.as_os_str(), OsStr::new("--as"), OsStr::new("salesforce/Account")];
        ground.run(&told).done().harmless();
        ground.run(&["inspect", ".", "--as", "salesforce/Account"]).done().harmless();
        let missing = ground.path("x").with_file_name([name, b"x"].concat().as_slice().to_os());
        ground.run(&[OsStr::new("inspect"), missing.as_os_str()]).refused(&["no such file"]).harmless();
    }
}

trait ToOs {
    fn to_os(&self) -> &OsStr;
}

impl ToOs for [u8] {
    fn to_os(&self) -> &OsStr {
        OsStr::from_bytes(self)
    }
}

#[test]
fn an_empty_folder_is_refused_and_one_of_rubbish_says_so() {
    let ground = Ground::new();
    fs::create_dir(ground.path("in")).unwrap();
    ground.run(&["audit", "in"]).refused(&["no files in in"]);
    ground.put("in/photo.png", b"\x89PNG\r\n\x1a\n");
    ground.put("in/notes.docx", zipped(&[("word/document.xml", b"<w/>")]));
    ground.run(&["audit", "in"]).refused(&[]);
}

#[test]
fn a_good_file_among_bad_ones_is_read_or_the_run_stops_by_name() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    ground.put("in/Lead.csv", b"\x89PNG\r\n\x1a\n\0\0");
    ground.put("in/empty.csv", "");
    ground.put("in/Task.json", "{\"records\":[");
    ground.put("in/Contact.csv.gz", b"\x1f\x8b\x08\0\0");
    ground.run(&["audit", "in"]).refused(&["in/"]);
    ground.run(&["inspect", "in"]).says(&["Account", "Lead.csv", "Task.json", "Contact.csv.gz"]);
}

#[test]
fn a_thousand_files_are_read_in_good_time() {
    let ground = Ground::new();
    for index in 0..1_000 {
        ground.put(&format!("in/Account_{index}.csv"), ACCOUNTS.replace("0AAAA", &format!("{index:05}")));
    }
    ground.run(&["inspect", "in", "--as", "salesforce/Account"]).ended_well().within(40);
}

#[test]
fn a_path_given_twice_or_within_its_folder_counts_once() {
    let ground = Ground::with("in/Account.csv", ACCOUNTS);
    symlink("in", ground.path("again")).unwrap();
    ground
        .run(&["inspect", "in/Account.csv", "in", "./in/../in/Account.csv", "again"])
        .done()
        .says(&["read 2 records from 1 file"]);
}

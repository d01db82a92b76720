//! Ctrl-C, kill -9, and files that change while they are read.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Seek as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::run::{ACCOUNTS, Ended, Ground, settle};

/// An export that takes a debug build some seconds.
fn long_export(ground: &Ground, rows: u32) {
    let (header, _) = ACCOUNTS.split_once('\n').unwrap();
    let mut file = std::io::BufWriter::new(File::create(ground.path("Account.csv")).unwrap());
    writeln!(file, "{header}").unwrap();
    for index in 0..rows {
        writeln!(file, "0015g{index:010}AAA,Name {index},Tech,0055g00000AAAA1AAA,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z")
            .unwrap();
    }
}

fn begin(ground: &Ground, arguments: &[&str]) -> Child {
    ground
        .command(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Presses Ctrl-C and waits for the end.
fn interrupted(child: Child) -> Ended {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    settle(child)
}

#[test]
fn ctrl_c_ends_a_long_read_within_a_second_and_leaves_nothing() {
    let ground = Ground::new();
    long_export(&ground, 200_000);
    for arguments in [
        &["audit", "Account.csv", "--output", "page.txt"][..],
        &["inspect", "Account.csv"],
        &["import", "Account.csv", "--out", "out"],
    ] {
        let child = begin(&ground, arguments);
        sleep(Duration::from_millis(700));
        let ended = interrupted(child);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{ended:#?}");
        ended.within(2);
        assert_eq!(ground.names(".tmp"), [""; 0]);
    }
    let left: Vec<String> = ground.names("").into_iter().filter(|name| name != "out").collect();
    assert_eq!(left, [".tmp", "Account.csv"]);
    assert!(!ground.path("out").exists() || ground.names("out").is_empty());
}

#[test]
fn ctrl_c_while_tables_are_written_leaves_no_half_table() {
    let ground = Ground::new();
    long_export(&ground, 200_000);
    let child = begin(&ground, &["import", "Account.csv", "--out", "out"]);
    let begun = Instant::now();
    while !ground.path("out").exists() && begun.elapsed() < Duration::from_secs(50) {
        sleep(Duration::from_millis(10));
    }
    sleep(Duration::from_millis(300));
    let ended = interrupted(child);
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert_eq!(ground.names("out"), [""; 0], "{ended:#?}");
}

#[test]
fn ctrl_c_ends_the_wait_for_standard_input() {
    let ground = Ground::new();
    let mut command = ground.command(&["inspect", "-", "--as", "salesforce/Account"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut feed = child.stdin.take().unwrap();
    feed.write_all(ACCOUNTS.as_bytes()).unwrap();
    sleep(Duration::from_millis(500));
    let ended = interrupted(child);
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    ended.within(2);
    assert_eq!(ground.names(".tmp"), [""; 0]);
    drop(feed);
}

#[test]
fn a_killed_run_leaves_the_old_file_whole_and_the_next_one_cleans_up() {
    let ground = Ground::with("Account.csv", ACCOUNTS);
    ground.put("page.txt", "old");
    for wait in [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80] {
        let mut child = begin(&ground, &["audit", "Account.csv", "--force", "--output", "page.txt"]);
        sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let page = ground.read("page.txt");
        assert!(page == "old" || (page.starts_with("CRM audit") && page.ends_with('\n')), "{page}");
    }
    ground.run(&["audit", "Account.csv", "--force", "--output", "page.txt"]).done();
    assert_eq!(ground.names(""), [".tmp", "Account.csv", "page.txt"]);
}

#[test]
fn a_file_that_changes_while_it_is_read_ends_well() {
    let changes: [fn(&Ground); 4] = [
        |ground| {
            let mut file = File::options().append(true).open(ground.path("Account.csv")).unwrap();
            file.write_all(ACCOUNTS.repeat(1_000).as_bytes()).unwrap();
        },
        |ground| {
            let file = File::options().write(true).open(ground.path("Account.csv")).unwrap();
            file.set_len(100_001).unwrap();
        },
        |ground| fs::remove_file(ground.path("Account.csv")).unwrap(),
        |ground| {
            let mut file = File::options().write(true).open(ground.path("Account.csv")).unwrap();
            file.rewind().unwrap();
            file.write_all(&[b'"'; 50_000]).unwrap();
        },
    ];
    for change in changes {
        let ground = Ground::new();
        long_export(&ground, 50_000);
        let child = begin(&ground, &["audit", "Account.csv"]);
        sleep(Duration::from_millis(300));
        change(&ground);
        let ended = settle(child);
        if ended.code != Some(0) {
            ended.refused(&["Account.csv: "]);
        }
    }
}

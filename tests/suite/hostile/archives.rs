//! Zips that escape, overlap, inflate without end, or are broken.

use super::bytes::{Member, archive, zipped, zipped_as};
use super::run::{ACCOUNTS, Ground, audit, inspect};

/// A hundred gigabytes claimed in a small file: one kernel of a gigabyte, named a hundred times.
fn overlapping_bomb() -> Vec<u8> {
    let kernel = Member::bomb(b"0.csv", b"Id\n", &[b'1'; 1 << 20], 1 << 6);
    let mut members = vec![Member { size: 1 << 30, ..kernel.clone() }];
    for index in 1..100 {
        let name = format!("{index}.csv").into_bytes();
        members.push(Member { name, begins: Some(0), size: 1 << 30, ..kernel.clone() });
    }
    archive(&members)
}

#[test]
fn a_hundred_gigabytes_by_overlapping_members_are_refused_at_once() {
    inspect("a.zip", overlapping_bomb()).refused(&["a.zip: holds members that overlap"]).within(10);
}

#[test]
fn a_zip_of_blank_lines_without_end_is_refused_without_a_flag() {
    let bomb = Member::bomb(b"Account.csv", ACCOUNTS.as_bytes(), &[b'\n'; 1 << 20], 4_000).alone();
    assert!(bomb.len() < 20 << 20);
    let ground = Ground::with("a.zip", bomb);
    ground.run(&["inspect", "a.zip"]).refused(&["a.zip: inflates more than 200-fold", "--max-inflated"]);
}

#[test]
fn a_member_that_holds_more_than_it_claims_is_refused() {
    let honest = Member::stored(b"Account.csv", ACCOUNTS.as_bytes());
    let lying =
        Member { size: honest.size - 10, ..Member::bomb(b"Account.csv", ACCOUNTS.as_bytes(), b"", 0) };
    inspect("a.zip", lying.alone()).refused(&["a.zip: Account.csv", "more bytes than it claims"]);
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused_and_nothing_is_written_outside() {
    for name in
        [&b"../Account.csv"[..], b"/tmp/Account.csv", b"a\\..\\Account.csv", b"C:\\Account.csv", b"A\0.csv"]
    {
        let ground = Ground::with("in/a.zip", zipped_as(name, ACCOUNTS.as_bytes()));
        ground.run(&["inspect", "in/a.zip"]).refused(&["in/a.zip: holds a member that points outside"]);
        assert_eq!(ground.names(""), [".tmp", "in"]);
        assert_eq!(ground.names(".tmp"), [""; 0]);
    }
}

#[test]
fn a_link_in_an_archive_is_refused() {
    let link = Member { attributes: 0o120_777 << 16, ..Member::stored(b"Account.csv", b"/etc/passwd") };
    inspect("a.zip", link.alone()).refused(&["a.zip: holds a member that points outside"]);
}

#[test]
fn an_encrypted_archive_and_an_unknown_method_are_refused_with_a_way_out() {
    let sound = Member::stored(b"Account.csv", ACCOUNTS.as_bytes());
    inspect("a.zip", Member { flags: 1, ..sound.clone() }.alone())
        .refused(&["a.zip: is encrypted", "password"]);
    for method in [12, 14, 93, 99, 4711] {
        inspect("a.zip", Member { method, ..sound.clone() }.alone()).refused(&[
            "a.zip: ",
            "not supported",
            "unpack it",
        ]);
    }
}

#[test]
fn two_members_of_one_name_are_refused() {
    let one = Member::stored(b"Account.csv", ACCOUNTS.as_bytes());
    inspect("a.zip", archive(&[one.clone(), one])).refused(&["a.zip: holds two members of the same name"]);
}

#[test]
fn a_second_directory_in_the_comment_is_refused() {
    let inner = zipped(&[("Lead.csv", b"Id\n")]);
    let mut outer = zipped(&[("Account.csv", ACCOUNTS.as_bytes())]);
    let comment = outer.len() - 2;
    outer[comment..].copy_from_slice(&u16::try_from(inner.len()).unwrap().to_le_bytes());
    outer.extend(inner);
    inspect("a.zip", outer).refused(&["a.zip: holds two directories"]);
}

#[test]
fn a_zip_cut_anywhere_is_refused() {
    let good = zipped(&[("Account.csv", ACCOUNTS.repeat(20).as_bytes())]);
    for keep in [4, 5, 30, 60, good.len() / 2, good.len() - 30, good.len() - 1] {
        inspect("a.zip", &good[..keep]).refused(&["a.zip"]);
    }
}

#[test]
fn a_member_that_does_not_match_its_checksum_is_refused() {
    let sound = Member::stored(b"Account.csv", ACCOUNTS.as_bytes());
    let wrong = Member { crc: sound.crc ^ 1, ..sound };
    inspect("a.zip", wrong.alone())
        .refused(&["a.zip: Account.csv: does not match its checksum", "download it again"]);
}

#[test]
fn a_member_cut_short_is_refused() {
    let sound = Member::bomb(b"Account.csv", ACCOUNTS.as_bytes(), ACCOUNTS.as_bytes(), 50);
    let cut = Member { packed: sound.packed[..sound.packed.len() / 2].to_vec(), ..sound };
    inspect("a.zip", cut.alone()).refused(&["a.zip: Account.csv: is cut short"]);
}

#[test]
fn twenty_thousand_members_are_too_many() {
    let members: Vec<Member> =
        (0..20_000).map(|index| Member::stored(format!("{index}.csv").as_bytes(), b"Id\n1\n")).collect();
    inspect("a.zip", archive(&members))
        .refused(&["a.zip: holds 20000 members", "name the folder"])
        .within(10);
}

#[test]
fn archives_inside_archives_are_not_opened() {
    let mut nested = zipped(&[("Account.csv", ACCOUNTS.as_bytes())]);
    for depth in 0..10 {
        nested = zipped(&[(&format!("{depth}.zip"), &nested)]);
    }
    audit("a.zip", &nested).refused(&["a.zip", "inside a zip"]);
    let beside = zipped(&[("Account.csv", ACCOUNTS.as_bytes()), ("more.zip", &nested)]);
    inspect("a.zip", beside).done().says(&["more.zip", "inside a zip"]);
}

#[test]
fn an_archive_of_nothing_is_refused() {
    inspect("a.zip", zipped(&[])).refused(&["a.zip: holds no files"]);
    inspect("a.zip", zipped(&[("folder/", b"")])).refused(&["a.zip: holds no files"]);
}

#[test]
fn names_of_members_are_shown_and_not_obeyed() {
    let bytes = zipped_as("\u{1b}[2J\u{202e}Account.csv".as_bytes(), ACCOUNTS.as_bytes());
    inspect("a.zip", bytes).ended_well().harmless();
}

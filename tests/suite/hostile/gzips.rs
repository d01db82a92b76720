//! Gzips that are cut, damaged, nested, or inflate without end.

use super::bytes::{gzipped, gzipped_over_and_over};
use super::run::{ACCOUNTS, Ground, inspect};

#[test]
fn a_gzip_cut_short_or_damaged_is_refused() {
    let good = gzipped(ACCOUNTS.as_bytes());
    let mut checksum = good.clone();
    let at = good.len() - 6;
    checksum[at] ^= 1;
    let tail = [&good[..], b"and then some text"].concat();
    for bad in [&good[..3], &good[..12], &good[..good.len() / 2], &good[..good.len() - 1], &checksum, &tail] {
        inspect("Account.csv.gz", bad).refused(&["Account.csv.gz: "]);
    }
}

#[test]
fn two_members_are_one_file_with_all_rows() {
    let (head, rest) = ACCOUNTS.split_at(90);
    let both = [gzipped(head.as_bytes()), gzipped(rest.as_bytes())].concat();
    inspect("Account.csv.gz", both).done().says(&["read 2 records"]);
}

#[test]
fn a_gzip_in_a_gzip_is_refused() {
    let twice = gzipped(&gzipped(ACCOUNTS.as_bytes()));
    inspect("Account.csv.gz", &twice).refused(&["Account.csv.gz: is a gzip inside a gzip"]);
    inspect("Account.csv.gz", gzipped(&twice)).refused(&["is a gzip inside a gzip"]);
}

#[test]
fn a_gzip_that_inflates_without_end_is_refused_without_a_flag() {
    let line = [vec![b'x'; 1 << 20], b"\n".to_vec()].concat();
    let bomb = gzipped_over_and_over(ACCOUNTS.as_bytes(), &line, 4_000);
    inspect("Account.csv.gz", &bomb)
        .refused(&["Account.csv.gz: inflates more than 200-fold", "--max-inflated"]);
    let zeros = gzipped_over_and_over(ACCOUNTS.as_bytes(), &[b'0'; 1 << 20], 4_000);
    inspect("Account.csv.gz", &zeros).refused(&["Account.csv.gz: "]);
}

#[test]
fn content_decides_and_not_the_name() {
    inspect("Account.csv", gzipped(ACCOUNTS.as_bytes())).done().says(&["read 2 records"]);
    for name in
        ["Account.gz", "Account.xlsx", "Account.parquet", "Account.json", "Account.zip", "Account.xml"]
    {
        inspect(name, ACCOUNTS).done().says(&["read 2 records"]);
    }
}

#[test]
fn standard_input_may_be_a_gzip() {
    let ground = Ground::new();
    let told = ["inspect", "-", "--as", "salesforce/Account"];
    ground.run_fed(&told, &gzipped(ACCOUNTS.as_bytes())).done().says(&["read 2 records"]);
    ground.run_fed(&told, b"").refused(&["standard input: is empty"]);
    ground.run_fed(&["inspect", "-"], b"Id\n1\n").refused(&["standard input has no name", "--as"]);
    assert_eq!(ground.names(".tmp"), [""; 0]);
}

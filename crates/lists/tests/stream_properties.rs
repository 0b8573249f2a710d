//! The block reader against the `csv` crate: every field and every row number, in lists smaller and larger than a block.
//!
//! Quotes, doubled quotes, blank lines, line ends inside quotes, both line ends and every separator occur; quotes that
//! stand inside a field without opening it do not, for programs disagree about them.

#![allow(clippy::unwrap_used)]

use antin_domain::list::ListKind;
use antin_lists::open::{Body, Encoding, Format, Headings, Opened};
use antin_lists::stream::{Collector, Fields, Part, stream};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::path::Path;

/// The size of a block of the reader.
const BLOCK: usize = 1 << 20;
const HEADING: &str = "a title\n";
const FIRST_ROW: u32 = 2;

/// A record: its row in the sheet and its fields.
type Record = (u32, Vec<String>);

struct Everything;

impl Collector for Everything {
    type Out = Vec<Record>;

    fn record(&mut self, row: u32, fields: &Fields<'_>, out: &mut Self::Out) {
        let field = |index| String::from_utf8(fields.get(index).to_vec()).unwrap();
        out.push((row, (0..fields.len()).map(field).collect()));
    }
}

/// The records of `text` as this project reads them.
fn ours(text: &str, separator: u8, threads: usize) -> Vec<Record> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, [HEADING, text].concat()).unwrap();
    let (mut records, mut shares) = (Vec::new(), Vec::new());
    let take = |part: Part<'_, Vec<Record>>| {
        records.extend(part.out.drain(..).map(|(row, fields)| (part.rows.row(row), fields)));
        shares.push(part.share);
    };
    stream(&opened(&path, separator), threads, || Everything, take, &|_| ()).unwrap();
    assert!(shares.is_sorted() && shares.first().is_none_or(|&share| share > 0.0));
    assert!(shares.last().is_none_or(|&share| share == 1.0));
    records
}

fn opened(path: &Path, separator: u8) -> Opened {
    Opened {
        kind: ListKind::Roster,
        path: path.to_owned(),
        format: Format::Csv { separator },
        sheet: None,
        encoding: Encoding::Utf8,
        headings: Headings { first: 1, last: 1, texts: Vec::new() },
        columns: Vec::new(),
        width: None,
        notes: Vec::new(),
        body: Body::File { offset: HEADING.len() as u64, first_row: FIRST_ROW, separator },
    }
}

/// The records of `text` as the `csv` crate reads them; it leaves blank lines out.
fn theirs(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(|field| field.trim().to_owned()).collect()).collect()
}

/// A list: its text, and how many records stand before each of its records that is not blank.
#[derive(Clone, Debug)]
struct List {
    text: String,
    separator: u8,
    rows: Vec<u32>,
    count: u32,
}

/// A cell: what it holds, and whether it stands in quotes without need.
type Cell = (String, bool);

fn cells() -> impl Strategy<Value = Cell> {
    let plain = "[a-cệĐ0 ]{0,6}";
    let harder =
        prop::collection::vec(prop::sample::select(vec!["a", "\"", "\n", "\r\n", ",", ";", "\t", "ệ", " "]), 0..6)
            .prop_map(|parts| parts.concat());
    prop_oneof![6 => (plain.prop_map(|text| text), Just(false)), 2 => (plain.prop_map(|text| text), Just(true)), 2 => (harder, Just(true))]
}

fn lists(rows: std::ops::Range<usize>) -> impl Strategy<Value = List> {
    let row = prop_oneof![12 => prop::collection::vec(cells(), 1..6), 1 => Just(Vec::new())];
    let separators = prop::sample::select(vec![b',', b';', b'\t', b'|']);
    let line_ends = prop::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(row, rows), separators, line_ends, any::<bool>())
        .prop_map(|(rows, separator, line_end, ends)| written(&rows, separator, line_end, ends))
}

fn written(rows: &[Vec<Cell>], separator: u8, line_end: &str, ends: bool) -> List {
    let mut list = List { text: String::new(), separator, rows: Vec::new(), count: 0 };
    for row in rows {
        let cells: Vec<String> = row.iter().map(|(text, quoted)| cell(text, *quoted)).collect();
        let line = cells.join(&char::from(separator).to_string());
        if !line.is_empty() {
            list.rows.push(FIRST_ROW + list.count);
        }
        list.count += 1;
        list.text.push_str(&line);
        list.text.push_str(line_end);
    }
    if !ends && rows.last().is_some_and(|row| row.len() > 1) {
        list.text.truncate(list.text.len() - line_end.len());
    }
    list
}

fn cell(text: &str, quoted: bool) -> String {
    if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn check(list: &List, threads: usize) -> Result<(), TestCaseError> {
    let ours = ours(&list.text, list.separator, threads);
    prop_assert_eq!(ours.len(), list.count as usize);
    let all_rows: Vec<u32> = ours.iter().map(|(row, _)| *row).collect();
    prop_assert_eq!(all_rows, (FIRST_ROW..FIRST_ROW + list.count).collect::<Vec<u32>>());
    let filled: Vec<&Record> = ours.iter().filter(|(row, _)| list.rows.binary_search(row).is_ok()).collect();
    let theirs = theirs(&list.text, list.separator);
    prop_assert_eq!(filled.len(), theirs.len());
    for ((row, ours), theirs) in filled.into_iter().zip(&theirs) {
        prop_assert_eq!(ours, theirs, "row {}", row);
    }
    Ok(())
}

fn throws(cases: u32) -> Config {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(2547);
    }
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    config
}

proptest! {
    #![proptest_config(throws(200))]

    #[test]
    fn small_lists_are_read_as_the_reference_reads_them(list in lists(0..30), threads in 1..4_usize) {
        check(&list, threads)?;
    }
}

proptest! {
    #![proptest_config(throws(3))]

    /// The same rows again and again, so that the end of a block falls anywhere in them.
    #[test]
    fn lists_larger_than_a_block_are_read_as_the_reference_reads_them(
        list in lists(10..40),
        padding in 500..5000_usize,
        threads in 1..4_usize,
    ) {
        let ends = list.text.ends_with('\n');
        prop_assume!(ends);
        let wide = format!("{}\n", "x".repeat(padding));
        let times = 2 * BLOCK / (list.text.len() + wide.len()) + 2;
        let mut large = List { text: String::new(), rows: Vec::new(), count: 0, ..list.clone() };
        for _ in 0..times {
            large.rows.extend(list.rows.iter().map(|row| large.count + row));
            large.count += list.count;
            large.text.push_str(&list.text);
            large.rows.push(FIRST_ROW + large.count);
            large.count += 1;
            large.text.push_str(&wide);
        }
        check(&large, threads)?;
    }
}

#[test]
fn a_record_longer_than_a_block_is_whole() {
    let long = "x".repeat(BLOCK + 10);
    let text = format!("a,b\n{long},c\n\"d\",e\n");
    let read = ours(&text, b',', 2);
    assert_eq!(read.len(), 3);
    assert_eq!((read[1].0, read[1].1[0].len(), read[1].1[1].as_str()), (3, long.len(), "c"));
    assert_eq!(read[2], (4, vec!["d".to_owned(), "e".to_owned()]));
}

#[test]
fn a_quoted_field_over_the_end_of_a_block_is_whole() {
    for shift in 0..4 {
        let before = "a,b\n".repeat((BLOCK - 8 * shift - 100) / 4);
        let quoted = "line\n\"\"quoted\"\", ".repeat(30);
        let text = format!("{before}\"{quoted}\",c\nd,e\n");
        let read = ours(&text, b',', 2);
        let expected = theirs(&text, b',');
        assert_eq!(read.len(), expected.len());
        assert!(read.iter().zip(&expected).all(|((_, ours), theirs)| ours == theirs), "shift {shift}");
    }
}

/// Panics in every thread but the one that called.
struct Falls(std::thread::ThreadId);

impl Collector for Falls {
    type Out = ();

    fn record(&mut self, _: u32, _: &Fields<'_>, (): &mut ()) {
        assert_eq!(std::thread::current().id(), self.0, "a reading thread falls");
        // Leaves the other thread a block to fall on.
        std::thread::yield_now();
    }
}

#[test]
#[should_panic(expected = "a reading thread falls")]
fn a_thread_that_falls_is_no_list_with_fewer_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, [HEADING, &"one,two,three\n".repeat(2 * BLOCK / 3)].concat()).unwrap();
    let caller = std::thread::current().id();
    let _ = stream(&opened(&path, b','), 2, || Falls(caller), |_| (), &|_| ());
}

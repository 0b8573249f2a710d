//! What must not change a review: the order of rows and columns, the number of threads, a second run, and how a list is
//! written down. The lists are those of an office that never was (`antin_testkit::office`).
//!
//! The throws are the same on every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others and for more.

#![allow(clippy::unwrap_used)]

#[path = "support/runs.rs"]
#[allow(dead_code)] // Each test takes what it needs.
mod runs;

#[path = "invariance/disguise.rs"]
mod disguise;
#[path = "invariance/duplicates.rs"]
mod duplicates;

use antin_testkit::office::dice::Dice;
use antin_testkit::office::form::{Accents, Encoding, Form, Quotes};
use antin_testkit::office::{Office, Table};
use disguise::{Orders, compare, with_original_rows};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use runs::{Files, cases, reviewed, succeed};
use std::fs;
use std::sync::LazyLock;

const PEOPLE: usize = 300;

static OFFICE: LazyLock<Office> = LazyLock::new(|| Office::new(PEOPLE, 1));
static CASES: LazyLock<Vec<runs::Line>> = LazyLock::new(|| reviewed(&OFFICE, plain, &[]));

fn plain(_: &Table) -> Form {
    Form::default()
}

/// The same throws on every run, and no file that remembers failures.
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

fn check_form(form: Form) {
    compare(&CASES, &reviewed(&OFFICE, |_| form, &[]));
}

#[test]
fn the_office_has_cases_of_nearly_every_finding() {
    let found: std::collections::BTreeSet<&str> =
        CASES.iter().flat_map(|case| case[runs::FINDINGS].split('|')).filter(|code| !code.is_empty()).collect();
    assert!(found.len() >= 28, "only {} findings occur: {found:?}", found.len());
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    // Large enough for several blocks and several chunks of cases.
    let office = Office::new(6000, 5);
    let files = Files::write(&office, plain);
    let bytes = |threads: &str| {
        let place = files.place(threads);
        succeed(files.call(&place).args(["--threads", threads]));
        (fs::read(place.join("cases.csv")).unwrap(), fs::read(place.join("rejected.csv")).unwrap())
    };
    let one = bytes("1");
    assert!(one == bytes("2") && one == bytes("8"));
}

#[test]
fn a_second_run_into_the_same_folder_gives_the_same_bytes() {
    let files = Files::write(&OFFICE, plain);
    let place = files.place("out");
    let bytes = || {
        succeed(&mut files.call(&place));
        (fs::read(place.join("cases.csv")).unwrap(), fs::read(place.join("rejected.csv")).unwrap())
    };
    assert!(bytes() == bytes());
    assert_eq!(files.names(), ["ca-list.csv", "out", "registry.csv", "roster.csv", "sent.csv", "units.csv"]);
}

/// Two rows of one name, unit and dates and no serial, alike but for the cells of `different` and what they hold.
fn check_namesakes(different: &[(&str, [&str; 2])]) {
    let mut office = Office::new(40, 1);
    let mut row = office.registry.rows[0].clone();
    let cell = |heading: &str| office.registry.heading.iter().position(|text| text == heading).unwrap();
    row[cell("Họ và tên")] = "Quách Thị Hoài An".to_owned();
    let blank = ["Serial CTS", "Email", "Mã thiết bị", "Nhà cung cấp", "Ngày sinh", "Số CCCD"];
    blank.iter().for_each(|heading| row[cell(heading)].clear());
    let mut other = row.clone();
    for (heading, texts) in different {
        let column = cell(heading);
        (row[column], other[column]) = (texts[0].to_owned(), texts[1].to_owned());
    }
    office.registry.rows.extend([row, other]);
    let expected = reviewed(&office, plain, &[]);
    let last = office.registry.rows.len() - 1;
    office.registry.rows.swap(last - 1, last);
    let mut orders: [Vec<usize>; 3] =
        [&office.ca_list, &office.registry, &office.roster].map(|table| (0..table.rows.len()).collect());
    orders[1].swap(last - 1, last);
    compare(&expected, &with_original_rows(&reviewed(&office, plain, &[]), &Orders::of(orders)));
}

#[test]
fn namesakes_of_one_unit_without_a_serial_keep_their_order() {
    check_namesakes(&[("Ngày sinh", ["01/02/1980", "03/04/1985"]), ("Số CCCD", ["001180000001", "001185000002"])]);
}

#[test]
fn rows_that_differ_in_their_kind_only_keep_their_order() {
    check_namesakes(&[("Loại CTS", ["Cá nhân", ""])]);
}

#[test]
fn rows_that_differ_in_their_position_or_status_only_keep_their_order() {
    check_namesakes(&[("Chức vụ", ["Chuyên viên", "Đội trưởng"])]);
    check_namesakes(&[("Trạng thái", ["Đang sử dụng", "Hết hạn"])]);
}

#[test]
fn the_language_changes_the_words_only() {
    let english = reviewed(&OFFICE, plain, &["--lang", "en"]);
    let without_words = |lines: &[runs::Line]| lines.iter().map(|line| line[..13].to_vec()).collect::<Vec<_>>();
    compare(&without_words(&CASES), &without_words(&english));
    assert_ne!(english, *CASES);
}

#[test]
fn every_separator_reads_the_same() {
    for separator in [';', '\t', '|'] {
        check_form(Form { separator, ..Form::default() });
    }
}

#[test]
fn quotes_around_every_cell_change_nothing() {
    check_form(Form { quotes: Quotes::Everywhere, ..Form::default() });
}

#[test]
fn line_ends_of_windows_change_nothing() {
    check_form(Form { line_end: "\r\n", ..Form::default() });
    check_form(Form { line_end: "\r\n", quotes: Quotes::Everywhere, ..Form::default() });
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    check_form(Form { encoding: Encoding::Utf8Bom, ..Form::default() });
    check_form(Form { encoding: Encoding::Utf8Bom, quotes: Quotes::Everywhere, ..Form::default() });
}

#[test]
fn sixteen_bit_text_changes_nothing() {
    check_form(Form { encoding: Encoding::Utf16Le, ..Form::default() });
    check_form(Form { encoding: Encoding::Utf16Be, separator: '\t', ..Form::default() });
}

/// Names come out as they stand in the list, so they are compared in one form.
#[test]
fn accents_apart_from_their_letters_change_nothing() {
    for accents in [Accents::Apart, Accents::Composed] {
        let found = reviewed(&OFFICE, |_| Form { accents, ..Form::default() }, &[]);
        compare(&disguise::composed(&CASES), &disguise::composed(&found));
    }
}

#[test]
fn accents_apart_in_one_list_only_change_nothing() {
    for name in ["ca-list", "registry", "roster", "units", "sent"] {
        let form = |table: &Table| {
            let accents = if table.name == name { Accents::Apart } else { Accents::AsTheyStand };
            Form { accents, ..Form::default() }
        };
        compare(&disguise::composed(&CASES), &disguise::composed(&reviewed(&OFFICE, form, &[])));
    }
}

fn forms() -> impl Strategy<Value = Form> {
    let encodings = [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be];
    (
        prop::sample::select(vec![',', ';', '\t', '|']),
        prop::sample::select(vec![Quotes::WhereNeeded, Quotes::Everywhere]),
        prop::sample::select(vec!["\n", "\r\n"]),
        prop::sample::select(encodings.to_vec()),
        prop::sample::select(vec![Accents::AsTheyStand, Accents::Composed, Accents::Apart]),
    )
        .prop_map(|(separator, quotes, line_end, encoding, accents)| Form {
            separator,
            quotes,
            line_end,
            encoding,
            accents,
        })
}

proptest! {
    #![proptest_config(throws(6))]

    #[test]
    fn rows_in_any_order_give_the_same_cases(people in 20..200_usize, seed in 0..1000_u64, shuffle: u64) {
        let mut office = Office::new(people, seed);
        let expected = reviewed(&office, plain, &[]);
        let orders = Orders::shuffle(&mut office, &mut Dice::new(shuffle));
        let found = reviewed(&office, plain, &["--threads", "2"]);
        compare(&expected, &with_original_rows(&found, &orders));
    }

    #[test]
    fn columns_in_any_order_give_the_same_cases(seed in 0..1000_u64, shuffle: u64) {
        let mut office = Office::new(60, seed);
        let expected = reviewed(&office, plain, &[]);
        let mut dice = Dice::new(shuffle);
        for table in office.tables_mut() {
            let order = dice.order(table.heading.len());
            table.reorder_columns(&order);
        }
        compare(&expected, &reviewed(&office, plain, &[]));
    }

    #[test]
    fn any_disguise_gives_the_same_cases(
        seed in 0..1000_u64,
        shuffle: u64,
        threads in 1..9_usize,
        forms in prop::collection::vec(forms(), 5),
    ) {
        let mut office = Office::new(80, seed);
        let expected = reviewed(&office, plain, &[]);
        let mut dice = Dice::new(shuffle);
        let orders = Orders::shuffle(&mut office, &mut dice);
        let names: Vec<&str> = office.tables().iter().map(|table| table.name).collect();
        for table in office.tables_mut() {
            let order = dice.order(table.heading.len());
            table.reorder_columns(&order);
        }
        let form = |table: &Table| forms[names.iter().position(|name| *name == table.name).unwrap()];
        let files = Files::write(&office, form);
        let place = files.place("out");
        succeed(files.call(&place).args(["--threads", &threads.to_string()]));
        let found = with_original_rows(&cases(&place), &orders);
        compare(&disguise::composed(&expected), &disguise::composed(&found));
    }

    #[test]
    fn rows_given_twice_change_the_duplicates_only(seed in 0..1000_u64, choice: u64) {
        duplicates::check(&Office::new(80, seed), &mut Dice::new(choice));
    }
}

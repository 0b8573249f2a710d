//! Several sessions of one log-in, and a library of a vendor with faults: `vendor.c` around SoftHSM.

use super::tokens::{Token, refused};
use std::process::Command;

/// A token behind the library with faults; none where no C compiler is installed.
fn faulty() -> Option<Token> {
    let mut token = Token::open()?;
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/signatures/vendor.c");
    let library = token.office.path("vendor.so");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]).status();
    if !built.is_ok_and(|status| status.success()) {
        println!("NOT RUN: there is no C compiler (apt-get install gcc)");
        return None;
    }
    token.surroundings.push(("SHIM_REAL".into(), token.module.clone()));
    token.surroundings.push(("SHIM_LOG".into(), token.office.path("log").display().to_string()));
    token.module = library.display().to_string();
    Some(token)
}

fn with(mut token: Token, name: &str, value: &str) -> Token {
    token.surroundings.push((name.into(), value.into()));
    token
}

/// What the library wrote down: how often somebody logged in, and how many signatures were under way at once.
fn log(token: &Token) -> (usize, usize) {
    let text = String::from_utf8(token.office.read("log")).unwrap();
    let peak = text.lines().filter_map(|line| line.strip_prefix("at once ")).filter_map(|number| number.parse().ok());
    (text.lines().filter(|line| line.starts_with("log-in")).count(), peak.max().unwrap_or(0))
}

#[test]
fn a_batch_signs_in_several_sessions_after_one_log_in() {
    let Some(token) = faulty() else { return };
    let token = with(token, "SHIM_SLOW", "30");
    let (status, out, error) = token.sign(&token.papers(40));
    assert_eq!(status, 0, "{out}{error}");
    assert_eq!(token.all_intact(), 40);
    let (log_ins, at_once) = log(&token);
    assert_eq!(log_ins, 1);
    assert!((2..=antin_cli::signing::token::SESSIONS).contains(&at_once), "{at_once}");
}

#[test]
fn what_is_said_of_files_comes_in_the_order_of_the_list() {
    let Some(token) = faulty() else { return };
    let token = with(with(token, "SHIM_SLOW", "300"), "SHIM_FAIL", "1");
    let files = token.papers(6);
    // The first is refused by the token, late; the others are no PDF, which is known at once.
    files.iter().skip(1).for_each(|name| token.office.write(name, b"no PDF"));
    let (status, _, error) = token.sign(&files);
    assert_eq!((status, refused(&error)), (1, 6), "{error}");
    let told = error.lines().filter_map(|line| files.iter().find(|name| line.contains(&format!("{name}:"))));
    assert_eq!(told.collect::<Vec<_>>(), files.iter().collect::<Vec<_>>(), "{error}");
}

#[test]
fn a_token_full_of_sessions_signs_with_fewer_and_says_so() {
    let Some(token) = faulty() else { return };
    let token = with(with(token, "SHIM_SESSIONS", "2"), "SHIM_SLOW", "5");
    let (status, _, error) = token.sign(&token.papers(20));
    assert_eq!(status, 0, "{error}");
    assert!(error.contains("chỉ mở được 2 phiên (muốn 8)"), "{error}");
    assert_eq!(token.all_intact(), 20);
    assert_eq!(log(&token).0, 1);
}

#[test]
fn a_token_without_a_session_left_ends_the_call_and_gets_no_pin() {
    let Some(token) = faulty() else { return };
    let token = with(token, "SHIM_SESSIONS", "0");
    let (status, _, error) = token.sign(&token.papers(3));
    assert!(status == 2 && error.contains("hết phiên"), "{error}");
    assert!(!token.office.path("out").exists() && !token.office.path("log").exists());
}

#[test]
fn of_a_token_that_fails_in_one_of_twenty_the_rest_is_signed_and_nothing_is_tried_twice() {
    let Some(token) = faulty() else { return };
    let token = with(token, "SHIM_FAIL", "20");
    let files = token.papers(100);
    let (status, _, error) = token.sign(&files);
    assert_eq!((status, refused(&error)), (1, 5), "{error}");
    assert!(error.contains("Khóa báo lỗi và không ký"), "{error}");
    assert_eq!((token.all_intact(), log(&token).0), (95, 1));
    let (status, out, error) = token.sign(&files);
    assert!(status == 0 && out.contains("làm mới 5 tệp, có sẵn 95"), "{out}{error}");
    assert_eq!(token.all_intact(), 100);
}

#[test]
fn a_slow_token_is_waited_for_within_its_time() {
    let Some(token) = faulty() else { return };
    let token = with(token, "SHIM_SLOW", "700");
    let (status, _, error) = token.sign(&token.papers(10));
    assert_eq!(status, 0, "{error}");
    assert_eq!(token.all_intact(), 10);
}

#[test]
fn a_token_that_is_slower_than_its_time_leaves_nothing_and_ends_the_batch() {
    let Some(token) = faulty() else { return };
    let token = with(token, "SHIM_SLOW", "60000");
    let files = token.papers(12);
    let output = token.start(&files, &["--key-timeout", "1"]).wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), refused(&error)), (Some(1), 12), "{error}");
    assert!(std::fs::read_dir(token.office.path("out")).unwrap().next().is_none());
}

#[test]
fn a_wrong_pin_is_sent_once_however_many_sessions_there_are() {
    let Some(token) = faulty() else { return };
    token.office.write("pin", b"654321");
    let (status, _, error) = token.sign(&token.papers(20));
    assert!(status == 2 && error.contains("Chương trình không thử lại"), "{error}");
    assert_eq!(log(&token).0, 1);
    assert!(!token.office.path("out").exists());
}

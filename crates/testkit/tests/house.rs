//! The house test: this workspace keeps the rules that a machine can hold (`CONTRIBUTING.md` says them all).

#![allow(clippy::unwrap_used)]

use antin_testkit::house::{links, paths, purity, reasons, sources, walls, words};
use antin_testkit::tree::Tree;

/// All offences at once, so that one run tells the whole story.
fn holds(check: fn(&Tree) -> Vec<String>) {
    let offences = check(&Tree::of_workspace().unwrap());
    assert!(offences.is_empty(), "{} offences:\n{}\n", offences.len(), offences.join("\n"));
}

#[test]
fn crates_use_what_the_map_allows() {
    holds(walls::check);
}

#[test]
fn files_are_short() {
    holds(sources::short);
}

#[test]
fn modules_are_named_files() {
    holds(sources::no_mod_rs);
}

#[test]
fn files_say_what_they_are_for() {
    holds(sources::headed);
}

#[test]
fn nothing_is_unsafe_ignored_or_left_for_later() {
    holds(sources::no_loose_ends);
}

#[test]
fn below_the_doors_there_is_no_clock_no_chance_and_no_socket() {
    holds(purity::check);
}

#[test]
fn both_languages_say_the_same_things() {
    holds(words::languages_agree);
}

#[test]
fn every_key_has_a_sentence() {
    holds(words::keys_exist);
}

#[test]
fn every_key_in_a_template_has_a_sentence() {
    holds(words::templates_name_sentences);
}

#[test]
fn every_sentence_is_said() {
    holds(words::sentences_are_used);
}

#[test]
fn every_dependency_has_a_reason() {
    holds(reasons::check);
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    holds(paths::check);
}

#[test]
fn links_lead_somewhere() {
    holds(links::check);
}

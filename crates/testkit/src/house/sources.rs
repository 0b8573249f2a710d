//! The form of Rust files: small, headed, no loose ends.

use super::crate_of;
use crate::rust_source::{RustSource, lines_with_word};
use crate::tree::Tree;

/// A file of more lines than this is two files.
const MOST_LINES: usize = 500;
/// Macros that stand for work not done, or for a look while working.
const LOOSE_MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];
const LOOSE_COMMENTS: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// Every file of Rust is at most [`MOST_LINES`] long.
pub fn short(tree: &Tree) -> Vec<String> {
    let lengths = tree.texts_with("rs").map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, lines)| *lines > MOST_LINES);
    long.map(|(path, lines)| format!("{path}:{MOST_LINES}: {lines} lines, at most {MOST_LINES} are allowed")).collect()
}

/// A module is `x.rs` beside `x/`.
pub fn no_mod_rs(tree: &Tree) -> Vec<String> {
    let named = tree.texts_with("rs").filter(|(path, _)| path.ends_with("/mod.rs"));
    named.map(|(path, _)| format!("{path}:1: `x/mod.rs` is called `x.rs` here")).collect()
}

/// Every file below `src` opens with what it is for.
pub fn headed(tree: &Tree) -> Vec<String> {
    let sources = tree.texts_with("rs").filter(|(path, _)| crate_of(path).is_some());
    let bare = sources.filter(|(_, text)| !text.starts_with("//!"));
    bare.map(|(path, _)| format!("{path}:1: the file does not open with `//!`")).collect()
}

/// No unsafe code, no ignored test, no work left for later.
pub fn no_loose_ends(tree: &Tree) -> Vec<String> {
    let mut offences = Vec::new();
    for (path, text) in tree.texts_with("rs") {
        let source = RustSource::read(text);
        let mut report = |lines: Vec<usize>, what: &str| {
            offences.extend(lines.into_iter().map(|line| format!("{path}:{line}: {what}")));
        };
        report(lines_with_word(&source.code, "unsafe"), "`unsafe`");
        let ignored = source.code.lines().enumerate().filter(|(_, line)| line.contains("#[ignore"));
        report(ignored.map(|(index, _)| index + 1).collect(), "an ignored test proves nothing");
        for name in LOOSE_MACROS {
            report(lines_with_word(&source.code, &format!("{name}!")), &format!("`{name}!`"));
        }
        for word in LOOSE_COMMENTS {
            report(lines_with_word(&source.comments, word), &format!("`{word}`: do it or write an issue"));
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_seen() {
        let (fits, long) = ("\n".repeat(500), "\n".repeat(501));
        let offences = short(&Tree::of(&[("crates/a/src/a.rs", &fits), ("fuzz/b.rs", &long)]));
        assert_eq!(offences, ["fuzz/b.rs:500: 501 lines, at most 500 are allowed"]);
    }

    #[test]
    fn a_mod_file_is_seen() {
        let tree = Tree::of(&[("crates/a/src/b/mod.rs", "//! b"), ("crates/a/src/my_mod.rs", "//! c")]);
        assert_eq!(no_mod_rs(&tree), ["crates/a/src/b/mod.rs:1: `x/mod.rs` is called `x.rs` here"]);
    }

    #[test]
    fn a_file_without_a_head_is_seen() {
        let bare = "use std::fmt;\n//! too late\n";
        let tree =
            Tree::of(&[("crates/a/src/b.rs", bare), ("crates/a/src/c.rs", "//! c"), ("crates/a/tests/d.rs", "")]);
        assert_eq!(headed(&tree), ["crates/a/src/b.rs:1: the file does not open with `//!`"]);
    }

    #[test]
    fn loose_ends_are_seen_with_their_lines() {
        let text = "// TODO: later\n#[ignore]\nfn f() { todo!() }\nfn g() { unsafe { h() } }\n// unsafe is not used\nlet t = \"TODO\";";
        let offences = no_loose_ends(&Tree::of(&[("fuzz/a.rs", text)]));
        let lines: Vec<&str> = offences.iter().filter_map(|offence| offence.split(':').nth(1)).collect();
        assert_eq!(lines, ["4", "2", "3", "1"], "{offences:?}");
    }
}

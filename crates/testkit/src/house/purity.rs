//! Below the doors nothing reads a clock, draws lots or opens a socket; the heart does not even read files.

use super::crate_of;
use crate::rust_source::{RustSource, lines_with_word};
use crate::tree::Tree;

/// Crates that meet the world: the command, and what serves tests only.
const DOORS: [&str; 2] = ["cli", "testkit"];
/// Crates that see values only.
const HEART: [&str; 2] = ["domain", "review"];

/// Names that only doors may speak.
const WORLD: [&str; 8] =
    ["SystemTime", "Instant", "std::net", "TcpStream", "TcpListener", "UdpSocket", "rand", "getrandom"];
/// The files that may speak of some of it all the same: the clock and chance of the service, the address of a caller, and
/// the key that takes chance from its caller (the trait of `ring` lies in its module `rand`).
const EXCEPT: [(&str, &[&str]); 3] = [
    ("crates/app/src/context.rs", &["SystemTime", "rand"]),
    ("crates/web/src/visit.rs", &["std::net"]),
    ("crates/sign/src/key/soft.rs", &["rand"]),
];
/// Names that the heart may not speak either.
const FILES: [&str; 3] = ["fs", "std::env", "std::process"];

/// No crate speaks of more of the world than its floor may.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut offences = Vec::new();
    for (path, text) in tree.texts_with("rs") {
        let Some(name) = crate_of(path).filter(|name| !DOORS.contains(name)) else { continue };
        let files: &[&str] = if HEART.contains(&name) { &FILES } else { &[] };
        let code = RustSource::read(text).code;
        let excepted = EXCEPT.iter().find(|(file, _)| *file == path).map_or(&[][..], |(_, words)| words);
        for word in WORLD.iter().chain(files).filter(|word| !excepted.contains(word)) {
            let lines = lines_with_word(&code, word).into_iter();
            offences.extend(lines.map(|line| format!("{path}:{line}: `{word}` has no place in `{name}`")));
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_files_and_chance_are_seen_where_they_may_not_be() {
        let text = "//! Instant answers.\nuse std::{fs, time::Instant};\nlet a = rand::random();\n";
        let tree = Tree::of(&[
            ("crates/cli/src/a.rs", text),
            ("crates/domain/src/a.rs", text),
            ("crates/lists/src/a.rs", text),
            ("crates/lists/tests/a.rs", text),
        ]);
        assert_eq!(
            check(&tree),
            [
                "crates/domain/src/a.rs:2: `Instant` has no place in `domain`",
                "crates/domain/src/a.rs:3: `rand` has no place in `domain`",
                "crates/domain/src/a.rs:2: `fs` has no place in `domain`",
                "crates/lists/src/a.rs:2: `Instant` has no place in `lists`",
                "crates/lists/src/a.rs:3: `rand` has no place in `lists`",
            ]
        );
    }
}

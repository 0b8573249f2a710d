//! No file speaks of the machine on which it was written.

use crate::tree::Tree;

/// Beginnings of paths that exist on one machine only; joined here so that this file does not name them.
const LOCAL: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];

/// No text holds an absolute path of a working machine.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut offences = Vec::new();
    for (path, text) in tree.texts() {
        for (index, line) in text.lines().enumerate() {
            for local in LOCAL.iter().filter(|local| line.contains(*local)) {
                offences.push(format!("{path}:{}: `{local}` exists on one machine only", index + 1));
            }
        }
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_seen() {
        let text = format!("fine\nsee {}notes.md\n", LOCAL[0]);
        let offences = check(&Tree::of(&[("docs/a.md", &text)]));
        assert_eq!(offences, [format!("docs/a.md:2: `{}` exists on one machine only", LOCAL[0])]);
    }
}

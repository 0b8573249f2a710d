//! The crate table of `ARCHITECTURE.md` says the same as the manifests.

use crate::manifest;
use crate::markdown::{self, Table};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const MAP: &str = "ARCHITECTURE.md";
const HEADING: [&str; 4] = ["crate", "owns", "may use (ours)", "must never contain"];
/// The word in the column `may use (ours)` of a crate for tests only.
const EVERYTHING: &str = "everything";
const TESTS_ONLY: &str = "testkit";

/// Every crate stands in the table, uses no more than its row allows, and the table names no other.
pub fn check(tree: &Tree) -> Vec<String> {
    let Some(map) = tree.text(MAP) else { return vec![format!("{MAP}:1: the map is missing")] };
    let tables: Vec<Table> = markdown::tables(map).into_iter().filter(|table| table.heading == HEADING).collect();
    let [table] = tables.as_slice() else {
        return vec![format!("{MAP}:1: {} tables are headed {HEADING:?}, there must be one", tables.len())];
    };
    let rows: BTreeMap<&str, (usize, &str)> = table.rows.iter().filter_map(row).collect();
    let (manifests, mut offences) = manifest::read_all(tree);

    let existing: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.folder.as_str()).collect();
    for (name, (line, may_use)) in &rows {
        if !existing.contains(name) {
            offences.push(format!("{MAP}:{line}: there is no crate `{name}` in crates/"));
        }
        for used in names(may_use).filter(|used| !rows.contains_key(used)) {
            offences.push(format!("{MAP}:{line}: `{name}` may use `{used}`, which is not in the table"));
        }
    }
    for manifest in &manifests {
        let (path, folder) = (&manifest.path, manifest.folder.as_str());
        if manifest.package != format!("antin-{folder}") {
            offences.push(format!("{path}:1: the package is called `{}`, not `antin-{folder}`", manifest.package));
        }
        let Some((line, may_use)) = rows.get(folder) else {
            offences.push(format!("{path}:1: `{folder}` is not in the crate table of {MAP}"));
            continue;
        };
        for used in manifest.ours.iter().map(String::as_str) {
            let allowed = *may_use == EVERYTHING || names(may_use).any(|name| name == used);
            if !allowed || used == TESTS_ONLY {
                offences.push(format!("{path}:1: `{folder}` uses `{used}`; {MAP}:{line} allows: {may_use}"));
            }
        }
    }
    offences
}

/// Crate, line and the column `may use (ours)` of one row.
fn row((line, cells): &(usize, Vec<String>)) -> Option<(&str, (usize, &str))> {
    Some((cells.first()?.trim_matches('`'), (*line, cells.get(2)?.as_str())))
}

/// The crates that a cell names: `` `domain`, `lists` ``; a dash names none.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split(',').map(|name| name.trim().trim_matches('`'));
    parts.filter(|name| !name.is_empty() && *name != "–" && *name != EVERYTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "| crate | owns | may use (ours) | must never contain |\n|---|---|---|---|\n\
        | `domain` | nouns | – | files |\n| `lists` | tables | `domain` | sockets |\n";
    const DOMAIN: &str = "[package]\nname = \"antin-domain\"\n";
    const LISTS: &str = "[package]\nname = \"antin-lists\"\n[dependencies]\nantin-domain.workspace = true\n";

    fn offences(map: &str, domain: &str, lists: &str) -> Vec<String> {
        let domain = ("crates/domain/Cargo.toml", domain);
        check(&Tree::of(&[("ARCHITECTURE.md", map), domain, ("crates/lists/Cargo.toml", lists)]))
    }

    #[test]
    fn a_true_table_is_left_alone() {
        assert_eq!(offences(TABLE, DOMAIN, LISTS), Vec::<String>::new());
    }

    #[test]
    fn a_use_through_the_wall_is_seen() {
        let domain = format!("{DOMAIN}[dependencies]\nantin-lists.workspace = true\n");
        assert_eq!(
            offences(TABLE, &domain, LISTS),
            ["crates/domain/Cargo.toml:1: `domain` uses `lists`; ARCHITECTURE.md:3 allows: –"]
        );
    }

    #[test]
    fn a_crate_missing_on_either_side_is_seen() {
        let without = TABLE.replace("`lists`", "`papers`");
        assert_eq!(
            offences(&without, DOMAIN, LISTS),
            [
                "ARCHITECTURE.md:4: there is no crate `papers` in crates/",
                "crates/lists/Cargo.toml:1: `lists` is not in the crate table of ARCHITECTURE.md"
            ]
        );
    }

    #[test]
    fn two_tables_and_wrong_names_are_seen() {
        assert_eq!(offences(&format!("{TABLE}\n{TABLE}"), DOMAIN, LISTS).len(), 1);
        assert_eq!(offences(TABLE, &DOMAIN.replace("antin-", ""), LISTS).len(), 1);
    }
}

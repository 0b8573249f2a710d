//! The manifests of our crates: who uses whom.

use crate::tree::Tree;
use toml::{Table, Value};

/// What the walls need of one `crates/<folder>/Cargo.toml`.
#[derive(Debug)]
pub struct Manifest {
    /// Path of the file.
    pub path: String,
    /// Name of the folder, which is the name of the crate without `antin-`.
    pub folder: String,
    /// Name of the package.
    pub package: String,
    /// Our crates that it uses outside of tests, without `antin-`.
    pub ours: Vec<String>,
}

/// Every manifest below `crates/`, and a complaint for each that cannot be read.
pub fn read_all(tree: &Tree) -> (Vec<Manifest>, Vec<String>) {
    let (mut manifests, mut offences) = (Vec::new(), Vec::new());
    for (path, text) in tree.texts_with("toml") {
        let folder = path.strip_prefix("crates/").and_then(|rest| rest.strip_suffix("/Cargo.toml"));
        let Some(folder) = folder.filter(|folder| !folder.contains('/')) else { continue };
        match text.parse::<Table>() {
            Ok(table) => manifests.push(read(path, folder, &table)),
            Err(error) => offences.push(format!("{path}:1: no valid TOML: {}", error.message())),
        }
    }
    (manifests, offences)
}

fn read(path: &str, folder: &str, table: &Table) -> Manifest {
    let package = table.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    let per_target = table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = per_target.filter_map(Value::as_table).chain([table]);
    let dependencies = tables.flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)));
    let names = dependencies.flatten().filter_map(Value::as_table).flat_map(Table::keys);
    Manifest {
        path: path.to_owned(),
        folder: folder.to_owned(),
        package: package.unwrap_or_default().to_owned(),
        ours: names.filter_map(|name| name.strip_prefix("antin-")).map(str::to_owned).collect(),
    }
}

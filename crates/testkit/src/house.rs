//! The house rules that a machine can hold, one family per file.
//!
//! Every check takes the files and returns all offences at once, each as `file:line: what is wrong`. To add a check:
//! one function here, one test in `tests/house.rs`, and a broken little tree beside the function that shows it bites.

pub mod links;
pub mod paths;
pub mod purity;
pub mod reasons;
pub mod sources;
pub mod walls;
pub mod words;

/// The name of the crate whose `src` holds `path`, if one does.
fn crate_of(path: &str) -> Option<&str> {
    let (folder, rest) = path.strip_prefix("crates/")?.split_once('/')?;
    rest.starts_with("src/").then_some(folder)
}

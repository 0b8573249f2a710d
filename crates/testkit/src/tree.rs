//! The files of the repository as git would keep them, with their texts.
//!
//! Read by `std` alone, so that the checks also hold in an unpacked archive without git.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Files by their path below the root, written with `/`.
#[derive(Debug, Default)]
pub struct Tree {
    /// Every file; the text is absent where the bytes are not UTF-8 text (workbooks, pictures, old encodings).
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// The files of this workspace that `.gitignore` does not name.
    pub fn of_workspace() -> io::Result<Self> {
        let root = workspace_root();
        let ignored = Ignored::parse(&fs::read_to_string(root.join(".gitignore")).unwrap_or_default());
        let mut tree = Self::default();
        tree.walk(&root, "", &ignored)?;
        Ok(tree)
    }

    /// A tree of texts, for the tests of the checks themselves.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect() }
    }

    /// The text of the file at `path`.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Every file that is text: path and text, in the order of the paths.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The texts whose path ends with `.extension`.
    pub fn texts_with(&self, extension: &str) -> impl Iterator<Item = (&str, &str)> {
        let ending = format!(".{extension}");
        self.texts().filter(move |(path, _)| path.ends_with(&ending))
    }

    /// Whether a file or a folder of that path exists.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        path.is_empty() || self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&below))
    }

    fn walk(&mut self, root: &Path, folder: &str, ignored: &Ignored) -> io::Result<()> {
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let kind = entry.file_type()?;
            if name == ".git" || ignored.covers(&path, &name, kind.is_dir()) {
                continue;
            }
            if kind.is_dir() {
                // A build folder of another name marks itself; it holds other people's files.
                if !entry.path().join("CACHEDIR.TAG").exists() {
                    self.walk(root, &path, ignored)?;
                }
            } else if kind.is_file() {
                // An editor may remove its backup between the listing and the reading.
                let Ok(bytes) = fs::read(entry.path()) else { continue };
                self.files.insert(path, String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')));
            }
        }
        Ok(())
    }
}

/// The folder of the workspace.
fn workspace_root() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.ancestors().nth(2).unwrap_or(crate_folder).to_owned()
}

/// The patterns of `.gitignore`, as far as this repository uses them: a name or a path, `*` for any letters of a name,
/// a final `/` for folders only.
struct Ignored(Vec<String>);

impl Ignored {
    fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.map(str::to_owned).collect())
    }

    fn covers(&self, path: &str, name: &str, is_folder: bool) -> bool {
        self.0.iter().any(|pattern| {
            let bare = pattern.trim_end_matches('/');
            let subject = if bare.contains('/') { path } else { name };
            (is_folder || !pattern.ends_with('/')) && matches(bare.trim_start_matches('/'), subject)
        })
    }
}

/// Whether `text` fits `pattern`, in which each `*` stands for any letters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    (0..=rest.len()).any(|start| rest.is_char_boundary(start) && matches(after, &rest[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gitignore_names_folders_endings_and_paths() {
        let ignored = Ignored::parse("target/\n*.rs.bk\nmutants.out*/\nfuzz/artifacts/\n");
        assert!(ignored.covers("fuzz/target", "target", true));
        assert!(ignored.covers("crates/a/lib.rs.bk", "lib.rs.bk", false));
        assert!(ignored.covers("mutants.out.old", "mutants.out.old", true));
        assert!(ignored.covers("fuzz/artifacts", "artifacts", true));
        assert!(!ignored.covers("crates/artifacts", "artifacts", true));
        assert!(!ignored.covers("target", "target", false));
    }

    #[test]
    fn folders_exist_by_their_files() {
        let tree = Tree::of(&[("docs/decisions/0001-a.md", "")]);
        assert!(tree.has("docs/decisions") && tree.has("docs/decisions/") && tree.has("docs/decisions/0001-a.md"));
        assert!(!tree.has("docs/dec"));
    }

    #[test]
    fn this_workspace_is_found_without_its_build_folder() {
        let tree = Tree::of_workspace().unwrap();
        assert!(tree.text("crates/testkit/src/tree.rs").is_some());
        assert!(tree.texts().all(|(path, _)| !path.starts_with("target/") && !path.starts_with(".git/")));
    }
}

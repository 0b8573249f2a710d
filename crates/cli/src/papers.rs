//! Papers as the command line meets them: templates of an installation, files of data, a file that is whole or absent.

use crate::failure::Failure;
use antin_domain::message::Message;
use antin_papers::data::{self, Data, Format};
use antin_papers::{Refusal, Shelf};
use std::io::Write;
use std::path::Path;

/// The papers of the program, and those that the files of `folder` put in their place.
///
/// # Errors
/// The folder or a template in it cannot be used.
pub fn shelf(folder: Option<&Path>) -> Result<Shelf, Failure> {
    let mut overrides = Vec::new();
    if let Some(folder) = folder {
        let unreadable = |error: std::io::Error| unreadable(folder, &error);
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let is_ours = path.extension().is_some_and(|ending| ending == "toml" || ending == "typ");
            if let Some(name) = path.file_name().filter(|_| is_ours && path.is_file()) {
                overrides.push((name.to_string_lossy().into_owned(), read(&path)?));
            }
        }
        // The order of a folder is chance.
        overrides.sort();
    }
    Shelf::new(&overrides).map_err(|refusal| unusable(&refusal))
}

/// The data in `path`, by the ending of its name.
///
/// # Errors
/// It cannot be read, or is no TOML or JSON.
pub fn data(path: &Path) -> Result<Data, Failure> {
    let format = match ending(path).as_str() {
        "json" => Format::Json,
        "toml" => Format::Toml,
        _ => return Err(Failure::Unusable(Message::new("papers-data-ending").with("file", path.display()))),
    };
    data::parse(&read(path)?, format).map_err(|refusal| match refusal {
        Refusal::BadData { reason } => {
            Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", reason))
        }
        other => unusable(&other),
    })
}

/// Writes `bytes` to `path`, whole or not at all.
///
/// # Errors
/// The file cannot be written; what stood there before still does.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_by(path, &mut |file| file.write_all(bytes))
}

/// The same with what `write` writes, piece by piece.
///
/// # Errors
/// As [`write`].
pub fn write_by(path: &Path, write: &mut dyn FnMut(&mut std::fs::File) -> std::io::Result<()>) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| {
        Failure::Unusable(Message::new("cli-cannot-write").with("folder", path.display()).with("reason", error))
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let partial = folder.join(format!(".{name}.antin-{}", std::process::id()));
    let written = std::fs::File::create(&partial).and_then(|mut file| write(&mut file));
    if let Err(error) = written.and_then(|()| std::fs::rename(&partial, path)) {
        // Nothing better can be done about what is left over.
        let _ = std::fs::remove_file(&partial);
        return Err(failed(error));
    }
    Ok(())
}

/// A refusal is a call that cannot be carried out; nothing was written.
#[must_use]
pub fn unusable(refusal: &Refusal) -> Failure {
    Failure::Unusable(refusal.message())
}

/// The ending of a name, in small letters.
#[must_use]
pub fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", error))
}

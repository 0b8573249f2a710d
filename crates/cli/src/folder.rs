//! An output folder that is whole or absent, also after a kill.
//!
//! Everything is written into a folder beside it under another name; one step of the file system puts it in its place.

use crate::failure::Failure;
use antin_domain::message::Message;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files that a result may hold; a folder with anything else is not ours and is left alone.
const OURS: &[&str] = &["cases.csv", "review.xlsx", "report.pdf", "report.docx", "summary.json", "rejected.csv"];

/// A result on its way. Dropped before [`Folder::commit`] it leaves nothing behind.
pub struct Folder {
    place: PathBuf,
    partial: PathBuf,
    /// Folders above `place` that were not there before, the outermost first.
    above: Vec<PathBuf>,
    committed: bool,
}

impl Folder {
    /// Prepares the folder that will stand at `place`. An earlier result there is replaced at the end, in one step.
    ///
    /// # Errors
    /// `place` holds files that are not a result, or its parent cannot be written.
    pub fn new(place: &Path) -> Result<Folder, Failure> {
        let place = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
        let stranger = if place.exists() { stranger(&place).map_err(|error| cannot(&place, &error))? } else { None };
        if let Some(stranger) = stranger {
            let message = Message::new("cli-folder-in-use").with("folder", place.display()).with("file", stranger);
            return Err(Failure::Unusable(message));
        }
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = place.parent().unwrap_or(Path::new("/")).to_owned();
        let partial = parent.join(format!(".{name}.antin-{}", std::process::id()));
        // From here on whatever was created is removed again, should the next step fail.
        let folder = Folder { above: missing(&parent), place, partial, committed: false };
        fs::create_dir_all(&parent).map_err(|error| folder.cannot_write(&error))?;
        remove_abandoned(&parent, &name);
        fs::create_dir(&folder.partial).map_err(|error| folder.cannot_write(&error))?;
        Ok(folder)
    }

    /// Where a file is to be written.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.partial.join(name)
    }

    /// What to say of a file that cannot be written.
    #[must_use]
    pub fn cannot_write(&self, error: &io::Error) -> Failure {
        cannot(&self.place, error)
    }

    /// Puts the folder in its place.
    ///
    /// # Errors
    /// The file system says no; the earlier result, if any, is still there.
    pub fn commit(mut self) -> Result<PathBuf, Failure> {
        let error = |error: io::Error| cannot(&self.place, &error);
        // An empty folder, or none, is replaced by a plain rename.
        if fs::rename(&self.partial, &self.place).is_err() {
            exchange(&self.partial, &self.place).map_err(error)?;
            // What is called partial now is the earlier result.
            fs::remove_dir_all(&self.partial).map_err(error)?;
        }
        self.committed = true;
        Ok(self.place.clone())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing can be told any more; what is left over is removed by the next run.
            let _ = fs::remove_dir_all(&self.partial);
            // The innermost first; one that somebody else has put something into meanwhile stays.
            for folder in self.above.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    let aside = a.with_extension("earlier");
    fs::rename(b, &aside)?;
    fs::rename(a, b)?;
    fs::rename(aside, a)
}

/// The folders down to `parent` that are not there, the outermost first.
fn missing(parent: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> =
        parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
    missing.reverse();
    missing
}

/// A file in `folder` that no result has, if there is one.
fn stranger(folder: &Path) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !OURS.contains(&name.as_str()) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Removes what runs that were killed left beside `name`.
fn remove_abandoned(parent: &Path, name: &str) {
    let start = format!(".{name}.antin-");
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = file.strip_prefix(&start) else { continue };
        let is_alive = Path::new("/proc").is_dir() && Path::new("/proc").join(process).is_dir();
        if process.bytes().all(|c| c.is_ascii_digit()) && !is_alive {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn cannot(folder: &Path, error: &io::Error) -> Failure {
    Failure::Unusable(Message::new("cli-cannot-write").with("folder", folder.display()).with("reason", error))
}

//! What the layout can see: itself, the paper, the fonts. Nothing else exists there.

use super::fonts::FONTS;
use std::path::PathBuf;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The files `frame.typ` and `paper.json`, under the names that the layout knows.
static NAMES: LazyLock<Option<(FileId, FileId)>> = LazyLock::new(|| {
    let id = |name: &str| Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern());
    Some((id("frame.typ")?, id("paper.json")?))
});

/// A world of two files.
pub struct PaperWorld {
    layout: Source,
    paper: Bytes,
}

impl PaperWorld {
    /// The world in which `layout` shows the paper in `json`.
    pub fn new(layout: &str, json: Vec<u8>) -> PaperWorld {
        let layout = match *NAMES {
            Some((name, _)) => Source::new(name, layout.to_owned()),
            None => Source::detached(layout),
        };
        PaperWorld { layout, paper: Bytes::new(json) }
    }
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.layout.id() { Ok(self.layout.clone()) } else { Err(absent(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match *NAMES {
            Some((_, paper)) if id == paper => Ok(self.paper.clone()),
            _ => Err(absent(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_without_slash()))
}

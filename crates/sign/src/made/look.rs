//! What is seen of a signature, as one digest: place, page, text and pictures of the look of its field.
//!
//! Numbers of objects do not count, what they lead to does: two files that show the same have the same digest, however often
//! something else was added to one of them.

use crate::pdf::document::Document;
use crate::pdf::field::Form;
use crate::pdf::object::{Dictionary, Id, Object};
use antin_pki::algorithm::Digest;

/// Objects of one look, at most; one with more is like no other.
const MOST: usize = 10_000;

/// What is seen of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Nothing.
    Nothing,
    /// Something, by its digest.
    Shown(Vec<u8>),
    /// More than is gone through, or something that cannot be read: it is like no other.
    Unknown,
}

impl Look {
    /// Is the same seen?
    #[must_use]
    pub fn is_like(&self, other: &Look) -> bool {
        self == other && *self != Look::Unknown
    }
}

/// What is seen of the field called `name`.
#[must_use]
pub fn of(document: &Document<'_>, name: &str) -> Look {
    let form = Form::of(document);
    let found = form.fields.iter().find(|one| one.name == name).and_then(|one| one.dictionary.dictionary());
    let look = found.and_then(|field| document.value(field, "AP").dictionary()?.get("N").cloned());
    let (Some(field), Some(look)) = (found, look) else { return Look::Nothing };
    let mut walk = Walk { document, seen: Vec::new(), out: Vec::new() };
    for name in ["Rect", "P"] {
        // The page counts by its number: both files go on from the same one.
        walk.out.extend(format!("{:?}\n", field.get(name)).into_bytes());
    }
    match walk.object(&look, None) {
        Some(()) => Look::Shown(Digest::Sha256.compute(&[&walk.out])),
        None => Look::Unknown,
    }
}

struct Walk<'w, 'a> {
    document: &'w Document<'a>,
    seen: Vec<Id>,
    out: Vec<u8>,
}

impl Walk<'_, '_> {
    fn object(&mut self, object: &Object, id: Option<Id>) -> Option<()> {
        match object {
            Object::Reference(id) => match self.seen.iter().position(|seen| seen == id) {
                Some(place) => self.out.extend(format!("again {place}\n").into_bytes()),
                None if self.seen.len() < MOST => {
                    self.seen.push(*id);
                    let found = self.document.get(*id).ok()?;
                    self.object(&found, Some(*id))?;
                }
                None => return None,
            },
            Object::Array(items) => {
                self.out.extend(format!("array {}\n", items.len()).into_bytes());
                for item in items {
                    self.object(item, None)?;
                }
            }
            Object::Dictionary(entries) => self.entries(entries)?,
            Object::Stream(stream) => {
                let bytes = self.document.unpack(stream, id)?;
                self.out.extend(format!("stream {}\n", bytes.len()).into_bytes());
                self.out.extend(bytes);
                self.entries(&stream.dictionary)?;
            }
            plain => self.out.extend(format!("{plain:?}\n").into_bytes()),
        }
        Some(())
    }

    fn entries(&mut self, dictionary: &Dictionary) -> Option<()> {
        // How a stream is packed is not seen.
        let shown = dictionary.entries.iter().filter(|(name, _)| !matches!(&name[..], b"Length" | b"Filter"));
        let mut shown: Vec<_> = shown.collect();
        shown.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.out.extend(format!("dictionary {}\n", shown.len()).into_bytes());
        for (name, value) in shown {
            self.out.extend([&name[..], b"\n"].concat());
            self.object(value, None)?;
        }
        Some(())
    }
}

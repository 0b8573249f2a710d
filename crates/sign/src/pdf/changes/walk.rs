//! The walk along both revisions at once.

use super::{Changes, Level};
use crate::pdf::document::Document;
use crate::pdf::field::Permits;
use crate::pdf::object::{Dictionary, Id, Object};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Pairs of objects compared before the walk is given up.
const BUDGET: usize = 2_000_000;

/// Where a difference stands decides what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Within {
    /// The document: nothing may differ.
    Document,
    /// An annotation: its differences are those of an annotation.
    Annotation,
    /// The structure of a tagged document, which reading aloud follows: it may get elements for new fields at its ends.
    Structure,
}

/// Two revisions, and what was found.
pub(super) struct Walk<'w, 'a> {
    pub old: &'w Document<'a>,
    pub new: &'w Document<'a>,
    pub permits: &'w Permits,
    pub changes: Changes,
    /// Fields and widgets that were judged as such, and are not met again as plain objects.
    pub judged: HashSet<Id>,
    /// Widgets of fields that were added.
    pub added: HashSet<Id>,
    seen: HashMap<(Id, Id), Within>,
    waiting: Vec<(Id, Id, Within)>,
    left: usize,
}

impl<'w, 'a> Walk<'w, 'a> {
    pub fn new(old: &'w Document<'a>, new: &'w Document<'a>, permits: &'w Permits) -> Self {
        Walk {
            old,
            new,
            permits,
            changes: Changes::none(),
            judged: HashSet::new(),
            added: HashSet::new(),
            seen: HashMap::new(),
            waiting: Vec::new(),
            left: BUDGET,
        }
    }

    /// Begins at the trailers and goes everywhere.
    pub fn trailer(&mut self) {
        let (old, new) = (self.old.trailer().clone(), self.new.trailer().clone());
        let form = |document: &Document<'_>| match document.catalog().dictionary() {
            Some(catalog) => document.value(catalog, "AcroForm"),
            None => Rc::new(Object::Null),
        };
        self.form(&form(self.old), &form(self.new));
        for (name, value) in &old.entries {
            match &name[..] {
                // What every section has of its own.
                b"Size" | b"Prev" | b"XRefStm" | b"Type" | b"W" | b"Index" | b"Length" | b"Filter" | b"DecodeParms" => {
                }
                b"Root" => {
                    let (old, new) = (self.old.catalog(), self.new.catalog());
                    self.catalog(&old, &new);
                }
                b"Info" => self.described(new.get("Info") != Some(value) || self.moved(value)),
                b"ID" => self.identity(value, new.get("ID")),
                _ => {
                    let other = new.get(&String::from_utf8_lossy(name)).cloned();
                    // A key that later trailers no longer carry shows nothing to anybody.
                    if let Some(other) = other {
                        self.compare(value, &other, Within::Document, &label(None, name));
                    }
                }
            }
        }
        if old.get("Info").is_none() && new.get("Info").is_some() {
            self.described(true);
        }
        if new.get("Encrypt").is_some() && old.get("Encrypt").is_none() {
            self.changes.note(Level::NotPermitted, "trailer /Encrypt".into());
        }
        self.everything();
    }

    /// Does a reference lead to another place than before?
    fn moved(&self, value: &Object) -> bool {
        matches!(value, Object::Reference(id) if self.old.place(id.number) != self.new.place(id.number))
    }

    fn described(&mut self, changed: bool) {
        if changed {
            self.changes.note(Level::LtvUpdate, "description".into());
        }
    }

    /// The first identifier stays for the life of a file (ISO 32000-2 14.4).
    fn identity(&mut self, old: &Object, new: Option<&Object>) {
        let first = |document: &Document<'_>, value: &Object| match &*document.resolve(value) {
            Object::Array(parts) => parts.first().map(|part| (*document.resolve(part)).clone()),
            _ => None,
        };
        if let Some(new) = new
            && first(self.old, old) != first(self.new, new)
        {
            // It shows nothing to anybody; some writers make a new one each time.
            self.changes.note(Level::LtvUpdate, "identifier".into());
        }
    }

    fn catalog(&mut self, old: &Object, new: &Object) {
        let (Some(old), Some(new)) = (old.dictionary(), new.dictionary()) else {
            self.changes.note(Level::Suspicious, "no catalog".into());
            return;
        };
        for name in names(old, new) {
            let (before, after) = (value(old, &name), value(new, &name));
            match &name[..] {
                b"AcroForm" => {}
                b"DSS" => self.store(&before, &after),
                b"StructTreeRoot" => self.compare(&before, &after, Within::Structure, "/StructTreeRoot"),
                b"Extensions" | b"Version" | b"Metadata" => self.described(before != after || self.moved(&before)),
                _ => self.compare(&before, &after, Within::Document, &label(None, &name)),
            }
        }
    }

    /// The security store may change in any way that keeps it one.
    fn store(&mut self, old: &Object, new: &Object) {
        const NAMES: [&[u8]; 7] = [b"Type", b"Certs", b"CRLs", b"OCSPs", b"VRI", b"TU", b"TS"];
        match &*self.new.resolve(new) {
            Object::Null if *old == Object::Null => {}
            Object::Dictionary(store) if store.entries.iter().all(|(name, _)| NAMES.contains(&&name[..])) => {
                if old != new || self.moved(old) {
                    self.changes.note(Level::LtvUpdate, "validation data".into());
                }
            }
            _ => self.changes.note(Level::NotPermitted, "/DSS".into()),
        }
    }

    /// Compares until nothing waits.
    pub fn everything(&mut self) {
        while let Some((old, new, within)) = self.waiting.pop() {
            if self.left == 0 {
                self.changes.note(Level::Suspicious, "too much to compare".into());
                return;
            }
            self.left -= 1;
            match (self.old.get(old), self.new.get(new)) {
                (Ok(before), Ok(after)) => self.object(&before, &after, within, new),
                (Err(_), Err(_)) if self.old.place(old.number) == self.new.place(new.number) => {}
                _ => self.changes.note(Level::Suspicious, format!("object {} cannot be read", new.number)),
            }
        }
    }

    fn object(&mut self, old: &Object, new: &Object, within: Within, id: Id) {
        let root = |document: &Document<'_>| document.trailer().get("Root") == Some(&Object::Reference(id));
        if root(self.old) && root(self.new) {
            // Judged as the catalog already.
            return;
        }
        let is = |object: &Object, kinds: [&[u8]; 2]| {
            object.dictionary().and_then(|entries| entries.name("Type")).is_some_and(|kind| kinds.contains(&kind))
        };
        // Annotations lead back to their page, and so does the structure; the page is judged as a page.
        let within = match within {
            Within::Structure if !is_structure(old) => Within::Document,
            Within::Annotation if is(old, [b"Page", b"Pages"]) || is_structure(old) => Within::Document,
            other => other,
        };
        if within == Within::Document && is(old, [b"Page", b"Page"]) {
            self.page(old, new, id);
        } else {
            self.compare(old, new, within, &label(Some(id), b""));
        }
    }

    fn page(&mut self, old: &Object, new: &Object, id: Id) {
        let (Object::Dictionary(old), Object::Dictionary(new)) = (old, new) else {
            self.changes.note(Level::NotPermitted, label(Some(id), b""));
            return;
        };
        for name in names(old, new) {
            let (before, after) = (value(old, &name), value(new, &name));
            if name == b"Annots" {
                self.annotations(&before, &after, id);
            } else {
                self.compare(&before, &after, Within::Document, &label(Some(id), &name));
            }
        }
    }

    fn annotations(&mut self, old: &Object, new: &Object, page: Id) {
        let list = |document: &Document<'_>, value: &Object| match &*document.resolve(value) {
            Object::Array(items) => items.clone(),
            _ => Vec::new(),
        };
        let (old, new) = (list(self.old, old), list(self.new, new));
        let mut known: HashSet<Id> = HashSet::new();
        for item in &old {
            let Object::Reference(id) = item else {
                if !new.contains(item) {
                    self.changes.note(Level::Annotation, format!("annotation on page {} changed", page.number));
                }
                continue;
            };
            known.insert(*id);
            if !new.contains(item) {
                self.changes.note(Level::NotPermitted, format!("annotation {} taken away", id.number));
            } else if !self.judged.contains(id) {
                self.compare(item, item, Within::Annotation, &label(Some(*id), b""));
            }
        }
        for item in &new {
            match item {
                Object::Reference(id) if known.contains(id) || self.added.contains(id) => {}
                _ if old.contains(item) => {}
                _ => {
                    let annotation = self.new.resolve(item);
                    let kind = annotation.dictionary().and_then(|entries| entries.name("Subtype"));
                    // A widget that belongs to no field of the form: shown by readers, judged by nobody.
                    let level =
                        if kind.is_none_or(|kind| kind == b"Widget") { Level::NotPermitted } else { Level::Annotation };
                    let kind = kind.map(|kind| String::from_utf8_lossy(kind).into_owned()).unwrap_or_default();
                    self.changes.note(level, format!("annotation added: {kind}"));
                }
            }
        }
    }

    /// Compares two values; references wait for their turn.
    pub fn compare(&mut self, old: &Object, new: &Object, within: Within, at: &str) {
        match (old, new) {
            (Object::Reference(before), Object::Reference(after)) => {
                if before == after && self.judged.contains(before) {
                    return;
                }
                let seen = self.seen.get(&(*before, *after));
                if seen.is_some_and(|seen| *seen == Within::Document || *seen == within) {
                    return;
                }
                self.seen.insert((*before, *after), within);
                self.waiting.push((*before, *after, within));
            }
            (Object::Reference(_), _) => {
                let old = self.old.resolve(old);
                self.compare(&old, new, within, at);
            }
            (_, Object::Reference(_)) => {
                let new = self.new.resolve(new);
                self.compare(old, &new, within, at);
            }
            (Object::Array(before), Object::Array(after)) if before.len() == after.len() => {
                for (before, after) in before.iter().zip(after) {
                    self.compare(before, after, within, at);
                }
            }
            (_, Object::Array(after)) if within == Within::Structure && self.grows(old, after, at) => {}
            (Object::Dictionary(before), Object::Dictionary(after)) => self.entries(before, after, within, at),
            (Object::Stream(before), Object::Stream(after)) => {
                self.entries(&before.dictionary, &after.dictionary, within, at);
                if !self.new.are_equal(before.place.clone(), after.place.clone()) {
                    self.differ(within, at);
                }
            }
            // Writers turn `595.0` into `595`; no reader sees a difference.
            (Object::Integer(whole), Object::Real(real)) | (Object::Real(real), Object::Integer(whole))
                if *whole as f64 == *real => {}
            _ if old == new => {}
            _ => self.differ(within, at),
        }
    }

    fn entries(&mut self, old: &Dictionary, new: &Dictionary, within: Within, at: &str) {
        if new.has_twins && !old.has_twins {
            self.changes.note(Level::Suspicious, format!("{at}: a name twice"));
        }
        for name in names(old, new) {
            let (before, after) = (value(old, &name), value(new, &name));
            // iText writes its version into the root of the pages whenever it saves.
            if name == b"ITXT" && old.name("Type") == Some(b"Pages") && matches!(after, Object::String(_)) {
                self.described(true);
                continue;
            }
            // Numbers of the tree of structure: where it ends, what comes next.
            if within == Within::Structure && (name == b"ParentTreeNextKey" || name == b"Limits") {
                self.described(before != after);
                continue;
            }
            self.compare(&before, &after, within, &format!("{at} /{}", String::from_utf8_lossy(&name)));
        }
    }

    /// A list of the structure that keeps what it had and gets elements of forms at its end, all of them new objects; or
    /// one element that becomes such a list. True if that is what it is; the elements it had are compared then.
    fn grows(&mut self, old: &Object, after: &[Object], at: &str) -> bool {
        let before: &[Object] = match old {
            Object::Array(before) => before,
            Object::Null => &[],
            one => std::slice::from_ref(one),
        };
        let Some((kept, added)) = after.split_at_checked(before.len()).filter(|(_, added)| !added.is_empty()) else {
            return false;
        };
        let is_new = |item: &Object| match item {
            // Keys of the number tree.
            Object::Integer(_) => true,
            Object::Reference(id) => {
                let element = self.new.resolve(item);
                let form = element.dictionary().is_some_and(|own| own.name("S") == Some(b"Form"));
                form && self.old.place(id.number).is_none()
            }
            _ => false,
        };
        if !added.iter().all(is_new) {
            return false;
        }
        self.changes.note(Level::FormFill, "structure of a field added".into());
        for (before, after) in before.iter().zip(kept) {
            self.compare(before, after, Within::Structure, at);
        }
        true
    }

    fn differ(&mut self, within: Within, at: &str) {
        let level = if within == Within::Annotation { Level::Annotation } else { Level::NotPermitted };
        self.changes.note(level, at.to_owned());
    }
}

/// A part of the tree of structure: its root, an element, or a node of its number tree.
fn is_structure(object: &Object) -> bool {
    let Object::Dictionary(own) = object else { return matches!(object, Object::Array(_)) };
    let kind = own.name("Type");
    let is_node = kind.is_none() && (own.get("Nums").is_some() || own.get("Kids").is_some());
    is_node || kind == Some(b"StructTreeRoot") || kind == Some(b"StructElem") || own.get("S").is_some()
}

/// The names of both dictionaries, each once.
pub(super) fn names(old: &Dictionary, new: &Dictionary) -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = old.entries.iter().chain(&new.entries).map(|(name, _)| name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The value of a name, null where it is not there: both mean the same.
pub(super) fn value(dictionary: &Dictionary, name: &[u8]) -> Object {
    dictionary.entries.iter().rev().find(|(own, _)| own == name).map_or(Object::Null, |(_, value)| value.clone())
}

fn label(id: Option<Id>, name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    match (id, name.is_empty()) {
        (Some(id), true) => format!("object {}", id.number),
        (Some(id), false) => format!("object {} /{name}", id.number),
        (None, _) => format!("/{name}"),
    }
}

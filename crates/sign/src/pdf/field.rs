//! Form fields (ISO 32000-2 section 12.7), and among them the signatures with the bytes that each covers.

use super::document::{Document, Place};
use super::object::{Dictionary, Id, Object};
use super::parse::nibble;
use crate::source::Source;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

/// Fields of one form, at most.
const MOST: usize = 50_000;

/// A field that holds a value, and its widgets.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its number; none where it stands directly in the list of its parent.
    pub id: Option<Id>,
    /// Its full name, parents first.
    pub name: String,
    /// Its type: `Sig`, `Tx`, `Btn`, `Ch`; also inherited.
    pub kind: Vec<u8>,
    /// Its dictionary.
    pub dictionary: Rc<Object>,
    /// Widgets that stand under it; it is its own where it has none.
    pub widgets: Vec<Id>,
}

/// The fields of the form that hold values, and the numbers of the groups above them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The fields.
    pub fields: Vec<Field>,
    /// Groups of fields.
    pub groups: Vec<Id>,
    /// A field stands under two parents or under itself.
    pub is_tangled: bool,
}

impl Form {
    /// Reads the form of a revision; empty where there is none.
    #[must_use]
    pub fn of(document: &Document<'_>) -> Form {
        let mut form = Form::default();
        let catalog = document.catalog();
        let Some(catalog) = catalog.dictionary() else { return form };
        let acro_form = document.value(catalog, "AcroForm");
        let Some(entries) = acro_form.dictionary() else { return form };
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<(Object, String, Vec<u8>)> = Vec::new();
        let list = |document: &Document<'_>, parent: &Dictionary, key: &str| match &*document.value(parent, key) {
            Object::Array(items) => items.clone(),
            _ => Vec::new(),
        };
        let top = list(document, entries, "Fields");
        waiting.extend(top.into_iter().rev().map(|item| (item, String::new(), Vec::new())));
        while let Some((item, above, kind)) = waiting.pop() {
            let id = if let Object::Reference(id) = item { Some(id) } else { None };
            if id.is_some_and(|id| !seen.insert(id)) || form.fields.len() >= MOST {
                form.is_tangled = true;
                continue;
            }
            let dictionary = document.resolve(&item);
            let Some(own) = dictionary.dictionary() else { continue };
            let part = match &*document.value(own, "T") {
                Object::String(text) => readable(text),
                _ => String::new(),
            };
            let name = match (above.is_empty(), part.is_empty()) {
                (false, false) => format!("{above}.{part}"),
                (true, _) => part,
                (false, true) => above,
            };
            let kind = match &*document.value(own, "FT") {
                Object::Name(own) => own.clone(),
                _ => kind,
            };
            let kids = list(document, own, "Kids");
            let is_field = |kid: &Object| document.resolve(kid).dictionary().is_some_and(|kid| kid.get("T").is_some());
            if kids.iter().any(is_field) {
                form.groups.extend(id);
                waiting.extend(kids.into_iter().rev().map(|kid| (kid, name.clone(), kind.clone())));
                continue;
            }
            let widgets = kids.iter().filter_map(|kid| if let Object::Reference(id) = kid { Some(*id) } else { None });
            let widgets: Vec<Id> = widgets.collect();
            form.fields.push(Field { id, name, kind, dictionary: Rc::clone(&dictionary), widgets });
        }
        form
    }
}

/// Text of a PDF: UTF-16 with a mark, UTF-8 with a mark, else one byte a letter.
#[must_use]
pub fn readable(text: &[u8]) -> String {
    match text {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => text.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// What is wrong with the place of a signature in its file: each lets a reader see something else than what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No `ByteRange`, or not four whole numbers that lie in the file one behind the other.
    ByteRange,
    /// It does not begin at the first byte.
    Beginning,
    /// What it leaves out is not exactly the hex string of the signature.
    Gap,
    /// It does not end where a revision of the file ends.
    End,
    /// No `Contents`.
    Contents,
    /// A name stands twice in the dictionary of the signature.
    Twins,
    /// The signature stands packed in an object stream, or cannot be read where it stands.
    Hidden,
    /// Two fields hold the same signature.
    Shared,
    /// Not exactly one signer.
    Signers,
    /// The content is in the signature, where it must not be.
    Enveloping,
    /// The signature is no CMS.
    NotCms,
    /// A field stands under two parents or under itself.
    Tangled,
}

/// A signature, as far as the PDF is concerned.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The name of its field.
    pub field: String,
    /// The field.
    pub id: Option<Id>,
    /// Its dictionary.
    pub dictionary: Dictionary,
    /// What is signed in place of the file's bytes: `ETSI.CAdES.detached` and the like.
    pub sub_filter: Vec<u8>,
    /// The two pieces of the file that are signed; empty where they are not sound.
    pub pieces: Vec<Range<usize>>,
    /// The signature itself, with the zeros behind it.
    pub contents: Vec<u8>,
    /// What is wrong with all this.
    pub faults: Vec<Fault>,
}

/// The signatures in the fields of a form, in the order of the fields.
#[must_use]
pub fn signatures(document: &Document<'_>, form: &Form) -> Vec<Signature> {
    let mut found: Vec<(Option<Id>, Signature)> = Vec::new();
    for field in form.fields.iter().filter(|field| field.kind == b"Sig") {
        let Some(own) = field.dictionary.dictionary() else { continue };
        let value = own.get("V");
        let value_id = if let Some(Object::Reference(id)) = value { Some(*id) } else { None };
        let resolved = value.map(|value| document.resolve(value));
        let Some(dictionary) = resolved.as_deref().and_then(Object::dictionary) else { continue };
        if let Some((_, first)) = found.iter_mut().find(|(id, _)| id.is_some() && *id == value_id) {
            first.faults.push(Fault::Shared);
            continue;
        }
        let mut signature = signature(document, field, dictionary, value_id.or(field.id));
        if form.is_tangled {
            signature.faults.push(Fault::Tangled);
        }
        found.push((value_id, signature));
    }
    found.into_iter().map(|(_, signature)| signature).collect()
}

fn signature(document: &Document<'_>, field: &Field, dictionary: &Dictionary, holder: Option<Id>) -> Signature {
    let mut faults = Vec::new();
    let sub_filter = match &*document.value(dictionary, "SubFilter") {
        Object::Name(name) => name.clone(),
        _ => Vec::new(),
    };
    if dictionary.has_twins {
        faults.push(Fault::Twins);
    }
    let contents = match dictionary.get("Contents") {
        Some(Object::String(contents)) if !contents.is_empty() => contents.clone(),
        _ => {
            faults.push(Fault::Contents);
            Vec::new()
        }
    };
    let pieces = match range(dictionary, document.source.length()) {
        Ok([start, first, gap_end, end]) => {
            if start != 0 {
                faults.push(Fault::Beginning);
            }
            let gap = first..gap_end;
            match holder.and_then(|id| document.place(id.number).map(|place| (id, place))) {
                Some((id, Place::At(offset))) => match document.read_at(offset, Some(id)) {
                    Ok((_, places)) if places.contains(&gap) && holds(&document.source, &gap, &contents) => {}
                    Ok(_) => faults.push(Fault::Gap),
                    Err(_) => faults.push(Fault::Hidden),
                },
                _ => faults.push(Fault::Hidden),
            }
            vec![start..first, gap_end..end]
        }
        Err(fault) => {
            faults.push(fault);
            Vec::new()
        }
    };
    Signature {
        field: field.name.clone(),
        id: field.id,
        dictionary: dictionary.clone(),
        sub_filter,
        pieces,
        contents,
        faults,
    }
}

/// `ByteRange` as the bytes where the pieces begin and end.
fn range(dictionary: &Dictionary, length: usize) -> Result<[usize; 4], Fault> {
    let Some(Object::Array(items)) = dictionary.get("ByteRange") else { return Err(Fault::ByteRange) };
    let numbers: Option<Vec<usize>> = items
        .iter()
        .map(|item| if let Object::Integer(value) = item { usize::try_from(*value).ok() } else { None })
        .collect();
    let Some([start, first, second, rest]) = numbers.as_deref() else { return Err(Fault::ByteRange) };
    let ends = start.checked_add(*first).zip(second.checked_add(*rest));
    match ends {
        Some((first_end, end)) if *first > 0 && *rest > 0 && first_end <= *second && end <= length => {
            Ok([*start, first_end, *second, end])
        }
        _ => Err(Fault::ByteRange),
    }
}

/// Is what lies in the gap the hex string of exactly these contents?
fn holds(source: &Source<'_>, gap: &Range<usize>, contents: &[u8]) -> bool {
    let Some(piece) = source.piece(gap.clone()) else { return false };
    let [b'<', digits @ .., b'>'] = &piece[..] else { return false };
    let decoded = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
        [high] => Some(nibble(*high)? << 4),
        _ => None,
    });
    decoded.eq(contents.iter().map(|byte| Some(*byte)))
}

/// What a signature allows to change later (ISO 32000-2 12.8.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permits {
    /// The level of its certification: 1 nothing, 2 forms, 3 forms and annotations; none where it does not certify.
    pub certified: Option<i64>,
    /// Which fields it locks.
    pub locks: Option<Locks>,
}

/// Fields that must not change any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locks {
    /// All.
    All,
    /// These, and what stands under them.
    These(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
    /// What it says is not understood: all, then.
    Unclear,
}

impl Locks {
    /// Is the field `name` locked?
    #[must_use]
    pub fn hold(&self, name: &str) -> bool {
        let within = |list: &[String]| {
            list.iter().any(|one| name == one || name.strip_prefix(one).is_some_and(|rest| rest.starts_with('.')))
        };
        match self {
            Locks::All | Locks::Unclear => true,
            Locks::These(list) => within(list),
            Locks::AllBut(list) => !within(list),
        }
    }
}

/// Reads what a signature allows; what cannot be understood allows nothing.
#[must_use]
pub fn permits(document: &Document<'_>, signature: &Dictionary) -> Permits {
    let mut permits = Permits::default();
    let Object::Array(references) = &*document.value(signature, "Reference") else { return permits };
    for reference in references {
        let reference = document.resolve(reference);
        let Some(reference) = reference.dictionary() else { continue };
        let parameters = document.value(reference, "TransformParams");
        let parameters = parameters.dictionary();
        match &*document.value(reference, "TransformMethod") {
            Object::Name(method) if method == b"DocMDP" => {
                let level = parameters.map(|parameters| document.value(parameters, "P"));
                permits.certified = match level.as_deref() {
                    Some(Object::Integer(level @ 1..=3)) => Some(*level),
                    None | Some(Object::Null) => Some(2),
                    Some(_) => Some(1),
                };
            }
            Object::Name(method) if method == b"FieldMDP" => permits.locks = Some(locks(document, parameters)),
            _ => {}
        }
    }
    permits
}

/// `FieldMDP` or `Lock`: which fields.
#[must_use]
pub fn locks(document: &Document<'_>, parameters: Option<&Dictionary>) -> Locks {
    let Some(parameters) = parameters else { return Locks::Unclear };
    let names = match &*document.value(parameters, "Fields") {
        Object::Array(items) => items
            .iter()
            .filter_map(
                |item| if let Object::String(text) = &*document.resolve(item) { Some(readable(text)) } else { None },
            )
            .collect(),
        _ => Vec::new(),
    };
    match &*document.value(parameters, "Action") {
        Object::Name(action) if action == b"All" => Locks::All,
        Object::Name(action) if action == b"Include" => Locks::These(names),
        Object::Name(action) if action == b"Exclude" => Locks::AllBut(names),
        _ => Locks::Unclear,
    }
}

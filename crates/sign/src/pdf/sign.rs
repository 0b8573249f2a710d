//! A signature field in a PDF: the update that carries it, with room for the signature.

use super::append::{Update, Written};
use super::archival::Archival;
use super::document::Document;
use super::field::{self, Form, Locks};
use super::mark::{self, Mark};
use super::object::{Dictionary, Id, Object};
use crate::job::Refusal;
use antin_pki::time::Time;
use std::collections::BTreeSet;

/// How a PDF is to be signed.
#[derive(Clone, Debug)]
pub struct Order<'o> {
    /// The claimed time, written as Vietnam's (`+07'00'`).
    pub at: Time,
    /// An existing field; none for a new one.
    pub field: Option<&'o str>,
    /// Why.
    pub reason: Option<&'o str>,
    /// Where.
    pub location: Option<&'o str>,
    /// Who, in words; the certificate is what counts.
    pub name: Option<&'o str>,
    /// Certifies the document: only what this allows may follow. Only the first signature can.
    pub certifies: Option<Certifies>,
    /// What is seen on the page; none for an invisible signature.
    pub mark: Option<Mark<'o>>,
    /// Makes encrypted additions differ from one another; sixteen bytes of chance from the caller.
    pub seed: [u8; 16],
}

/// What may follow a certifying signature (ISO 32000-2 table 257).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certifies {
    /// Nothing but validation data and time stamps.
    NoChanges,
    /// Filled fields and signatures.
    Forms,
    /// Annotations too.
    Annotations,
}

impl Order<'_> {
    /// An invisible signature without reason and place.
    #[must_use]
    pub fn at(at: Time) -> Self {
        Order { at, field: None, reason: None, location: None, name: None, certifies: None, mark: None, seed: [0; 16] }
    }
}

/// Writes the update for `order` with `room` bytes for the CMS.
///
/// # Errors
/// The file does not allow it.
pub fn prepare(document: &Document<'_>, order: &Order<'_>, room: usize) -> Result<(Written, String), Refusal> {
    let Some(Object::Reference(root)) = document.trailer().get("Root") else { return Err(Refusal::Damaged) };
    let form = Form::of(document);
    let locks = allowed(document, &form)?;
    let mut update = Update::new(document, order.seed);
    let signature = update.number();
    let mut dictionary = dictionary(order);
    if let Some(certifies) = order.certifies {
        if !field::signatures(document, &form).is_empty() {
            return Err(Refusal::SignedAlready);
        }
        certify(&mut dictionary, certifies, *root, signature, &mut update)?;
    }
    let name = match order.field {
        Some(wanted) => {
            if locks.iter().any(|locks| locks.hold(wanted)) {
                return Err(Refusal::FieldLocked(wanted.to_owned()));
            }
            let lock = fill(document, &form, wanted, signature, &mut update)?;
            let dictionary = with_lock(dictionary, lock);
            update.signature(signature, dictionary, room);
            wanted.to_owned()
        }
        None => {
            let name = add_field(document, *root, &form, signature, order.mark.as_ref(), &mut update)?;
            update.signature(signature, dictionary, room);
            name
        }
    };
    Ok((update.write(), name))
}

/// Writes the update for a time stamp of the whole document with `room` bytes for its token. It is allowed whatever the
/// signatures say: it changes nothing that they speak of (ISO 32000-2 12.8.2.2.2).
///
/// # Errors
/// The file has no page, or cannot be read.
pub fn prepare_stamp(document: &Document<'_>, seed: [u8; 16], room: usize) -> Result<(Written, String), Refusal> {
    let Some(Object::Reference(root)) = document.trailer().get("Root") else { return Err(Refusal::Damaged) };
    let form = Form::of(document);
    let mut update = Update::new(document, seed);
    let stamp = update.number();
    let mut dictionary = Dictionary::default();
    dictionary.set("Type", Object::named("DocTimeStamp"));
    dictionary.set("Filter", Object::named("Adobe.PPKLite"));
    dictionary.set("SubFilter", Object::named("ETSI.RFC3161"));
    let name = add_field(document, *root, &form, stamp, None, &mut update)?;
    update.signature(stamp, dictionary, room);
    Ok((update.write(), name))
}

/// A new field for `signature`, on its page and in the form; its name.
fn add_field(
    document: &Document<'_>,
    root: Id,
    form: &Form,
    signature: Id,
    mark: Option<&Mark<'_>>,
    update: &mut Update<'_, '_>,
) -> Result<String, Refusal> {
    let name = free_name(form);
    let page = mark::page(document, mark.map_or(0, |mark| mark.page)).ok_or(Refusal::NoPage)?;
    let mut field = new_field(&name, signature, page);
    if let Some(mark) = mark {
        mark.draw(document, page, &mut field, update)?;
    } else if Archival::of(document).is_first() {
        mark::nothing(&mut field, update);
    }
    let id = update.number();
    update.put(id, Object::Dictionary(field));
    annotate(document, page, id, update);
    add_to_form(document, root, id, update)?;
    Ok(name)
}

/// What earlier signatures lock; a file certified against any change is refused.
fn allowed(document: &Document<'_>, form: &Form) -> Result<Vec<Locks>, Refusal> {
    let mut locks = Vec::new();
    for signature in field::signatures(document, form) {
        let permits = field::permits(document, &signature.dictionary);
        if permits.certified == Some(1) {
            return Err(Refusal::CertifiedAgainstChanges(signature.field));
        }
        locks.extend(permits.locks);
    }
    // Certified by the catalog, though no field of the form holds the signature.
    let catalog = document.catalog();
    let perms = catalog.dictionary().map(|catalog| document.value(catalog, "Perms"));
    let certifying = perms.as_deref().and_then(Object::dictionary).map(|perms| document.value(perms, "DocMDP"));
    if let Some(dictionary) = certifying.as_deref().and_then(Object::dictionary)
        && field::permits(document, dictionary).certified == Some(1)
    {
        return Err(Refusal::CertifiedAgainstChanges("DocMDP".into()));
    }
    Ok(locks)
}

fn dictionary(order: &Order<'_>) -> Dictionary {
    let mut dictionary = Dictionary::default();
    dictionary.set("Type", Object::named("Sig"));
    dictionary.set("Filter", Object::named("Adobe.PPKLite"));
    dictionary.set("SubFilter", Object::named("ETSI.CAdES.detached"));
    dictionary.set("M", Object::String(date(order.at).into_bytes()));
    for (name, value) in [("Name", order.name), ("Reason", order.reason), ("Location", order.location)] {
        if let Some(value) = value {
            dictionary.set(name, Object::String(text(value)));
        }
    }
    dictionary
}

/// A field of a certain name gets its value. What its `Lock` says goes into the signature (ISO 32000-2 12.7.5.5).
fn fill(
    document: &Document<'_>,
    form: &Form,
    wanted: &str,
    signature: Id,
    update: &mut Update<'_, '_>,
) -> Result<Option<Dictionary>, Refusal> {
    let field = form.fields.iter().find(|field| field.name == wanted);
    let field = field.ok_or_else(|| Refusal::NoSuchField(wanted.to_owned()))?;
    let (Some(id), Some(own)) = (field.id, field.dictionary.dictionary()) else {
        return Err(Refusal::NoSuchField(wanted.to_owned()));
    };
    if field.kind != b"Sig" || document.value(own, "V").dictionary().is_some() {
        return Err(Refusal::FieldTaken(wanted.to_owned()));
    }
    let mut filled = own.clone();
    filled.set("V", Object::Reference(signature));
    update.put(id, Object::Dictionary(filled));
    flag_form(document, update);
    Ok(document.value(own, "Lock").dictionary().cloned())
}

fn with_lock(mut dictionary: Dictionary, lock: Option<Dictionary>) -> Dictionary {
    if let Some(parameters) = lock {
        refer(&mut dictionary, "FieldMDP", parameters);
    }
    dictionary
}

/// One more entry of `Reference`: by which method the signature restricts changes.
fn refer(dictionary: &mut Dictionary, method: &str, mut parameters: Dictionary) {
    parameters.set("Type", Object::named("TransformParams"));
    parameters.set("V", Object::named("1.2"));
    let mut reference = Dictionary::default();
    reference.set("Type", Object::named("SigRef"));
    reference.set("TransformMethod", Object::named(method));
    reference.set("TransformParams", Object::Dictionary(parameters));
    let mut references = match dictionary.get("Reference") {
        Some(Object::Array(references)) => references.clone(),
        _ => Vec::new(),
    };
    references.push(Object::Dictionary(reference));
    dictionary.set("Reference", Object::Array(references));
}

/// The level in the signature, and the catalog that names the signature (ISO 32000-2 12.8.2.2 and 12.8.6).
fn certify(
    dictionary: &mut Dictionary,
    certifies: Certifies,
    root: Id,
    signature: Id,
    update: &mut Update<'_, '_>,
) -> Result<(), Refusal> {
    let level = match certifies {
        Certifies::NoChanges => 1,
        Certifies::Forms => 2,
        Certifies::Annotations => 3,
    };
    let mut parameters = Dictionary::default();
    parameters.set("P", Object::Integer(level));
    refer(dictionary, "DocMDP", parameters);
    let Object::Dictionary(mut catalog) = update.current(root) else { return Err(Refusal::Damaged) };
    let mut perms = match catalog.get("Perms").map(|perms| update.resolve(perms)) {
        Some(Object::Dictionary(perms)) => perms,
        _ => Dictionary::default(),
    };
    perms.set("DocMDP", Object::Reference(signature));
    catalog.set("Perms", Object::Dictionary(perms));
    update.put(root, Object::Dictionary(catalog));
    Ok(())
}

fn free_name(form: &Form) -> String {
    let taken: BTreeSet<&str> = form.fields.iter().map(|field| &field.name[..]).collect();
    let mut number = 1_u32;
    loop {
        let name = format!("Signature{number}");
        if !taken.iter().any(|own| *own == name || own.starts_with(&format!("{name}."))) {
            return name;
        }
        number += 1;
    }
}

fn new_field(name: &str, signature: Id, page: Id) -> Dictionary {
    let mut field = Dictionary::default();
    field.set("Type", Object::named("Annot"));
    field.set("Subtype", Object::named("Widget"));
    field.set("FT", Object::named("Sig"));
    field.set("T", Object::String(text(name)));
    field.set("V", Object::Reference(signature));
    field.set("P", Object::Reference(page));
    // Printed, and locked against being moved (ISO 32000-2 table 167).
    field.set("F", Object::Integer(132));
    field.set("Rect", Object::Array(vec![Object::Integer(0); 4]));
    field
}

/// The widget among the annotations of its page.
fn annotate(document: &Document<'_>, page: Id, widget: Id, update: &mut Update<'_, '_>) {
    let Object::Dictionary(mut own) = update.current(page) else { return };
    let add = |list: &Object| match list {
        Object::Array(items) => Object::Array(items.iter().cloned().chain([Object::Reference(widget)]).collect()),
        _ => Object::Array(vec![Object::Reference(widget)]),
    };
    match own.get("Annots") {
        Some(Object::Reference(id)) if matches!(update.current(*id), Object::Array(_)) => {
            let id = *id;
            let list = add(&update.current(id));
            update.put(id, list);
        }
        list => {
            let list = list.map_or(Object::Null, |list| (*document.resolve(list)).clone());
            own.set("Annots", add(&list));
            update.put(page, Object::Dictionary(own));
        }
    }
}

/// The field in the list of the form, which is made where there is none.
fn add_to_form(document: &Document<'_>, root: Id, field: Id, update: &mut Update<'_, '_>) -> Result<(), Refusal> {
    let Object::Dictionary(mut catalog) = update.current(root) else { return Err(Refusal::Damaged) };
    let (place, mut form) = match catalog.get("AcroForm") {
        Some(Object::Reference(id)) => match update.current(*id) {
            Object::Dictionary(form) => (Some(*id), form),
            _ => (None, Dictionary::default()),
        },
        Some(Object::Dictionary(form)) => (None, form.clone()),
        _ => (None, Dictionary::default()),
    };
    let mut changed = flags(&mut form);
    match form.get("Fields") {
        Some(Object::Reference(id)) if matches!(update.current(*id), Object::Array(_)) => {
            let id = *id;
            if let Object::Array(mut items) = update.current(id) {
                items.push(Object::Reference(field));
                update.put(id, Object::Array(items));
            }
        }
        fields => {
            let mut items = match fields.map(|fields| document.resolve(fields)).as_deref() {
                Some(Object::Array(items)) => items.clone(),
                _ => Vec::new(),
            };
            items.push(Object::Reference(field));
            form.set("Fields", Object::Array(items));
            changed = true;
        }
    }
    match place {
        Some(id) if changed => update.put(id, Object::Dictionary(form)),
        Some(_) => {}
        None => {
            catalog.set("AcroForm", Object::Dictionary(form));
            update.put(root, Object::Dictionary(catalog));
        }
    }
    Ok(())
}

/// `SigFlags` of the form of an existing field.
fn flag_form(document: &Document<'_>, update: &mut Update<'_, '_>) {
    let Some(Object::Reference(root)) = document.trailer().get("Root") else { return };
    let Object::Dictionary(mut catalog) = update.current(*root) else { return };
    match catalog.get("AcroForm").cloned() {
        Some(Object::Reference(id)) => {
            if let Object::Dictionary(mut form) = update.current(id)
                && flags(&mut form)
            {
                update.put(id, Object::Dictionary(form));
            }
        }
        Some(Object::Dictionary(mut form)) => {
            if !flags(&mut form) {
                return;
            }
            catalog.set("AcroForm", Object::Dictionary(form));
            update.put(*root, Object::Dictionary(catalog));
        }
        _ => {}
    }
}

/// Signatures exist, and the file grows only at its end (ISO 32000-2 table 225); true if that was not said yet.
fn flags(form: &mut Dictionary) -> bool {
    let before = form.integer("SigFlags").unwrap_or(0);
    if before & 3 == 3 {
        return false;
    }
    form.set("SigFlags", Object::Integer(before | 3));
    true
}

/// Text as PDF wants it: ASCII as it is, everything else in UTF-16 with its mark.
#[must_use]
pub fn text(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let mut out = vec![0xfe, 0xff];
    out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    out
}

/// `D:20260614153000+07'00'`: the hour of Vietnam.
#[must_use]
pub fn date(at: Time) -> String {
    let (day, clock) = local(at);
    let ((year, month, day), (hour, minute, second)) = (day, clock);
    format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}+07'00'")
}

/// Day and time of day in Vietnam, which has one zone and no summer time.
#[must_use]
pub fn local(at: Time) -> ((i64, u32, u32), (i64, i64, i64)) {
    let here = at.plus(7 * 3600);
    let second = here.0.rem_euclid(86_400);
    (here.civil(), (second / 3600, second / 60 % 60, second % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_the_one_on_the_wall_in_vietnam() {
        let at = Time::parse("2026-06-30T18:30:05Z").unwrap();
        assert_eq!(date(at), "D:20260701013005+07'00'");
    }

    #[test]
    fn vietnamese_text_is_written_in_utf16() {
        assert_eq!(text("Ký"), [0xfe, 0xff, 0, b'K', 0, 0xfd]);
        assert_eq!(text("Ky"), b"Ky");
    }
}

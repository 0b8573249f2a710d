//! The document security store (ISO 32000-2 section 12.8.4.3): certificates, CRLs and OCSP answers put into a file so
//! that its signatures can be judged years later.

use super::append::Update;
use super::document::Document;
use super::object::{Dictionary, Object};
use crate::job::Refusal;

/// Entries of one list, at most.
const MOST: usize = 2000;

/// What a file brings along for its validation, each the bytes of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs.
    pub crls: Vec<Vec<u8>>,
    /// OCSP answers.
    pub answers: Vec<Vec<u8>>,
}

impl Store {
    /// Reads the store of a revision; empty where there is none. What cannot be read is left out: it proves nothing.
    #[must_use]
    pub fn of(document: &Document<'_>) -> Store {
        let catalog = document.catalog();
        let store = catalog.dictionary().map(|catalog| document.value(catalog, "DSS"));
        let Some(entries) = store.as_deref().and_then(Object::dictionary) else { return Store::default() };
        let list = |name| match &*document.value(entries, name) {
            Object::Array(items) => items.iter().take(MOST).filter_map(|item| bytes(document, item)).collect(),
            _ => Vec::new(),
        };
        Store { certificates: list("Certs"), crls: list("CRLs"), answers: list("OCSPs") }
    }

    /// Is there anything in the store of a revision that can be read?
    #[must_use]
    pub fn has_any(document: &Document<'_>) -> bool {
        let catalog = document.catalog();
        let store = catalog.dictionary().map(|catalog| document.value(catalog, "DSS"));
        let Some(entries) = store.as_deref().and_then(Object::dictionary) else { return false };
        ["Certs", "CRLs", "OCSPs"].into_iter().any(|name| match &*document.value(entries, name) {
            Object::Array(items) => items.iter().take(MOST).any(|item| bytes(document, item).is_some()),
            _ => false,
        })
    }

    /// Takes over what `other` has and this one has not.
    pub fn take(&mut self, other: &Store) {
        let Store { certificates, crls, answers } = self;
        for (own, more) in [(certificates, &other.certificates), (crls, &other.crls), (answers, &other.answers)] {
            for der in more {
                if !own.contains(der) {
                    own.push(der.clone());
                }
            }
        }
    }

    /// Is there nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.answers.is_empty()
    }
}

/// The update that adds `more` to the store of a file; what is there already is not written again. None where nothing is
/// new.
///
/// # Errors
/// The file has no catalog.
pub fn add(document: &Document<'_>, more: &Store, seed: [u8; 16]) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(Object::Reference(root)) = document.trailer().get("Root") else { return Err(Refusal::Damaged) };
    let mut update = Update::new(document, seed);
    let Object::Dictionary(mut catalog) = update.current(*root) else { return Err(Refusal::Damaged) };
    let present = Store::of(document);
    let mut store = document.value(&catalog, "DSS").dictionary().cloned().unwrap_or_default();
    store.set("Type", Object::named("DSS"));
    let lists = [
        ("Certs", &more.certificates, &present.certificates),
        ("CRLs", &more.crls, &present.crls),
        ("OCSPs", &more.answers, &present.answers),
    ];
    let mut is_new = false;
    for (name, wanted, known) in lists {
        let mut items = match &*document.value(&store, name) {
            Object::Array(items) => items.clone(),
            _ => Vec::new(),
        };
        let mut written: Vec<&Vec<u8>> = known.iter().collect();
        for der in wanted {
            if !written.contains(&der) {
                items.push(Object::Reference(update.stream(Dictionary::default(), der.clone())));
                written.push(der);
                is_new = true;
            }
        }
        if !items.is_empty() {
            store.set(name, Object::Array(items));
        }
    }
    if !is_new {
        return Ok(None);
    }
    match catalog.get("DSS") {
        Some(Object::Reference(id)) => update.put(*id, Object::Dictionary(store)),
        _ => {
            let id = update.number();
            update.put(id, Object::Dictionary(store));
            catalog.set("DSS", Object::Reference(id));
            update.put(*root, Object::Dictionary(catalog));
        }
    }
    Ok(Some(update.write().bytes))
}

fn bytes(document: &Document<'_>, item: &Object) -> Option<Vec<u8>> {
    let Object::Reference(id) = item else { return None };
    match &*document.resolve(item) {
        Object::Stream(stream) => document.unpack(stream, Some(*id)),
        _ => None,
    }
}

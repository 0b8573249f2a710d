//! The document security store (ISO 32000-2 section 12.8.4.3): certificates, CRLs and OCSP answers put into a file so
//! that its signatures can be judged years later.

use super::document::Document;
use super::object::Object;

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

    /// Is there nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.answers.is_empty()
    }
}

fn bytes(document: &Document<'_>, item: &Object) -> Option<Vec<u8>> {
    let Object::Reference(id) = item else { return None };
    match &*document.resolve(item) {
        Object::Stream(stream) => document.unpack(stream, Some(*id)),
        _ => None,
    }
}

//! What a signature covers, as a file of its own: the revision that was signed, or the content inside a CMS; and whose
//! certificates made the signatures and time stamps of a file.

use super::{cms, pdf};
use crate::cms::ber;
use crate::cms::read::SignedData;
use crate::oid::ARCHIVE_TIME_STAMP_3;
use crate::pdf::dss::Store;
use crate::pdf::field::{self, Fault, Form};
use crate::source::Source;
use antin_pki::certificate::Certificate;

/// How many bytes, from the first on, the revision of a PDF has that the signature called `id` covers; without a name that
/// of the latest one. None where there is no such signature, or what it covers is no revision.
#[must_use]
pub fn revision<'a>(file: impl Into<Source<'a>>, password: Option<&[u8]>, id: Option<&str>) -> Option<usize> {
    let document = pdf::open(file, password).ok()?;
    let signatures = field::signatures(&document, &Form::of(&document));
    let wanted = signatures.iter().filter(|one| id.is_none_or(|id| one.field == id));
    let sound = wanted.filter(|one| one.faults.iter().all(|fault| *fault == Fault::Shared));
    let end = sound.filter_map(|one| Some(one.pieces.last()?.end)).max()?;
    document.ending_at(end).map(|_| end)
}

/// The content inside a CMS; none where it lies beside it.
#[must_use]
pub fn content(file: &[u8]) -> Option<Vec<u8>> {
    let plain = if cms::is_armoured(file) { cms::unarmoured(file)? } else { file.to_vec() };
    let der = ber::to_der(&plain).ok()?;
    SignedData::read(&der).ok()?.content.map(<[u8]>::to_vec)
}

/// Certificates of a file: those that made its signatures and time stamps, and everything that came along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Those that signed or stamped.
    pub signers: Vec<Vec<u8>>,
    /// All, those above among them.
    pub all: Store,
}

/// What the signatures of a PDF or CMS carry; nothing where the file cannot be read.
#[must_use]
pub fn carried<'a>(file: impl Into<Source<'a>>, password: Option<&[u8]>) -> Carried {
    let (source, mut carried) = (file.into(), Carried::default());
    if let Ok(document) = pdf::open(&source, password) {
        for signature in field::signatures(&document, &Form::of(&document)) {
            carried.take(&signature.contents);
        }
        let store = Store::of(&document);
        carried.all.certificates.extend(store.certificates);
        carried.all.crls.extend(store.crls);
        carried.all.answers.extend(store.answers);
    } else if let Some(file) = source.piece(0..source.length()) {
        match cms::is_armoured(&file) {
            true => carried.take(&cms::unarmoured(&file).unwrap_or_default()),
            false => carried.take(&file),
        }
    }
    carried
}

impl Carried {
    fn take(&mut self, bytes: &[u8]) {
        let Ok(der) = ber::to_der(bytes) else { return };
        let Ok(data) = SignedData::read(&der) else { return };
        let archives = data.signers.iter().flat_map(|signer| cms::later(signer, ARCHIVE_TIME_STAMP_3));
        for token in pdf::stamps_of(&data).into_iter().chain(archives) {
            if let Ok(stamped) = SignedData::read(&token) {
                self.add(&stamped);
            }
        }
        self.add(&data);
    }

    fn add(&mut self, data: &SignedData<'_>) {
        for der in &data.certificates {
            if Certificate::read(der).is_ok_and(|one| data.signers.iter().any(|signer| signer.by.is(&one))) {
                self.signers.push(der.to_vec());
            }
            self.all.certificates.push(der.to_vec());
        }
        self.all.crls.extend(data.crls.iter().map(|crl| crl.to_vec()));
        self.all.answers.extend(data.answers.iter().cloned());
    }
}

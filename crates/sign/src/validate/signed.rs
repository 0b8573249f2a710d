//! What a signature covers, as a file of its own: the revision that was signed, or the content inside a CMS.

use super::{cms, pdf};
use crate::cms::ber;
use crate::cms::read::SignedData;
use crate::pdf::field::{self, Fault, Form};

/// The revision of a PDF that the signature called `id` covers, byte for byte; without a name that of the latest one.
/// None where there is no such signature, or what it covers is no revision.
#[must_use]
pub fn revision<'a>(file: &'a [u8], password: Option<&[u8]>, id: Option<&str>) -> Option<&'a [u8]> {
    let document = pdf::open(file, password).ok()?;
    let signatures = field::signatures(&document, &Form::of(&document));
    let wanted = signatures.iter().filter(|one| id.is_none_or(|id| one.field == id));
    let sound = wanted.filter(|one| one.faults.iter().all(|fault| *fault == Fault::Shared));
    let end = sound.filter_map(|one| Some(one.pieces.last()?.end)).max()?;
    document.ending_at(end)?;
    file.get(..end)
}

/// The content inside a CMS; none where it lies beside it.
#[must_use]
pub fn content(file: &[u8]) -> Option<Vec<u8>> {
    let plain = if cms::is_armoured(file) { cms::unarmoured(file)? } else { file.to_vec() };
    let der = ber::to_der(&plain).ok()?;
    SignedData::read(&der).ok()?.content.map(<[u8]>::to_vec)
}

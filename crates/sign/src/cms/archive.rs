//! Archive time stamps of CAdES (EN 319 122-1 section 5.5): what they are over.
//!
//! > 5.5.2: `ats-hash-index-v3` lists the digest of each certificate and each revocation value of the file, and of each value of
//! > each attribute that was added to the signature. An index that lists something which is not there (any more) is invalid.
//! > 5.5.3: stamped are the type of the content, the digest of the content, everything of the signer from version to signature,
//! > and the index, one behind the other. The index lies in the token as its one attribute that is not signed.

use super::read::{SignedData, Signer};
use crate::oid::{HASH_INDEX, HASH_INDEX_2, HASH_INDEX_3};
use antin_pki::algorithm::{AlgorithmId, Digest};
use antin_pki::der::{DerError, Reader, tag, write};
use antin_pki::oid::Oid;
use std::collections::BTreeSet;

/// Digests in one index, at most.
const MOST: usize = 20_000;

/// How an index counts attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Each attribute as a whole (TS 101 733 V2.2.1).
    Whole,
    /// Each value, its type before it.
    Values,
}

/// The index in the token of an archive time stamp.
#[derive(Clone, Debug)]
pub struct HashIndex<'a> {
    /// The digest of everything in it.
    pub digest: Digest,
    /// As it stands.
    pub whole: &'a [u8],
    form: Form,
    /// Digests of certificates, of revocation values, of attributes.
    lists: [BTreeSet<&'a [u8]>; 3],
}

impl<'a> HashIndex<'a> {
    /// The index of a token: exactly one attribute with exactly one value (5.5.2, 5.5.3).
    ///
    /// # Errors
    /// There is none, there are several, or it cannot be read.
    pub fn of(token: &SignedData<'a>) -> Result<Self, DerError> {
        let missing = || DerError::Value("ats-hash-index");
        let [signer] = &token.signers[..] else { return Err(missing()) };
        let known = [(HASH_INDEX, Form::Whole), (HASH_INDEX_2, Form::Values), (HASH_INDEX_3, Form::Values)];
        let found =
            known.into_iter().flat_map(|(oid, form)| signer.later(oid).into_iter().map(move |value| (value, form)));
        let [(whole, form)] = found.collect::<Vec<_>>()[..] else { return Err(missing()) };
        let mut inside = Reader::new(whole).sequence()?;
        // In the first form SHA-256 is the default and is left out; a list begins with no identifier.
        let mut ahead = inside;
        let digest = match ahead.sequence()?.peek() {
            Some(tag::OID) => Digest::of(AlgorithmId::read(&mut inside)?.oid).ok_or(DerError::Value("digest"))?,
            _ if form == Form::Whole => Digest::Sha256,
            _ => return Err(DerError::Value("digest")),
        };
        let mut lists = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        for list in &mut lists {
            let mut items = inside.sequence()?;
            while !items.is_empty() {
                list.insert(items.element(tag::OCTET_STRING)?.value);
                if list.len() > MOST {
                    return Err(DerError::Value("index"));
                }
            }
        }
        inside.end()?;
        Ok(HashIndex { digest, whole, form, lists })
    }

    /// Holds the index against what is there. Whatever it lists has to be there; what it does not list is given back.
    ///
    /// # Errors
    /// Something that it lists is not there, or is another one now.
    pub fn check(&self, file: &Inventory<'a>, signer: &Signer<'a>) -> Result<Uncovered<'a>, Gone> {
        let [certificates, revocations, attributes] = &self.lists;
        let mut uncovered = Uncovered::default();
        let all = |list: &BTreeSet<&[u8]>, there: &[(Vec<u8>, &'a [u8])], others: &mut Vec<&'a [u8]>| {
            let mut seen = 0;
            let mut counted = BTreeSet::new();
            for (digest, whole) in there {
                match list.contains(&digest[..]) {
                    true => seen += usize::from(counted.insert(&digest[..])),
                    false => others.push(whole),
                }
            }
            if seen == list.len() { Ok(()) } else { Err(Gone) }
        };
        all(certificates, &file.certificates, &mut uncovered.certificates)?;
        all(revocations, &file.revocations, &mut uncovered.revocations)?;
        let added = signer.added();
        let mut there = Vec::new();
        for attribute in &added {
            match self.form {
                Form::Whole => there.push((self.digest.compute(&[attribute.whole]), attribute.whole)),
                Form::Values => there.extend(
                    attribute.values.iter().map(|value| (of_value(self.digest, attribute.oid, value), attribute.whole)),
                ),
            }
        }
        all(attributes, &there, &mut uncovered.attributes)?;
        Ok(uncovered)
    }
}

/// Something that an index lists is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// What an index does not list: it was added later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncovered<'a> {
    /// Certificates, as they stand.
    pub certificates: Vec<&'a [u8]>,
    /// CRLs and answers.
    pub revocations: Vec<&'a [u8]>,
    /// Attributes.
    pub attributes: Vec<&'a [u8]>,
}

/// The certificates and revocation values of a file, each with its digest.
#[derive(Clone, Debug)]
pub struct Inventory<'a> {
    certificates: Vec<(Vec<u8>, &'a [u8])>,
    revocations: Vec<(Vec<u8>, &'a [u8])>,
}

impl<'a> Inventory<'a> {
    /// Takes the digest of each of them.
    #[must_use]
    pub fn of(data: &SignedData<'a>, digest: Digest) -> Self {
        let each = |list: &[&'a [u8]]| list.iter().map(|whole| (digest.compute(&[whole]), *whole)).collect();
        Inventory { certificates: each(&data.certificate_choices), revocations: each(&data.revocation_choices) }
    }
}

/// The digest of one value of an attribute: its type before it.
fn of_value(digest: Digest, oid: Oid<'_>, value: &[u8]) -> Vec<u8> {
    digest.compute(&[&write::oid(oid), value])
}

/// The index of everything that is there now.
#[must_use]
pub fn index(data: &SignedData<'_>, signer: &Signer<'_>, digest: Digest) -> Vec<u8> {
    let list = |digests: Vec<Vec<u8>>| {
        let items: Vec<Vec<u8>> = digests.iter().map(|digest| write::element(tag::OCTET_STRING, digest)).collect();
        write::element(tag::SEQUENCE, &items.concat())
    };
    let each = |elements: &[&[u8]]| list(elements.iter().map(|whole| digest.compute(&[whole])).collect());
    let values = signer.added();
    let values = values.iter().flat_map(|one| one.values.iter().map(move |value| of_value(digest, one.oid, value)));
    write::sequence(&[
        &write::sequence(&[&write::oid(digest.oid())]),
        &each(&data.certificate_choices),
        &each(&data.revocation_choices),
        &list(values.collect()),
    ])
}

/// What is stamped, one behind the other; `content` is the digest of the content by the digest of the imprint.
#[must_use]
pub fn imprint(data: &SignedData<'_>, signer: &Signer<'_>, content: &[u8], index: &[u8]) -> Vec<u8> {
    [&write::oid(data.content_type), content, signer.fields, index].concat()
}

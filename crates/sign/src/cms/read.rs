//! `SignedData` as it stands (RFC 5652 section 5): who signed, over which attributes, what came along.
//!
//! Reading judges nothing; [`super::verify`] does.

use crate::oid::{ADOBE_REVOCATION, CERTIFICATE_VALUES, OCSP_IN_CMS, REVOCATION_VALUES};
use antin_pki::algorithm::AlgorithmId;
use antin_pki::bundle::SignerId;
use antin_pki::certificate::Certificate;
use antin_pki::der::{DerError, Reader, tag, write};
use antin_pki::oid::{self, Oid};

/// Certificates, CRLs, answers or signers taken from one signature, at most.
const MOST: usize = 512;

/// A signature whose bytes lie elsewhere, in DER.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    /// What kind of content is signed.
    pub content_type: Oid<'a>,
    /// The content, if it is inside.
    pub content: Option<&'a [u8]>,
    /// Certificates that came along; whatever else stands among them is left out.
    pub certificates: Vec<&'a [u8]>,
    /// The field `certificates` element by element, as it stands.
    pub certificate_choices: Vec<&'a [u8]>,
    /// The field `crls` element by element, as it stands.
    pub revocation_choices: Vec<&'a [u8]>,
    /// CRLs that came along.
    pub crls: Vec<&'a [u8]>,
    /// OCSP responses that came along, each an `OCSPResponse`.
    pub answers: Vec<Vec<u8>>,
    /// Who signed.
    pub signers: Vec<Signer<'a>>,
    /// Version, and as they stand the digests and what is signed: for who writes the file anew.
    pub(super) head: (u32, &'a [u8], &'a [u8]),
}

/// One `SignerInfo`.
#[derive(Clone, Debug)]
pub struct Signer<'a> {
    /// Whose certificate made it.
    pub by: SignerId<'a>,
    /// The digest of the content.
    pub digest: AlgorithmId<'a>,
    /// What is signed in place of the content: the content of the set.
    pub attributes: Option<&'a [u8]>,
    /// The algorithm of the signature.
    pub algorithm: AlgorithmId<'a>,
    /// The signature.
    pub signature: &'a [u8],
    /// Everything from the version to the signature, as it stands.
    pub fields: &'a [u8],
    /// What was added later: the content of the set.
    pub unsigned: &'a [u8],
}

/// An attribute that was added after signing.
#[derive(Clone, Debug)]
pub struct Added<'a> {
    /// As it stands.
    pub whole: &'a [u8],
    /// What it says.
    pub oid: Oid<'a>,
    /// Its values, each as it stands.
    pub values: Vec<&'a [u8]>,
}

impl<'a> SignedData<'a> {
    /// Reads a `ContentInfo` of signed data.
    ///
    /// # Errors
    /// It is none.
    pub fn read(bytes: &'a [u8]) -> Result<Self, DerError> {
        let mut info = Reader::new(bytes).sequence()?;
        if info.oid()? != oid::CMS_SIGNED_DATA {
            return Err(DerError::Value("signed data"));
        }
        let mut data = info.element(tag::constructed(0))?.inside().sequence()?;
        let version = data.small()?;
        let digests = data.element(tag::SET)?.whole;
        let inner = data.element(tag::SEQUENCE)?;
        let head = (version, digests, inner.whole);
        let mut inner = inner.inside();
        let content_type = inner.oid()?;
        let content = match inner.optional(tag::constructed(0))? {
            Some(element) => Some(content(&mut element.inside())?),
            None => None,
        };
        let mut found = SignedData {
            content_type,
            content,
            certificates: Vec::new(),
            certificate_choices: Vec::new(),
            revocation_choices: Vec::new(),
            crls: Vec::new(),
            answers: Vec::new(),
            signers: Vec::new(),
            head,
        };
        if let Some(element) = data.optional(tag::constructed(0))? {
            found.take_certificates(element.inside())?;
        }
        if let Some(element) = data.optional(tag::constructed(1))? {
            let mut list = element.inside();
            while !list.is_empty() {
                let element = list.any()?;
                found.revocation_choices.push(element.whole);
                match element.tag {
                    _ if found.crls.len() + found.answers.len() >= MOST => {}
                    tag::SEQUENCE => found.crls.push(element.whole),
                    // otherRevocationInfo: an OCSP response (RFC 5940).
                    _ => found.take_other(element.inside()).unwrap_or(()),
                }
            }
        }
        let mut list = data.element(tag::SET)?.inside();
        while !list.is_empty() && found.signers.len() < MOST {
            found.signers.push(Signer::read(&mut list)?);
        }
        for signer in found.signers.clone() {
            found.take_values(&signer);
        }
        Ok(found)
    }

    fn take_certificates(&mut self, mut list: Reader<'a>) -> Result<(), DerError> {
        while !list.is_empty() {
            let whole = list.any()?.whole;
            self.certificate_choices.push(whole);
            if self.certificates.len() < MOST && Certificate::read(whole).is_ok() {
                self.certificates.push(whole);
            }
        }
        Ok(())
    }

    fn take_other(&mut self, mut inside: Reader<'a>) -> Result<(), DerError> {
        if inside.oid()? == OCSP_IN_CMS {
            self.answers.push(inside.any()?.whole.to_vec());
        }
        Ok(())
    }

    /// Certificates and revocation values in attributes; one that cannot be read is as if it were not there.
    fn take_values(&mut self, signer: &Signer<'a>) {
        if let Some(mut list) = signer.later(CERTIFICATE_VALUES).first().and_then(|v| Reader::new(v).sequence().ok()) {
            while let Ok(element) = list.any() {
                if Certificate::read(element.whole).is_ok() && self.certificates.len() < MOST {
                    self.certificates.push(element.whole);
                }
            }
        }
        for value in signer.later(REVOCATION_VALUES) {
            self.take_revocation(value, [0, 1]).unwrap_or(());
        }
        if let Some(value) = signer.attribute(ADOBE_REVOCATION) {
            self.take_revocation(value, [0, 1]).unwrap_or(());
        }
    }

    /// `[0] SEQUENCE OF CertificateList`, `[1] SEQUENCE OF` either `BasicOCSPResponse` or `OCSPResponse`.
    fn take_revocation(&mut self, value: &'a [u8], [crls, answers]: [u8; 2]) -> Result<(), DerError> {
        let mut inside = Reader::new(value).sequence()?;
        if let Some(element) = inside.optional(tag::constructed(crls))? {
            let mut list = element.inside().sequence()?;
            while !list.is_empty() && self.crls.len() < MOST {
                self.crls.push(list.any()?.whole);
            }
        }
        if let Some(element) = inside.optional(tag::constructed(answers))? {
            let mut list = element.inside().sequence()?;
            while !list.is_empty() && self.answers.len() < MOST {
                let one = list.any()?;
                // An OCSPResponse begins with its status, a BasicOCSPResponse with what is signed.
                let whole = one.inside().peek() == Some(tag::ENUMERATED);
                self.answers.push(if whole { one.whole.to_vec() } else { response_around(one.whole) });
            }
        }
        Ok(())
    }
}

impl<'a> Signer<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = list.sequence()?;
        let all = inside.rest();
        inside.small()?;
        let by = SignerId::read(&mut inside)?;
        let digest = AlgorithmId::read(&mut inside)?;
        let attributes = inside.optional(tag::constructed(0))?.map(|element| element.value);
        let algorithm = AlgorithmId::read(&mut inside)?;
        let signature = inside.element(tag::OCTET_STRING)?.value;
        let fields = &all[..all.len() - inside.rest().len()];
        let unsigned = inside.optional(tag::constructed(1))?.map_or(&[][..], |element| element.value);
        inside.end()?;
        Ok(Signer { by, digest, attributes, algorithm, signature, fields, unsigned })
    }

    /// The one value of a signed attribute; none where it is missing, stands twice or has several values.
    #[must_use]
    pub fn attribute(&self, wanted: Oid<'_>) -> Option<&'a [u8]> {
        match &values(self.attributes?, wanted)[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Does the signed attribute stand there at all, in whatever form?
    #[must_use]
    pub fn mentions(&self, wanted: Oid<'_>) -> bool {
        self.attributes.is_some_and(|attributes| !values(attributes, wanted).is_empty())
    }

    /// Every value of an attribute that was added later.
    #[must_use]
    pub fn later(&self, wanted: Oid<'_>) -> Vec<&'a [u8]> {
        values(self.unsigned, wanted)
    }

    /// Attributes that were added later, each as it stands with its type and its values; what is no attribute ends the list.
    #[must_use]
    pub fn added(&self) -> Vec<Added<'a>> {
        let mut list = Reader::new(self.unsigned);
        let mut found = Vec::new();
        while let Ok(element) = list.any() {
            let mut inside = element.inside();
            let (Ok(oid), Ok(set)) = (inside.oid(), inside.element(tag::SET)) else { break };
            let (mut set, mut values) = (set.inside(), Vec::new());
            while let Ok(value) = set.any() {
                values.push(value.whole);
            }
            found.push(Added { whole: element.whole, oid, values });
        }
        found
    }
}

/// Values of the attributes `wanted` in a set of attributes; what is no attribute ends the list.
fn values<'a>(set: &'a [u8], wanted: Oid<'_>) -> Vec<&'a [u8]> {
    let mut list = Reader::new(set);
    let mut found = Vec::new();
    while let Ok(mut inside) = list.sequence() {
        let (Ok(oid), Ok(set)) = (inside.oid(), inside.element(tag::SET)) else { break };
        if oid == wanted {
            let mut set = set.inside();
            while let Ok(value) = set.any() {
                found.push(value.whole);
            }
        }
    }
    found
}

/// The content: an octet string; PKCS#7 allowed anything (RFC 5652 5.2.1), and then its content without its head is signed.
fn content<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], DerError> {
    Ok(reader.any()?.value)
}

/// An `OCSPResponse` around a `BasicOCSPResponse`.
fn response_around(basic: &[u8]) -> Vec<u8> {
    let inner = write::sequence(&[&write::oid(oid::OCSP_BASIC), &write::element(tag::OCTET_STRING, basic)]);
    write::sequence(&[&write::element(tag::ENUMERATED, &[0]), &write::element(tag::constructed(0), &inner)])
}

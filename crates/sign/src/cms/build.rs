//! A CMS signature of level B-B (EN 319 122-1 section 6), built in DER around a signature that may come from anywhere.

use crate::oid::{SIGNATURE_TIME_STAMP, SIGNING_TIME};
use antin_pki::algorithm::Digest;
use antin_pki::certificate::Certificate;
use antin_pki::der::{tag, write};
use antin_pki::oid::{self, Oid};
use antin_pki::signature::Scheme;
use antin_pki::time::Time;

/// What the signed attributes say.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    /// Whose signature it will be.
    pub certificate: &'a Certificate<'a>,
    /// Digest of the content …
    pub digest: Digest,
    /// … and its value.
    pub message: &'a [u8],
    /// The claimed time; PAdES writes it into the PDF instead (EN 319 142-1 6.3).
    pub signing_time: Option<Time>,
}

impl Attributes<'_> {
    /// The set in DER: exactly what the key signs.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let attribute = |oid: Oid<'_>, value: &[u8]| write::sequence(&[&write::oid(oid), &write::set(&[value])]);
        let mut parts = vec![
            attribute(oid::CONTENT_TYPE, &write::oid(oid::CMS_DATA)),
            attribute(oid::MESSAGE_DIGEST, &write::element(tag::OCTET_STRING, self.message)),
            attribute(oid::SIGNING_CERTIFICATE_V2, &signing_certificate(self.certificate)),
        ];
        parts.extend(self.signing_time.map(|time| attribute(SIGNING_TIME, &write::time(time))));
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        write::set(&parts)
    }
}

/// `SigningCertificateV2` (RFC 5035): SHA-256, which is the default and is left out, and issuer with serial.
fn signing_certificate(certificate: &Certificate<'_>) -> Vec<u8> {
    let issuer = write::sequence(&[&write::element(tag::constructed(4), certificate.issuer.raw)]);
    let issuer_serial = write::sequence(&[&issuer, &write::element(tag::INTEGER, certificate.serial.0)]);
    let hash = write::element(tag::OCTET_STRING, &certificate.fingerprint());
    let id = write::sequence(&[&hash, &issuer_serial]);
    write::sequence(&[&write::sequence(&[&id])])
}

/// Everything around the signature.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The signer's certificate.
    pub certificate: &'a Certificate<'a>,
    /// Certificates above it, each the bytes of one.
    pub chain: &'a [Vec<u8>],
    /// How the key signs.
    pub scheme: Scheme,
    /// What [`Attributes::write`] gave.
    pub attributes: &'a [u8],
    /// The content, where it goes inside.
    pub content: Option<&'a [u8]>,
    /// Time stamps on the signature, each a token.
    pub stamps: &'a [Vec<u8>],
}

impl Envelope<'_> {
    /// The `ContentInfo`; none for a scheme that is only read, never written.
    #[must_use]
    pub fn write(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let digest = self.scheme.digest().unwrap_or(Digest::Sha512);
        let algorithm = |oid: Oid<'_>| write::sequence(&[&write::oid(oid), &[tag::NULL, 0]]);
        let plain = |oid: Oid<'_>| write::sequence(&[&write::oid(oid)]);
        let signature_algorithm = match self.scheme {
            Scheme::Rsa(Digest::Sha256) => algorithm(oid::RSA_SHA256),
            Scheme::Rsa(Digest::Sha384) => algorithm(oid::RSA_SHA384),
            Scheme::Rsa(Digest::Sha512) => algorithm(oid::RSA_SHA512),
            Scheme::Ecdsa(Digest::Sha256) => plain(oid::ECDSA_SHA256),
            Scheme::Ecdsa(Digest::Sha384) => plain(oid::ECDSA_SHA384),
            Scheme::Ecdsa(Digest::Sha512) => plain(oid::ECDSA_SHA512),
            Scheme::Ed25519 => plain(oid::ED25519),
            _ => return None,
        };
        // RFC 5754 2: parameters of SHA-2 are left out.
        let digest_algorithm = plain(digest.oid());
        let by =
            write::sequence(&[self.certificate.issuer.raw, &write::element(tag::INTEGER, self.certificate.serial.0)]);
        // Inside the signer the set of attributes has the tag [0] in place of its own.
        let mut attributes = self.attributes.to_vec();
        *attributes.first_mut()? = tag::constructed(0);
        let mut later = Vec::new();
        if !self.stamps.is_empty() {
            let tokens: Vec<&[u8]> = self.stamps.iter().map(Vec::as_slice).collect();
            let attribute = write::sequence(&[&write::oid(SIGNATURE_TIME_STAMP), &write::set(&tokens)]);
            later = write::element(tag::constructed(1), &attribute);
        }
        let signer = write::sequence(&[
            &write::number(1),
            &by,
            &digest_algorithm,
            &attributes,
            &signature_algorithm,
            &write::element(tag::OCTET_STRING, signature),
            &later,
        ]);
        let content = self
            .content
            .map(|content| write::element(tag::constructed(0), &write::element(tag::OCTET_STRING, content)));
        let inner = write::sequence(&[&write::oid(oid::CMS_DATA), &content.unwrap_or_default()]);
        let mut certificates: Vec<&[u8]> = vec![self.certificate.raw];
        certificates.extend(self.chain.iter().map(Vec::as_slice).filter(|der| *der != self.certificate.raw));
        certificates.sort_unstable();
        certificates.dedup();
        let data = write::sequence(&[
            &write::number(1),
            &write::set(&[&digest_algorithm]),
            &inner,
            &write::element(tag::constructed(0), &certificates.concat()),
            &write::set(&[&signer]),
        ]);
        Some(write::sequence(&[&write::oid(oid::CMS_SIGNED_DATA), &write::element(tag::constructed(0), &data)]))
    }
}

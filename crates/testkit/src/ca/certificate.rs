//! Certificates as the two generations write them.

use super::Generation;
use super::key::Key;
use antin_pki::der::{tag, write};
use antin_pki::oid::{self, Oid};
use antin_pki::time::Time;

/// Whose certificate it is. Made-up people and offices only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Name, in generation G1 sometimes with the position in front.
    pub common_name: String,
    /// Units, the larger first.
    pub units: Vec<String>,
    /// `Bộ Tài chính`.
    pub organization: String,
    /// `Hà Nội`
    pub locality: String,
    /// `MST:…`
    pub user_id: Option<String>,
    /// Official e-mail.
    pub mail: Option<String>,
}

impl Holder {
    /// A made-up official of a made-up office.
    #[must_use]
    pub fn person(common_name: &str, unit: &str, mail: &str) -> Holder {
        Holder {
            common_name: common_name.to_owned(),
            units: vec!["Tổng cục Thuế".to_owned(), unit.to_owned()],
            organization: "Bộ Tài chính".to_owned(),
            locality: "Hà Nội".to_owned(),
            user_id: None,
            mail: Some(mail.to_owned()),
        }
    }

    /// Its name, DER; generation G2 writes capitals.
    #[must_use]
    pub fn name(&self, generation: Generation) -> Vec<u8> {
        let cased = |text: &str| match generation {
            Generation::G1 | Generation::Public => text.to_owned(),
            Generation::G2 => text.to_uppercase(),
        };
        let mut parts = vec![
            part(oid::COUNTRY, tag::PRINTABLE, "VN"),
            part(oid::ORGANIZATION, tag::UTF8, &cased(&self.organization)),
        ];
        parts.extend(self.units.iter().map(|unit| part(oid::ORGANIZATIONAL_UNIT, tag::UTF8, &cased(unit))));
        parts.push(part(oid::LOCALITY, tag::UTF8, &self.locality));
        parts.extend(self.user_id.iter().map(|id| part(oid::USER_ID, tag::UTF8, id)));
        parts.push(part(oid::COMMON_NAME, tag::UTF8, &cased(&self.common_name)));
        write::element(tag::SEQUENCE, &parts.concat())
    }
}

/// The name of a CA.
pub(super) fn authority_name(common_name: &str, organization: &str) -> Vec<u8> {
    let parts = [
        part(oid::COUNTRY, tag::PRINTABLE, "VN"),
        part(oid::ORGANIZATION, tag::UTF8, organization),
        part(oid::COMMON_NAME, tag::UTF8, common_name),
    ];
    write::element(tag::SEQUENCE, &parts.concat())
}

fn part(oid: Oid<'_>, tag: u8, text: &str) -> Vec<u8> {
    write::set(&[&write::sequence(&[&write::oid(oid), &write::element(tag, text.as_bytes())])])
}

/// Which extensions a certificate gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A root.
    Root,
    /// An issuing CA of G1.
    CaG1,
    /// An issuing CA of G2.
    CaG2,
    /// A time stamp authority.
    Stamps,
    /// An OCSP responder.
    Responder,
    /// A person or body of G1, with its Netscape comment.
    PersonG1(&'static str),
    /// A person or body of G2.
    PersonG2,
    /// A person or body of a public CA.
    PersonPublic,
}

/// Everything that a certificate is made of.
pub struct Template<'t> {
    /// Content of the serial.
    pub serial: &'t [u8],
    /// Name of the issuer, DER.
    pub issuer: &'t [u8],
    /// Its key.
    pub issuer_key: &'t Key,
    /// Name of the subject, DER.
    pub subject: &'t [u8],
    /// Its key.
    pub subject_key: &'t Key,
    /// First and last second.
    pub validity: (Time, Time),
    /// Extensions.
    pub profile: Profile,
    /// E-mail.
    pub mail: Option<&'t str>,
    /// Signed over SHA-1?
    pub with_sha1: bool,
}

impl Template<'_> {
    /// The certificate, DER.
    #[must_use]
    pub fn sign(&self) -> Vec<u8> {
        let algorithm = if self.with_sha1 { algorithm(true) } else { self.issuer_key.algorithm() };
        let validity = write::sequence(&[&write::time(self.validity.0), &write::time(self.validity.1)]);
        let version = write::element(tag::constructed(0), &write::number(2));
        let extensions =
            write::element(tag::constructed(3), &write::element(tag::SEQUENCE, &self.extensions().concat()));
        let tbs = write::sequence(&[
            &version,
            &write::element(tag::INTEGER, self.serial),
            &algorithm,
            self.issuer,
            &validity,
            self.subject,
            &self.subject_key.public(),
            &extensions,
        ]);
        let signature = if self.with_sha1 { self.issuer_key.sign_sha1(&tbs) } else { self.issuer_key.sign(&tbs) };
        write::sequence(&[&tbs, &algorithm, &write::bit_string(&signature)])
    }

    fn extensions(&self) -> Vec<Vec<u8>> {
        let own = write::element(tag::OCTET_STRING, &self.subject_key.identifier());
        let authority = write::sequence(&[&write::element(tag::context(0), &self.issuer_key.identifier())]);
        let mut all = vec![
            extension(oid::SUBJECT_KEY_IDENTIFIER, false, &own),
            extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority),
        ];
        let ca = write::sequence(&[&write::boolean(true)]);
        let no_ca = write::sequence(&[]);
        // The unused bits in front, then the bits.
        let usage = |bits: &[u8]| write::element(tag::BIT_STRING, bits);
        let purposes = |oids: &[Oid<'_>]| {
            let list: Vec<Vec<u8>> = oids.iter().map(|oid| write::oid(*oid)).collect();
            write::element(tag::SEQUENCE, &list.concat())
        };
        match self.profile {
            Profile::Root | Profile::CaG1 | Profile::CaG2 => {
                all.push(extension(oid::BASIC_CONSTRAINTS, true, &ca));
                all.push(extension(oid::KEY_USAGE, true, &usage(&[1, 0x06])));
            }
            Profile::Stamps => {
                all.push(extension(oid::KEY_USAGE, true, &usage(&[7, 0x80])));
                all.push(extension(oid::EXTENDED_KEY_USAGE, true, &purposes(&[oid::TIME_STAMPING])));
            }
            Profile::Responder => {
                all.push(extension(oid::KEY_USAGE, true, &usage(&[7, 0x80])));
                all.push(extension(oid::EXTENDED_KEY_USAGE, false, &purposes(&[oid::OCSP_SIGNING])));
                all.push(extension(oid::OCSP_NO_CHECK, false, &[tag::NULL, 0]));
            }
            Profile::PersonG1(comment) => {
                all.push(extension(oid::KEY_USAGE, false, &usage(&[4, 0xf0])));
                all.push(extension(oid::EXTENDED_KEY_USAGE, false, &purposes(&PURPOSES)));
                all.push(extension(oid::NETSCAPE_TYPE, false, &usage(&[4, 0xb0])));
                all.push(extension(oid::NETSCAPE_COMMENT, false, &write::element(tag::IA5, comment.as_bytes())));
                all.extend(places("http://ca.gov.example/pki/pub/crl/btc.crl", "http://ocsp.ca.gov.example/"));
            }
            Profile::PersonPublic => {
                all.push(extension(oid::BASIC_CONSTRAINTS, true, &no_ca));
                all.push(extension(oid::KEY_USAGE, true, &usage(&[6, 0xc0])));
                all.push(extension(
                    oid::EXTENDED_KEY_USAGE,
                    false,
                    &purposes(&[oid::CLIENT_AUTH, oid::EMAIL_PROTECTION]),
                ));
                all.extend(places("http://ca.public.example/ca.crl", "http://ocsp.public.example"));
            }
            Profile::PersonG2 => {
                all.push(extension(oid::BASIC_CONSTRAINTS, true, &no_ca));
                all.push(extension(oid::KEY_USAGE, true, &usage(&[4, 0xf0])));
                all.push(extension(oid::EXTENDED_KEY_USAGE, false, &purposes(&PURPOSES)));
                let policy = Oid::content_of("2.16.704.1.1.1.1.1").unwrap_or_default();
                let policies = write::sequence(&[&write::sequence(&[&write::oid(Oid(&policy))])]);
                all.push(extension(oid::CERTIFICATE_POLICIES, false, &policies));
                all.extend(places("http://ca.gov.example/pki/pub/crl/cpcag2.crl", "http://ocsp.ca.gov.example"));
            }
        }
        if let Some(mail) = self.mail {
            let names = write::sequence(&[&write::element(tag::context(1), mail.as_bytes())]);
            all.push(extension(oid::SUBJECT_ALT_NAME, false, &names));
        }
        all
    }
}

const PURPOSES: [Oid<'static>; 3] = [oid::CLIENT_AUTH, oid::EMAIL_PROTECTION, oid::SMARTCARD_LOGON];

/// Where the CRL and the OCSP responder are.
fn places(crl: &str, ocsp: &str) -> [Vec<u8>; 2] {
    let uri = |text: &str| write::element(tag::context(6), text.as_bytes());
    let name = write::element(tag::constructed(0), &write::element(tag::constructed(0), &uri(crl)));
    let points = write::sequence(&[&write::sequence(&[&name])]);
    let access = write::sequence(&[&write::sequence(&[&write::oid(oid::OCSP), &uri(ocsp)])]);
    [
        extension(oid::CRL_DISTRIBUTION_POINTS, false, &points),
        extension(oid::AUTHORITY_INFORMATION_ACCESS, false, &access),
    ]
}

/// One extension.
pub(super) fn extension(oid: Oid<'_>, critical: bool, content: &[u8]) -> Vec<u8> {
    let flag = if critical { write::boolean(true) } else { Vec::new() };
    write::sequence(&[&write::oid(oid), &flag, &write::element(tag::OCTET_STRING, content)])
}

/// The algorithm of a signature.
pub(super) fn algorithm(with_sha1: bool) -> Vec<u8> {
    let oid = if with_sha1 { oid::RSA_SHA1 } else { oid::RSA_SHA256 };
    write::sequence(&[&write::oid(oid), &[tag::NULL, 0]])
}

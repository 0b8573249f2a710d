//! Extensions of a certificate (RFC 5280 section 4.2), each checked for its form when it is read.

use super::general_name::GeneralNames;
use super::lists::{AccessDescriptions, DistributionPoints, Mappings, OidList, Policies, Subtrees};
use crate::der::{self, DerError, Reader, tag};
use crate::oid::{self, Oid};
use crate::serial::Serial;

/// An extension that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<T> {
    /// Must whoever does not understand it refuse the certificate?
    pub critical: bool,
    /// What it says.
    pub value: T,
}

/// Everything that the extensions of a certificate say.
#[derive(Clone, Debug, Default)]
pub struct Extensions<'a> {
    /// CA or not, and how deep.
    pub basic_constraints: Option<Extension<BasicConstraints>>,
    /// What the key may do.
    pub key_usage: Option<Extension<KeyUsage>>,
    /// What the certificate is for.
    pub extended_key_usage: Option<Extension<OidList<'a>>>,
    /// Identifier of its key.
    pub subject_key_id: Option<Extension<&'a [u8]>>,
    /// Identifier of the key that signed it.
    pub authority_key_id: Option<Extension<AuthorityKeyId<'a>>>,
    /// Other names of the subject, e-mail among them.
    pub subject_alt_name: Option<Extension<GeneralNames<'a>>>,
    /// Other names of the issuer.
    pub issuer_alt_name: Option<Extension<GeneralNames<'a>>>,
    /// Policies under which it was issued.
    pub policies: Option<Extension<Policies<'a>>>,
    /// Policies of the issuer that stand for policies of the subject.
    pub policy_mappings: Option<Extension<Mappings<'a>>>,
    /// When policies must be explicit, when mappings stop.
    pub policy_constraints: Option<Extension<PolicyConstraints>>,
    /// When anyPolicy stops.
    pub inhibit_any_policy: Option<Extension<u32>>,
    /// Which names may occur further down.
    pub name_constraints: Option<Extension<NameConstraints<'a>>>,
    /// Where CRLs are.
    pub distribution_points: Option<Extension<DistributionPoints<'a>>>,
    /// Where delta CRLs are.
    pub freshest_crl: Option<Extension<DistributionPoints<'a>>>,
    /// Where the issuer's certificate and its OCSP responder are.
    pub authority_access: Option<Extension<AccessDescriptions<'a>>>,
    /// Netscape's remark: `User Sign TDTT Certificate of BTC` of generation G1.
    pub netscape_comment: Option<&'a str>,
    /// A responder's certificate that is not to be checked for revocation (RFC 6960 4.2.2.2.1).
    pub ocsp_no_check: bool,
    /// Critical ones that are not known here: whoever validates must refuse.
    pub unknown_critical: Vec<Oid<'a>>,
    /// Known ones whose content is not what it should be.
    pub unreadable: Vec<Oid<'a>>,
    /// One that stands twice (RFC 5280 4.2 forbids it).
    pub repeated: Option<Oid<'a>>,
    /// How many there are.
    pub count: usize,
}

/// `basicConstraints`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Is it a CA?
    pub ca: bool,
    /// How many CAs may follow it.
    pub path_length: Option<u32>,
}

/// `keyUsage`: the named bits, bit 0 the highest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Names and bits in the order of RFC 5280 4.2.1.3.
    pub const NAMES: [(&'static str, KeyUsage); 9] = [
        ("digitalSignature", KeyUsage::DIGITAL_SIGNATURE),
        ("nonRepudiation", KeyUsage::NON_REPUDIATION),
        ("keyEncipherment", KeyUsage(1 << 13)),
        ("dataEncipherment", KeyUsage(1 << 12)),
        ("keyAgreement", KeyUsage(1 << 11)),
        ("keyCertSign", KeyUsage::CERTIFICATE_SIGN),
        ("cRLSign", KeyUsage::CRL_SIGN),
        ("encipherOnly", KeyUsage(1 << 8)),
        ("decipherOnly", KeyUsage(1 << 7)),
    ];
    /// Signatures other than on certificates and CRLs.
    pub const DIGITAL_SIGNATURE: KeyUsage = KeyUsage(1 << 15);
    /// Also called contentCommitment.
    pub const NON_REPUDIATION: KeyUsage = KeyUsage(1 << 14);
    /// Signatures on certificates.
    pub const CERTIFICATE_SIGN: KeyUsage = KeyUsage(1 << 10);
    /// Signatures on CRLs.
    pub const CRL_SIGN: KeyUsage = KeyUsage(1 << 9);

    /// Does it have every bit of `usage`?
    #[must_use]
    pub fn allows(self, usage: KeyUsage) -> bool {
        self.0 & usage.0 == usage.0
    }
}

/// `authorityKeyIdentifier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityKeyId<'a> {
    /// The key.
    pub key_id: Option<&'a [u8]>,
    /// Or the issuer of the issuer's certificate …
    pub issuer: Option<GeneralNames<'a>>,
    /// … and its serial.
    pub serial: Option<Serial<'a>>,
}

/// `policyConstraints`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// After so many certificates a policy is needed.
    pub require_explicit: Option<u32>,
    /// After so many certificates mappings no longer count.
    pub inhibit_mapping: Option<u32>,
}

/// `nameConstraints`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameConstraints<'a> {
    /// Names have to be in one of these, each kind for itself.
    pub permitted: Subtrees<'a>,
    /// Names may be in none of these.
    pub excluded: Subtrees<'a>,
}

impl<'a> Extensions<'a> {
    /// Reads `Extensions`.
    ///
    /// # Errors
    /// The list itself is not well-formed. What stands inside one extension is judged alone: `unreadable`.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut list = reader.sequence()?;
        reader.end()?;
        let mut extensions = Extensions::default();
        if list.is_empty() {
            return Err(DerError::Value("list of extensions"));
        }
        let mut seen: Vec<Oid<'a>> = Vec::with_capacity(12);
        while !list.is_empty() {
            let (oid, critical, content) = entry(&mut list)?;
            if extensions.repeated.is_none() && seen.len() < 256 && seen.contains(&oid) {
                extensions.repeated = Some(oid);
            }
            seen.push(oid);
            extensions.count += 1;
            if extensions.take(oid, critical, content).is_err() {
                extensions.unreadable.push(oid);
            }
        }
        Ok(extensions)
    }

    fn take(&mut self, oid: Oid<'a>, critical: bool, content: &'a [u8]) -> Result<(), DerError> {
        let mut reader = Reader::new(content);
        let reader = &mut reader;
        fn set<T>(slot: &mut Option<Extension<T>>, critical: bool, value: T) {
            *slot = Some(Extension { critical, value });
        }
        match oid {
            oid::BASIC_CONSTRAINTS => set(&mut self.basic_constraints, critical, basic_constraints(reader)?),
            oid::KEY_USAGE => {
                let bits = der::named_bits(reader.element(tag::BIT_STRING)?.value)?;
                set(&mut self.key_usage, critical, KeyUsage(bits));
            }
            oid::EXTENDED_KEY_USAGE => set(&mut self.extended_key_usage, critical, OidList::read(reader)?),
            oid::SUBJECT_KEY_IDENTIFIER => {
                set(&mut self.subject_key_id, critical, reader.element(tag::OCTET_STRING)?.value);
            }
            oid::AUTHORITY_KEY_IDENTIFIER => set(&mut self.authority_key_id, critical, authority_key_id(reader)?),
            oid::SUBJECT_ALT_NAME => set(&mut self.subject_alt_name, critical, GeneralNames::read(reader)?),
            oid::ISSUER_ALT_NAME => set(&mut self.issuer_alt_name, critical, GeneralNames::read(reader)?),
            oid::CERTIFICATE_POLICIES => set(&mut self.policies, critical, Policies::read(reader)?),
            oid::POLICY_MAPPINGS => set(&mut self.policy_mappings, critical, Mappings::read(reader)?),
            oid::POLICY_CONSTRAINTS => set(&mut self.policy_constraints, critical, policy_constraints(reader)?),
            oid::INHIBIT_ANY_POLICY => set(&mut self.inhibit_any_policy, critical, reader.small()?),
            oid::NAME_CONSTRAINTS => set(&mut self.name_constraints, critical, name_constraints(reader)?),
            oid::CRL_DISTRIBUTION_POINTS => {
                set(&mut self.distribution_points, critical, DistributionPoints::read(reader)?);
            }
            oid::FRESHEST_CRL => set(&mut self.freshest_crl, critical, DistributionPoints::read(reader)?),
            oid::AUTHORITY_INFORMATION_ACCESS => {
                set(&mut self.authority_access, critical, AccessDescriptions::read(reader)?);
            }
            oid::NETSCAPE_COMMENT => {
                let text = reader.element(tag::IA5)?.value;
                self.netscape_comment = Some(str::from_utf8(text).map_err(|_| DerError::Value("comment"))?);
                self.refuse_if(critical, oid);
            }
            oid::OCSP_NO_CHECK => {
                self.ocsp_no_check = true;
                // Some responders write nothing in place of NULL.
                reader.optional(tag::NULL)?;
            }
            _ => {
                self.refuse_if(critical, oid);
                return Ok(());
            }
        }
        reader.end()
    }

    fn refuse_if(&mut self, critical: bool, oid: Oid<'a>) {
        if critical {
            self.unknown_critical.push(oid);
        }
    }
}

/// The next `Extension`: which, critical or not, and the content of its octet string.
///
/// # Errors
/// It is not an extension.
pub fn entry<'a>(list: &mut Reader<'a>) -> Result<(Oid<'a>, bool, &'a [u8]), DerError> {
    let mut inside = list.sequence()?;
    let oid = inside.oid()?;
    let critical = inside.flag()?;
    let content = inside.element(tag::OCTET_STRING)?.value;
    inside.end()?;
    Ok((oid, critical, content))
}

fn basic_constraints(reader: &mut Reader<'_>) -> Result<BasicConstraints, DerError> {
    let mut inside = reader.sequence()?;
    let ca = inside.flag()?;
    let path_length = if inside.is_empty() { None } else { Some(inside.small()?) };
    inside.end()?;
    Ok(BasicConstraints { ca, path_length })
}

/// `AuthorityKeyIdentifier`, which CRLs have too.
///
/// # Errors
/// It is not one.
pub fn authority_key_id<'a>(reader: &mut Reader<'a>) -> Result<AuthorityKeyId<'a>, DerError> {
    let mut inside = reader.sequence()?;
    let key_id = inside.optional(tag::context(0))?.map(|element| element.value);
    let issuer = match inside.optional(tag::constructed(1))? {
        Some(element) => Some(GeneralNames::of(element.value)?),
        None => None,
    };
    let serial = match inside.optional(tag::context(2))? {
        Some(element) => Some(Serial(der::shortest(element.value)?)),
        None => None,
    };
    inside.end()?;
    Ok(AuthorityKeyId { key_id, issuer, serial })
}

fn policy_constraints(reader: &mut Reader<'_>) -> Result<PolicyConstraints, DerError> {
    let mut inside = reader.sequence()?;
    let mut number = |at: u8| -> Result<Option<u32>, DerError> {
        inside.optional(tag::context(at))?.map(|element| der::small(element.value)).transpose()
    };
    let (require_explicit, inhibit_mapping) = (number(0)?, number(1)?);
    inside.end()?;
    // RFC 5280 4.2.1.11: conforming CAs MUST NOT issue an empty sequence.
    if require_explicit.is_none() && inhibit_mapping.is_none() {
        return Err(DerError::Value("policy constraint"));
    }
    Ok(PolicyConstraints { require_explicit, inhibit_mapping })
}

fn name_constraints<'a>(reader: &mut Reader<'a>) -> Result<NameConstraints<'a>, DerError> {
    let mut inside = reader.sequence()?;
    let permitted = Subtrees::read(&mut inside, tag::constructed(0))?;
    let excluded = Subtrees::read(&mut inside, tag::constructed(1))?;
    inside.end()?;
    // RFC 5280 4.2.1.10: conforming CAs MUST NOT issue an empty sequence.
    if permitted.is_empty() && excluded.is_empty() {
        return Err(DerError::Value("name constraint"));
    }
    Ok(NameConstraints { permitted, excluded })
}

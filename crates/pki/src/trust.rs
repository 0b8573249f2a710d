//! Whom we trust, and for what: the manifest of a trust store, and the Government's CAs as data.
//!
//! Nothing is trusted because the system trusts it. A store is a folder of certificates with a manifest `trust.toml` that
//! lists each with its SHA-256 fingerprint and what it is trusted for; a file that is not listed is not trusted, a listed
//! file whose fingerprint is another one makes the store unusable.

use crate::certificate::Certificate;
use crate::oid;
use serde::{Deserialize, Serialize};

/// The file in a store that lists its anchors.
pub const MANIFEST: &str = "trust.toml";

/// What an anchor is trusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Certificates of people and bodies that sign.
    Signing,
    /// Certificates of time stamp authorities.
    TimeStamping,
    /// Certificates of OCSP responders outside the CA itself.
    Ocsp,
}

impl Purpose {
    /// Every purpose with its name.
    pub const ALL: [(Purpose, &'static str); 3] =
        [(Purpose::Signing, "signing"), (Purpose::TimeStamping, "time-stamping"), (Purpose::Ocsp, "ocsp")];

    /// The purpose of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|(_, own)| *own == name).map(|(purpose, _)| purpose)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Purpose::ALL.into_iter().find(|(purpose, _)| *purpose == self).map_or("", |(_, name)| name)
    }
}

/// One anchor of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The file in the store: one certificate, DER.
    pub file: String,
    /// SHA-256 of the certificate, 64 hex digits.
    pub sha256: String,
    /// Whose it is, for people; the certificate is what counts.
    pub subject: String,
    /// What it is trusted for.
    #[serde(rename = "for")]
    pub purposes: Vec<Purpose>,
}

/// The manifest of a trust store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The anchors, in the order in which they were added.
    #[serde(default, rename = "anchor")]
    pub anchors: Vec<Anchor>,
}

/// Why a manifest cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// It is not the TOML of a manifest; what its reader says.
    #[error("{0}")]
    Syntax(String),
    /// A file name with a folder in it, or a fingerprint that is not 64 hex digits.
    #[error("{file}: the name has a folder in it, or the fingerprint is not 64 hex digits")]
    Entry {
        /// The file of the entry.
        file: String,
    },
}

impl Manifest {
    /// Reads `trust.toml`.
    ///
    /// # Errors
    /// It is no manifest.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Manifest = toml::from_str(text).map_err(|error| ManifestError::Syntax(error.to_string()))?;
        for anchor in &manifest.anchors {
            // A name that leads out of the store would make another file trusted.
            let plain = !anchor.file.contains(['/', '\\']) && !anchor.file.starts_with('.') && !anchor.file.is_empty();
            if !plain || fingerprint(&anchor.sha256).is_none() {
                return Err(ManifestError::Entry { file: anchor.file.clone() });
            }
        }
        Ok(manifest)
    }

    /// The manifest as it is written.
    #[must_use]
    pub fn write(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }
}

/// The 32 bytes of a fingerprint, with or without colons and spaces.
#[must_use]
pub fn fingerprint(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|letter| !matches!(letter, ':' | ' '))
        .map(|letter| letter.to_digit(16))
        .collect::<Option<_>>()?;
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = (pair[0] << 4 | pair[1]) as u8;
    }
    Some(bytes)
}

/// Bytes in upper-case hex, as fingerprints are read over the telephone.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A CA of the Government, as far as it is known without its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Short name: `g2-cpcag2`.
    pub id: String,
    /// `G1` or `G2`.
    pub generation: String,
    /// `root` or `issuing`.
    pub role: String,
    /// Whom it serves.
    pub serves: Option<String>,
    /// `id` of its issuer.
    pub issuer: Option<String>,
    /// CN of its certificate.
    pub common_name: String,
    /// O of its certificate.
    pub organization: String,
    /// Bytes of the serials it gives.
    pub serial_bytes: Option<usize>,
    /// The policy of its certificates.
    pub policy: Option<String>,
    /// Where its CRL is.
    #[serde(default)]
    pub crl: Vec<String>,
    /// Where its OCSP responder is.
    #[serde(default)]
    pub ocsp: Vec<String>,
    /// Where its certificate is.
    pub certificate: Option<String>,
    /// Where time stamps are given.
    #[serde(default)]
    pub time_stamps: Vec<String>,
    /// Ends of its SHA-256 fingerprint as seen on signed documents.
    pub seen: Option<Ends>,
}

/// Both ends of a fingerprint, upper-case hex.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// Its first digits.
    pub begins: String,
    /// Its last digits.
    pub ends: String,
}

impl Ends {
    /// Does `fingerprint` begin and end so?
    #[must_use]
    pub fn fit(&self, fingerprint: &[u8; 32]) -> bool {
        let text = hex(fingerprint);
        text.starts_with(&self.begins) && text.ends_with(&self.ends)
    }
}

/// The CAs of Ban Cơ yếu Chính phủ that are known as data (`trust/vn-government.toml`).
#[must_use]
pub fn authorities() -> Vec<Authority> {
    #[derive(Deserialize)]
    struct File {
        authority: Vec<Authority>,
    }
    // A test reads the file; here an empty list is better than none of the program.
    let file = toml::from_str::<File>(include_str!("../../../trust/vn-government.toml"));
    file.map_or_else(|_| Vec::new(), |file| file.authority)
}

/// The authority whose names `certificate` has as its subject.
#[must_use]
pub fn authority_of(certificate: &Certificate<'_>) -> Option<Authority> {
    let common_name = certificate.subject.text(oid::COMMON_NAME)?;
    let organization = certificate.subject.text(oid::ORGANIZATION)?;
    authorities().into_iter().find(|known| known.common_name == common_name && known.organization == organization)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorities_are_read_and_issue_each_other() {
        let all = authorities();
        assert_eq!(all.len(), 6);
        for authority in &all {
            let has = |id: &String| all.iter().any(|other| other.id == *id && other.role == "root");
            assert_eq!(authority.role == "issuing", authority.issuer.as_ref().is_some_and(has), "{}", authority.id);
        }
    }

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let anchor = Anchor {
            file: "g2.der".into(),
            sha256: "0".repeat(64),
            subject: "CN=Thử".into(),
            purposes: vec![Purpose::Signing, Purpose::TimeStamping],
        };
        let manifest = Manifest { anchors: vec![anchor] };
        assert_eq!(Manifest::parse(&manifest.write()), Ok(manifest));
        assert_eq!(Manifest::parse(""), Ok(Manifest::default()));
    }

    #[test]
    fn a_name_that_leads_out_of_the_store_is_refused() {
        for file in ["../root.der", "/etc/x.der", "", ".hidden"] {
            let text =
                format!("[[anchor]]\nfile = {file:?}\nsha256 = \"{}\"\nsubject = \"\"\nfor = []\n", "0".repeat(64));
            assert!(matches!(Manifest::parse(&text), Err(ManifestError::Entry { .. })), "{file}");
        }
    }

    #[test]
    fn a_fingerprint_is_read_with_and_without_colons() {
        assert_eq!(fingerprint(&"ab:".repeat(32)), Some([0xab; 32]));
        assert_eq!(fingerprint(&"AB".repeat(32)), Some([0xab; 32]));
        assert_eq!(fingerprint("abcd"), None);
    }
}

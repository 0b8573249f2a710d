//! Keys that sign: one trait, the key of a PKCS#12 file, and the key on a token.

pub mod pkcs12;
mod soft;
mod token;
mod uri;

pub use soft::SoftKey;
pub use token::{Listed, Look, More, OnToken, TokenKey};
pub use uri::TokenAddress;

use antin_pki::algorithm::Digest;
use antin_pki::certificate::Certificate;
use antin_pki::certificate::extensions::KeyUsage;
use antin_pki::key::KeyKind;
use antin_pki::signature::Scheme;
use antin_pki::time::Time;

/// A key that can sign: in a file, on a token, in an HSM, far away.
pub trait Key {
    /// The certificate of its owner, DER.
    fn certificate(&self) -> &[u8];

    /// Certificates above that one, as far as the key's container holds them.
    fn chain(&self) -> &[Vec<u8>];

    /// Signs `message` by [`scheme_of`] the certificate's key: RSASSA-PKCS1-v1_5 as bare number, ECDSA in DER.
    ///
    /// # Errors
    /// The key cannot sign, for now or ever.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// Why a key does not sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The container is none, or holds no key.
    #[error("no key: {0}")]
    NoKey(&'static str),
    /// The password or PIN is another one. It is never tried twice.
    #[error("another password")]
    Password,
    /// The token locked itself after wrong PINs.
    #[error("the token is locked")]
    Locked,
    /// One more wrong PIN locks the token: it is not asked.
    #[error("one more wrong PIN locks the token")]
    LastTry,
    /// The container is encrypted in a way that is not read here.
    #[error("encrypted in a way that is not read here: {0}")]
    Unsupported(String),
    /// None of the certificates belongs to the key.
    #[error("no certificate belongs to the key")]
    NoCertificate,
    /// The token has no session left: another program holds them.
    #[error("the token has no session left")]
    Full,
    /// The key did not sign.
    #[error("the key did not sign")]
    Failed,
    /// The key did not answer in time.
    #[error("the key did not answer in time")]
    Silent,
    /// The library of the token ended.
    #[error("the library of the token ended")]
    Gone,
}

/// What [`KeyError::NoKey`] can say.
pub const NO_KEY: [&str; 11] = [
    "not a PKCS#12 file",
    "a damaged PKCS#12 file",
    "no private key in it",
    "not an address of PKCS#11",
    "an address with a PIN in it",
    "no library in the address",
    "not a library of PKCS#11",
    "no such token",
    "more than one token fits the address",
    "more than one key fits the address",
    "a key of a kind that does not sign here",
];

impl KeyError {
    /// A short name and what it speaks of: for the words of the doors, and to be handed from process to process.
    #[must_use]
    pub fn code(&self) -> (&'static str, &str) {
        match self {
            KeyError::NoKey(what) => ("no-key", what),
            KeyError::Password => ("password", ""),
            KeyError::Locked => ("locked", ""),
            KeyError::LastTry => ("last-try", ""),
            KeyError::Unsupported(what) => ("unsupported", what),
            KeyError::NoCertificate => ("no-certificate", ""),
            KeyError::Full => ("full", ""),
            KeyError::Failed => ("failed", ""),
            KeyError::Silent => ("silent", ""),
            KeyError::Gone => ("gone", ""),
        }
    }

    /// The error of a code; one that is not known is a key that did not sign.
    #[must_use]
    pub fn of_code(code: &str, what: &str) -> KeyError {
        match code {
            "no-key" => KeyError::NoKey(NO_KEY.into_iter().find(|known| *known == what).unwrap_or(NO_KEY[7])),
            "password" => KeyError::Password,
            "locked" => KeyError::Locked,
            "last-try" => KeyError::LastTry,
            "unsupported" => KeyError::Unsupported(what.to_owned()),
            "no-certificate" => KeyError::NoCertificate,
            "full" => KeyError::Full,
            "silent" => KeyError::Silent,
            "gone" => KeyError::Gone,
            _ => KeyError::Failed,
        }
    }

    /// May the next signature be asked for with the same key? Not after a wrong PIN: a second one might lock the token.
    #[must_use]
    pub fn allows_more(&self) -> bool {
        matches!(self, KeyError::Full | KeyError::Failed | KeyError::Silent | KeyError::Gone)
    }
}

/// Why a certificate must not sign documents now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It cannot be read.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// Its key usage has neither digitalSignature nor nonRepudiation.
    #[error("its key is not for signatures")]
    Usage,
    /// It is not in force yet.
    #[error("not in force before {0}")]
    NotYet(Time),
    /// It is no longer in force.
    #[error("not in force after {0}")]
    Expired(Time),
    /// Its key is too short, or of a kind that does not sign here.
    #[error("its key is of a kind that does not sign here")]
    Kind,
}

/// How the key of `certificate` signs at `at`, if it may. Revocation is the matter of the caller, who can ask for it.
///
/// # Errors
/// It must not sign; refused before anything is asked of the key.
pub fn fit(certificate: &[u8], at: Time) -> Result<Scheme, Unfit> {
    let certificate = Certificate::read(certificate).map_err(|_| Unfit::Unreadable)?;
    let may = |usage: KeyUsage| certificate.extensions.key_usage.as_ref().is_none_or(|own| own.value.allows(usage));
    if !may(KeyUsage::DIGITAL_SIGNATURE) && !may(KeyUsage::NON_REPUDIATION) {
        return Err(Unfit::Usage);
    }
    if at < certificate.not_before {
        return Err(Unfit::NotYet(certificate.not_before));
    }
    if at > certificate.not_after {
        return Err(Unfit::Expired(certificate.not_after));
    }
    scheme_of(&certificate).ok_or(Unfit::Kind)
}

/// How the key of `certificate` signs: RSA of 2048 bits or more with SHA-256, a curve with the digest of its size.
#[must_use]
pub fn scheme_of(certificate: &Certificate<'_>) -> Option<Scheme> {
    match certificate.key.kind() {
        KeyKind::Rsa(2048..) => Some(Scheme::Rsa(Digest::Sha256)),
        KeyKind::Curve("P-256") => Some(Scheme::Ecdsa(Digest::Sha256)),
        KeyKind::Curve("P-384") => Some(Scheme::Ecdsa(Digest::Sha384)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_way_between_processes() {
        let all = [
            KeyError::NoKey("no private key in it"),
            KeyError::Password,
            KeyError::Locked,
            KeyError::LastTry,
            KeyError::Unsupported("1.2.3".into()),
            KeyError::NoCertificate,
            KeyError::Full,
            KeyError::Failed,
            KeyError::Silent,
            KeyError::Gone,
        ];
        for error in all {
            let (code, what) = error.code();
            assert_eq!(KeyError::of_code(code, what), error);
        }
    }
}

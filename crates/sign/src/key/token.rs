//! A key on a token or in an HSM (PKCS#11): it signs there and never leaves.
//!
//! > A PIN wrong three times locks most tokens. It is asked for once, never tried again, and not at all where the token says
//! > that the next wrong one would be the last.

use super::uri::TokenAddress;
use super::{Key, KeyError, scheme_of};
use antin_pki::algorithm::Digest;
use antin_pki::certificate::Certificate;
use antin_pki::der::{tag, write};
use antin_pki::signature::Scheme;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

/// A key on a token, one session with one log-in.
pub struct TokenKey {
    session: Session,
    key: ObjectHandle,
    scheme: Scheme,
    /// The token digests by itself.
    digests: bool,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
}

impl std::fmt::Debug for TokenKey {
    /// Nothing of the session.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKey").finish_non_exhaustive()
    }
}

impl TokenKey {
    /// Opens the library that an address names, logs in once, and finds the key.
    ///
    /// # Errors
    /// The library, the token or the key is not there, the PIN is another one, or the token is about to lock itself.
    pub fn open(address: &TokenAddress, pin: &str) -> Result<Self, KeyError> {
        let module = address.module.as_deref().ok_or(KeyError::NoKey("no library in the address"))?;
        let library = Pkcs11::new(module).map_err(|_| KeyError::NoKey("not a library of PKCS#11"))?;
        match library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(refused(&error)),
        }
        let slot = slot(&library, address)?;
        let token = library.get_token_info(slot).map_err(|error| refused(&error))?;
        if token.user_pin_locked() {
            return Err(KeyError::Locked);
        }
        if token.user_pin_final_try() {
            return Err(KeyError::LastTry);
        }
        let session = library.open_ro_session(slot).map_err(|error| refused(&error))?;
        let pin: AuthPin = pin.to_owned().into();
        // A token with its own keyboard asks by itself.
        let pin = (!token.protected_authentication_path()).then_some(&pin);
        session.login(UserType::User, pin).map_err(|error| refused(&error))?;
        let mechanisms = library.get_mechanism_list(slot).map_err(|error| refused(&error))?;
        let Pair { certificate, key, chain } = pair(&session, address)?;
        let parsed = Certificate::read(&certificate).map_err(|_| KeyError::NoCertificate)?;
        let scheme = scheme_of(&parsed).ok_or(KeyError::NoKey("a key of a kind that does not sign here"))?;
        let digests = mechanisms.contains(&MechanismType::SHA256_RSA_PKCS);
        Ok(TokenKey { session, key, scheme, digests, certificate, chain })
    }
}

impl Key for TokenKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let ask = |mechanism: &Mechanism<'_>, data: &[u8]| {
            self.session.sign(mechanism, self.key, data).map_err(|error| refused(&error))
        };
        match self.scheme {
            Scheme::Rsa(Digest::Sha256) if self.digests => ask(&Mechanism::Sha256RsaPkcs, message),
            Scheme::Rsa(digest) => ask(&Mechanism::RsaPkcs, &digest_info(digest, message)),
            Scheme::Ecdsa(digest) => {
                let raw = ask(&Mechanism::Ecdsa, &digest.compute(&[message]))?;
                // PKCS#11 gives the two numbers side by side, X.509 wants them in DER.
                let (one, other) = raw.split_at(raw.len() / 2);
                Ok(write::sequence(&[&write::unsigned(one), &write::unsigned(other)]))
            }
            _ => Err(KeyError::Failed),
        }
    }
}

/// `DigestInfo` (RFC 8017 9.2), for tokens that do not digest.
fn digest_info(digest: Digest, message: &[u8]) -> Vec<u8> {
    let algorithm = write::sequence(&[&write::oid(digest.oid()), &[tag::NULL, 0]]);
    write::sequence(&[&algorithm, &write::element(tag::OCTET_STRING, &digest.compute(&[message]))])
}

/// The slot of the one token that the address fits.
fn slot(library: &Pkcs11, address: &TokenAddress) -> Result<Slot, KeyError> {
    let mut found = Vec::new();
    for slot in library.get_slots_with_token().map_err(|error| refused(&error))? {
        let Ok(token) = library.get_token_info(slot) else { continue };
        let fits = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own.trim());
        let is_named = fits(&address.token, token.label()) && fits(&address.serial, token.serial_number());
        if token.token_initialized() && is_named {
            found.push(slot);
        }
    }
    match found[..] {
        [slot] => Ok(slot),
        [] => Err(KeyError::NoKey("no such token")),
        _ => Err(KeyError::NoKey("more than one token fits the address")),
    }
}

/// What was found on a token: a certificate, its key, and the certificates of CAs.
struct Pair {
    certificate: Vec<u8>,
    key: ObjectHandle,
    chain: Vec<Vec<u8>>,
}

/// The one certificate that fits the address and whose key lies on the token.
fn pair(session: &Session, address: &TokenAddress) -> Result<Pair, KeyError> {
    let (mut pairs, mut chain) = (Vec::new(), Vec::new());
    let certificates = session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)]);
    for object in certificates.map_err(|error| refused(&error))? {
        let wanted = [AttributeType::Value, AttributeType::Label, AttributeType::Id];
        let (mut der, mut label, mut id) = (Vec::new(), Vec::new(), Vec::new());
        for attribute in session.get_attributes(object, &wanted).map_err(|error| refused(&error))? {
            match attribute {
                Attribute::Value(bytes) => der = bytes,
                Attribute::Label(bytes) => label = bytes,
                Attribute::Id(bytes) => id = bytes,
                _ => {}
            }
        }
        let Ok(certificate) = Certificate::read(&der) else { continue };
        if certificate.is_ca() {
            chain.push(der);
            continue;
        }
        let fits = address.object.as_ref().is_none_or(|wanted| wanted.as_bytes() == label)
            && address.id.as_ref().is_none_or(|wanted| *wanted == id);
        let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id)];
        let keys = session.find_objects(&wanted).map_err(|error| refused(&error))?;
        if let ([key], true) = (&keys[..], fits) {
            pairs.push((der, *key));
        }
    }
    match pairs.len() {
        1 => pairs.pop().map(|(certificate, key)| Pair { certificate, key, chain }).ok_or(KeyError::NoCertificate),
        0 => Err(KeyError::NoCertificate),
        _ => Err(KeyError::NoKey("more than one key fits the address")),
    }
}

fn refused(error: &Error) -> KeyError {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => KeyError::Password,
        Error::Pkcs11(RvError::PinLocked, _) => KeyError::Locked,
        _ => KeyError::Failed,
    }
}

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
use serde::{Deserialize, Serialize};

/// A key on a token, in one session.
pub struct TokenKey {
    library: Pkcs11,
    slot: Slot,
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
        let library = library(address.module.as_deref().ok_or(KeyError::NoKey("no library in the address"))?)?;
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
        Ok(TokenKey { library, slot, session, key, scheme, digests, certificate, chain })
    }

    /// More sessions beside this one, without another log-in: a token knows whether somebody has logged in, not in which
    /// session (PKCS#11 3.1 section 5.6). Fewer than `wanted` where the token has no more.
    ///
    /// What can be pulled out computes one signature at a time and gets no second session.
    #[must_use]
    pub fn more(&self, wanted: usize) -> More {
        if self.library.get_slot_info(self.slot).is_ok_and(|slot| slot.removable_device()) {
            return More { keys: Vec::new(), refused: None };
        }
        let mut keys = Vec::new();
        while keys.len() < wanted {
            match self.library.open_ro_session(self.slot) {
                Ok(session) => keys.push(TokenKey {
                    library: self.library.clone(),
                    slot: self.slot,
                    session,
                    key: self.key,
                    scheme: self.scheme,
                    digests: self.digests,
                    certificate: self.certificate.clone(),
                    chain: self.chain.clone(),
                }),
                Err(error) => return More { keys, refused: Some(refused(&error)) },
            }
        }
        More { keys, refused: None }
    }
}

/// Further sessions of one log-in.
#[derive(Debug)]
pub struct More {
    /// The key in each.
    pub keys: Vec<TokenKey>,
    /// Why there are not as many as were wanted, where the token refused one.
    pub refused: Option<KeyError>,
}

/// What a token says of itself before anybody logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// It has a keyboard of its own and asks by itself.
    pub has_pad: bool,
    /// Somebody typed a wrong PIN since the last log-in.
    pub was_wrong: bool,
}

impl Look {
    /// Looks at the token of an address; no PIN is sent.
    ///
    /// # Errors
    /// The token is not there, is locked, or locks itself at the next wrong PIN.
    pub fn at(address: &TokenAddress) -> Result<Look, KeyError> {
        let library = library(address.module.as_deref().ok_or(KeyError::NoKey("no library in the address"))?)?;
        let token = library.get_token_info(slot(&library, address)?).map_err(|error| refused(&error))?;
        match (token.user_pin_locked(), token.user_pin_final_try()) {
            (true, _) => Err(KeyError::Locked),
            (false, true) => Err(KeyError::LastTry),
            (false, false) => {
                Ok(Look { has_pad: token.protected_authentication_path(), was_wrong: token.user_pin_count_low() })
            }
        }
    }
}

/// A token that is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Number of its slot.
    pub slot: u64,
    /// Its label.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// Who made it, and what it is called.
    pub model: String,
    /// Locked after wrong PINs.
    pub is_locked: bool,
    /// The next wrong PIN locks it.
    pub is_last_try: bool,
    /// Certificates on it that anybody may read.
    pub certificates: Vec<OnToken>,
}

/// A certificate on a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnToken {
    /// Its label.
    pub label: String,
    /// Its identifier, which its key has too.
    pub id: Vec<u8>,
    /// Its bytes.
    pub der: Vec<u8>,
}

impl Listed {
    /// Every token that the library at `module` knows, with its certificates; no PIN is sent.
    ///
    /// # Errors
    /// The library cannot be used.
    pub fn all(module: &str) -> Result<Vec<Listed>, KeyError> {
        let library = library(module)?;
        let mut found = Vec::new();
        for slot in library.get_slots_with_token().map_err(|error| refused(&error))? {
            let token = library.get_token_info(slot).map_err(|error| refused(&error))?;
            if !token.token_initialized() {
                continue;
            }
            let session = library.open_ro_session(slot).map_err(|error| refused(&error))?;
            let objects = session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)]);
            let objects = objects.map_err(|error| refused(&error))?;
            found.push(Listed {
                slot: slot.id(),
                label: token.label().trim().to_owned(),
                serial: token.serial_number().trim().to_owned(),
                model: format!("{} {}", token.manufacturer_id().trim(), token.model().trim()),
                is_locked: token.user_pin_locked(),
                is_last_try: token.user_pin_final_try(),
                certificates: objects.into_iter().filter_map(|object| on_token(&session, object).ok()).collect(),
            });
        }
        Ok(found)
    }
}

fn on_token(session: &Session, object: ObjectHandle) -> Result<OnToken, KeyError> {
    let wanted = [AttributeType::Value, AttributeType::Label, AttributeType::Id];
    let mut found = OnToken { label: String::new(), id: Vec::new(), der: Vec::new() };
    for attribute in session.get_attributes(object, &wanted).map_err(|error| refused(&error))? {
        match attribute {
            Attribute::Value(bytes) => found.der = bytes,
            Attribute::Label(bytes) => found.label = String::from_utf8_lossy(&bytes).into_owned(),
            Attribute::Id(bytes) => found.id = bytes,
            _ => {}
        }
    }
    Ok(found)
}

/// The library at `module`, ready.
fn library(module: &str) -> Result<Pkcs11, KeyError> {
    let library = Pkcs11::new(module).map_err(|_| KeyError::NoKey("not a library of PKCS#11"))?;
    match library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(library),
        Err(error) => Err(refused(&error)),
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
        let OnToken { label, id, der } = on_token(session, object)?;
        let Ok(certificate) = Certificate::read(&der) else { continue };
        if certificate.is_ca() {
            chain.push(der);
            continue;
        }
        let fits = address.object.as_ref().is_none_or(|wanted| *wanted == label)
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
        Error::Pkcs11(RvError::SessionCount, _) => KeyError::Full,
        _ => KeyError::Failed,
    }
}

//! Encrypted PDFs (ISO 32000-2 section 7.6): the standard handler, revisions 2 to 6, opened with a password.
//!
//! A signature needs the key twice: to read object streams, and to write what it adds encrypted like the rest. A file
//! encrypted to the keys of recipients is refused with its reason.

use super::document::Document;
use super::object::{Dictionary, Id, Object};
use crate::cipher;
use md5::{Digest as _, Md5};
use ring::digest::{SHA256, SHA384, SHA512, digest};

/// Why an encrypted file stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptError {
    /// The password (or the empty one) does not open it.
    #[error("the password does not open the file")]
    Password,
    /// Encrypted to the keys of recipients.
    #[error("encrypted to the keys of recipients")]
    Recipients,
    /// A handler, revision or method that is not known here.
    #[error("a kind of encryption that is not known")]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// The key of an opened file.
#[derive(Clone, Debug)]
pub struct Crypt {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
    hides_metadata: bool,
}

/// What is put behind a short password (ISO 32000-2 algorithm 2).
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00,
    0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

impl Crypt {
    /// What opens `document`; none where it is not encrypted.
    ///
    /// # Errors
    /// The password is another one, or the kind of encryption is not known here.
    pub fn of(document: &Document<'_>, password: &[u8]) -> Result<Option<Crypt>, CryptError> {
        let encrypt = document.value(document.trailer(), "Encrypt");
        let Some(entries) = encrypt.dictionary() else { return Ok(None) };
        match &*document.value(entries, "Filter") {
            Object::Name(name) if name == b"Standard" => {}
            Object::Name(name) if name == b"Adobe.PubSec" || name == b"AdobePPKLite" => {
                return Err(CryptError::Recipients);
            }
            _ => return Err(CryptError::Unknown),
        }
        let number =
            |name: &str| if let Object::Integer(value) = &*document.value(entries, name) { Some(*value) } else { None };
        let text = |name: &str| match &*document.value(entries, name) {
            Object::String(value) => Ok(value.clone()),
            _ => Err(CryptError::Unknown),
        };
        let (version, revision) = (number("V").unwrap_or(0), number("R").unwrap_or(0));
        let (strings, streams) = match version {
            1 | 2 => (Method::Rc4, Method::Rc4),
            4 | 5 => (method(document, entries, "StrF")?, method(document, entries, "StmF")?),
            _ => return Err(CryptError::Unknown),
        };
        let hides_metadata = *document.value(entries, "EncryptMetadata") != Object::Bool(false);
        let key = match revision {
            2..=4 => {
                let length = match version {
                    1 => 5,
                    4 => 16,
                    _ => usize::try_from(number("Length").unwrap_or(40) / 8).unwrap_or(5).clamp(5, 16),
                };
                let identity = match &*document.value(document.trailer(), "ID") {
                    Object::Array(parts) => match parts.first().map(|part| document.resolve(part)).as_deref() {
                        Some(Object::String(first)) => first.clone(),
                        _ => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                let old = Old {
                    owner: text("O")?,
                    user: text("U")?,
                    permissions: number("P").unwrap_or(0) as i32,
                    identity,
                    revision,
                    length,
                    hides_metadata,
                };
                old.open(password)
            }
            5 | 6 => new_key(password, [text("O")?, text("U")?, text("OE")?, text("UE")?], revision),
            _ => return Err(CryptError::Unknown),
        };
        Ok(Some(Crypt { key: key.ok_or(CryptError::Password)?, strings, streams, hides_metadata }))
    }

    /// Are the bytes of a stream with this dictionary encrypted?
    #[must_use]
    pub fn opens(&self, stream: &Dictionary) -> bool {
        let own = match stream.get("Filter") {
            Some(Object::Name(name)) => name == b"Crypt",
            Some(Object::Array(names)) => names.first() == Some(&Object::named("Crypt")),
            _ => false,
        };
        let plain_metadata = !self.hides_metadata && stream.name("Type") == Some(b"Metadata");
        !own && !plain_metadata && stream.name("Type") != Some(b"XRef")
    }

    /// The bytes of a stream of object `id`, decrypted.
    #[must_use]
    pub fn open(&self, data: &[u8], id: Id) -> Option<Vec<u8>> {
        self.apply(self.streams, data, id)
    }

    /// The bytes of a stream of object `id`, encrypted; `iv` is used by AES only.
    #[must_use]
    pub fn close(&self, data: &[u8], id: Id, iv: &[u8; 16]) -> Option<Vec<u8>> {
        self.hide(self.streams, data, id, iv)
    }

    fn hide(&self, method: Method, data: &[u8], id: Id, iv: &[u8; 16]) -> Option<Vec<u8>> {
        match method {
            Method::Identity => Some(data.to_vec()),
            Method::Rc4 => Some(cipher::rc4(&self.key_of(method, id), data)),
            Method::Aes128 | Method::Aes256 => {
                let closed = cipher::cbc_close(&self.key_of(method, id), iv, &cipher::pad(data))?;
                Some([&iv[..], &closed].concat())
            }
        }
    }

    fn apply(&self, method: Method, data: &[u8], id: Id) -> Option<Vec<u8>> {
        match method {
            Method::Identity => Some(data.to_vec()),
            Method::Rc4 => Some(cipher::rc4(&self.key_of(method, id), data)),
            Method::Aes128 | Method::Aes256 => {
                let (iv, data) = data.split_first_chunk::<16>()?;
                let whole = data.len() / 16 * 16;
                let opened = cipher::cbc_open(&self.key_of(method, id), iv, &data[..whole])?;
                cipher::unpad(opened)
            }
        }
    }

    /// Algorithm 1: number and generation go into the key, except in the newest revisions.
    fn key_of(&self, method: Method, id: Id) -> Vec<u8> {
        if method == Method::Aes256 {
            return self.key.clone();
        }
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(&id.number.to_le_bytes()[..3]);
        hash.update(id.generation.to_le_bytes());
        if method == Method::Aes128 {
            hash.update(b"sAlT");
        }
        hash.finalize()[..(self.key.len() + 5).min(16)].to_vec()
    }

    /// Decrypts every string in `object`, but the `Contents` of signatures, which never are (ISO 32000-2 7.6.2).
    pub fn open_strings(&self, object: &mut Object, id: Id) {
        self.strings_of(object, &|text| self.apply(self.strings, text, id));
    }

    /// Encrypts every string in `object` likewise.
    pub fn close_strings(&self, object: &mut Object, id: Id, iv: &[u8; 16]) {
        self.strings_of(object, &|text| self.hide(self.strings, text, id, iv));
    }

    fn strings_of(&self, object: &mut Object, change: &dyn Fn(&[u8]) -> Option<Vec<u8>>) {
        let entries = match object {
            Object::String(text) => {
                // What cannot be opened stays as it is: it is shown nowhere and compared on both sides alike.
                if let Some(changed) = change(text) {
                    *text = changed;
                }
                return;
            }
            Object::Array(items) => {
                items.iter_mut().for_each(|item| self.strings_of(item, change));
                return;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) if stream.dictionary.name("Type") == Some(b"XRef") => return,
            Object::Stream(stream) => &mut stream.dictionary,
            _ => return,
        };
        let is_signature = entries.get("ByteRange").is_some();
        for (name, value) in &mut entries.entries {
            if !(is_signature && name == b"Contents") {
                self.strings_of(value, change);
            }
        }
    }
}

fn method(document: &Document<'_>, encrypt: &Dictionary, which: &str) -> Result<Method, CryptError> {
    let Object::Name(name) = (*document.value(encrypt, which)).clone() else { return Ok(Method::Identity) };
    if name == b"Identity" {
        return Ok(Method::Identity);
    }
    let filters = document.value(encrypt, "CF");
    let filter = filters.dictionary().map(|filters| document.value(filters, &String::from_utf8_lossy(&name)));
    match filter.as_deref().and_then(Object::dictionary).and_then(|filter| filter.name("CFM")) {
        Some(b"V2") => Ok(Method::Rc4),
        Some(b"AESV2") => Ok(Method::Aes128),
        Some(b"AESV3") => Ok(Method::Aes256),
        Some(b"None") => Ok(Method::Identity),
        _ => Err(CryptError::Unknown),
    }
}

/// Revisions 2 to 4: keys made with MD5.
struct Old {
    owner: Vec<u8>,
    user: Vec<u8>,
    permissions: i32,
    identity: Vec<u8>,
    revision: i64,
    length: usize,
    hides_metadata: bool,
}

impl Old {
    fn open(&self, password: &[u8]) -> Option<Vec<u8>> {
        self.as_user(password).or_else(|| {
            // Algorithm 7: the owner's password gives the user's.
            let mut hash = Md5::digest(padded(password)).to_vec();
            if self.revision >= 3 {
                (0..50).for_each(|_| hash = Md5::digest(&hash).to_vec());
            }
            hash.truncate(self.length);
            let rounds = if self.revision >= 3 { 20 } else { 1 };
            let mut user = self.owner.get(..32)?.to_vec();
            for round in (0..rounds).rev() {
                let key: Vec<u8> = hash.iter().map(|byte| byte ^ round).collect();
                user = cipher::rc4(&key, &user);
            }
            self.as_user(&user)
        })
    }

    /// Algorithms 2 and 6.
    fn as_user(&self, password: &[u8]) -> Option<Vec<u8>> {
        let mut hash = Md5::new();
        hash.update(padded(password));
        hash.update(self.owner.get(..32)?);
        hash.update(self.permissions.to_le_bytes());
        hash.update(&self.identity);
        if self.revision >= 4 && !self.hides_metadata {
            hash.update([0xff; 4]);
        }
        let mut key = hash.finalize().to_vec();
        if self.revision >= 3 {
            (0..50).for_each(|_| key = Md5::digest(&key[..self.length]).to_vec());
        }
        key.truncate(self.length);
        let fits = if self.revision == 2 {
            cipher::rc4(&key, &PADDING) == *self.user.get(..32)?
        } else {
            let mut hash = Md5::digest([&PADDING[..], &self.identity].concat()).to_vec();
            for round in 0..20 {
                let other: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
                hash = cipher::rc4(&other, &hash);
            }
            hash == *self.user.get(..16)?
        };
        fits.then_some(key)
    }
}

fn padded(password: &[u8]) -> Vec<u8> {
    let mut padded = [password, &PADDING].concat();
    padded.truncate(32);
    padded
}

/// Revisions 5 and 6 (algorithm 2.A): the file's key lies encrypted under a hash of the password.
fn new_key(password: &[u8], [owner, user, owner_key, user_key]: [Vec<u8>; 4], revision: i64) -> Option<Vec<u8>> {
    let password = &password[..password.len().min(127)];
    let hash = |salt: &[u8], extra: &[u8]| {
        if revision == 5 {
            digest(&SHA256, &[password, salt, extra].concat()).as_ref().to_vec()
        } else {
            hardened(password, salt, extra)
        }
    };
    let (user, owner) = (user.get(..48)?, owner.get(..48)?);
    if hash(&user[32..40], &[]) == user[..32] {
        return cipher::cbc_open(&hash(&user[40..], &[]), &[0; 16], user_key.get(..32)?);
    }
    if hash(&owner[32..40], user) == owner[..32] {
        return cipher::cbc_open(&hash(&owner[40..], user), &[0; 16], owner_key.get(..32)?);
    }
    None
}

/// Algorithm 2.B.
fn hardened(password: &[u8], salt: &[u8], extra: &[u8]) -> Vec<u8> {
    let mut key = digest(&SHA256, &[password, salt, extra].concat()).as_ref().to_vec();
    for round in 0_u32.. {
        let one = [password, &key, extra].concat();
        let Some(iv) = key.get(16..32).and_then(|iv| iv.try_into().ok()) else { break };
        let Some(mixed) = cipher::cbc_close(&key[..16], iv, &one.repeat(64)) else { break };
        let rest = mixed[..16].iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        let algorithm = [&SHA256, &SHA384, &SHA512][rest as usize];
        key = digest(algorithm, &mixed).as_ref().to_vec();
        let last = u32::from(mixed.last().copied().unwrap_or(0));
        if round >= 63 && last <= round - 31 {
            break;
        }
    }
    key.truncate(32);
    key
}

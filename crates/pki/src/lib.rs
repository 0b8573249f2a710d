//! X.509 for people who answer for what they sign: certificates, trust, paths, revocation, time stamps.
//!
//! Bytes and times come in, values and typed reasons go out. Nothing here opens a socket, reads a clock or knows an
//! office; every verdict has three values ([`verdict::Verdict`]) and every reason names the clause it rests on.
//!
//! The way through: [`bundle::find`] finds certificates and CRLs in the bytes of a file, [`certificate::Certificate`]
//! reads one in place, [`crl::CrlIndex`] verifies a CRL once and keeps a compact index of it, and
//! [`path::Validator`] builds and validates paths to [`trust::Anchor`]s at a given time.

pub mod algorithm;
pub mod bundle;
pub mod certificate;
pub mod crl;
pub mod der;
pub mod hash;
pub mod key;
pub mod name;
pub mod ocsp;
pub mod oid;
pub mod path;
pub mod serial;
pub mod signature;
pub mod time;
pub mod timestamp;
pub mod trust;
pub mod verdict;

//! Signatures on documents: made, and judged.

pub mod cipher;
pub mod cms;
pub mod extend;
pub mod job;
pub mod key;
pub mod made;
pub mod oid;
pub mod pdf;
pub mod source;
pub mod validate;

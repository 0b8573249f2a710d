//! CMS (RFC 5652) as CAdES uses it (EN 319 122): read from DER or BER, built in DER, verified.

pub mod archive;
pub mod ber;
pub mod build;
pub mod extend;
pub mod read;
pub mod verify;

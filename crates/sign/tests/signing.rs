//! Signatures made and judged with the test CA: the ordinary life of a document, and what an attacker does to it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "signing/after.rs"]
mod after;
#[path = "signing/archival.rs"]
mod archival;
#[path = "signing/archive.rs"]
mod archive;
#[path = "signing/desk.rs"]
mod desk;
#[path = "signing/encrypted.rs"]
mod encrypted;
#[path = "signing/files.rs"]
mod files;
#[path = "signing/hostile.rs"]
mod hostile;
#[path = "signing/levels.rs"]
mod levels;
#[path = "signing/marks.rs"]
mod marks;
#[path = "signing/paper.rs"]
mod paper;
#[path = "signing/streamed.rs"]
mod streamed;
#[path = "signing/structure.rs"]
mod structure;
#[path = "signing/tokens.rs"]
mod tokens;

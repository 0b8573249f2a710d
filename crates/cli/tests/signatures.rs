//! `antin sign`, `verify`, `extend`, `keys` as a person calls them; OpenSSL plays the CA and its servers.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "signatures/archive.rs"]
mod archive;
#[path = "signatures/judging.rs"]
mod judging;
#[path = "signatures/network.rs"]
mod network;
#[path = "signatures/office.rs"]
mod office;
#[path = "signatures/server.rs"]
mod server;
#[path = "signatures/sessions.rs"]
mod sessions;
#[path = "signatures/signing.rs"]
mod signing;
#[path = "signatures/tokens.rs"]
mod tokens;
#[path = "signatures/words.rs"]
mod words;

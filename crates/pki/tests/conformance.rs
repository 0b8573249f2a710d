//! Conformance with material that nobody here wrote: PKITS, x509-limbo, Wycheproof.
//!
//! It lies beside the repository (`../shared/conformance`). Where it is not there, each test says so; a small set of our
//! own runs in `paths.rs` in any case. Each difference is explained in `docs/conformance.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "conformance/limbo.rs"]
mod limbo;
#[path = "conformance/pkits.rs"]
mod pkits;
#[path = "conformance/wycheproof.rs"]
mod wycheproof;

use base64::Engine;
use serde_json::Value;
use std::path::PathBuf;

/// The JSON of a file of the material; none, said aloud, where it is not there.
fn material(file: &str) -> Option<Value> {
    let path = folder().join(file);
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).expect("the material is JSON")),
        Err(_) => {
            println!("NOT RUN: {} is not there", path.display());
            None
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance")
}

fn base64(text: &str) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hex")).collect()
}

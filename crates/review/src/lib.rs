//! The review: snapshot → matching → facts → findings → one action per certificate.
//!
//! Matching pairs rows and never judges; rules see facts and nothing else; no file, no clock, no language.

pub mod case;
pub mod facts;
mod index;
pub mod matching;
pub mod review;
pub mod rules;
pub mod snapshot;
pub mod truth;
pub mod understanding;

pub use case::Case;
pub use review::{Review, review};
pub use snapshot::Snapshot;

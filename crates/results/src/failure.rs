//! Why there is no result.

use antin_domain::message::Message;

/// Why there is no result. Nothing was written.
#[derive(Debug)]
pub enum Failure {
    /// An input cannot be used.
    Unusable(Message),
    /// It failed on the way.
    Failed(Message),
}

impl Failure {
    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> &Message {
        match self {
            Failure::Unusable(message) | Failure::Failed(message) => message,
        }
    }
}

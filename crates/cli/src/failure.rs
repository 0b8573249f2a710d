//! Why a command ends without its result, and the exit status that says so.

use antin_domain::message::Message;

/// A command that did not do what it was asked to do.
#[derive(Debug)]
pub enum Failure {
    /// The call or an input cannot be used; nothing was written. Exit status 2.
    Unusable(Message),
    /// It failed on the way. Exit status 1.
    Failed(Message),
    /// What was verified is not as it was written. Exit status 4.
    Tampered(Message),
}

impl Failure {
    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> &Message {
        match self {
            Failure::Unusable(message) | Failure::Failed(message) | Failure::Tampered(message) => message,
        }
    }

    /// The exit status (review.md section 5).
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Failure::Unusable(_) => 2,
            Failure::Failed(_) => 1,
            Failure::Tampered(_) => 4,
        }
    }
}

impl From<antin_results::Failure> for Failure {
    fn from(failure: antin_results::Failure) -> Failure {
        match failure {
            antin_results::Failure::Unusable(message) => Failure::Unusable(message),
            antin_results::Failure::Failed(message) => Failure::Failed(message),
        }
    }
}

//! Time stamps on signatures: what each proves.

use super::cms;
use super::path::{For, Material};
use antin_pki::algorithm::Digest;
use antin_pki::time::Time;
use antin_pki::timestamp::{StampError, Token};
use antin_pki::verdict::Reason;

/// What stands of one time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampFacts {
    /// The instant it names; none where it cannot be read.
    pub at: Option<Time>,
    /// Over the whole document, not only over the signature.
    pub of_document: bool,
    /// Why it proves nothing.
    pub outcome: Result<(), StampFault>,
}

/// Why a time stamp proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StampFault {
    /// The token itself.
    Token(StampError),
    /// It is of something else.
    OtherContent,
    /// Its digest or its authority's key was weak already when it was made.
    Weak,
    /// The path of its authority.
    Path(Reason),
    /// It is one of the archive, and what it protects was changed or taken away.
    ArchiveBroken,
    /// It is one of the archive, and has no index of what it protects, or one that cannot be read.
    ArchiveIndex,
}

impl StampFault {
    /// Its short name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            StampFault::Token(StampError::NotAToken(_) | StampError::Refused(_)) => "time-stamp-unreadable",
            StampFault::Token(StampError::BadSignature | StampError::Attribute(_)) => "time-stamp-broken",
            StampFault::Token(_) => "time-stamp-not-usable",
            StampFault::OtherContent => "time-stamp-of-something-else",
            StampFault::Weak => "time-stamp-weak",
            StampFault::Path(_) => "time-stamp-authority-not-trusted",
            StampFault::ArchiveBroken => "archive-stamp-broken",
            StampFault::ArchiveIndex => "archive-stamp-without-index",
        }
    }
}

/// Judges a token over `pieces`.
#[must_use]
pub fn facts<'a>(
    token: &'a [u8],
    pieces: &[&[u8]],
    of_document: bool,
    material: &Material<'a>,
    now: Time,
) -> StampFacts {
    facts_by(token, &|digest| Some(digest.compute(pieces)), of_document, material, now)
}

/// Judges a token over what `digest_of` gives the digest of; none where that could not be read.
#[must_use]
pub fn facts_by<'a>(
    token: &'a [u8],
    digest_of: &dyn Fn(Digest) -> Option<Vec<u8>>,
    of_document: bool,
    material: &Material<'a>,
    now: Time,
) -> StampFacts {
    let token = match Token::read(token) {
        Ok(token) => token,
        Err(error) => return StampFacts { at: None, of_document, outcome: Err(StampFault::Token(error)) },
    };
    StampFacts { at: Some(token.at), of_document, outcome: outcome(&token, digest_of, material, now) }
}

fn outcome<'a>(
    token: &Token<'a>,
    digest_of: &dyn Fn(Digest) -> Option<Vec<u8>>,
    material: &Material<'a>,
    now: Time,
) -> Result<(), StampFault> {
    let digest = Digest::of(token.digest).ok_or(StampFault::Token(StampError::UnknownDigest))?;
    if digest_of(digest).as_deref() != Some(token.imprint) {
        return Err(StampFault::OtherContent);
    }
    let authority = token.verify(material.certificates()).map_err(StampFault::Token)?;
    if !cms::weaknesses(&authority, Some(digest), token.at).is_empty() {
        return Err(StampFault::Weak);
    }
    // A time stamp from the future proves nothing about the past.
    if token.at > now {
        return Err(StampFault::Path(Reason::NotYetValid { not_before: token.at, at: now }));
    }
    material.path(&authority, For::TimeStamping, token.at, now).outcome.map_err(StampFault::Path)
}

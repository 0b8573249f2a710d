//! The account of certificates and CRLs: what was read, what was believed and on what grounds.

use crate::Failure;
use crate::certificates::files::digest;
use crate::input::ListFiles;
use antin_domain::message::Message;
use antin_domain::row::Revocation;
use std::path::{Path, PathBuf};

/// How certificates and CRLs were read.
#[derive(Clone, Debug, Default)]
pub struct CertificateAccount {
    /// The folders, each with what it held.
    pub folders: Vec<Folder>,
    /// Certificates of people and offices that were read.
    pub read: usize,
    /// Subjects of certificates that the issuer they name did not sign; nothing in them is believed.
    pub forged: Vec<String>,
    /// Rows of the CA's list that found theirs.
    pub rows: usize,
    /// Certificates that no row of the CA's list is about.
    pub at_hand: usize,
    /// CRLs read.
    pub crls_read: usize,
    /// CRLs whose signature was verified and that are the newest of their kind.
    pub crls_used: usize,
    /// Sentences about CRLs that are not used.
    pub notes: Vec<Message>,
    /// Certificates for each of [`Revocation::ALL`].
    pub statuses: [usize; Revocation::ALL.len()],
}

/// What a folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `--certificates`
    Certificates,
    /// `--crl`
    Crl,
    /// `--trust`
    Trust,
}

impl Role {
    /// Its name in `summary.json`, that of the option.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Certificates => "certificates",
            Role::Crl => "crl",
            Role::Trust => "trust",
        }
    }

    /// The folder or file that a call names for it.
    #[must_use]
    pub fn of(self, files: &ListFiles) -> Option<&Path> {
        match self {
            Role::Certificates => files.certificates.as_deref(),
            Role::Crl => files.crl.as_deref(),
            Role::Trust => files.trust.as_deref(),
        }
    }

    /// Every role.
    pub const ALL: [Role; 3] = [Role::Certificates, Role::Crl, Role::Trust];
}

/// A folder as it was when it was read.
#[derive(Clone, Debug)]
pub struct Folder {
    /// What it is for.
    pub role: Role,
    /// Where it is.
    pub path: PathBuf,
    /// How many files it holds.
    pub files: usize,
    /// SHA-256 over the names and contents of its files.
    pub sha256: [u8; 32],
}

impl CertificateAccount {
    /// The account of the folders of a call.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn of(files: &ListFiles) -> Result<CertificateAccount, Failure> {
        let mut account = CertificateAccount::default();
        for role in Role::ALL {
            if let Some(path) = role.of(files) {
                let (files, sha256) = digest(path)?;
                account.folders.push(Folder { role, path: path.to_owned(), files, sha256 });
            }
        }
        Ok(account)
    }

    /// Counts one certificate.
    pub fn count(&mut self, revocation: Revocation) {
        let place = Revocation::ALL.iter().position(|(known, _)| *known == revocation);
        if let Some(count) = place.and_then(|place| self.statuses.get_mut(place)) {
            *count += 1;
        }
    }

    /// How many certificates have an unknown status.
    #[must_use]
    pub fn unknown(&self) -> usize {
        let unknown = Revocation::ALL.iter().zip(self.statuses).filter(|((status, _), _)| status.is_unknown());
        unknown.map(|(_, count)| count).sum()
    }

    /// The grounds on which CRLs are believed: `anchor` where a trust store was given and every issuer has to lead to it,
    /// else `issuer`: certificate and CRL are of one hand, whose it is nobody vouched for. None without CRLs.
    #[must_use]
    pub fn grounds(&self) -> Option<&'static str> {
        let has = |role| self.folders.iter().any(|folder| folder.role == role);
        has(Role::Crl).then(|| if has(Role::Trust) { "anchor" } else { "issuer" })
    }

    /// The sentences about certificates and CRLs, most important first.
    #[must_use]
    pub fn sentences(&self) -> Vec<Message> {
        let read = Message::new("cli-certificates-read").with("read", self.read).with("used", self.rows);
        let mut sentences = vec![read.with("others", self.at_hand)];
        if let Some(grounds) = self.grounds() {
            let of = |status| Revocation::ALL.iter().position(|(known, _)| *known == status);
            let count = |status| of(status).map_or(0, |place| self.statuses[place]);
            let lists = Message::new("cli-crl-read").with("read", self.crls_read).with("used", self.crls_used);
            let lists = lists.with("good", count(Revocation::Good)).with("revoked", count(Revocation::Revoked));
            sentences.push(lists.with("unknown", self.unknown()));
            sentences.push(Message::new("cli-crl-grounds").with("grounds", grounds));
        }
        for subject in &self.forged {
            sentences.push(Message::new("cli-certificate-forged").with("name", subject));
        }
        sentences.extend(self.notes.iter().cloned());
        sentences
    }
}

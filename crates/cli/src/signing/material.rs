//! Whom a verdict on signatures believes, and what it may rest on: anchors, certificates in between, CRLs, OCSP answers.

use crate::arguments::sign::MaterialCall;
use crate::commands::trust::default_store;
use crate::failure::Failure;
use antin_domain::message::Message;
use antin_pki::ocsp::Response;
use antin_pki::time::Time;
use antin_pki::trust::{MANIFEST, Purpose};
use antin_results::certificates::files::{bytes, files, material};
use antin_results::certificates::trust::store;
use antin_sign::pdf::dss::Store;
use antin_sign::validate::Question;
use std::path::Path;

/// The bytes of everything, each of one certificate, CRL or answer.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Trusted for signatures.
    pub anchors: Vec<Vec<u8>>,
    /// Trusted for time stamps.
    pub stamp_anchors: Vec<Vec<u8>>,
    /// Certificates that may stand in between.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs.
    pub crls: Vec<Vec<u8>>,
    /// OCSP answers.
    pub answers: Vec<Vec<u8>>,
}

impl Material {
    /// Reads what the call names; without `--trust` the store of `antin trust`, never that of the system.
    ///
    /// # Errors
    /// A file cannot be used, or a trust store does not hold what its manifest says.
    pub fn read(call: &MaterialCall) -> Result<Material, Failure> {
        let mut found = Material::default();
        for path in &call.trust {
            found.trust(path)?;
        }
        if call.trust.is_empty()
            && let Some(store) = default_store().filter(|store| store.join(MANIFEST).is_file())
        {
            found.trust(&store)?;
        }
        for path in &call.chain {
            let more = material(path)?;
            found.certificates.extend(more.certificates.into_iter().map(|(_, der)| der));
            found.crls.extend(more.crls.into_iter().map(|(_, der)| der));
        }
        for path in &call.crl {
            let more = material(path)?;
            if more.crls.is_empty() && !path.is_dir() {
                return Err(Failure::Unusable(Message::new("pki-no-crl").with("file", path.display())));
            }
            found.crls.extend(more.crls.into_iter().map(|(_, der)| der));
            found.certificates.extend(more.certificates.into_iter().map(|(_, der)| der));
        }
        for path in &call.ocsp {
            for file in if path.is_dir() { files(path)? } else { vec![path.clone()] } {
                let der = bytes(&file)?;
                match Response::read(&der) {
                    Ok(_) => found.answers.push(der),
                    Err(_) if path.is_dir() => {}
                    Err(error) => {
                        let message = Message::new("pki-no-ocsp").with("file", file.display());
                        return Err(Failure::Unusable(message.with("reason", error)));
                    }
                }
            }
        }
        Ok(found)
    }

    fn trust(&mut self, path: &Path) -> Result<(), Failure> {
        if path.join(MANIFEST).is_file() {
            let of = |purpose| -> Result<Vec<Vec<u8>>, Failure> {
                Ok(store(path, purpose)?.into_iter().map(|(_, der)| der).collect())
            };
            self.anchors.extend(of(Purpose::Signing)?);
            self.stamp_anchors.extend(of(Purpose::TimeStamping)?);
            return Ok(());
        }
        // A plain file or folder does not say what for: for both.
        let found: Vec<Vec<u8>> = material(path)?.certificates.into_iter().map(|(_, der)| der).collect();
        if found.is_empty() && !path.is_dir() {
            return Err(Failure::Unusable(Message::new("pki-nothing-in-file").with("file", path.display())));
        }
        self.stamp_anchors.extend(found.iter().cloned());
        self.anchors.extend(found);
        Ok(())
    }

    /// What was gathered or came along, as material more.
    pub fn add(&mut self, store: &Store) {
        self.certificates.extend(store.certificates.iter().cloned());
        self.crls.extend(store.crls.iter().cloned());
        self.answers.extend(store.answers.iter().cloned());
    }

    /// A question at `at` with all of it.
    #[must_use]
    pub fn question(&self, at: Time) -> Question<'_> {
        fn lent(list: &[Vec<u8>]) -> Vec<&[u8]> {
            list.iter().map(Vec::as_slice).collect()
        }
        Question {
            anchors: lent(&self.anchors),
            stamp_anchors: lent(&self.stamp_anchors),
            certificates: lent(&self.certificates),
            crls: lent(&self.crls),
            answers: lent(&self.answers),
            ..Question::at(at)
        }
    }
}

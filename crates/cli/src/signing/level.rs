//! From B-B upwards: time stamps fetched, validation data gathered and put into a PDF, and a time stamp over that.

mod cms;

use super::evidence::{self, StampFailure};
use super::material::Material;
use super::outside::Outside;
use super::words as said;
use crate::arguments::sign::SignLevel;
use crate::commands::sign::batch::{Refused, Rest};
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::algorithm::Digest;
use antin_pki::time::Time;
use antin_pki::timestamp::Token;
use antin_pki::verdict::Reason;
use antin_sign::extend;
use antin_sign::job::Refusal;
use antin_sign::pdf::dss::Store;
use antin_sign::validate::path::{For, Material as Paths, Sources};
use antin_sign::validate::signed;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// To which level, and with what.
pub struct Raiser<'r> {
    /// To which.
    pub level: SignLevel,
    /// Who stamps.
    pub tsa: Option<&'r str>,
    /// What is known.
    pub material: &'r Material,
    /// Who may be asked for more.
    pub outside: &'r Outside,
    /// The words of refusals.
    pub words: &'r Words,
    /// What was gathered for earlier files of the batch: nobody is asked the same thing for each file.
    pub found: Mutex<Store>,
}

impl Raiser<'_> {
    fn known(&self) -> MutexGuard<'_, Store> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A time stamp on a signature.
    ///
    /// # Errors
    /// There is none to be had.
    pub fn stamp_of(&self, signature: &[u8], at: Time) -> Result<Vec<u8>, Refused> {
        self.stamp(&Digest::Sha256.compute(&[signature]), at)
    }

    fn stamp(&self, imprint: &[u8], at: Time) -> Result<Vec<u8>, Refused> {
        let Some(address) = self.tsa else { return Err(refused(Message::new("signing-level-needs-tsa"))) };
        let token = evidence::stamp(address, imprint, self.outside, at)
            .map_err(|failure| refused(said::stamp(address, &failure, self.words)))?;
        match self.vouches(&token, at) {
            true => Ok(token),
            false => Err(refused(said::stamp(address, &StampFailure::Untrusted, self.words))),
        }
    }

    /// Does the certificate of a time stamp lead to an anchor? Where none is given, whoever judges later has to know.
    fn vouches(&self, token: &[u8], at: Time) -> bool {
        if self.material.stamp_anchors.is_empty() {
            return true;
        }
        let mut known = self.material.clone();
        known.add(&self.known());
        let Ok(read) = Token::read(token) else { return false };
        let Ok(authority) = read.verify(&[]) else { return false };
        // Other certificates that the authority sent may stand in between.
        known.certificates.extend(read.certificates.iter().map(|one| one.raw.to_vec()));
        let gathered = evidence::gather(&[authority.raw.to_vec()], &known, self.outside, at).store;
        known.add(&gathered);
        self.known().take(&gathered);
        let question = known.question(at);
        let paths = Paths::new(&question.stamp_anchors, &Sources::given(&question));
        // A word on its revocation is wanted from level LT on, and asked for there.
        matches!(
            paths.path(&authority, For::TimeStamping, read.at, at).outcome,
            Ok(()) | Err(Reason::RevocationUnknown(_))
        )
    }

    /// A signed PDF with everything that its level wants. Missing knowledge refuses: a file that is called B-LT and cannot be
    /// judged later is worth less than one that says what it is.
    ///
    /// # Errors
    /// Something is not to be had, or the result is not intact.
    pub fn raise(&self, file: Vec<u8>, password: Option<&[u8]>, at: Time) -> Result<Vec<u8>, Refused> {
        let file = self.with_material(file, password, at)?;
        if self.level < SignLevel::Lta {
            return Ok(file);
        }
        let file = self.stamped(file, password, at)?;
        // The authority of the last time stamp may be another one: what judges it comes along too.
        self.with_material(file, password, at)
    }

    /// A PDF with a time stamp over the whole of it.
    ///
    /// # Errors
    /// As [`Raiser::raise`].
    pub fn stamped(&self, file: Vec<u8>, password: Option<&[u8]>, at: Time) -> Result<Vec<u8>, Refused> {
        let job = extend::prepare_stamp(&file, password, seed()).map_err(|refusal| self.refused(&refusal))?;
        let token = self.stamp(&job.imprint, at)?;
        let update = extend::finish_stamp(&job, &file, password, &token).map_err(|refusal| self.refused(&refusal))?;
        Ok([file, update].concat())
    }

    fn with_material(&self, file: Vec<u8>, password: Option<&[u8]>, at: Time) -> Result<Vec<u8>, Refused> {
        let material = self.gathered(&file, password, at)?;
        match extend::add_material(&file, password, &material, seed()).map_err(|refusal| self.refused(&refusal))? {
            Some(update) => Ok([file, update].concat()),
            None => Ok(file),
        }
    }

    /// Everything that is needed to judge the signatures and time stamps of a file.
    fn gathered(&self, file: &[u8], password: Option<&[u8]>, at: Time) -> Result<Store, Refused> {
        let carried = signed::carried(file, password);
        let mut known = self.material.clone();
        known.add(&carried.all);
        known.add(&self.known());
        let gathered = evidence::gather(&carried.signers, &known, self.outside, at);
        if let Some(name) = gathered.silent.first() {
            let failures = gathered
                .failures
                .iter()
                .map(|(address, error)| self.words.say(&said::fetch(address, error, self.words)));
            let failures: Vec<String> = failures.collect();
            let reason = if failures.is_empty() { self.words.get("signing-no-address") } else { failures.join(" ") };
            return Err(refused(Message::new("signing-no-evidence").with("name", name).with("reason", reason)));
        }
        self.known().take(&gathered.store);
        Ok(gathered.store)
    }

    fn refused(&self, refusal: &Refusal) -> Refused {
        refused(said::refusal(refusal, self.words))
    }
}

fn refused(message: Message) -> Refused {
    Refused { message, rest: Rest::GoesOn }
}

/// Chance for what is added to an encrypted file.
fn seed() -> [u8; 16] {
    let mut seed = [0; 16];
    // Without chance the zeros stay: they separate additions of one file less well and give nothing away.
    let _ = SystemRandom::new().fill(&mut seed);
    seed
}

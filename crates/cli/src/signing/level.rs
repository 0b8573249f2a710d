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
use antin_sign::source::Source;
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

    /// Everything that the level of a signed PDF wants, behind `file` and the `update` that signed it; all that is behind the
    /// file then. Missing knowledge refuses: a file that is called B-LT and cannot be judged later is worth less than one that
    /// says what it is.
    ///
    /// # Errors
    /// Something is not to be had, or the result is not intact.
    pub fn raise(
        &self,
        file: &Source<'_>,
        update: Vec<u8>,
        password: Option<&[u8]>,
        at: Time,
    ) -> Result<Vec<u8>, Refused> {
        let update = self.with_material(file, update, password, at)?;
        if self.level < SignLevel::Lta {
            return Ok(update);
        }
        let update = self.stamped(file, update, password, at)?;
        // The authority of the last time stamp may be another one: what judges it comes along too.
        self.with_material(file, update, password, at)
    }

    /// A time stamp over the whole of a PDF and what was put behind it; all that is behind it then.
    ///
    /// # Errors
    /// As [`Raiser::raise`].
    pub fn stamped(
        &self,
        file: &Source<'_>,
        mut update: Vec<u8>,
        password: Option<&[u8]>,
        at: Time,
    ) -> Result<Vec<u8>, Refused> {
        let whole = file.followed_by(&update);
        let job = extend::prepare_stamp(&whole, password, seed()).map_err(|refusal| self.refused(&refusal))?;
        let token = self.stamp(&job.imprint, at)?;
        let more = extend::finish_stamp(&job, &whole, password, &token).map_err(|refusal| self.refused(&refusal))?;
        update.extend(more);
        Ok(update)
    }

    fn with_material(
        &self,
        file: &Source<'_>,
        mut update: Vec<u8>,
        password: Option<&[u8]>,
        at: Time,
    ) -> Result<Vec<u8>, Refused> {
        let whole = file.followed_by(&update);
        let material = self.gathered(&whole, password, at)?;
        let more = extend::add_material(&whole, password, &material, seed());
        if let Some(more) = more.map_err(|refusal| self.refused(&refusal))? {
            update.extend(more);
        }
        Ok(update)
    }

    /// Everything that is needed to judge the signatures and time stamps of a file.
    fn gathered<'a>(&self, file: impl Into<Source<'a>>, password: Option<&[u8]>, at: Time) -> Result<Store, Refused> {
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

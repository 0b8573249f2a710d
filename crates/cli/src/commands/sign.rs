//! `antin sign FILE…`: many files, one log-in; each is signed, passed over because it is signed already, or refused with its
//! reason, and the others go on.
//!
//! The list is frozen before the PIN is asked. A result is written whole or not at all, and only after our own validator
//! judged it. Exit status: 0 everything is signed, 1 something is not, 2 the call cannot be used.

pub mod batch;
mod mark;

use super::certificate::now;
use super::verify::password;
use crate::arguments::sign::{Container, Format, SignCall, SignLevel};
use crate::failure::Failure;
use crate::signing::evidence;
use crate::signing::level::Raiser;
use crate::signing::material::Material;
use crate::signing::outside::{Outside, name_of};
use crate::signing::token::{self, ChildKey};
use crate::signing::{pin, settings, words as said};
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::certificate::Certificate;
use antin_pki::time::Time;
use antin_pki::verdict::Reason;
use antin_sign::job::{self, Finished, Refusal, Shape, SigningJob, Stamp};
use antin_sign::key::{self, Key, SoftKey, TokenAddress};
use antin_sign::made::{self, Wanted};
use antin_sign::pdf::dss::Store;
use antin_sign::pdf::mark::Mark;
use antin_sign::pdf::sign::Order;
use antin_sign::source::Source;
use antin_sign::validate::facts::Level;
use antin_sign::validate::path::{For, Material as Paths, Sources};
use batch::{Made, Refused, Work};
use mark::MarkPlan;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Mutex;
use std::time::Duration;

/// Signs the files of the call.
///
/// # Errors
/// The call cannot be used, or the key does not open; then nothing was signed.
pub fn run(call: &SignCall) -> Result<(Vec<u8>, u8), Failure> {
    let words = Words::new(call.lang);
    check(call)?;
    let mark = MarkPlan::of(&call.mark)?;
    let password = call.password_file.as_deref().map(password).transpose()?;
    let material = Material::read(&call.material)?;
    let tsa = call.tsa.as_deref();
    let outside = settings::outside(&call.network, tsa.and_then(name_of))?;
    let ending = match (call.format, call.container) {
        (Format::Cades, Container::Detached) => ".p7s",
        (Format::Cades, Container::Attached) => ".p7m",
        _ => "",
    };
    let items = batch::freeze(&call.files, &call.out, ending)?;
    let chance = SystemRandom::new();
    let (key, at_once) = open(call, items.len(), &chance, &words)?;
    let at = now();
    let found = may_sign(&*key, &material, &outside, at)?;
    let chain = chain(&*key, &found);
    let found = Mutex::new(found);
    let raiser = Raiser { level: call.level, tsa, material: &material, outside: &outside, words: &words, found };
    let signing = Signing {
        call,
        key: &*key,
        chain,
        mark: &mark,
        password: password.as_deref(),
        raiser,
        chance: &chance,
        words: &words,
    };
    batch::run(&items, &call.out, &signing, at_once, &words)
}

/// What a call may not ask for together.
fn check(call: &SignCall) -> Result<(), Failure> {
    let refused = |key| Err(Failure::Unusable(Message { key, args: Vec::new() }));
    match call.format {
        Format::Xades | Format::Ooxml | Format::Asice => return refused("signing-format-not-yet"),
        Format::Cades if call.field.is_some() || call.mark.mark != "none" || call.reason.is_some() => {
            return refused("signing-cades-no-page");
        }
        _ => {}
    }
    if call.key == "agent" {
        return refused("signing-key-agent");
    }
    if call.level > SignLevel::B && call.tsa.is_none() {
        return refused("signing-level-needs-tsa");
    }
    if call.field.is_some() && call.mark.mark != "none" {
        return refused("signing-field-and-mark");
    }
    Ok(())
}

/// A key that several files may ask at once.
type Shared<'r> = Box<dyn Key + Sync + 'r>;

/// The key, after one log-in, and how many signatures may be under way with it at once.
fn open<'r>(
    call: &SignCall,
    files: usize,
    chance: &'r SystemRandom,
    words: &Words,
) -> Result<(Shared<'r>, usize), Failure> {
    let refused = |error: key::KeyError| Failure::Unusable(said::key(&error));
    let question = Message::new("signing-ask-pin").with("files", files).with("key", &call.key);
    if call.key.starts_with("pkcs11:") {
        let address = TokenAddress::parse(&call.key).map_err(refused)?;
        let limit = Duration::from_secs(call.key_timeout.max(1));
        let look = token::look(&address, limit).map_err(refused)?;
        if look.was_wrong {
            eprintln!("{}", words.get("signing-pin-was-wrong"));
        }
        let pin = match (look.has_pad, &call.pin_file) {
            (true, None) => {
                eprintln!("{}", words.get("signing-use-pad"));
                zeroize::Zeroizing::new(String::new())
            }
            _ => pin::ask(call.pin_file.as_deref(), &question, words)?,
        };
        let wanted = files.min(token::SESSIONS);
        let key = ChildKey::open(address, pin, limit, wanted).map_err(refused)?;
        let sessions = key.sessions;
        if key.is_short {
            let notice = Message::new("signing-fewer-sessions").with("open", sessions).with("wanted", wanted);
            eprintln!("{}", words.say(&notice));
        }
        return Ok((Box::new(key), sessions));
    }
    let file = super::verify::read(std::path::Path::new(&call.key))?;
    let pin = pin::ask(call.pin_file.as_deref(), &question, words)?;
    // A key in a file computes here: one signature for each core.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok((Box::new(SoftKey::open(&file, &pin, chance).map_err(refused)?), cores))
}

/// Refuses a certificate whose key must not sign now: by its use, its validity, or because it is known as revoked. What was
/// gathered about it is of use later.
fn may_sign(key: &dyn Key, material: &Material, outside: &Outside, at: Time) -> Result<Store, Failure> {
    key::fit(key.certificate(), at).map_err(|unfit| Failure::Unusable(said::unfit(unfit)))?;
    let mut known = material.clone();
    known.certificates.extend(key.chain().iter().cloned());
    let found = evidence::gather(&[key.certificate().to_vec()], &known, outside, at).store;
    known.add(&found);
    let question = known.question(at);
    let paths = Paths::new(&question.anchors, &Sources::given(&question));
    let certificate =
        Certificate::read(key.certificate()).map_err(|_| Failure::Unusable(said::unfit(key::Unfit::Unreadable)))?;
    match paths.path(&certificate, For::Signing, at, at).outcome {
        Err(Reason::Revoked { since, .. }) => {
            let since = super::certificate::local(since);
            Err(Failure::Unusable(Message::new("signing-unfit-revoked").with("since", since)))
        }
        _ => Ok(found),
    }
}

/// The certificates above the key's own, as far as they are to be had: they go into the signature.
fn chain(key: &dyn Key, found: &Store) -> Vec<Vec<u8>> {
    let mut chain: Vec<Vec<u8>> = Vec::new();
    for der in found.certificates.iter().chain(key.chain()) {
        if der != key.certificate() && !chain.contains(der) {
            chain.push(der.clone());
        }
    }
    chain
}

/// How the files of one call are signed.
struct Signing<'s> {
    call: &'s SignCall,
    key: &'s (dyn Key + Sync),
    chain: Vec<Vec<u8>>,
    mark: &'s MarkPlan,
    password: Option<&'s [u8]>,
    raiser: Raiser<'s>,
    chance: &'s SystemRandom,
    words: &'s Words,
}

impl Signing<'_> {
    fn wanted<'w>(&'w self, mark: &'w dyn Fn(Time) -> Result<Option<Mark<'w>>, Refusal>) -> Wanted<'w> {
        Wanted {
            mark,
            certificate: self.key.certificate(),
            reason: self.call.reason.as_deref(),
            location: self.call.location.as_deref(),
            field: self.call.field.as_deref(),
            level: match self.call.level {
                SignLevel::B => Level::BB,
                SignLevel::T => Level::BT,
                SignLevel::Lt => Level::BLT,
                SignLevel::Lta => Level::BLTA,
            },
        }
    }

    fn refused(&self, refusal: &Refusal) -> Refused {
        let ends = match refusal {
            Refusal::Key(error) if !error.allows_more() => batch::Rest::Ends,
            Refusal::Key(_) => batch::Rest::KeyFailed,
            _ => batch::Rest::GoesOn,
        };
        Refused { message: said::refusal(refusal, self.words), rest: ends }
    }

    /// The job signed by the key, once, with its time stamp where the level wants one.
    fn finish(&self, job: &SigningJob, file: &Source<'_>, at: Time) -> Result<Vec<u8>, Refused> {
        let signature = self.key.sign(&job.to_be_signed).map_err(|error| self.refused(&Refusal::Key(error)))?;
        let mut stamps = Vec::new();
        if self.call.level > SignLevel::B {
            stamps.push(self.raiser.stamp_of(&signature, at)?);
        }
        let finished = job::finish(job, file, self.password, &signature, &stamps);
        match finished.map_err(|refusal| self.refused(&refusal))? {
            Finished::Update(bytes) | Finished::File(bytes) => Ok(bytes),
        }
    }
}

impl Work for Signing<'_> {
    fn is_update(&self) -> bool {
        self.call.format != Format::Cades
    }

    fn make(&self, file: &Source<'_>) -> Result<Made, Refused> {
        let at = now();
        let stamp = if self.call.level > SignLevel::B { Stamp::Expected } else { Stamp::None };
        let own = self.key.certificate();
        if self.call.format == Format::Cades {
            let shape = match self.call.container {
                Container::Detached => Shape::Detached,
                Container::Attached => Shape::Attached,
            };
            let bytes = file.whole().ok_or_else(|| self.refused(&Refusal::NotRead))?;
            let job = job::prepare_cms(&bytes, shape, at, own, &self.chain);
            let job = job.map_err(|refusal| self.refused(&refusal))?;
            let detached = (self.call.container == Container::Detached).then_some(&bytes[..]);
            let signed = self.finish(&job, file, at)?;
            return Ok(Made::Whole(match self.call.level {
                SignLevel::B | SignLevel::T => signed,
                SignLevel::Lt | SignLevel::Lta => self.raiser.raise_cms(signed, detached, at)?,
            }));
        }
        let mut order = Order::at(at);
        // Without chance nothing encrypted can be added safely; the key would not work either.
        let no_chance = |_| self.refused(&Refusal::Key(key::KeyError::Failed));
        self.chance.fill(&mut order.seed).map_err(no_chance)?;
        order.field = self.call.field.as_deref();
        order.reason = self.call.reason.as_deref();
        order.location = self.call.location.as_deref();
        order.mark = self.mark.on(file, self.password, at).map_err(|refusal| self.refused(&refusal))?;
        let job = job::prepare_pdf(file, self.password, &order, own, &self.chain, stamp);
        let job = job.map_err(|refusal| self.refused(&refusal))?;
        let update = self.finish(&job, file, at)?;
        match self.call.level {
            SignLevel::B | SignLevel::T => Ok(Made::Behind(update)),
            SignLevel::Lt | SignLevel::Lta => Ok(Made::Behind(self.raiser.raise(file, update, self.password, at)?)),
        }
    }

    fn is_made(&self, file: &Source<'_>, result: &Source<'_>) -> bool {
        match (self.call.format, self.call.container) {
            (Format::Cades, container) => {
                let attached = container == Container::Attached;
                let (Some(file), Some(result)) = (file.whole(), result.whole()) else { return false };
                made::is_signed_cms(&file, &result, attached, &self.wanted(&|_| Ok(None)), now())
            }
            _ => {
                let mark = |at| self.mark.on(file, self.password, at);
                made::is_signed_pdf(file, result, self.password, &self.wanted(&mark), now())
            }
        }
    }
}

#[cfg(test)]
mod faults;

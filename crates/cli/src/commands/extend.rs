//! `antin extend FILE…`: signatures of PDFs made to last longer; no signing key is needed and no earlier byte changes.

use super::certificate::now;
use super::sign::batch::{self, Made, Refused, Work};
use super::sign::host_of;
use super::verify::password;
use crate::arguments::sign::{ExtendCall, SignLevel};
use crate::failure::Failure;
use crate::signing::level::Raiser;
use crate::signing::material::Material;
use crate::signing::settings;
use crate::words::Words;
use antin_domain::message::Message;
use antin_sign::source::Source;
use antin_sign::validate::report::Verdict;
use antin_sign::validate::{self, Question};
use std::cell::RefCell;

/// Raises the files of the call.
///
/// # Errors
/// The call cannot be used.
pub fn run(call: &ExtendCall) -> Result<(Vec<u8>, u8), Failure> {
    let words = Words::new(call.lang);
    let refused = |key| Err(Failure::Unusable(Message { key, args: Vec::new() }));
    match call.level {
        SignLevel::B => return refused("signing-extend-level"),
        SignLevel::T | SignLevel::Lta if call.tsa.is_none() => return refused("signing-level-needs-tsa"),
        _ => {}
    }
    let password = call.password_file.as_deref().map(password).transpose()?;
    let material = Material::read(&call.material)?;
    let tsa = call.tsa.as_deref();
    let outside = settings::outside(&call.network, tsa.and_then(host_of))?;
    let items = batch::freeze(&call.files, &call.out, "")?;
    let found = RefCell::default();
    let raiser = Raiser { level: call.level, tsa, material: &material, outside: &outside, words: &words, found };
    let extending = Extending { level: call.level, raiser, password: password.as_deref() };
    batch::run(&items, &call.out, &extending, &words)
}

struct Extending<'e> {
    level: SignLevel,
    raiser: Raiser<'e>,
    password: Option<&'e [u8]>,
}

impl Extending<'_> {
    /// The levels of the signatures of a file that are not broken, and whether one is.
    fn levels<'a>(&self, file: impl Into<Source<'a>>) -> (Vec<&'static str>, bool) {
        let mut question = Question::at(now());
        question.password = self.password;
        let report = validate::pdf::judge(file, &question);
        let broken = matches!(report.verdict, Verdict::Invalid | Verdict::Unreadable);
        (report.signatures.iter().filter(|one| one.kind == "signature").map(|one| one.level).collect(), broken)
    }
}

impl Work for Extending<'_> {
    fn is_update(&self) -> bool {
        true
    }

    fn make(&self, file: &Source<'_>) -> Result<Made, Refused> {
        let refused = |message| Refused { message, rest: batch::Rest::GoesOn };
        let (levels, is_broken) = self.levels(file);
        if levels.is_empty() {
            return Err(refused(Message::new("signing-extend-unsigned")));
        }
        if is_broken {
            return Err(refused(Message::new("signing-extend-broken")));
        }
        let at = now();
        let mut update = Vec::new();
        // What has no time stamp yet gets one over the document: nobody can add one to a signature that is in place.
        if levels.contains(&"B-B") && self.level != SignLevel::Lta {
            update = self.raiser.stamped(file, update, self.password, at)?;
        }
        if self.level > SignLevel::T {
            update = self.raiser.raise(file, update, self.password, at)?;
        }
        let (after, is_broken) = self.levels(file.followed_by(&update));
        if is_broken || after.len() != levels.len() {
            return Err(refused(Message::new("signing-extend-broken")));
        }
        Ok(Made::Behind(update))
    }

    fn is_made(&self, file: &Source<'_>, result: &Source<'_>) -> bool {
        let wanted: &[&str] = match self.level {
            SignLevel::B | SignLevel::T => &["B-T", "B-LT", "B-LTA"],
            SignLevel::Lt => &["B-LT", "B-LTA"],
            SignLevel::Lta => &["B-LTA"],
        };
        let (levels, is_broken) = self.levels(result);
        result.begins_as(file) && !is_broken && !levels.is_empty() && levels.iter().all(|one| wanted.contains(one))
    }
}

//! `antin extend FILE…`: signatures of PDFs and CMS files made to last longer; no signing key is needed, and nothing that was
//! signed or stamped changes.

use super::certificate::now;
use super::sign::batch::{self, Item, Made, Refused, Work};
use super::verify::{password, read};
use crate::arguments::sign::{ExtendCall, SignLevel};
use crate::failure::Failure;
use crate::signing::level::Raiser;
use crate::signing::material::Material;
use crate::signing::outside::name_of;
use crate::signing::settings;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::algorithm::Digest;
use antin_sign::cms::extend;
use antin_sign::source::Source;
use antin_sign::validate::report::Verdict;
use antin_sign::validate::{self, Question, signed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

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
    let outside = settings::outside(&call.network, tsa.and_then(name_of))?;
    let items = batch::freeze(&call.files, &call.out, "")?;
    if call.detached.is_some() && call.files.len() > 1 {
        return refused("signing-one-file-only");
    }
    let originals = originals(&items, call.detached.as_deref())?;
    let found = Mutex::default();
    let raiser = Raiser { level: call.level, tsa, material: &material, outside: &outside, words: &words, found };
    let extending = Extending { level: call.level, raiser, password: password.as_deref(), originals };
    batch::run(&items, &call.out, &extending, 1, &words)
}

/// The files that signatures of the list are about, by the digest of the signature: the one that the call names, or the one
/// beside `data.xml.p7s` that is called `data.xml`.
fn originals(items: &[Item], named: Option<&Path>) -> Result<BTreeMap<Vec<u8>, PathBuf>, Failure> {
    let mut found = BTreeMap::new();
    for item in items {
        let beside = item.source.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("p7s"));
        let beside = beside.then(|| item.source.with_extension("")).filter(|path| path.is_file());
        let original = named.map(Path::to_path_buf).or(beside);
        if let (Ok(digest), Some(path)) = (&item.content, original) {
            found.insert(digest.clone(), path);
        }
    }
    if let Some(path) = named {
        // A name that leads nowhere is a call that cannot be used.
        read(path)?;
    }
    Ok(found)
}

struct Extending<'e> {
    level: SignLevel,
    raiser: Raiser<'e>,
    password: Option<&'e [u8]>,
    originals: BTreeMap<Vec<u8>, PathBuf>,
}

impl Extending<'_> {
    /// What the signatures of a file are about, where it lies beside them.
    fn original(&self, file: &Source<'_>) -> Option<Vec<u8>> {
        std::fs::read(self.originals.get(&file.digest_of_all(Digest::Sha256)?)?).ok()
    }

    /// The kind of a file, the levels of its signatures that are not broken, and whether one is.
    fn levels<'a>(&self, file: impl Into<Source<'a>>, detached: Option<&[u8]>) -> (bool, Vec<&'static str>, bool) {
        let mut question = Question::at(now());
        question.password = self.password;
        question.detached = detached;
        let report = validate::file(file, &question);
        let broken = matches!(report.verdict, Verdict::Invalid | Verdict::Unreadable);
        let levels = report.signatures.iter().filter(|one| one.kind == "signature").map(|one| one.level).collect();
        (report.format == "CAdES", levels, broken)
    }

    fn make_cms(&self, file: &Source<'_>, detached: Option<&[u8]>) -> Result<Made, Refused> {
        let file = file.whole().ok_or_else(|| refused(Message::new("signing-refused-not-read")))?;
        let content = signed::content(&file);
        if self.level > SignLevel::Lt && detached.is_none() && content.is_none() {
            return Err(refused(Message::new("signing-extend-no-original")));
        }
        // A file that has its content inside is about nothing beside it.
        let detached = detached.filter(|_| content.is_none());
        Ok(Made::Whole(self.raiser.raise_cms(file.to_vec(), detached, now())?))
    }
}

fn refused(message: Message) -> Refused {
    Refused { message, rest: batch::Rest::GoesOn }
}

impl Work for Extending<'_> {
    fn is_update(&self) -> bool {
        true
    }

    fn make(&self, file: &Source<'_>) -> Result<Made, Refused> {
        let original = self.original(file);
        let (is_cms, levels, is_broken) = self.levels(file, original.as_deref());
        if levels.is_empty() {
            return Err(refused(Message::new("signing-extend-unsigned")));
        }
        if is_broken {
            return Err(refused(Message::new("signing-extend-broken")));
        }
        if is_cms {
            return self.make_cms(file, original.as_deref());
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
        let (_, after, is_broken) = self.levels(file.followed_by(&update), None);
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
        let (is_cms, levels, is_broken) = self.levels(result, self.original(file).as_deref());
        if is_broken || levels.is_empty() || !levels.iter().all(|one| wanted.contains(one)) {
            return false;
        }
        if !is_cms {
            return result.begins_as(file);
        }
        let (Some(file), Some(result)) = (file.whole(), result.whole()) else { return false };
        extend::is_extension(&file, &result, self.level == SignLevel::Lta)
    }
}

//! The visible mark as the call orders it (NĐ 30/2020): whose picture or which lines, and where.

use crate::arguments::sign::MarkCall;
use crate::commands::verify::read;
use crate::failure::Failure;
use crate::signing::settings;
use antin_domain::message::Message;
use antin_papers::pdf::fonts::UPRIGHT;
use antin_pki::time::Time;
use antin_sign::job::Refusal;
use antin_sign::pdf::mark::Mark;
use antin_sign::pdf::mark::place::Place;
use antin_sign::source::Source;
use antin_sign::validate;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Points across a seal as it is on paper: 36 mm.
const SEAL: f64 = 36.0 * 72.0 / 25.4;

/// A mark, its files read.
pub enum MarkPlan {
    /// Nothing is seen.
    None,
    /// The handwritten signature of a person.
    Person(Vec<u8>, Place),
    /// The seal of a body; the place is that of the person's signature, which it overlaps.
    Seal(Vec<u8>, Place),
    /// Lines at the top right: number and symbol of the document.
    Annex(String, Cow<'static, [u8]>),
    /// Lines at the top right: the form of the copy, and who copied.
    Copy(String, String, Cow<'static, [u8]>),
}

impl MarkPlan {
    /// Reads what the call names.
    ///
    /// # Errors
    /// A file cannot be read, or lines are missing.
    pub fn of(call: &MarkCall) -> Result<MarkPlan, Failure> {
        let place = || {
            let bad = || Failure::Unusable(Message::new("signing-bad-place").with("text", &call.place));
            Place::parse(&call.place).ok_or_else(bad)
        };
        let font = || -> Result<Cow<'static, [u8]>, Failure> {
            Ok(match &call.font {
                Some(path) => Cow::Owned(read(path)?),
                None => Cow::Borrowed(UPRIGHT),
            })
        };
        let needs = |count: usize, sentence| match call.mark_line.len() == count {
            true => Ok(()),
            false => Err(Failure::Unusable(Message { key: sentence, args: Vec::new() })),
        };
        Ok(match &call.mark[..] {
            "none" => MarkPlan::None,
            "person" => MarkPlan::Person(picture(call, "person.png")?, place()?),
            "organisation" => MarkPlan::Seal(picture(call, "organisation.png")?, place()?),
            "annex" => {
                needs(1, "signing-annex-needs-line")?;
                MarkPlan::Annex(call.mark_line[0].clone(), font()?)
            }
            "copy" => {
                needs(2, "signing-copy-needs-lines")?;
                MarkPlan::Copy(call.mark_line[0].clone(), call.mark_line[1].clone(), font()?)
            }
            file => MarkPlan::Person(read(Path::new(file))?, place()?),
        })
    }

    /// The mark on one file, signed at `at`.
    ///
    /// # Errors
    /// The file cannot be read, or has no such page.
    pub fn on(&self, file: &Source<'_>, password: Option<&[u8]>, at: Time) -> Result<Option<Mark<'_>>, Refusal> {
        let found = |place: &Place| {
            // A file that does not open is refused with its reason when it is prepared.
            let document = validate::pdf::open(file, password).map_err(|_| Refusal::Damaged)?;
            place.on(&document)
        };
        Ok(match self {
            MarkPlan::None => None,
            MarkPlan::Person(picture, place) => {
                let (page, rectangle) = found(place)?;
                Some(Mark::person(picture, page, rectangle))
            }
            MarkPlan::Seal(picture, place) => {
                let (page, rectangle) = found(place)?;
                Some(Mark::seal(picture, page, rectangle, [SEAL, SEAL]))
            }
            MarkPlan::Annex(number, font) => Some(Mark::annex(number, at, font)),
            MarkPlan::Copy(form, body, font) => Some(Mark::copy(form, body, at, font)),
        })
    }
}

/// The picture of the call, or that of the settings.
fn picture(call: &MarkCall, name: &str) -> Result<Vec<u8>, Failure> {
    let place: Option<PathBuf> =
        call.picture.clone().or_else(|| settings::folder().map(|folder| folder.join("marks").join(name)));
    match place.filter(|place| call.picture.is_some() || place.exists()) {
        Some(place) => read(&place),
        None => Err(Failure::Unusable(Message::new("signing-no-picture").with("name", name))),
    }
}

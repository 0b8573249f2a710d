//! The papers there are: those in the binary, and those that an installation puts in their place.

use crate::fill::names_of;
use crate::refusal::Refusal;
use crate::template::{Field, FieldKind, FrameTemplate, Template};
use std::collections::BTreeSet;

/// The templates in the binary. One new file, one line.
const TEMPLATES: &[(&str, &str)] = &[
    ("report.toml", include_str!("../../../papers/report.toml")),
    ("consolidated-report.toml", include_str!("../../../papers/consolidated-report.toml")),
    ("ca-letter.toml", include_str!("../../../papers/ca-letter.toml")),
    ("campaign-letter.toml", include_str!("../../../papers/campaign-letter.toml")),
    ("issue-person.toml", include_str!("../../../papers/issue-person.toml")),
    ("issue-organisation.toml", include_str!("../../../papers/issue-organisation.toml")),
    ("issue-device.toml", include_str!("../../../papers/issue-device.toml")),
    ("renew-request.toml", include_str!("../../../papers/renew-request.toml")),
    ("revoke-request.toml", include_str!("../../../papers/revoke-request.toml")),
    ("restore-request.toml", include_str!("../../../papers/restore-request.toml")),
    ("hand-over.toml", include_str!("../../../papers/hand-over.toml")),
    ("lost-device.toml", include_str!("../../../papers/lost-device.toml")),
    ("confirmation-sheet.toml", include_str!("../../../papers/confirmation-sheet.toml")),
    ("verification-report.toml", include_str!("../../../papers/verification-report.toml")),
];

const FRAME: (&str, &str) = ("frame.toml", include_str!("../../../papers/frame.toml"));
const LAYOUT: (&str, &str) = ("frame.typ", include_str!("../../../papers/frame.typ"));

/// Every paper, its frame and its layout.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The papers, in the order of the list.
    pub templates: Vec<Template>,
    /// The frame they share.
    pub frame: FrameTemplate,
    /// The layout of PDF.
    pub layout: String,
}

impl Shelf {
    /// The papers of the binary, `overrides` (name and bytes of files) taking the place of those of the same name; files of
    /// other names that end in `.toml` are papers more.
    ///
    /// # Errors
    /// A file that is no template, or that mentions a field which does not exist.
    pub fn new(overrides: &[(String, Vec<u8>)]) -> Result<Shelf, Refusal> {
        let theirs =
            |name: &str| overrides.iter().find(|(theirs, _)| theirs == name).map(|(_, bytes)| bytes.as_slice());
        let text = |(name, ours): (&str, &str)| match theirs(name) {
            Some(bytes) => String::from_utf8(bytes.to_vec()).map_err(|error| bad(name, error)),
            None => Ok(ours.to_owned()),
        };
        let frame: FrameTemplate = toml::from_str(&text(FRAME)?).map_err(|error| bad(FRAME.0, error))?;
        let more = overrides.iter().map(|(name, _)| name.as_str());
        let more = more.filter(|name| name.ends_with(".toml") && *name != FRAME.0);
        let more: BTreeSet<&str> = more.filter(|name| !TEMPLATES.iter().any(|(ours, _)| ours == name)).collect();
        let mut templates = Vec::new();
        for (name, ours) in TEMPLATES.iter().copied().chain(more.into_iter().map(|name| (name, ""))) {
            let template: Template = toml::from_str(&text((name, ours))?).map_err(|error| bad(name, error))?;
            check(&template, &frame).map_err(|reason| bad(name, reason))?;
            templates.push(template);
        }
        Ok(Shelf { templates, frame, layout: text(LAYOUT)? })
    }

    /// The paper called `id`.
    ///
    /// # Errors
    /// There is none.
    pub fn find(&self, id: &str) -> Result<&Template, Refusal> {
        self.templates.iter().find(|template| template.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.templates.iter().map(|template| template.id.as_str()).collect();
            Refusal::UnknownPaper { name: id.to_owned(), known: known.join(", ") }
        })
    }

    /// All fields of a paper, those of its frame first; one of the paper takes the place of one of the frame.
    #[must_use]
    pub fn fields<'a>(&'a self, template: &'a Template) -> Vec<&'a Field> {
        fields(template, &self.frame)
    }
}

/// See [`Shelf::fields`].
pub(crate) fn fields<'a>(template: &'a Template, frame: &'a FrameTemplate) -> Vec<&'a Field> {
    let is_own = |name: &str| template.fields.iter().any(|own| own.name == name);
    let shared = frame.fields(template.kind).iter().filter(|field| !is_own(&field.name));
    shared.chain(&template.fields).collect()
}

fn bad(file: &str, reason: impl ToString) -> Refusal {
    Refusal::BadTemplate { file: file.to_owned(), reason: reason.to_string().trim_end().to_owned() }
}

/// Does every text of the template mention only what exists?
fn check(template: &Template, frame: &FrameTemplate) -> Result<(), String> {
    let fields = fields(template, frame);
    for edition in &template.editions {
        for name in names_of(template) {
            let known = edition.words.contains_key(&name.head)
                || frame.words.contains_key(&name.head)
                || fields.iter().any(|field| field.name == name.head && fits(field, &name.tail))
                || (name.head == "annex" && template.annexes().any(|annex| annex.name == name.tail))
                || name.records.iter().any(|records| {
                    let of = fields.iter().find(|field| field.name == *records && field.kind == FieldKind::Records);
                    of.is_some_and(|of| name.head == "row" || of.fields.iter().any(|field| field.name == name.head))
                });
            if !known {
                return Err(format!("{{{}}} is no field of {}", name.text, template.id));
            }
        }
    }
    Ok(())
}

/// May a text ask `field` for `tail`: nothing, `count`, `sum.column`, `words`?
fn fits(field: &Field, tail: &str) -> bool {
    match (field.kind, tail.split_once('.')) {
        (FieldKind::Records, Some(("sum", column))) => {
            field.fields.iter().any(|field| field.name == column && field.kind == FieldKind::Number)
        }
        (FieldKind::Records, _) => tail == "count" || tail.is_empty(),
        (FieldKind::Day, _) => tail.is_empty() || tail == "words",
        _ => tail.is_empty(),
    }
}

//! Why a paper is not made, with the field, the law that wants it, and both sides of the disagreement.

use antin_domain::day::Day;
use antin_domain::message::Message;

/// Where in the data something stands: the field among people, and its path (`people[3].serial`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the field is called among people.
    pub label: String,
    /// Its path in the data.
    pub path: String,
    /// The clause that wants it; blank: none.
    pub law: String,
}

/// A paper that is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A day that lies before another one, which it cannot.
    #[error("{} is {is}, before {other}", place.path)]
    Before {
        /// The later day.
        place: Box<Place>,
        /// What it says.
        is: Day,
        /// What the earlier one is called, and says.
        other: String,
    },
    /// The data are no TOML or JSON.
    #[error("the data cannot be read: {reason}")]
    BadData {
        /// What the reader says.
        reason: String,
    },
    /// A template that cannot be used.
    #[error("{file}: {reason}")]
    BadTemplate {
        /// The file.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// A text with a character that cannot be printed, or that hides or turns others.
    #[error("{}: character {code}", place.path)]
    Character {
        /// The field.
        place: Box<Place>,
        /// The character, as `U+202E`.
        code: String,
        /// Its place in the text, from 1.
        at: usize,
    },
    /// A number on paper that has not as many digits as it must.
    #[error("{} is {found}, digits allowed: {allowed}", place.path)]
    Digits {
        /// The field.
        place: Box<Place>,
        /// What was found.
        found: String,
        /// How many digits it may have.
        allowed: String,
    },
    /// Sums that do not add up.
    #[error("{total} is {is}, {parts} give {sum}")]
    DoesNotAddUp {
        /// The total.
        total: String,
        /// What it says.
        is: i64,
        /// The parts.
        parts: String,
        /// What they give.
        sum: i64,
    },
    /// No edition of the paper holds on that day.
    #[error("{paper} has no wording for {day}")]
    NoEdition {
        /// The paper.
        paper: String,
        /// The day.
        day: Day,
    },
    /// A field that must be filled in is not.
    #[error("{} is missing", place.path)]
    Missing {
        /// The field.
        place: Box<Place>,
    },
    /// A field that another one needs is not filled in.
    #[error("{} needs {needed}", place.path)]
    Needs {
        /// The field that is given.
        place: Box<Place>,
        /// The one that is not.
        needed: String,
    },
    /// A value of another kind than the field.
    #[error("{} is no {kind}: {found}", place.path)]
    NotA {
        /// The field.
        place: Box<Place>,
        /// Its kind: `text`, `day`, `number`, `list`, `records`.
        kind: &'static str,
        /// What was found.
        found: String,
    },
    /// A value that is not among those allowed.
    #[error("{} is {found}, allowed: {allowed}", place.path)]
    NotOneOf {
        /// The field.
        place: Box<Place>,
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// The renderer gave up: a fault of a template, or of this program.
    #[error("it cannot be set: {reason}")]
    Rendering {
        /// What the renderer says.
        reason: String,
    },
    /// More letters, texts or records than the field takes.
    #[error("{} holds {is}, at most {most}", place.path)]
    TooLong {
        /// The field.
        place: Box<Place>,
        /// How many there are.
        is: usize,
        /// How many there may be.
        most: usize,
    },
    /// A value that stands in two records although each may stand in one only.
    #[error("{value} stands in {first} and in {second}")]
    Twice {
        /// The value.
        value: String,
        /// Where it stands first.
        first: String,
        /// Where it stands again.
        second: String,
    },
    /// A field that the paper does not have.
    #[error("there is no field {name}")]
    UnknownField {
        /// Its path.
        name: String,
        /// Those there are.
        known: String,
    },
    /// A paper that does not exist.
    #[error("there is no paper {name}")]
    UnknownPaper {
        /// The name asked for.
        name: String,
        /// Those there are.
        known: String,
    },
    /// The paper has no table for a workbook.
    #[error("{paper} has no workbook")]
    NoWorkbook {
        /// The paper.
        paper: String,
    },
}

impl Refusal {
    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        let at = |key: &'static str, place: &Place| {
            let law = if place.law.is_empty() { "–" } else { &place.law };
            Message::new(key).with("label", &place.label).with("path", &place.path).with("law", law)
        };
        match self {
            Refusal::Before { place, is, other } => at("papers-before", place).with("is", is).with("other", other),
            Refusal::Digits { place, found, allowed } => {
                at("papers-digits", place).with("found", found).with("allowed", allowed)
            }
            Refusal::BadData { reason } => Message::new("papers-bad-data").with("reason", reason),
            Refusal::BadTemplate { file, reason } => {
                Message::new("papers-bad-template").with("file", file).with("reason", reason)
            }
            Refusal::Character { place, code, at: index } => {
                at("papers-character", place).with("code", code).with("at", index)
            }
            Refusal::DoesNotAddUp { total, is, parts, sum } => Message::new("papers-does-not-add-up")
                .with("total", total)
                .with("is", is)
                .with("parts", parts)
                .with("sum", sum),
            Refusal::NoEdition { paper, day } => {
                Message::new("papers-no-edition").with("paper", paper).with("day", day)
            }
            Refusal::Missing { place } => at("papers-missing", place),
            Refusal::Needs { place, needed } => at("papers-needs", place).with("needed", needed),
            Refusal::NotA { place, kind, found } => at("papers-not-a", place).with("kind", kind).with("found", found),
            Refusal::NotOneOf { place, found, allowed } => {
                at("papers-not-one-of", place).with("found", found).with("allowed", allowed)
            }
            Refusal::Rendering { reason } => Message::new("papers-rendering").with("reason", reason),
            Refusal::TooLong { place, is, most } => at("papers-too-long", place).with("is", is).with("most", most),
            Refusal::Twice { value, first, second } => {
                Message::new("papers-twice").with("value", value).with("first", first).with("second", second)
            }
            Refusal::UnknownField { name, known } => {
                Message::new("papers-unknown-field").with("name", name).with("known", known)
            }
            Refusal::UnknownPaper { name, known } => {
                Message::new("papers-unknown-paper").with("name", name).with("known", known)
            }
            Refusal::NoWorkbook { paper } => Message::new("papers-no-workbook").with("paper", paper),
        }
    }
}

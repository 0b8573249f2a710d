//! What a paper says and asks for: the form of `papers/<id>.toml` and of `papers/frame.toml`.
//!
//! All texts of a paper stand in these files, so that an office can correct a form without us. A text may mention fields
//! in braces: `{reason}`, `{people.count}` (number of records), `{units.sum.cases}`, `{annex.revoke}` (the name of an annex,
//! `Phụ lục II`), in a table also the columns of its records and `{row}` (the running number).

use antin_domain::day::Day;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One paper.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Name in calls: `revoke-request`.
    pub id: String,
    /// What it is, for a list of papers.
    pub title: String,
    /// How it is framed.
    pub kind: Kind,
    /// Are the columns of the official form public?
    #[serde(default)]
    pub official_columns: Columns,
    /// What it is about: the `V/v` of a letter, the title of minutes and sheets.
    pub about: String,
    /// A line under the title of minutes and sheets.
    #[serde(default)]
    pub subtitle: String,
    /// The wordings by the law of the day.
    #[serde(rename = "edition")]
    pub editions: Vec<Edition>,
    /// Fields of this paper, beside those of its frame.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// Sums that must add up.
    #[serde(default, rename = "check")]
    pub checks: Vec<Check>,
    /// Columns in whose records no value may stand twice: `["revoke.case", "renew.case"]`.
    #[serde(default)]
    pub once: Vec<String>,
    /// What it says.
    #[serde(default, rename = "block")]
    pub blocks: Vec<Block>,
    /// Who signs minutes and sheets, from left to right; letters are signed by their signer.
    #[serde(default, rename = "signature")]
    pub signatures: Vec<SignatureTemplate>,
    /// The table of the XLSX, where the paper has one.
    pub workbook: Option<TableBlock>,
}

/// How a paper is framed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An official letter (công văn): two-column head, V/v, addressees, signer, recipients.
    Letter,
    /// A letter on a numbered form of a decree: the same, with the number of the form above it.
    Form,
    /// Minutes (biên bản): a title, several signatures.
    Minutes,
    /// A sheet that a person fills in: a title, several signatures, no number.
    Sheet,
}

impl Kind {
    /// Is it sent as a letter?
    #[must_use]
    pub fn is_letter(self) -> bool {
        matches!(self, Kind::Letter | Kind::Form)
    }
}

/// Are the columns of the official form public?
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Columns {
    /// There is no official form: the paper is an office's own.
    #[default]
    None,
    /// They could not be seen: ours stand in until somebody corrects the template.
    NotPublic,
    /// They are those of the form.
    Public,
}

/// The wording of a paper under the law of a period.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// First day (`yyyy-mm-dd`).
    #[serde(deserialize_with = "day")]
    pub valid_from: Day,
    /// Last day; absent: until further notice.
    #[serde(default, deserialize_with = "day")]
    pub valid_to: Day,
    /// The law behind it, to be cited.
    pub law: Vec<String>,
    /// What stands above a form: `Mẫu số 05`, and where it comes from.
    #[serde(default)]
    pub label: Vec<String>,
    /// Words that the texts mention like fields.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

impl Edition {
    /// Does it hold on that day?
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && (!self.valid_to.is_known() || day <= self.valid_to)
    }
}

/// One thing to be filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in the data.
    pub name: String,
    /// What it is called among people.
    pub label: String,
    /// What may stand in it.
    #[serde(default)]
    pub kind: FieldKind,
    /// The paper is refused without it.
    #[serde(default)]
    pub required: bool,
    /// The clause that wants it.
    #[serde(default)]
    pub law: String,
    /// Most letters of a text, most texts of a list, most records.
    pub most: Option<usize>,
    /// The only values allowed; none: any.
    #[serde(default)]
    pub one_of: Vec<String>,
    /// How many digits a number on paper may have (`[9, 12]` for CMND and CCCD); none: it need not be digits.
    #[serde(default)]
    pub digits: Vec<usize>,
    /// The day may not lie before the day in this field.
    #[serde(default)]
    pub not_before: String,
    /// Fields that must be given with it.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What stands in where nothing is given.
    #[serde(default)]
    pub default: Vec<String>,
    /// The fields of one record.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
}

/// What may stand in a field.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line of text.
    #[default]
    Text,
    /// Text of several lines.
    Lines,
    /// A day.
    Day,
    /// A number of things, from 0.
    Number,
    /// Several texts.
    List,
    /// Several records.
    Records,
}

impl FieldKind {
    /// Name of the kind in templates and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Lines => "lines",
            FieldKind::Day => "day",
            FieldKind::Number => "number",
            FieldKind::List => "list",
            FieldKind::Records => "records",
        }
    }

    /// Most letters, texts or records where the field sets no limit.
    #[must_use]
    pub fn usual_limit(self) -> usize {
        match self {
            FieldKind::Text | FieldKind::Day | FieldKind::Number => 300,
            FieldKind::Lines => 2_000,
            FieldKind::List => 50,
            FieldKind::Records => 5_000,
        }
    }
}

/// A sum that must add up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The number that the parts must give: a field, or a column of `each`.
    pub total: String,
    /// What is added: number fields, `records.count`, `records.sum.column`, or columns of `each`.
    pub parts: Vec<String>,
    /// Records of which each must add up by itself.
    pub each: Option<String>,
}

/// A piece of a paper.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph, a heading, an item of a list.
    Paragraph(ParagraphBlock),
    /// A table over records.
    Table(TableBlock),
    /// Lines of a label and what is filled in.
    Pairs(PairsBlock),
    /// A picture of numbers.
    Chart(ChartBlock),
    /// An annex on pages of its own.
    Annex(AnnexBlock),
}

/// A paragraph.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParagraphBlock {
    /// What it says.
    pub text: String,
    /// How it looks.
    #[serde(default)]
    pub style: Style,
    /// Only where this field is filled in (and not 0); with `!` before it: only where it is not.
    #[serde(default)]
    pub when: String,
}

/// How a paragraph looks.
#[derive(Clone, Copy, Debug, Default, Deserialize, serde::Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Justified, the first line indented.
    #[default]
    Body,
    /// Bold, at the left.
    Heading,
    /// In the middle.
    Centre,
    /// Small, slanted.
    Note,
    /// At the left without indentation.
    Plain,
}

/// A table over records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableBlock {
    /// The field whose records are its rows; blank: only the lines of `rows`.
    #[serde(default)]
    pub of: String,
    /// Its columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// Rows that do not come from records: one text a column, and the field on which the row depends.
    #[serde(default, rename = "row")]
    pub rows: Vec<FixedRow>,
    /// Texts of a last row; none: there is no such row.
    #[serde(default)]
    pub total: Vec<String>,
    /// Only where this field is filled in.
    #[serde(default)]
    pub when: String,
}

/// A row that does not come from a record.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedRow {
    /// One text a column.
    pub cells: Vec<String>,
    /// Only where this field is filled in.
    #[serde(default)]
    pub when: String,
}

/// A column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    #[serde(default)]
    pub text: String,
    /// Its share of the width.
    #[serde(default = "one")]
    pub width: f64,
    /// Where its texts stand.
    #[serde(default)]
    pub align: Align,
}

fn one() -> f64 {
    1.0
}

/// Where texts stand in a column.
#[derive(Clone, Copy, Debug, Default, Deserialize, serde::Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right: numbers.
    Right,
}

/// Lines of a label and what is filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairsBlock {
    /// Label and text of each line.
    pub rows: Vec<[String; 2]>,
    /// Only where this field is filled in.
    #[serde(default)]
    pub when: String,
}

/// Bars for numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartBlock {
    /// What it shows.
    pub title: String,
    /// Records with the fields `label` and `count`.
    pub of: String,
    /// How the bars stand.
    pub bars: Bars,
    /// Only where this field is filled in.
    #[serde(default)]
    pub when: String,
}

/// How the bars of a chart stand.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Bars {
    /// One under the other: few, with long labels.
    Lying,
    /// Side by side: months.
    Standing,
}

/// An annex.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnexBlock {
    /// Name by which texts mention it: `{annex.revoke}`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Wide tables turn the page.
    #[serde(default)]
    pub landscape: bool,
    /// Only where this field is filled in.
    #[serde(default)]
    pub when: String,
    /// What it holds: anything but annexes.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
}

/// Who signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureTemplate {
    /// Capacity in capitals, one line each.
    pub lines: Vec<String>,
    /// What to do: `(Ký, ghi rõ họ tên)`.
    #[serde(default)]
    pub note: String,
    /// The name under it.
    #[serde(default)]
    pub name: String,
}

/// `papers/frame.toml`: the fixed words of the layout, and the fields that frames share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameTemplate {
    /// Fixed words by name.
    pub words: BTreeMap<String, String>,
    /// Sizes in points and margins in millimetres.
    pub look: BTreeMap<String, f64>,
    /// Who signs for whom.
    #[serde(rename = "authority")]
    pub authorities: Vec<Authority>,
    /// Fields of letters and forms.
    #[serde(rename = "letter")]
    pub letter: Vec<Field>,
    /// Fields of minutes and sheets.
    #[serde(rename = "other")]
    pub other: Vec<Field>,
}

impl FrameTemplate {
    /// The fields of a kind of paper.
    #[must_use]
    pub fn fields(&self, kind: Kind) -> &[Field] {
        if kind.is_letter() { &self.letter } else { &self.other }
    }
}

/// A way of signing: `KT.`, `TL.`, `TUQ.`, `Q.`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its word; blank: the head signs.
    pub word: String,
    /// The lines above the signature.
    pub lines: Vec<String>,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let text = String::deserialize(deserializer)?;
    Day::parse(text.as_bytes()).ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is no day (yyyy-mm-dd)")))
}

//! A filled paper: texts in their places, and nothing that still has to be looked up.
//!
//! The layouts (`papers/frame.typ`, [`crate::docx`]) show exactly this.

use crate::template::{Align, Kind, Style};
use serde::Serialize;
use std::collections::BTreeMap;

/// A paper, ready to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    /// Name of its template.
    pub id: String,
    /// Its title for catalogues: what it is about.
    pub title: String,
    /// Is it framed as a letter?
    pub is_letter: bool,
    /// Day on which it was made, as year, month, day: the date inside the file.
    pub day: (i32, u32, u32),
    /// Sizes in points and margins in millimetres.
    pub look: BTreeMap<String, f64>,
    /// What stands above the body.
    pub head: Head,
    /// The body.
    pub blocks: Vec<Block>,
    /// Who signs, from left to right.
    pub signatures: Vec<Signature>,
    /// Who receives it; blank where the paper is no letter.
    pub recipients: Recipients,
    /// Annexes, each on pages of its own.
    pub annexes: Vec<Annex>,
}

/// What stands above the body.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// Number of the form and the decree it comes from.
    pub label: Vec<String>,
    /// The body above the one that issues the paper, in capitals; may be blank.
    pub superior: String,
    /// The body that issues the paper, in capitals.
    pub agency: String,
    /// Name of the country.
    pub nation: String,
    /// Its motto.
    pub motto: String,
    /// `Số: 123/CT-CNTT`; blank for sheets.
    pub number: String,
    /// `Hà Nội, ngày 14 tháng 6 năm 2024`.
    pub place_and_date: String,
    /// `V/v …` of a letter.
    pub about: String,
    /// Title of minutes and sheets.
    pub title: String,
    /// The line under the title.
    pub subtitle: String,
    /// `Kính gửi:`
    pub to_word: String,
    /// Whom a letter is addressed to.
    pub to: Vec<String>,
}

/// Who receives the letter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Recipients {
    /// `Nơi nhận:`
    pub word: String,
    /// One line each, punctuation included.
    pub lines: Vec<String>,
}

/// Who signs.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    /// Capacity, one line each.
    pub lines: Vec<String>,
    /// What to do there.
    pub note: String,
    /// The name.
    pub name: String,
}

/// An annex.
#[derive(Clone, Debug, Serialize)]
pub struct Annex {
    /// `Phụ lục II`.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The letter it belongs to, in brackets.
    pub reference: String,
    /// Does the page lie on its side?
    pub landscape: bool,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A piece of the body.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// What it says; line ends are kept.
        text: String,
        /// How it looks.
        style: Style,
    },
    /// A table.
    Table(Table),
    /// Lines of a label and what is filled in.
    Pairs {
        /// Label and text.
        rows: Vec<[String; 2]>,
    },
    /// A picture of numbers, and the numbers.
    Chart {
        /// What it shows.
        title: String,
        /// The picture.
        svg: String,
        /// The numbers, for those who cannot see the picture and for formats that cannot show it.
        rows: Vec<(String, i64)>,
    },
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Headings, shares of the width, places of the texts.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// Does a row hold so much that it might not fit on a page of its own? Then rows may break.
    pub tall: bool,
    /// The last row; blank: there is none.
    pub total: Vec<String>,
}

/// A column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Its share of the width.
    pub width: f64,
    /// Where its texts stand.
    pub align: Align,
}

impl Paper {
    /// All blocks, those of the annexes too.
    pub fn all_blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().chain(self.annexes.iter().flat_map(|annex| &annex.blocks))
    }

    /// Rows of all tables.
    #[must_use]
    pub fn row_count(&self) -> usize {
        let rows = |block: &Block| if let Block::Table(table) = block { table.rows.len() } else { 0 };
        self.all_blocks().map(rows).sum()
    }

    /// A size or margin of the look; 0 where the frame does not say it (a test knows them all).
    #[must_use]
    pub fn size(&self, name: &str) -> f64 {
        self.look.get(name).copied().unwrap_or_default()
    }
}

/// Does a paper of this kind carry a number?
#[must_use]
pub fn has_number(kind: Kind) -> bool {
    kind != Kind::Sheet
}

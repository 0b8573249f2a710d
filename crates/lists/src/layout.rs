//! Which headings mean which column: `layouts/*.toml`, one file per list, embedded and replaceable by a folder.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use antin_domain::list::ListKind;
use hashbrown::{HashMap, HashSet};
use serde::Deserialize;

use crate::column::Column;

pub mod words;

use words::{HeadingWords, fold};

/// The text of each file, in the order of [`ListKind::ALL`], and the words they share.
const EMBEDDED: [(&str, &str); 6] = [
    ("ca-list.toml", include_str!("../../../layouts/ca-list.toml")),
    ("registry.toml", include_str!("../../../layouts/registry.toml")),
    ("roster.toml", include_str!("../../../layouts/roster.toml")),
    ("units.toml", include_str!("../../../layouts/units.toml")),
    ("sent.toml", include_str!("../../../layouts/sent.toml")),
    ("words.toml", include_str!("../../../layouts/words.toml")),
];

/// Points of a heading that says a column exactly.
pub const EXACT: i32 = 200;
/// Below this a heading does not mean the column.
pub const LEAST: i32 = 110;
const EXTRA_WORD: i32 = 24;
const EXTRA_GROUP_WORD: i32 = 6;
const LIGHT_WORD: i32 = 2;
/// Points of a heading that means a column only where no other does: cells that look otherwise rule it out.
const SPARE: i32 = LEAST - 20;

/// Why layouts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// A file of the folder is no layout.
    #[error("{path}: {reason}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What the reader of TOML says.
        reason: String,
    },
    /// A file of the folder cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// The layouts of all lists.
pub struct Layouts {
    /// One per list, in the order of [`ListKind::ALL`].
    pub lists: Vec<Layout>,
    /// Words that mean the same.
    pub words: HeadingWords,
}

impl Layouts {
    /// The embedded layouts, parsed once per process.
    pub fn embedded() -> Result<&'static Self, LayoutError> {
        static EMBEDDED_LAYOUTS: OnceLock<Layouts> = OnceLock::new();
        if let Some(layouts) = EMBEDDED_LAYOUTS.get() {
            return Ok(layouts);
        }
        let layouts = Self::load(None)?;
        Ok(EMBEDDED_LAYOUTS.get_or_init(|| layouts))
    }

    /// The embedded layouts; a file of the same name in `folder` replaces one.
    pub fn load(folder: Option<&Path>) -> Result<Self, LayoutError> {
        let words = read(folder, EMBEDDED[5], HeadingWords::parse)?;
        let mut lists = Vec::with_capacity(ListKind::ALL.len());
        for (kind, file) in ListKind::ALL.into_iter().zip(EMBEDDED) {
            let file: LayoutFile = read(folder, file, |text| toml::from_str(text))?;
            lists.push(Layout::new(kind, file, &words));
        }
        Ok(Self { lists, words })
    }

    /// The layout of `kind`.
    pub fn of(&self, kind: ListKind) -> Option<&Layout> {
        self.lists.iter().find(|layout| layout.kind == kind)
    }
}

fn read<T>(
    folder: Option<&Path>,
    (name, embedded): (&str, &str),
    parse: impl Fn(&str) -> Result<T, toml::de::Error>,
) -> Result<T, LayoutError> {
    let path = folder.map(|folder| folder.join(name)).filter(|path| path.exists());
    let text = match &path {
        Some(path) => {
            std::fs::read_to_string(path).map_err(|source| LayoutError::Unreadable { path: path.clone(), source })?
        }
        None => embedded.to_owned(),
    };
    parse(&text).map_err(|fault| LayoutError::Malformed {
        path: path.unwrap_or_else(|| PathBuf::from(name)),
        reason: fault.to_string(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutFile {
    needed: Vec<Vec<Column>>,
    titles: Vec<String>,
    typical: Vec<Column>,
    against: Vec<String>,
    column: Vec<ColumnFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    is: Column,
    says: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    spare: Vec<String>,
}

/// The headings of one list.
pub struct Layout {
    /// The list.
    pub kind: ListKind,
    /// One of these sets of columns must be there.
    pub needed: Vec<Vec<Column>>,
    /// Columns that this list has and others rarely have.
    pub typical: Vec<Column>,
    titles: Vec<String>,
    against: Vec<Vec<String>>,
    columns: Vec<LayoutColumn>,
    /// The phrases in which a word stands: index of the column and place of the phrase.
    by_word: HashMap<String, Vec<(usize, usize)>>,
}

struct LayoutColumn {
    column: Column,
    says: Vec<Vec<String>>,
    never: Vec<Vec<String>>,
    /// Whole headings that mean it only where no other does.
    spare: Vec<Vec<String>>,
}

impl LayoutColumn {
    /// Whether `heading` means this column only where no other does.
    fn is_spare(&self, heading: &HeadingText, words: &HeadingWords) -> bool {
        let is_whole = |phrase: &Vec<String>| heading.consists_of(phrase, words);
        let is_said = |phrase: &Vec<String>| heading.last.len() == phrase.len() && heading.has_all(phrase);
        // What the group above says counts against it all the same.
        let is_above = |phrase: &Vec<String>| phrase.iter().all(|word| heading.group.contains(word));
        self.spare.iter().any(is_whole) && !self.says.iter().any(is_said) && !self.never.iter().any(is_above)
    }
}

/// The words of one heading: those of its last line, and those of the group above it.
pub struct HeadingText {
    last: Vec<String>,
    group: Vec<String>,
}

impl HeadingText {
    /// From the words of each line of a heading, the uppermost first.
    pub fn new(lines: &[Rc<[String]>]) -> Self {
        let Some((last, upper)) = lines.split_last() else {
            return Self { last: Vec::new(), group: Vec::new() };
        };
        let mut group: Vec<String> = Vec::new();
        for word in upper.iter().flat_map(|line| line.iter()) {
            if !last.contains(word) && !group.contains(word) {
                group.push(word.clone());
            }
        }
        Self { last: last.to_vec(), group }
    }

    /// Whether there is no word in it.
    pub fn is_blank(&self) -> bool {
        self.last.is_empty() && self.group.is_empty()
    }

    /// Whether it consists of these words, without a group above it.
    pub fn is_exactly(&self, words: &[&str]) -> bool {
        self.group.is_empty() && self.last.len() == words.len() && words.iter().all(|word| self.has(word))
    }

    /// Whether `word` stands in it.
    pub fn has(&self, word: &str) -> bool {
        self.last.iter().chain(&self.group).any(|known| known == word)
    }

    /// Whether nothing but some of these words stands in it.
    pub fn has_only(&self, words: &[&str]) -> bool {
        self.last.iter().chain(&self.group).all(|word| words.contains(&word.as_str()))
    }

    /// Whether its last line consists of these words, whatever group stands above it.
    pub fn ends_in(&self, words: &[&str]) -> bool {
        self.last.len() == words.len() && words.iter().all(|word| self.last.iter().any(|known| known == word))
    }

    /// Whether it stands under this group and no other.
    pub fn is_under(&self, word: &str) -> bool {
        self.group == [word]
    }

    /// Whether its words are those of `other`.
    pub fn is_same(&self, other: &Self) -> bool {
        self.last == other.last && self.group == other.group
    }

    /// Whether `other` has the same words and such of `extra` besides, one at least.
    pub fn is_same_but_for(&self, other: &Self, extra: &[&str]) -> bool {
        let words = |text: &Self| text.last.iter().chain(&text.group).cloned().collect::<HashSet<String>>();
        let (own, others) = (words(self), words(other));
        own.len() < others.len()
            && own.is_subset(&others)
            && others.difference(&own).all(|word| extra.contains(&word.as_str()))
    }

    /// Makes it a heading of this one word.
    pub fn become_word(&mut self, word: &str) {
        self.become_words(&[word]);
    }

    /// Makes it a heading of these words without a group above.
    pub fn become_words(&mut self, words: &[&str]) {
        *self = Self { last: words.iter().map(|word| (*word).to_owned()).collect(), group: Vec::new() };
    }

    /// Puts it under a group called `word`.
    pub fn put_under(&mut self, word: &str) {
        self.group.push(word.to_owned());
    }

    /// Whether its words are those of `phrase`, but for such as say nothing and for the group above them.
    fn consists_of(&self, phrase: &[String], words: &HeadingWords) -> bool {
        let is_known = |word: &String| phrase.contains(word) || words.is_light(word);
        phrase.iter().all(|word| self.last.contains(word)) && self.last.iter().all(is_known)
    }

    fn has_all(&self, phrase: &[String]) -> bool {
        phrase.iter().all(|word| self.last.contains(word) || self.group.contains(word))
    }
}

impl Layout {
    fn new(kind: ListKind, file: LayoutFile, words: &HeadingWords) -> Self {
        let split = |phrases: &[String]| phrases.iter().map(|phrase| words.split(phrase)).collect();
        let columns: Vec<LayoutColumn> = file
            .column
            .iter()
            .map(|column| LayoutColumn {
                column: column.is,
                says: split(&column.says),
                never: split(&column.never),
                spare: split(&column.spare),
            })
            .collect();
        let mut by_word: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (index, column) in columns.iter().enumerate() {
            for (place, phrase) in column.says.iter().chain(&column.spare).enumerate() {
                for word in phrase {
                    by_word.entry(word.clone()).or_default().push((index, place));
                }
            }
        }
        Self {
            kind,
            needed: file.needed,
            typical: file.typical,
            titles: file.titles.iter().map(|title| fold(title)).collect(),
            against: split(&file.against),
            columns,
            by_word,
        }
    }

    /// The meanings of this list.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.columns.iter().map(|column| column.column)
    }

    /// The needed columns that are not there, of the set that comes closest.
    pub fn missing(&self, has: impl Fn(&Column) -> bool) -> Vec<Column> {
        let lacking = |set: &Vec<Column>| set.iter().copied().filter(|column| !has(column)).collect::<Vec<_>>();
        self.needed.iter().map(lacking).min_by_key(Vec::len).unwrap_or_default()
    }

    /// What `heading` may mean, each with its points.
    pub fn meanings(&self, heading: &HeadingText, words: &HeadingWords) -> Vec<(Column, i32)> {
        let mut found: Vec<(Column, i32)> = Vec::new();
        // A phrase needs a word of the last line: most rows of a sheet are done with here.
        for (column, place) in heading.last.iter().filter_map(|word| self.by_word.get(word)).flatten() {
            let column = &self.columns[*column];
            let points = match column.says.get(*place) {
                // Such a heading says it less than its words would.
                _ if column.is_spare(heading, words) => Some(SPARE),
                Some(phrase) => points(heading, phrase, *place, words)
                    .filter(|points| *points >= LEAST)
                    .filter(|_| !column.never.iter().any(|phrase| heading.has_all(phrase))),
                None => None,
            };
            let Some(points) = points else { continue };
            match found.iter_mut().find(|known| known.0 == column.column) {
                Some(known) => known.1 = known.1.max(points),
                None => found.push((column.column, points)),
            }
        }
        found
    }

    /// Whether `heading` belongs to another list.
    pub fn speaks_against(&self, heading: &HeadingText) -> bool {
        self.against.iter().any(|phrase| !phrase.is_empty() && heading.has_all(phrase))
    }

    /// How many of the words for titles occur in `text` (folded).
    pub fn titles_in(&self, text: &str) -> usize {
        self.titles.iter().filter(|title| text.contains(title.as_str())).count()
    }
}

fn points(heading: &HeadingText, phrase: &[String], place: usize, words: &HeadingWords) -> Option<i32> {
    // A phrase whose words all stand in the group says nothing about the single column below it,
    // unless that column has no line of its own.
    let own = phrase.iter().any(|word| heading.last.contains(word));
    if phrase.is_empty() || !own || !heading.has_all(phrase) {
        return None;
    }
    let weigh = |list: &[String], heavy: i32| -> i32 {
        list.iter()
            .filter(|word| !phrase.contains(word))
            .map(|word| if words.is_light(word) { LIGHT_WORD.min(heavy) } else { heavy })
            .sum()
    };
    // The phrases of a column stand in the order in which they are preferred.
    let place = i32::try_from(place).unwrap_or(EXACT);
    Some(EXACT - place - weigh(&heading.last, EXTRA_WORD) - weigh(&heading.group, EXTRA_GROUP_WORD))
}

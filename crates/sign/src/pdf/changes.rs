//! What later revisions changed, judged by a list of what may change.
//!
//! Both revisions are walked from their trailers along every path, side by side. A difference is permitted only where it
//! stands at a place of the list: the security store, the value and look of a form field, a new signature. An object that
//! was exchanged is therefore met on *every* way that leads to it, and one way outside the list is enough to refuse it.

mod form;
mod walk;

use super::document::Document;
use super::field::Permits;

/// How far the changes go, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing changed.
    None,
    /// Only data for validation, time stamps of the document, its descriptive data.
    LtvUpdate,
    /// Signatures were added, or fields of a form filled.
    FormFill,
    /// Annotations were added or changed.
    Annotation,
    /// Something else changed.
    NotPermitted,
    /// The file is built so that two readers may see two things.
    Suspicious,
}

impl Level {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::LtvUpdate => "ltv-update",
            Level::FormFill => "form-fill",
            Level::Annotation => "annotation",
            Level::NotPermitted => "not-permitted",
            Level::Suspicious => "suspicious",
        }
    }
}

/// Changes after a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The worst of them.
    pub level: Level,
    /// Fields that do not hold signatures were filled.
    pub fills_fields: bool,
    /// What changed, in short: `field-filled: Text1`, `object 12 /Contents`.
    pub items: Vec<String>,
}

/// Items listed, at most.
const ITEMS: usize = 50;

impl Changes {
    /// No change at all.
    #[must_use]
    pub fn none() -> Self {
        Changes { level: Level::None, fills_fields: false, items: Vec::new() }
    }

    /// Something that lets two readers see two things.
    #[must_use]
    pub fn suspicious(item: &str) -> Self {
        Changes { level: Level::Suspicious, fills_fields: false, items: vec![item.to_owned()] }
    }

    fn note(&mut self, level: Level, item: String) {
        self.level = self.level.max(level);
        if self.items.len() < ITEMS && !self.items.contains(&item) {
            self.items.push(item);
        }
    }
}

/// What changed from the revision `signed` to `shown`, under what the signature permits.
#[must_use]
pub fn between(signed: &Document<'_>, shown: &Document<'_>, permits: &Permits) -> Changes {
    let mut walk = walk::Walk::new(signed, shown, permits);
    walk.trailer();
    let mut changes = walk.changes;
    let most = match permits.certified {
        // ISO 32000-2 table 257: with 1 only validation data and time stamps may follow.
        Some(1) => Level::LtvUpdate,
        Some(2) => Level::FormFill,
        _ => Level::Annotation,
    };
    if changes.level > most {
        changes.level = changes.level.max(Level::NotPermitted);
    }
    changes
}

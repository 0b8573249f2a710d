//! The visible mark of a signature (NĐ 30/2020 Phụ lục I): what is seen on the page.

use super::append::Update;
use super::document::Document;
use super::object::{Dictionary, Id, Object};
use crate::job::Refusal;
use std::collections::BTreeSet;

/// What is drawn, and where.
#[derive(Clone, Debug)]
pub struct Mark<'m> {
    /// The page, the first is 0.
    pub page: usize,
    /// Left, bottom, right, top in points.
    pub rectangle: [f64; 4],
    /// Lines of text.
    pub lines: Vec<&'m str>,
}

impl Mark<'_> {
    /// Draws it as the look of `field`.
    ///
    /// # Errors
    /// It cannot be drawn.
    pub fn draw(
        &self,
        _document: &Document<'_>,
        _page: Id,
        field: &mut Dictionary,
        _update: &mut Update<'_, '_>,
    ) -> Result<(), Refusal> {
        field.set("Rect", Object::Array(self.rectangle.iter().map(|value| Object::Real(*value)).collect()));
        Ok(())
    }
}

/// The number of page `wanted`, the first is 0.
#[must_use]
pub fn page(document: &Document<'_>, wanted: usize) -> Option<Id> {
    let catalog = document.catalog();
    let mut waiting = vec![catalog.dictionary()?.get("Pages")?.clone()];
    let (mut seen, mut found) = (BTreeSet::new(), 0);
    while let Some(item) = waiting.pop() {
        let Object::Reference(id) = item else { continue };
        if !seen.insert(id) {
            continue;
        }
        let node = document.resolve(&item);
        let Some(own) = node.dictionary() else { continue };
        match &*document.value(own, "Kids") {
            Object::Array(kids) => waiting.extend(kids.iter().rev().cloned()),
            _ if found == wanted => return Some(id),
            _ => found += 1,
        }
    }
    None
}

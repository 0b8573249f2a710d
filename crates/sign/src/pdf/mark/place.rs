//! A place as people measure it on paper: a page from the front or the back, millimetres from its left and upper edge.

use super::{Rectangle, page, sheet};
use crate::job::Refusal;
use crate::pdf::document::Document;

/// Points of a millimetre.
const MILLIMETRE: f64 = 72.0 / 25.4;

/// Pages counted, at most.
const MOST: usize = 100_000;

/// Where a picture goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The first page is 1, the last is -1.
    pub page: i32,
    /// From the left edge of the page to that of the picture, in millimetres.
    pub left: f64,
    /// From the upper edge.
    pub top: f64,
    /// How wide.
    pub width: f64,
    /// How high.
    pub height: f64,
}

impl Place {
    /// `PAGE,LEFT,TOP,WIDTH,HEIGHT`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Place> {
        let mut parts = text.split(',').map(str::trim);
        let page = parts.next()?.parse().ok().filter(|page| *page != 0)?;
        let mut number = || parts.next()?.parse::<f64>().ok().filter(|number| (0.0..=5000.0).contains(number));
        let place = Place { page, left: number()?, top: number()?, width: number()?, height: number()? };
        (parts.next().is_none() && place.width > 0.0 && place.height > 0.0).then_some(place)
    }

    /// The page, the first is 0, and the rectangle on it.
    ///
    /// # Errors
    /// The document has no such page, or the place is not on it: a mark that nobody sees is none.
    pub fn on(&self, document: &Document<'_>) -> Result<(usize, Rectangle), Refusal> {
        let wanted = self.wanted(document).ok_or(Refusal::NoPage)?;
        let id = page(document, wanted).ok_or(Refusal::NoPage)?;
        let [left_edge, lower_edge, right_edge, upper_edge] = sheet(document, id).unwrap_or([0.0, 0.0, 595.0, 842.0]);
        let (left, top) = (left_edge + self.left * MILLIMETRE, upper_edge - self.top * MILLIMETRE);
        let (right, bottom) = (left + self.width * MILLIMETRE, top - self.height * MILLIMETRE);
        if right > right_edge + 1.0 || bottom < lower_edge - 1.0 {
            return Err(Refusal::Mark("no place".into()));
        }
        Ok((wanted, Rectangle { left, bottom, right, top }))
    }

    fn wanted(&self, document: &Document<'_>) -> Option<usize> {
        match self.page {
            ahead @ 1.. => usize::try_from(ahead - 1).ok(),
            back => count(document).checked_sub(usize::try_from(back.unsigned_abs()).ok()?),
        }
    }
}

/// How many pages there are: the double of the last that is there, then halves.
fn count(document: &Document<'_>) -> usize {
    let mut beyond = 1;
    while beyond < MOST && page(document, beyond - 1).is_some() {
        beyond *= 2;
    }
    let (mut there, mut not) = (beyond / 2, beyond);
    while there + 1 < not {
        let middle = usize::midpoint(there, not);
        if page(document, middle - 1).is_some() { there = middle } else { not = middle }
    }
    there
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_read_as_people_write_it() {
        let place = Place::parse("-1, 110, 200,60,30").unwrap();
        assert_eq!((place.page, place.left, place.height), (-1, 110.0, 30.0));
        for text in ["", "0,1,1,1,1", "1,1,1,0,1", "1,1,1,1", "1,1,1,1,1,1", "1,-5,1,1,1", "1,NaN,1,1,1"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}

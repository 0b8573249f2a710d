//! A few pages of a file, those that were looked at last.

use super::ReadAt;
use std::rc::Rc;

/// Pages that are kept: of 64 KiB each, one megabyte. With four, a file of 4 MB took a third longer: memory that is new costs
/// more than reading a page again.
const MOST: usize = 16;

/// Pages by their places; each has one slot where it may lie.
pub struct Pages {
    size: usize,
    slots: Vec<Option<(usize, Rc<[u8]>)>>,
}

impl Pages {
    /// None yet, of `size` bytes each.
    pub fn new(size: usize) -> Pages {
        Pages { size: size.max(1), slots: Vec::new() }
    }

    /// The page in which the byte at `at` lies, and where it begins.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn page(&mut self, reader: &dyn ReadAt, at: usize) -> std::io::Result<(usize, Rc<[u8]>)> {
        if self.slots.is_empty() {
            self.slots.resize(MOST, None);
        }
        let base = at / self.size * self.size;
        let slot = &mut self.slots[base / self.size % MOST];
        if let Some((own, page)) = slot
            && *own == base
        {
            return Ok((base, Rc::clone(page)));
        }
        let length = self.size.min(reader.length().saturating_sub(base));
        // In the memory of the page that leaves, unless somebody still reads that one.
        let left = slot.take().map(|(_, page)| page).filter(|page| page.len() == length && Rc::strong_count(page) == 1);
        let mut page = left.unwrap_or_else(|| std::iter::repeat_n(0, length).collect());
        if let Some(bytes) = Rc::get_mut(&mut page) {
            reader.read_at(base, bytes)?;
        }
        *slot = Some((base, Rc::clone(&page)));
        Ok((base, page))
    }
}

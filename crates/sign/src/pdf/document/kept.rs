//! What was read of a document: objects and unpacked object streams, as many as fit, and how much may still be read.
//!
//! Views of all revisions share it. A hostile file has an end: values, unpacked bytes and bytes gone over are counted. What
//! is put aside to make room may be read again and is then given back to the count, as often as a large file needs it and
//! no oftener; from then on everything is kept.

use super::Place;
use crate::pdf::object::{Dictionary, Object};
use crate::pdf::parse::{Damage, Parser, VALUES};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// Bytes that one document may unpack to, all streams together.
const UNPACKED: usize = 256 << 20;

/// Unpacked object streams that are kept, in bytes.
const CONTAINERS: usize = 8 << 20;

/// Values of objects that are kept: some hundred bytes each.
const OBJECTS: usize = 60_000;

/// Bytes that may be gone over in reading objects: so many times the file, and so many more.
const TIMES: usize = 4;
const MORE: usize = 64 << 20;

/// What was read, and what may be.
#[derive(Debug)]
pub struct Kept {
    objects: RefCell<HashMap<Place, Rc<Object>>>,
    object_values: Cell<usize>,
    containers: RefCell<HashMap<usize, Rc<Container>>>,
    container_bytes: Cell<usize>,
    values: Cell<usize>,
    bytes: Cell<usize>,
    ways: Cell<usize>,
    values_again: Cell<usize>,
    bytes_again: Cell<usize>,
}

impl Kept {
    /// Nothing yet, of a file of `length` bytes.
    pub fn of(length: usize) -> Kept {
        Kept {
            objects: RefCell::default(),
            object_values: Cell::new(0),
            containers: RefCell::default(),
            container_bytes: Cell::new(0),
            values: Cell::new(2 * VALUES),
            bytes: Cell::new(UNPACKED),
            ways: Cell::new(length.saturating_mul(TIMES).saturating_add(MORE)),
            values_again: Cell::new(4 * VALUES),
            bytes_again: Cell::new(2 * UNPACKED),
        }
    }

    /// Values that may still be read.
    pub fn values(&self) -> usize {
        self.values.get()
    }

    /// Counts values that were read.
    pub fn took(&self, values: usize) {
        self.values.set(self.values.get().saturating_sub(values));
    }

    /// Bytes that may still be unpacked.
    pub fn bytes(&self) -> usize {
        self.bytes.get()
    }

    /// Counts bytes that were unpacked.
    pub fn unpacked(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
    }

    /// Counts bytes of the file that were gone over: objects that lie in one another are read many times.
    pub fn went_over(&self, bytes: usize, at: usize) -> Result<(), Damage> {
        let left = self.ways.get().checked_sub(bytes);
        self.ways.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(Damage { what: "too much to read", at })
    }

    /// The object that stands at `place`, if it was kept.
    pub fn object(&self, place: Place) -> Option<Rc<Object>> {
        self.objects.borrow().get(&place).cloned()
    }

    /// Keeps an object of so many values.
    pub fn keep(&self, place: Place, object: &Rc<Object>, values: usize) {
        let kept = self.object_values.get() + values;
        let mut objects = self.objects.borrow_mut();
        if kept > OBJECTS && self.values_again.get() >= kept {
            objects.clear();
            self.values_again.set(self.values_again.get() - kept);
            // What was read is counted once, also if it has to be read again.
            self.values.set(self.values.get() + self.object_values.get());
            self.object_values.set(0);
        }
        self.object_values.set(self.object_values.get() + values);
        objects.insert(place, Rc::clone(object));
    }

    /// The object stream at a byte, if it was kept.
    pub fn container(&self, at: usize) -> Option<Rc<Container>> {
        self.containers.borrow().get(&at).cloned()
    }

    /// Keeps an object stream.
    pub fn keep_container(&self, at: usize, container: Container) -> Rc<Container> {
        let bytes = container.data.len();
        let kept = self.container_bytes.get() + bytes;
        let mut containers = self.containers.borrow_mut();
        if kept > CONTAINERS && self.bytes_again.get() >= kept {
            containers.clear();
            self.bytes_again.set(self.bytes_again.get() - kept);
            self.bytes.set(self.bytes.get() + self.container_bytes.get());
            self.container_bytes.set(0);
        }
        self.container_bytes.set(self.container_bytes.get() + bytes);
        let container = Rc::new(container);
        containers.insert(at, Rc::clone(&container));
        container
    }
}

/// An object stream, unpacked.
#[derive(Debug)]
pub struct Container {
    data: Vec<u8>,
    /// Numbers, and where each begins, in the order of numbers.
    heads: Vec<(u32, usize)>,
}

impl Container {
    /// Reads the list of its objects.
    pub fn of(dictionary: &Dictionary, data: Vec<u8>) -> Option<Container> {
        let count = usize::try_from(dictionary.integer("N")?).ok()?;
        let first = usize::try_from(dictionary.integer("First")?).ok()?;
        let mut parser = Parser::new(data.get(..first)?, 0);
        let mut heads = Vec::new();
        for _ in 0..count.min(data.len()) {
            let (number, at) = (u32::try_from(parser.number()?).ok()?, usize::try_from(parser.number()?).ok()?);
            heads.push((number, first.checked_add(at)?));
        }
        // Of two with one number the first counts.
        heads.sort_by_key(|(number, _)| *number);
        Some(Container { data, heads })
    }

    /// Everything unpacked, and where object `number` begins in it.
    pub fn object(&self, number: u32) -> Option<(&[u8], usize)> {
        let at = self.heads.partition_point(|(own, _)| *own < number);
        let (_, at) = self.heads.get(at).filter(|(own, _)| *own == number)?;
        Some((&self.data, *at))
    }
}

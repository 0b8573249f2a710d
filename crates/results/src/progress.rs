//! Who is told how far the work has come.

/// Is told of every stage, and of bytes as they are read.
pub trait Progress {
    /// A stage begins: its name in `summary.json`, and the key of the word for it.
    fn stage(&mut self, name: &'static str, key: &'static str);

    /// A handle that is told how many bytes were read; any thread may call it.
    fn bytes(&self) -> Box<dyn Fn(u64) + Sync>;
}

/// Nobody is told.
pub struct Silent;

impl Progress for Silent {
    fn stage(&mut self, _: &'static str, _: &'static str) {}

    fn bytes(&self) -> Box<dyn Fn(u64) + Sync> {
        Box::new(|_| {})
    }
}

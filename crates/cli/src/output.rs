//! What a review leaves: the folder, written whole or not at all, and the files in it.

pub mod cases;
pub mod explanation;
pub mod folder;
pub mod rejected;
pub mod report;
pub mod sides;
pub mod sources;
pub mod summary;
pub mod workbook;

//! The papers of an office: letters, request forms, minutes and sheets, as PDF, DOCX and XLSX.
//!
//! Three steps. A *template* (`papers/<id>.toml`, data that an office may correct) says which fields a paper has, which of
//! them the law wants, and what it says. [`fill`](fill::fill) puts the data of one paper into it and refuses what is missing,
//! contradictory or cannot be printed. The [`Paper`] that comes out holds texts only, and three renderers show it:
//! [`pdf`], [`docx`], [`workbook`]. One content, three doors.
//!
//! Nothing here opens a file, asks a clock or speaks a language: templates and data come in as bytes and values.

pub mod chart;
pub mod data;
pub mod docx;
pub mod fill;
pub mod paper;
pub mod pdf;
pub mod refusal;
pub mod shelf;
pub mod template;
pub mod text;
pub mod workbook;

pub use paper::Paper;
pub use refusal::Refusal;
pub use shelf::Shelf;

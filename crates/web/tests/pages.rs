//! The pages of the service, called through the real router over fresh databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "pages/access.rs"]
mod access;
#[path = "pages/browser.rs"]
mod browser;
#[path = "pages/keeping.rs"]
mod keeping;
#[path = "pages/letters.rs"]
mod letters;
#[path = "pages/review_files.rs"]
mod review_files;
#[path = "pages/story.rs"]
mod story;

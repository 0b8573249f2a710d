//! The pages of the service, called through the real router over fresh databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "pages/access.rs"]
mod access;
#[path = "pages/browser.rs"]
mod browser;
#[path = "support/fresh.rs"]
mod fresh;
#[path = "pages/intake.rs"]
mod intake;
#[path = "pages/keeping.rs"]
mod keeping;
#[path = "pages/lists.rs"]
mod lists;
#[path = "pages/review_files.rs"]
mod review_files;
#[path = "pages/story.rs"]
mod story;

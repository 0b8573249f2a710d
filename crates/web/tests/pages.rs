//! The pages of the service, called through the real router over fresh databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "pages/access.rs"]
mod access;
#[path = "pages/browser.rs"]
mod browser;
#[path = "pages/calendars.rs"]
mod calendars;
#[path = "pages/campaign.rs"]
mod campaign;
#[path = "pages/campaign_office.rs"]
mod campaign_office;
#[path = "pages/campaign_races.rs"]
mod campaign_races;
#[path = "pages/campaign_table.rs"]
mod campaign_table;
#[path = "pages/dispatch.rs"]
mod dispatch;
#[path = "support/fresh.rs"]
mod fresh;
#[path = "pages/intake.rs"]
mod intake;
#[path = "pages/keeping.rs"]
mod keeping;
#[path = "pages/letters.rs"]
mod letters;
#[path = "pages/lists.rs"]
mod lists;
#[path = "pages/notices.rs"]
mod notices;
#[path = "pages/reorganisation.rs"]
mod reorganisation;
#[path = "pages/reorganisation_real.rs"]
mod reorganisation_real;
#[path = "pages/reorganisation_table.rs"]
mod reorganisation_table;
#[path = "pages/review_files.rs"]
mod review_files;
#[path = "pages/story.rs"]
mod story;

//! Use cases of the registry: load, let the domain decide, save with the event that tells of it.
//!
//! Every door (pages, JSON, commands) calls the same functions. Each asks [`visitor::Visitor::may`] first; what reads a
//! list asks how far the visitor reaches. The clock and chance are read in [`context`] and nowhere else.

pub mod accounts;
pub mod calendars;
pub mod campaigns;
pub mod certificates;
pub mod context;
pub mod demo;
pub mod devices;
pub mod error;
pub mod export;
pub mod grants;
pub mod history;
pub mod home;
pub mod idempotency;
pub mod intake;
pub mod mail;
pub mod notices;
pub mod outside;
pub mod own_login;
pub mod people;
pub mod policies;
pub mod register;
pub mod reorganisations;
pub mod requests;
pub mod reviews;
pub mod searches;
pub mod sign_in;
pub mod tokens;
pub mod units;
pub mod visitor;
pub mod work;

pub use context::Context;
pub use error::AppError;
pub use visitor::Visitor;

// What pages show, as it comes from the shelf: doors know these by our name.
pub use antin_storage::Error as StorageError;
pub use antin_storage::audit::chain::Event;
pub use antin_storage::campaigns::Campaign;
pub use antin_storage::campaigns::cases::{CampaignCase, CaseStep};
pub use antin_storage::campaigns::evidence::Evidence;
pub use antin_storage::campaigns::follow_ups::FollowUp;
pub use antin_storage::campaigns::list::{CaseLine, Group};
pub use antin_storage::campaigns::units::{Extension, ReportStep};
pub use antin_storage::certificates::{CertificateLine, Counted};
pub use antin_storage::devices::DeviceStep;
pub use antin_storage::imports::{Import, ImportState};
pub use antin_storage::jobs::JobState;
pub use antin_storage::page::{Cursor, Page};
pub use antin_storage::people::PersonLine;
pub use antin_storage::reviews::Run;
pub use antin_storage::searches::SavedSearch;
pub use antin_storage::sessions::{Session, Strength};
pub use antin_storage::units::UnitLine;
pub use antin_storage::users::User;

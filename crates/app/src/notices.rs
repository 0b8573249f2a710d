//! Notices: what needs attention in one's units, from the day on which it was found until its cause is gone.
//!
//! Reviews open and close them ([`after_review`]); so does the look at last days ([`look_at_endings`]), from which the letters of the
//! morning are written too. Nobody closes one by hand.

mod endings;
mod of_review;

pub(crate) use endings::look_if_anything_changed;
pub use endings::{advice, look_at_endings};
pub(crate) use of_review::{Stamp, after_review};

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::notice::NoticeKind;
use antin_domain::permission::Act;
use antin_storage::notices::{self, NoticeFilter};
use antin_storage::page::{Cursor, Page};
use std::collections::HashMap;

// What pages show, as it comes from the shelf.
pub use antin_storage::notices::{Beside, Closed, Notice};

/// Opened so many days ago or later is new.
pub const NEW_DAYS: i32 = 7;

/// Which notices somebody wants to see, as it stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Open, new or closed ones.
    pub view: View,
    /// Only about this.
    pub kind: Option<NoticeKind>,
    /// A unit with everything below it.
    pub unit: Option<Id>,
    /// Only of this certificate.
    pub certificate: Option<Id>,
}

/// Open, new or closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The cause is there.
    #[default]
    Open,
    /// Open, and for a few days only.
    New,
    /// The cause is gone.
    Closed,
}

/// Notices as a page shows them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The page.
    pub page: Page<Notice>,
    /// What is under way about the certificates on it.
    pub beside: HashMap<Id, Beside>,
    /// How many the list has on all pages.
    pub total: i64,
    /// How many it would have of each kind, were it not for the filter by kind.
    pub kinds: Vec<(NoticeKind, i64)>,
}

impl View {
    /// Every view, in the order of pages.
    pub const ALL: [View; 3] = [View::Open, View::New, View::Closed];

    /// Word used in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            View::Open => "open",
            View::New => "new",
            View::Closed => "closed",
        }
    }
}

/// A page of notices, what is under way about each, and how many there are.
///
/// # Errors
/// The visitor may not see findings.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Listed, AppError> {
    let filter = filter(context, visitor, query)?;
    let mut connection = context.db.read().await?;
    let page = notices::list(&mut connection, &filter, after, limit).await?;
    let certificates: Vec<Id> = page.items.iter().filter_map(|notice| notice.certificate).collect();
    let beside = notices::beside(&mut connection, &certificates).await?;
    let kinds = notices::count(&mut connection, &NoticeFilter { kind: None, ..filter }).await?;
    let counted = kinds.iter().filter(|(kind, _)| query.kind.is_none_or(|wanted| wanted == *kind));
    Ok(Listed { total: counted.map(|(_, number)| number).sum(), page, beside, kinds })
}

/// How many notices the list of `query` has.
///
/// # Errors
/// The visitor may not see findings.
pub async fn count(context: &Context, visitor: &Visitor, query: &Query) -> Result<i64, AppError> {
    let filter = filter(context, visitor, query)?;
    let kinds = notices::count(&mut context.db.read().await?, &filter).await?;
    Ok(kinds.iter().map(|(_, number)| number).sum())
}

fn filter(context: &Context, visitor: &Visitor, query: &Query) -> Result<NoticeFilter, AppError> {
    Ok(NoticeFilter {
        reach: visitor.reach(Act::ReadFinding)?,
        unit: query.unit,
        kind: query.kind,
        certificate: query.certificate,
        is_closed: query.view == View::Closed,
        opened_from: match query.view {
            View::New => context.today().plus(-NEW_DAYS),
            _ => Day::UNKNOWN,
        },
    })
}

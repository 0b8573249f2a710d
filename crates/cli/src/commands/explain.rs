//! `antin explain DIR CASE`: why a certificate got its action, from the same lists, under the same policy, as of the same day.
//!
//! > screens.md: why is always one click away: the rows side by side, the rule, the clause in its words.
//!
//! The result holds no cells (docs/decisions/0004): the lists are read again, and their digests say whether they are still
//! those that were reviewed.

mod reviewed;
mod table;
mod text;

use crate::arguments::ExplainCall;
use crate::failure::Failure;
use crate::policies;
use crate::progress::Progress;
use crate::words::Words;
use antin_lists::column::Column;
use antin_results::explain;
use antin_results::input::{self, Cells, reviewed as review};
use antin_results::sources::Sources;
use antin_results::unit_scope;
use reviewed::Reviewed;

/// Explains one case of a result; what to print.
///
/// # Errors
/// There is no such result or case, or a list is not any more what it was.
pub fn run(call: &ExplainCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    let reviewed = Reviewed::read(&call.dir)?;
    let mut progress = Progress::new(&words);
    let policy = policies::find(reviewed.policy.as_deref(), reviewed.as_of)?;
    let threads = super::review::threads(None);
    let input = input::read(&reviewed.files, policy, reviewed.as_of, threads, Cells::ReadAgain, &mut progress)?;
    reviewed.check(&input)?;
    let mut review = review(&input, &mut progress);
    let whole = review.cases.clone();
    if let Some(unit) = &reviewed.unit {
        unit_scope::keep(&input.snapshot, &mut review, unit)?;
    }
    progress.clear();
    reviewed.check_cases(review.cases.len())?;
    let found = explain::find(&input.snapshot, &review, &call.case)?;
    let case = review.cases[found.index];
    let sources = Sources::read(&input, &review, std::iter::once(&case), &Column::ALL)
        .map_err(|error| Failure::Unusable(error.message()))?;
    Ok(text::text(&explain::explain(&input, &review, &whole, &sources, &words, &found)))
}

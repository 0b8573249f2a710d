//! `--unit`: only the cases of one unit and of those below it.

use crate::Failure;
use antin_domain::message::Message;
use antin_domain::text::TextId;
use antin_domain::unit::{UnitIndex, UnitRef};
use antin_review::matching::{Holder, own_unit};
use antin_review::{Case, Review, Snapshot};

/// Keeps the cases in which any list names `unit` or a unit below it.
///
/// # Errors
/// No list knows such a unit.
pub fn keep(snapshot: &Snapshot, review: &mut Review, unit: &str) -> Result<(), Failure> {
    let wanted = snapshot.units.resolve(unit, None);
    let understanding = &review.understanding;
    let cases: Vec<Case> = review
        .cases
        .iter()
        .filter(|case| {
            names(snapshot, case).any(|(text, parent)| {
                belongs(snapshot, &wanted, &understanding.unit(text, parent))
                    || belongs(snapshot, &wanted, &understanding.unit(parent, TextId::BLANK))
            }) || own(snapshot, review, case).is_some_and(|unit| belongs(snapshot, &wanted, &unit))
        })
        .copied()
        .collect();
    if cases.is_empty() {
        return Err(Failure::Unusable(Message::new("cli-no-such-unit").with("unit", unit)));
    }
    review.cases = cases;
    Ok(())
}

/// Every (unit, unit above) that a list gives the case.
fn names<'a>(snapshot: &'a Snapshot, case: &Case) -> impl Iterator<Item = (TextId, TextId)> + 'a {
    let ca = snapshot.ca.get(case.ca as usize).map(|row| (row.unit, row.parent));
    let registry = snapshot.registry.get(case.registry as usize).map(|row| (row.unit, row.parent));
    let person = snapshot.people().get(case.person as usize).map(|row| (row.unit, row.parent));
    [ca, registry, person].into_iter().flatten()
}

/// The unit of an organisation's certificate.
fn own(snapshot: &Snapshot, review: &Review, case: &Case) -> Option<UnitRef> {
    let is_organisation = case.kind == antin_domain::certificate::HolderKind::Organisation;
    let row = snapshot.ca.get(case.ca as usize).filter(|_| is_organisation)?;
    Some(own_unit(snapshot, &review.understanding, &Holder::from(row)))
}

fn belongs(snapshot: &Snapshot, wanted: &UnitRef, unit: &UnitRef) -> bool {
    match (wanted.unit, unit.unit) {
        (Some(top), Some(at)) => is_below(snapshot, top, at),
        _ => !unit.is_blank() && unit.folded == wanted.folded,
    }
}

fn is_below(snapshot: &Snapshot, top: UnitIndex, unit: UnitIndex) -> bool {
    let mut at = Some(unit);
    // A tree of units is not deep; a loop in the list must not keep us.
    for _ in 0..16 {
        match at {
            Some(index) if index == top || snapshot.units.leads(index, top) => return true,
            Some(index) => at = snapshot.units.unit(index).parent,
            None => return false,
        }
    }
    false
}

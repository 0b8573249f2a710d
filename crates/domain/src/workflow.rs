//! Workflows as tables: what can happen to a thing, and what one must be permitted to for it.
//!
//! > design.md section 2: the workflow is a table of (from, verb, to, role). What is not in the table cannot happen.
//!
//! The role is told by the act: `permission::RULES` says which roles may do it, and how far. Conditions beyond the table
//! (nobody approves his own request) are named guards beside it.

pub mod page;

use crate::permission::Act;

/// One row: from where, by what, to where, and the act that one must be permitted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<S, V> {
    /// Before.
    pub from: S,
    /// What is done.
    pub verb: V,
    /// After.
    pub to: S,
    /// Who may: those whom the table of permissions gives this act.
    pub act: Act,
}

impl<S, V> Step<S, V> {
    /// A row, written as it is read.
    #[must_use]
    pub const fn new(from: S, verb: V, to: S, act: Act) -> Step<S, V> {
        Step { from, verb, to, act }
    }
}

/// The row for what somebody wants to do; none where it cannot be done from here.
#[must_use]
pub fn find<S: Copy + PartialEq, V: Copy + PartialEq>(steps: &[Step<S, V>], from: S, verb: V) -> Option<&Step<S, V>> {
    steps.iter().find(|step| step.from == from && step.verb == verb)
}

/// What can be done from here, in the order of the table.
pub fn from<S: Copy + PartialEq, V>(steps: &[Step<S, V>], state: S) -> impl Iterator<Item = &Step<S, V>> {
    steps.iter().filter(move |step| step.from == state)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Step<u8, char>] = &[Step::new(1, 'a', 2, Act::Decide), Step::new(2, 'b', 1, Act::Approve)];

    #[test]
    fn what_is_not_in_the_table_cannot_happen() {
        assert_eq!(find(STEPS, 1, 'a').map(|step| (step.to, step.act)), Some((2, Act::Decide)));
        assert_eq!(find(STEPS, 1, 'b'), None);
        assert_eq!(from(STEPS, 2).map(|step| step.verb).collect::<Vec<_>>(), ['b']);
    }
}

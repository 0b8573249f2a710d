//! The shelf: every resource with its operations. One new file, one line in [`OPERATIONS`].

mod accounts;
mod audit;
mod certificates;
mod deputies;
mod devices;
mod expiry;
mod home;
mod imports;
mod me;
mod own;
mod people;
mod policy;
mod register;
mod reviews;
mod searches;
mod tokens;
mod units;

use super::operation::Operation;

/// Every operation, by resource, in the order of the document.
pub const OPERATIONS: &[&[Operation]] = &[
    me::OPERATIONS,
    own::OPERATIONS,
    home::OPERATIONS,
    certificates::OPERATIONS,
    register::OPERATIONS,
    expiry::OPERATIONS,
    people::OPERATIONS,
    units::OPERATIONS,
    devices::OPERATIONS,
    imports::OPERATIONS,
    reviews::OPERATIONS,
    searches::OPERATIONS,
    audit::OPERATIONS,
    accounts::OPERATIONS,
    deputies::OPERATIONS,
    tokens::OPERATIONS,
    policy::OPERATIONS,
];

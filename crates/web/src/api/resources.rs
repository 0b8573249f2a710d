//! The shelf: every resource with its operations. One new file, one line in [`OPERATIONS`].

mod accounts;
mod audit;
mod campaigns;
mod certificates;
mod deputies;
mod devices;
mod expiry;
mod home;
mod imports;
mod letters;
mod me;
mod notices;
mod own;
mod people;
mod policy;
mod register;
mod reorganisations;
mod requests;
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
    notices::OPERATIONS,
    certificates::OPERATIONS,
    register::OPERATIONS,
    expiry::OPERATIONS,
    people::OPERATIONS,
    units::OPERATIONS,
    devices::OPERATIONS,
    requests::OPERATIONS,
    letters::OPERATIONS,
    imports::OPERATIONS,
    reviews::OPERATIONS,
    campaigns::OPERATIONS,
    reorganisations::OPERATIONS,
    searches::OPERATIONS,
    audit::OPERATIONS,
    accounts::OPERATIONS,
    deputies::OPERATIONS,
    tokens::OPERATIONS,
    policy::OPERATIONS,
];

//! Where our lists and the CA's do not agree about the certificate itself.
//!
//! > Clause 2.1a: against the list of Ban Cơ yếu Chính phủ check information and number; where they do not agree the
//! > department supplies information with the documents by which revocation or new issue had been requested.

use super::{Rule, listed};
use antin_domain::finding::Code;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::NotOnCaList,
        clause: "2.1a",
        because: "in use here, the CA's list lacks it",
        says: |facts, _| !listed(facts) && !facts.is_foreign && !facts.registry_uncertain,
    },
    Rule {
        code: Code::CaListDiffersFromCertificate,
        clause: "2.1a",
        because: "holder, days or serial of the CA's list, or its word about revocation, are not those of the certificate itself, read from its file, and of its issuer's CRL; these are believed",
        says: |facts, _| listed(facts) && facts.ca_list_differs,
    },
    Rule {
        code: Code::CaStatusStale,
        clause: "2.1a",
        because: "in force for the CA, but its revocation was asked for (a document is in the list of requests sent) or the registry says revoked",
        says: |facts, _| listed(facts) && facts.in_force && (facts.asked_to_revoke || facts.registry.says_revoked),
    },
    Rule {
        code: Code::CaDuplicate,
        clause: "2.1a",
        because: "more than one row of the CA's list",
        says: |facts, _| facts.ca_rows > 1,
    },
];

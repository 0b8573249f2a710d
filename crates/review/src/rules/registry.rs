//! Where the registry is wrong or lacks the certificate.
//!
//! > Clause 2.1b: wrong information: the holder updates it; no information: the holder registers it.

use super::{Rule, judged};
use antin_domain::finding::Code;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::NotRegistered,
        clause: "2.1b",
        because: "on the CA's list, in force, the registry lacks it",
        says: |facts, _| facts.in_force && facts.registry_rows == 0 && !facts.registry_uncertain,
    },
    Rule {
        code: Code::RegistrySerialUnreadable,
        clause: "2.1b",
        because: "the registry's serial is blank or destroyed (scientific notation, cut by Excel to 15 digits)",
        says: |facts, _| judged(facts) && facts.registry.serial_lost,
    },
    Rule {
        code: Code::RegistrySerialSuperseded,
        clause: "2.1b",
        because: "the registry still has the serial from before the renewal or the change of information",
        says: |facts, _| judged(facts) && facts.registry.serial_superseded,
    },
    Rule {
        code: Code::RegistrySerialDiffers,
        clause: "2.1b",
        because: "the registry's serial is one slip away from the certificate's; device, ID number or e-mail, and the dates agree",
        says: |facts, _| judged(facts) && facts.registry.serial_slipped,
    },
    Rule {
        code: Code::RegistrySerialSpelling,
        clause: "2.1b",
        because: "the same serial, spelled with lost or added zeros, colons, spaces, lower case, 0x, or in decimal",
        says: |facts, _| judged(facts) && facts.registry.serial_spelled,
    },
    Rule {
        code: Code::RegistryNameDiffers,
        clause: "2.1b",
        because: "the registry's name is not the certificate's",
        says: |facts, _| judged(facts) && facts.registry.name_differs,
    },
    Rule {
        code: Code::RegistryIdDiffers,
        clause: "2.1b",
        because: "the registry's CCCD is not the roster's",
        says: |facts, _| judged(facts) && facts.registry.id_differs,
    },
    Rule {
        code: Code::RegistryBirthdayDiffers,
        clause: "2.1b",
        because: "the registry's birthday is not the roster's",
        says: |facts, _| judged(facts) && facts.registry.birthday_differs,
    },
    Rule {
        code: Code::RegistryDatesDiffer,
        clause: "2.1b",
        because: "the registry's first or last day is more than one day away from the certificate's",
        says: |facts, _| judged(facts) && facts.registry.dates_differ,
    },
    Rule {
        code: Code::RegistryDeviceDiffers,
        clause: "2.1b",
        because: "the registry's device is not the certificate's",
        says: |facts, _| judged(facts) && facts.registry.device_differs,
    },
    Rule {
        code: Code::RegistryStatusStale,
        clause: "2.1b",
        because: "the CA revoked it, the registry says in use",
        says: |facts, _| judged(facts) && facts.is_revoked && facts.registry.says_in_use,
    },
    Rule {
        code: Code::RegistryDuplicate,
        clause: "2.1b",
        because: "more than one row of the registry",
        says: |facts, _| facts.registry_rows > 1,
    },
];

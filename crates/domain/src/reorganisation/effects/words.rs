//! The words by which kinds of needs, reasons and classes are known outside, and what follows from each.

use super::{Because, Class, NeedKind};
use crate::request::RequestKind;

impl NeedKind {
    /// Every kind, in the order of pages.
    pub const ALL: [NeedKind; 7] = [
        NeedKind::ChangeInfo,
        NeedKind::Renew,
        NeedKind::Reissue,
        NeedKind::Issue,
        NeedKind::Revoke,
        NeedKind::Decide,
        NeedKind::Nothing,
    ];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NeedKind::Decide => "decide",
            NeedKind::Nothing => "nothing",
            other => other.request().map_or("", RequestKind::name),
        }
    }

    /// What is asked of the CA; none where nothing is, or nobody knows.
    #[must_use]
    pub fn request(self) -> Option<RequestKind> {
        match self {
            NeedKind::ChangeInfo => Some(RequestKind::ChangeInfo),
            NeedKind::Renew => Some(RequestKind::Renew),
            NeedKind::Reissue => Some(RequestKind::Reissue),
            NeedKind::Issue => Some(RequestKind::Issue),
            NeedKind::Revoke => Some(RequestKind::Revoke),
            NeedKind::Decide | NeedKind::Nothing => None,
        }
    }

    /// Does it take a device out of the stock? A change of information and a renewal stay on the one that is there.
    #[must_use]
    pub fn takes_device(self) -> bool {
        matches!(self, NeedKind::Issue | NeedKind::Reissue)
    }
}

impl Because {
    /// Every reason.
    pub const ALL: [Because; 19] = [
        Because::OneOfMerged,
        Because::OthersOfMerged,
        Because::MergedIntoExisting,
        Because::ExistingHasNone,
        Because::SplitBody,
        Because::NewBodyHasNone,
        Because::BodyMerged,
        Because::Renamed,
        Because::SuperiorChanges,
        Because::EndsSoon,
        Because::EndsSoonRenewed,
        Because::EndsTooSoon,
        Because::EndsBefore,
        Because::EndUnknown,
        Because::NotYet,
        Because::RenewalsUnknown,
        Because::SplitHolder,
        Because::KindUnknown,
        Because::ReplacementUnknown,
    ];

    /// Word used in rows and the API; with `reorganisation-because-` before it the key of its sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Because::OneOfMerged => "one-of-merged",
            Because::OthersOfMerged => "others-of-merged",
            Because::MergedIntoExisting => "merged-into-existing",
            Because::ExistingHasNone => "existing-has-none",
            Because::SplitBody => "split-body",
            Because::NewBodyHasNone => "new-body-has-none",
            Because::BodyMerged => "body-merged",
            Because::Renamed => "renamed",
            Because::SuperiorChanges => "superior-changes",
            Because::EndsSoon => "ends-soon",
            Because::EndsSoonRenewed => "ends-soon-renewed",
            Because::EndsTooSoon => "ends-too-soon",
            Because::EndsBefore => "ends-before",
            Because::EndUnknown => "end-unknown",
            Because::NotYet => "not-yet",
            Because::RenewalsUnknown => "renewals-unknown",
            Because::SplitHolder => "split-holder",
            Because::KindUnknown => "kind-unknown",
            Because::ReplacementUnknown => "replacement-unknown",
        }
    }

    /// Under which name the policy cites the article; none where no article speaks.
    #[must_use]
    pub fn law(self) -> Option<&'static str> {
        match self {
            Because::OneOfMerged
            | Because::ExistingHasNone
            | Because::BodyMerged
            | Because::Renamed
            | Because::SuperiorChanges => Some("change-info"),
            Because::OthersOfMerged | Because::MergedIntoExisting | Because::SplitBody => Some("revocation"),
            Because::NewBodyHasNone => Some("issue"),
            Because::EndsSoon | Because::EndsSoonRenewed | Because::EndsTooSoon | Because::RenewalsUnknown => {
                Some("renewal")
            }
            _ => None,
        }
    }
}

impl Class {
    /// Every class, in their order.
    pub const ALL: [Class; 3] = [Class::Organisation, Class::Leader, Class::Other];

    /// Word used in files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Class::Organisation => "organisation",
            Class::Leader => "leader",
            Class::Other => "other",
        }
    }
}

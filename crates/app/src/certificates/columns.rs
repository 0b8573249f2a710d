//! The columns of the list of certificates beside the holder, which always stands first.

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListColumn {
    /// Position.
    Position,
    /// Unit.
    Unit,
    /// Who it is for.
    Kind,
    /// Serial.
    Serial,
    /// First day.
    ValidFrom,
    /// Last day.
    ValidTo,
    /// Days left.
    Left,
    /// Renewals.
    Renewals,
    /// State.
    State,
    /// The lists on which it stands.
    Lists,
    /// Open findings.
    Findings,
}

impl ListColumn {
    /// Every column, in the order of the page.
    pub const ALL: [ListColumn; 11] = [
        ListColumn::Position,
        ListColumn::Unit,
        ListColumn::Kind,
        ListColumn::Serial,
        ListColumn::ValidFrom,
        ListColumn::ValidTo,
        ListColumn::Left,
        ListColumn::Renewals,
        ListColumn::State,
        ListColumn::Lists,
        ListColumn::Findings,
    ];

    /// Those that stand where nobody chose any.
    pub const USUAL: [ListColumn; 8] = [
        ListColumn::Position,
        ListColumn::Unit,
        ListColumn::Serial,
        ListColumn::ValidTo,
        ListColumn::Left,
        ListColumn::Renewals,
        ListColumn::State,
        ListColumn::Findings,
    ];

    /// Word used in addresses and saved searches.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ListColumn::Position => "position",
            ListColumn::Unit => "unit",
            ListColumn::Kind => "kind",
            ListColumn::Serial => "serial",
            ListColumn::ValidFrom => "valid-from",
            ListColumn::ValidTo => "valid-to",
            ListColumn::Left => "left",
            ListColumn::Renewals => "renewals",
            ListColumn::State => "state",
            ListColumn::Lists => "lists",
            ListColumn::Findings => "findings",
        }
    }

    /// Key of its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            ListColumn::Position => "page-position",
            ListColumn::Unit => "page-unit",
            ListColumn::Kind => "page-kind",
            ListColumn::Serial => "page-serial",
            ListColumn::ValidFrom => "page-valid-from",
            ListColumn::ValidTo => "page-valid-to",
            ListColumn::Left => "page-left",
            ListColumn::Renewals => "page-renewals",
            ListColumn::State => "page-state",
            ListColumn::Lists => "page-lists",
            ListColumn::Findings => "page-findings",
        }
    }

    /// The columns of a value of an address, in the order of the page; what is none is left out.
    pub(super) fn of_value(value: &str) -> impl Iterator<Item = ListColumn> {
        value.split(',').filter_map(|name| ListColumn::ALL.into_iter().find(|column| column.name() == name))
    }
}

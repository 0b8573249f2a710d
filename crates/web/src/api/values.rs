//! Values as the interface writes them: days and moments by ISO 8601, numbers of things as text, unknown as null.

use antin_domain::certificate::{Employment, HolderKind, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use serde::Serialize;
use utoipa::ToSchema;

/// A unit by its number and its name today.
#[derive(Serialize, ToSchema)]
pub struct Place {
    /// Number of the unit.
    #[schema(example = "7201234567890123456")]
    pub id: String,
    /// Its name today.
    #[schema(example = "Vụ Pháp chế")]
    pub name: String,
}

impl Place {
    /// Units with their names.
    pub fn all(path: &[(Id, String)]) -> Vec<Place> {
        path.iter().map(|(id, name)| Place { id: id.to_string(), name: name.clone() }).collect()
    }
}

/// `2024-06-14`; none for an unknown day.
pub fn day(day: Day) -> Option<String> {
    day.civil().map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// The day of `2024-06-14`; none for anything else.
pub fn read_day(text: &str) -> Option<Day> {
    Day::parse(text.as_bytes()).filter(|read| day(*read).as_deref() == Some(text))
}

/// `2024-06-14T01:15:00Z`.
pub fn moment(at: Moment) -> String {
    // A moment knows its day in Vietnam; seven hours earlier it is that of Greenwich.
    let greenwich = at.plus_seconds(-7 * 3600).day();
    let seconds = at.0.div_euclid(1_000_000).rem_euclid(86_400);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{}T{hours:02}:{minutes:02}:{:02}Z", day(greenwich).unwrap_or_default(), seconds % 60)
}

/// A text; none where it is blank, which means unknown.
pub fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The word for a kind of holder; none where unknown.
pub fn holder_kind(kind: HolderKind) -> Option<&'static str> {
    (kind != HolderKind::Unknown).then(|| kind.name())
}

/// The word for what lists say of a certificate; none where they say nothing.
pub fn standing(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Unknown => None,
        Standing::InUse => Some("in-use"),
        Standing::Revoked => Some("revoked"),
        Standing::Superseded => Some("superseded"),
        Standing::Expired => Some("expired"),
    }
}

/// The word for how somebody stands to the sector.
pub fn employment(employment: Employment) -> &'static str {
    match employment {
        Employment::Active => "active",
        Employment::Retired => "retired",
        Employment::Resigned => "resigned",
        Employment::LeftSector => "left-sector",
        Employment::Died => "died",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_those_of_the_standard() {
        assert_eq!(day(Day::new(2024, 6, 14).unwrap()).as_deref(), Some("2024-06-14"));
        assert_eq!(day(Day::UNKNOWN), None);
        assert_eq!(read_day("2024-06-14"), Day::new(2024, 6, 14));
        assert_eq!(read_day("14/06/2024"), None);
        // Greenwich is seven hours behind Vietnam.
        assert_eq!(moment(Moment(1_718_327_700_000_000)), "2024-06-14T01:15:00Z");
        assert_eq!(moment(Moment(0)), "1970-01-01T00:00:00Z");
        assert_eq!(moment(Moment(1_718_323_199_999_999)), "2024-06-13T23:59:59Z");
    }
}

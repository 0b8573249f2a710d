//! Policy packs: the numbers and tables of the law of a day (review.md section 4).
//!
//! Packs are data, `policies/*.toml`; nothing of them is in code. A pack is valid from one day to another; the one in
//! force on the as-of day is used unless one is named.

use crate::day::Day;
use crate::name::fold;
use crate::request::RequestKind;
use crate::role::Role;
use serde::Deserialize;

/// The law of a period, as numbers and tables.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name, e.g. `vn-tax-2018`.
    pub name: String,
    /// Version of the pack.
    pub version: u32,
    /// What it is, in Vietnamese.
    pub title: String,
    /// First day on which it holds (`yyyy-mm-dd`).
    #[serde(deserialize_with = "day")]
    pub valid_from: Day,
    /// Last day on which it holds; absent: until further notice.
    #[serde(default, deserialize_with = "day")]
    pub valid_to: Day,
    /// Expiry and renewal.
    pub renewal: Renewal,
    /// How long certificates are valid, in years.
    pub validity: Validity,
    /// Those who may not hold one.
    pub entitlement: Entitlement,
    /// What happens to the certificate of one who left the sector.
    pub left_sector: LeftSector,
    /// What the certificate carries.
    pub content: Content,
    /// How many certificates of one kind a holder may have in force.
    pub in_force_per_holder: u32,
    /// Issuing CAs.
    pub issuers: Issuers,
    /// Titles that occur inside names.
    pub titles: Vec<String>,
    /// Forms of the requests.
    pub forms: Forms,
    /// Words for letters.
    pub terms: Terms,
    /// Clocks.
    pub clocks: Clocks,
    /// Lists that are taken in.
    pub intake: Intake,
    /// Requests to the CA.
    pub requests: Requests,
    /// Articles to cite, by subject.
    pub law: std::collections::BTreeMap<String, String>,
    /// What is not known of the law and stands here as a default.
    #[serde(default)]
    pub unknown: Vec<String>,
}

/// When a list that is taken in makes a person look twice.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// A list that takes away more than this share of what stands there is held back until somebody has agreed.
    pub most_gone_percent: usize,
    /// Fewer than so many that go are never unusual.
    pub few_gone: usize,
}

/// Requests to the CA: who has to approve them, how long a draft is kept open.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// For each kind of request the roles that have to approve, one for each approval: `["head", "coordinator"]`.
    pub approvals: std::collections::BTreeMap<String, Vec<String>>,
    /// Days after which a draft that nobody touched expires.
    pub draft_days: i32,
}

impl Requests {
    /// The roles that have to approve a request of this kind. One head at least: four eyes are no setting.
    #[must_use]
    pub fn approvals_for(&self, kind: RequestKind) -> Vec<Role> {
        let named = self.approvals.get(kind.name()).map(Vec::as_slice).unwrap_or_default();
        let role = |name: &String| Role::ALL.into_iter().find(|role| role.name() == name);
        let roles: Vec<Role> = named.iter().filter_map(role).collect();
        if roles.is_empty() { vec![Role::Head] } else { roles }
    }
}

/// Expiry and renewal.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// Days before the end from which a certificate counts as expiring.
    pub window_days: i32,
    /// Days that must be left for a renewal.
    pub least_days: i32,
    /// How often a certificate may be renewed.
    pub limit: u8,
    /// Days before the end at which its holder gets a letter, each once; none: nobody is written to.
    #[serde(default)]
    pub notice_days: Vec<i32>,
}

impl Renewal {
    /// The letter that is due with so many days left: the last of [`Renewal::notice_days`] that was reached; none before
    /// the first, and none after the end.
    #[must_use]
    pub fn notice_due(&self, days_left: i32) -> Option<i32> {
        self.notice_days.iter().copied().filter(|days| (0..=*days).contains(&days_left)).min()
    }
}

/// How long certificates are valid.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Years of a new certificate.
    pub new_years: u32,
    /// Years of a renewed one.
    pub renewed_years: u32,
}

/// Who may hold a certificate: kind of unit × position. The first row that fits decides.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Entitlement {
    /// Entitled where no row fits.
    pub default: bool,
    /// Kinds of units by the words their names begin with.
    pub unit_kinds: std::collections::BTreeMap<String, Vec<String>>,
    /// The table.
    pub rows: Vec<EntitlementRow>,
}

/// One row of the table of entitlement.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct EntitlementRow {
    /// Kind of unit, or `any`.
    pub unit: String,
    /// Positions; a trailing `*` stands for any continuation.
    pub positions: Vec<String>,
    /// Entitled?
    pub entitled: bool,
}

/// What happens to the certificate of one who left the sector.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum LeftSector {
    /// It is revoked (letter 2547, clause 2.3).
    Revoke,
    /// He keeps it; the new body asks for a change of information.
    Keep,
}

/// What the certificate carries, and so has to be kept right.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The position is part of the certificate.
    pub position: bool,
    /// The identity number is part of the certificate's record.
    pub identity: bool,
    /// Domains of official e-mail.
    pub mail_domains: Vec<String>,
}

/// Issuing CAs.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Issuers {
    /// Names of the trusted ones (case and accents do not matter); a trailing `*` stands for any continuation.
    pub trusted: Vec<String>,
    /// First hex digits of serials that only public CAs give, with the number of bytes: `5401` and 16.
    pub public_serials: Vec<PublicSerial>,
}

/// A shape of serials that only public CAs give.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct PublicSerial {
    /// First hex digits.
    pub prefix: String,
    /// Length in bytes.
    pub bytes: usize,
}

/// Forms of the requests.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// The set, e.g. `TT 185/2019/TT-BQP`.
    pub set: String,
    /// Number of the form for each kind of request.
    pub numbers: std::collections::BTreeMap<String, String>,
}

/// Words for letters.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What the certificate is called.
    pub certificate: String,
    /// What the signature is called.
    pub signature: String,
    /// Whom requests are addressed to.
    pub addressee: String,
}

/// Clocks, in working days of the holiday table.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// The CA handles a request.
    pub request_days: u32,
    /// The device is returned after a revocation.
    pub device_return_days: u32,
    /// The CA restores a device.
    pub restore_days: u32,
    /// The holiday table.
    pub holidays: String,
}

/// A policy file that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(pub String);

impl Policy {
    /// Reads a pack.
    ///
    /// # Errors
    /// What is wrong and where, in the words of the TOML reader.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        toml::from_str(text).map_err(|e| PolicyError(e.to_string().trim_end().to_owned()))
    }

    /// Does the pack hold on that day?
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && (!self.valid_to.is_known() || day <= self.valid_to)
    }

    /// May somebody in this position, in a unit of this name, hold a certificate? A blank position is unknown: yes.
    #[must_use]
    pub fn entitles(&self, unit: &str, position: &str) -> bool {
        let (unit, position) = (fold(unit), fold(position));
        if position.is_empty() {
            return true;
        }
        let kind_fits = |kind: &str| {
            kind == "any"
                || self
                    .entitlement
                    .unit_kinds
                    .get(kind)
                    .is_some_and(|starts| starts.iter().any(|s| unit.starts_with(&fold(s))))
        };
        let position_fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => position.strip_prefix(&fold(start)).is_some_and(is_one_position),
            None => position == fold(pattern),
        };
        self.entitlement
            .rows
            .iter()
            .find(|row| kind_fits(&row.unit) && row.positions.iter().any(position_fits))
            .map_or(self.entitlement.default, |row| row.entitled)
    }

    /// Is this the name of a trusted issuer? A blank name is not.
    #[must_use]
    pub fn trusts(&self, issuer: &str) -> bool {
        let issuer = fold(issuer);
        self.issuers.trusted.iter().any(|name| match name.strip_suffix('*') {
            Some(start) => issuer.starts_with(&fold(start)),
            None => fold(name) == issuer,
        })
    }

    /// The article that the pack cites under `name`; where it is not known, the decree, as the title names it.
    #[must_use]
    pub fn article(&self, name: &str) -> &str {
        let decree = self.title.rsplit_once("theo ").map_or(self.title.as_str(), |(_, decree)| decree);
        self.law.get(name).map_or(decree, String::as_str)
    }

    /// The titles, ready for splitting names.
    #[must_use]
    pub fn title_list(&self) -> Titles {
        let mut folded: Vec<String> = self.titles.iter().map(|title| fold(title) + " ").collect();
        folded.sort_unstable_by_key(|title| std::cmp::Reverse(title.len()));
        Titles(folded)
    }
}

/// Do the words behind the beginning of a position (in the form for comparing) go on with that position, and name no
/// second one? Somebody who was a driver and is a clerk now may sign.
fn is_one_position(rest: &str) -> bool {
    let is_word = rest.chars().next().is_none_or(|letter| !letter.is_alphanumeric());
    is_word
        && !rest.contains(['/', ',', ';', '>', '→', '+', '&'])
        && !rest.contains(" kiem ")
        && !rest.contains(" sang ")
}

/// Titles in the form for comparing, longest first.
#[derive(Clone, Debug)]
pub struct Titles(Vec<String>);

impl Titles {
    /// Title at the beginning of `name`, if it has one, and what is left: (`Phó Chi cục Trưởng`, `Lê Văn An`).
    ///
    /// > domain.md 7.4: titles inside the CN must be split off by a list of titles, longest first.
    #[must_use]
    pub fn split<'a>(&self, name: &'a str) -> Option<(&'a str, &'a str)> {
        self.split_folded(name, &fold(name))
    }

    /// The same for a name whose form without accents (`fold`) is known.
    #[must_use]
    pub fn split_folded<'a>(&self, name: &'a str, folded: &str) -> Option<(&'a str, &'a str)> {
        let title = self.0.iter().find(|title| folded.starts_with(title.as_str()))?;
        let words = title.trim_end().split(' ').count();
        let trimmed = name.trim_start();
        let mut rest = trimmed;
        for _ in 0..words {
            rest = rest.trim_start();
            rest = &rest[rest.find(char::is_whitespace)?..];
        }
        // A name has at least two words; "Trưởng Phòng" alone is no title before a name.
        (rest.split_whitespace().count() >= 2)
            .then(|| (trimmed[..trimmed.len() - rest.len()].trim_end(), rest.trim_start()))
    }
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let text = String::deserialize(deserializer)?;
    Day::parse(text.as_bytes()).ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is no day (yyyy-mm-dd)")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> Policy {
        Policy::parse(include_str!("../../../policies/vn-tax-2018.toml")).unwrap()
    }

    #[test]
    fn titles_are_split_off() {
        let split = |name| pack().title_list().split(name).map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(split("Phó Chi cục Trưởng Lê Văn An"), Some(("Phó Chi cục Trưởng".into(), "Lê Văn An".into())));
        assert_eq!(split("PHO TRUONG PHONG DO THI HOA"), Some(("PHO TRUONG PHONG".into(), "DO THI HOA".into())));
        assert_eq!(split("Lê Văn Trưởng"), None);
        assert_eq!(split("Đội trưởng An"), None);
    }

    #[test]
    fn both_packs_read_and_meet() {
        let (old, new) = (pack(), Policy::parse(include_str!("../../../policies/vn-tax-2024.toml")).unwrap());
        let last = Day::new(2024, 8, 14).unwrap();
        assert!(old.holds_on(last) && !new.holds_on(last));
        assert!(!old.holds_on(last.plus(1)) && new.holds_on(last.plus(1)));
        assert_eq!((old.renewal.window_days, old.renewal.least_days, old.renewal.limit), (120, 60, 1));
        let due = |days| old.renewal.notice_due(days);
        assert_eq!(
            [121, 120, 91, 90, 75, 61, 0, -1].map(due),
            [None, Some(120), Some(120), Some(90), Some(75), Some(75), Some(75), None]
        );
    }

    #[test]
    fn drivers_are_outside_the_scope() {
        let pack = pack();
        assert!(!pack.entitles("Chi cục Thuế huyện Cát Hải", "Lái xe"));
        assert!(!pack.entitles("Cục Thuế tỉnh Hà Nam", "LÁI XE"));
        for position in ["Lái xe cơ quan", "Nhân viên lái xe", "Nhân viên phục vụ", "Phục vụ", "Bảo vệ (ca đêm)"]
        {
            assert!(!pack.entitles("Cục Thuế tỉnh Hà Nam", position), "{position}");
        }
        for position in
            ["Lái xe -> Chuyên viên", "Lái xe/Chuyên viên", "Lái xe kiêm văn thư", "Nhân viên phục vụ người nộp thuế"]
        {
            assert!(pack.entitles("Cục Thuế tỉnh Hà Nam", position), "{position}");
        }
        assert!(pack.entitles("Cục Thuế tỉnh Hà Nam", "Chuyên viên"));
        assert!(pack.entitles("Cục Thuế tỉnh Hà Nam", ""));
    }

    #[test]
    fn a_word_too_many_is_told() {
        let error = Policy::parse("name = \"x\"\ncolour = 1").unwrap_err();
        assert!(error.0.contains("colour"), "{error}");
    }
}

//! Units: provinces and their branches, with former names, and some that ended.

use super::cells;
use super::dice::Dice;

pub(super) const HEADING: &str = "Mã đơn vị,Tên đơn vị,Từ ngày,Đến ngày,Mã đơn vị cấp trên,Mã đơn vị kế thừa";

const PROVINCES: [(&str, &str); 12] = [
    ("tỉnh Yên Bái", "yba"),
    ("tỉnh Nghệ An", "nan"),
    ("tỉnh Cà Mau", "cma"),
    ("thành phố Đà Nẵng", "dna"),
    ("tỉnh Bắc Giang", "bgi"),
    ("tỉnh Lâm Đồng", "ldo"),
    ("tỉnh Quảng Ngãi", "qng"),
    ("thành phố Cần Thơ", "cth"),
    ("tỉnh Hưng Yên", "hye"),
    ("tỉnh Đắk Lắk", "dla"),
    ("tỉnh Tây Ninh", "tni"),
    ("tỉnh Hòa Bình", "hbi"),
];
const DISTRICTS: [&str; 16] = [
    "Lục Yên",
    "Diễn Châu",
    "Năm Căn",
    "Hòa Vang",
    "Lạng Giang",
    "Đơn Dương",
    "Mộ Đức",
    "Ô Môn",
    "Mỹ Hào",
    "Krông Pắc",
    "Châu Thành",
    "Cao Phong",
    "Yên Thế",
    "Ngọc Hiển",
    "Tân Biên",
    "Đức Phổ",
];

/// What became of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// It is called as it always was.
    Plain,
    /// It had this name before.
    Renamed(String),
    /// Two units with these names went into it.
    Merged(String, String),
    /// It ended, with nothing after it.
    Ended,
}

/// A unit.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) name: String,
    /// Names from the top down to this unit: the parent is the one before the last.
    pub(super) levels: Vec<String>,
    pub(super) parent: String,
    pub(super) short: &'static str,
    pub(super) province: String,
    pub(super) past: Past,
}

/// Provinces and branches enough for so many people.
pub(super) fn draw(people: usize, dice: &mut Dice) -> Vec<Unit> {
    let mut units = Vec::new();
    let provinces = (people / 80).clamp(2, PROVINCES.len());
    let branches = (people / provinces / 25).clamp(3, DISTRICTS.len());
    for (number, (place, short)) in PROVINCES.iter().take(provinces).enumerate() {
        let top = ["Bộ Tài chính".to_owned(), "Tổng cục Thuế".to_owned()];
        let name = format!("Cục Thuế {place}");
        let province = place.split_once(' ').map_or(*place, |(_, rest)| rest.trim_start_matches("phố ")).to_owned();
        let code = format!("{}00", 101 + number);
        let levels = top.iter().cloned().chain([name.clone()]).collect();
        let unit =
            Unit { code: code.clone(), name, levels, parent: "00000".into(), short, province, past: Past::Plain };
        for branch in 0..branches {
            let mut child =
                Unit { code: format!("{}{:02}", 101 + number, branch + 1), parent: code.clone(), ..unit.clone() };
            let district = DISTRICTS[(branch + number) % DISTRICTS.len()];
            let next = DISTRICTS[(branch + number + 7) % DISTRICTS.len()];
            child.name = format!("Chi cục Thuế huyện {district}");
            match dice.below(12) {
                0 | 1 => child.past = Past::Renamed(format!("Chi cục Thuế thị xã {district}")),
                2 | 3 => {
                    child.past = Past::Merged(child.name, format!("Chi cục Thuế huyện {next} Đông"));
                    child.name = format!("Chi cục Thuế khu vực {district} - {next}");
                }
                4 => child.past = Past::Ended,
                _ => {}
            }
            child.levels.push(child.name.clone());
            units.push(child);
        }
        units.push(unit);
    }
    units
}

impl Unit {
    /// Its rows of the list of units: one for each name it had.
    pub(super) fn rows(&self) -> Vec<Vec<String>> {
        let (code, name, parent) = (self.code.as_str(), self.name.as_str(), self.parent.as_str());
        let (born, last, changed) = ("01/01/2010", "30/06/2020", "01/07/2020");
        match &self.past {
            Past::Plain => vec![cells([code, name, born, "", parent, ""])],
            Past::Ended => vec![cells([code, name, born, "31/12/2023", parent, ""])],
            Past::Renamed(former) => {
                vec![cells([code, former, born, last, parent, ""]), cells([code, name, changed, "", parent, ""])]
            }
            Past::Merged(one, other) => {
                let part =
                    |letter: &str, name: &str| cells([&format!("{code}{letter}"), name, born, last, parent, code]);
                vec![part("A", one), part("B", other), cells([code, name, changed, "", parent, ""])]
            }
        }
    }

    /// The unit as an older certificate may still call it.
    pub(super) fn former(&self) -> Option<&str> {
        match &self.past {
            Past::Renamed(former) => Some(former),
            Past::Merged(one, _) => Some(one),
            _ => None,
        }
    }
}

//! People as they are, and as the roster has them.

use super::dice::Dice;
use super::slips::{initials, unaccented};
use super::units::{Past, Unit};
use super::written;
use antin_domain::day::Day;

pub(super) const HEADING: &str = "STT,Mã công chức,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Đơn vị công tác,Phòng/Đội,Chức vụ,Thư điện tử,Điện thoại,Tình trạng,Ngày thay đổi";

pub(crate) const SURNAMES: [&str; 20] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Đinh", "Đoàn", "Trương", "Quách",
];
pub(crate) const MIDDLES: [&str; 20] = [
    "Văn",
    "Thị",
    "Đức",
    "Hữu",
    "Thị Thu",
    "Minh",
    "Thị Kim",
    "Ngọc",
    "Đình",
    "Công",
    "Thanh",
    "Quốc",
    "Thị Hồng",
    "Trọng",
    "Duy",
    "Thị Bích",
    "Tuấn",
    "Hoài",
    "Thị Mỹ",
    "Xuân",
];
pub(crate) const GIVEN: [&str; 32] = [
    "Hùng", "Dũng", "Hương", "Lan", "Tuấn", "Hòa", "Thủy", "Trang", "Hải", "Long", "Thắng", "Anh", "Bình", "Nga",
    "Phương", "Huy", "Khánh", "Mai", "Thảo", "Yến", "Trung", "Hiếu", "Vân", "Tùng", "Loan", "Quý", "Oanh", "Kiên",
    "Tuyết", "Châu", "Ngân", "Toàn",
];
const DEPARTMENTS: [&str; 5] = [
    "Đội Kê khai - Kế toán thuế - Tin học",
    "Đội thuế liên xã, phường số 2",
    "Đội Kiểm tra thuế số 1",
    "Văn phòng",
    "Đội Quản lý nợ và Cưỡng chế nợ thuế",
];
const POSITIONS: [&str; 7] = [
    "Kiểm tra viên thuế",
    "Kiểm tra viên chính thuế",
    "Chuyên viên",
    "Đội trưởng",
    "Phó Đội trưởng",
    "Kiểm tra viên thuế",
    "Kiểm tra viên trung cấp thuế",
];
const GONE: [&str; 6] =
    ["Nghỉ hưu", "Thôi việc", "Chuyển công tác ra ngoài ngành", "Từ trần", "Nghỉ việc", "Nghỉ hưu trước tuổi"];

/// A person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) birthday: Day,
    pub(super) is_woman: bool,
    pub(super) id_number: String,
    /// The nine digits of the card before.
    pub(super) old_id: String,
    /// Number of the unit.
    pub(super) unit: usize,
    unit_name: String,
    pub(super) department: &'static str,
    pub(super) position: &'static str,
    pub(super) email: String,
    phone: String,
    status: &'static str,
    status_date: String,
    pub(super) on_roster: bool,
}

/// So many people in `units`.
pub(super) fn draw(count: usize, units: &[Unit], dice: &mut Dice) -> Vec<Person> {
    let alive: Vec<usize> = (0..units.len()).filter(|&unit| units[unit].past != Past::Ended).collect();
    let mut people: Vec<Person> = Vec::with_capacity(count);
    for number in 0..count {
        let mut person = person(number, alive[dice.below(alive.len())], units, dice);
        // Namesakes, some of them side by side.
        if number > 0 && dice.happens(20) {
            let other = &people[dice.below(number)];
            person.name.clone_from(&other.name);
            if dice.happens(500) {
                (person.unit, person.department) = (other.unit, other.department);
                person.unit_name.clone_from(&other.unit_name);
            }
        }
        people.push(person);
    }
    people
}

fn person(number: usize, unit: usize, units: &[Unit], dice: &mut Dice) -> Person {
    let middle = dice.one(&MIDDLES);
    let name = format!("{} {middle} {}", dice.one(&SURNAMES), dice.one(&GIVEN));
    let is_woman = middle.starts_with("Thị");
    let birthday = Day::new(1965, 1, 1).unwrap_or_default().plus(dice.below(12_000) as i32);
    let year = birthday.civil().map_or(0, |(year, _, _)| year % 100);
    let id_number = format!("0{:02}{}{year:02}{}", 1 + dice.below(90), u8::from(is_woman), dice.digits(6));
    let (status, status_date) = match dice.below(1000) {
        0..50 => (dice.one(&GONE), written(super::today().plus(-20 - dice.below(200) as i32))),
        // Leaves only after the day of the review: still there.
        50..55 => ("Nghỉ hưu", written(super::today().plus(30))),
        55..80 => ("Nghỉ thai sản", String::new()),
        _ => ("Đang làm việc", String::new()),
    };
    Person {
        number,
        email: format!("{}{number}.{}@gdt.gov.vn", initials(&name), units[unit].short),
        name,
        birthday,
        is_woman,
        id_number,
        old_id: dice.digits(9),
        unit,
        unit_name: units[unit].name.clone(),
        department: dice.one(&DEPARTMENTS),
        position: if dice.happens(8) { "Lái xe" } else { dice.one(&POSITIONS) },
        phone: format!("09{}", dice.digits(8)),
        status,
        status_date,
        on_roster: !dice.happens(20),
    }
}

impl Person {
    /// Their row of the roster.
    pub(super) fn roster_row(&self) -> Vec<String> {
        // Every twentieth cell of the roster carries both numbers, every twelfth has no mail address.
        let id_number = match self.number % 20 {
            3 => format!("{} (CMND: {})", self.id_number, self.old_id),
            _ => self.id_number.clone(),
        };
        let email = if self.number % 12 == 5 { String::new() } else { self.email.clone() };
        let gender = if self.is_woman { "Nữ" } else { "Nam" };
        let name = if self.number % 40 == 9 { unaccented(&self.name) } else { self.name.clone() };
        [
            String::new(),
            format!("CC{:07}", self.number),
            name,
            written(self.birthday),
            gender.to_owned(),
            id_number,
            self.unit_name.clone(),
            self.department.to_owned(),
            self.position.to_owned(),
            email,
            self.phone.clone(),
            self.status.to_owned(),
            self.status_date.clone(),
        ]
        .into()
    }
}

//! Delimited text in every encoding that offices still have.

use antin_lists::column::Column;
use antin_lists::open::{Body, Encoding, Format, LegacyText, open};
use unicode_normalization::UnicodeNormalization;

use super::{ROSTER, assert_roster, file, notes, opened, roster};

/// The roster as an ABC font stores it.
const TCVN3: &str = "STT;Hä vµ tªn;Ngµy sinh;§¬n vÞ c«ng t¸c;Chøc vô;T×nh tr¹ng\r\n\
    1;NguyÔn V¨n An;17/03/1985;Côc ThuÕ tØnh §ång Nai;Chuyªn viªn;§ang lµm viÖc\r\n\
    2;TrÇn ThÞ B×nh;05/12/1990;Chi côc ThuÕ huyÖn Long Thµnh;KiÓm tra viªn thuÕ;NghØ h\u{AD}u\r\n\
    3;§ç H÷u Ph\u{AD}íc;30/01/1978;Chi côc ThuÕ huyÖn §Þnh Qu¸n;§éi tr\u{AD}ëng;§ang lµm viÖc\r\n";

/// The roster as a VNI font stores it.
const VNI: &str = "STT;Hoï vaø teân;Ngaøy sinh;Ñôn vò coâng taùc;Chöùc vuï;Tình traïng\r\n\
    1;Nguyeãn Vaên An;17/03/1985;Cuïc Thueá tænh Ñoàng Nai;Chuyeân vieân;Ñang laøm vieäc\r\n\
    2;Traàn Thò Bình;05/12/1990;Chi cuïc Thueá huyeän Long Thaønh;Kieåm tra vieân thueá;Nghæ höu\r\n\
    3;Ñoã Höõu Phöôùc;30/01/1978;Chi cuïc Thueá huyeän Ñònh Quaùn;Ñoäi tröôûng;Ñang laøm vieäc\r\n";

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

/// Windows-1258 writes `ế` as `ê` and a tone mark.
fn windows1258(text: &str) -> Vec<u8> {
    let tones = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let mut parted = String::new();
    for letter in text.nfc() {
        let marks: Vec<char> = std::iter::once(letter).nfd().collect();
        let base: String = marks.iter().copied().filter(|mark| !tones.contains(mark)).nfc().collect();
        parted.push_str(&base);
        parted.extend(marks.iter().filter(|mark| tones.contains(mark)));
    }
    encoding_rs::WINDOWS_1258.encode(&parted).0.into_owned()
}

fn check(bytes: &[u8], encoding: Encoding, legacy: Option<LegacyText>) {
    let (_folder, path) = file("roster.csv", bytes);
    let opened = open(&path, None, None).unwrap();
    assert_roster(&opened);
    assert_eq!(opened.encoding, encoding);
    let holder = opened.column(Column::Holder).unwrap();
    assert_eq!(opened.columns[holder].legacy, legacy);
    assert_eq!(opened.headings.texts[holder], ROSTER[0][1]);
    assert_eq!(opened.sample(1)[0].0, 2);
}

#[test]
fn separators_are_found_by_looking() {
    for (separator, byte) in [(",", b','), (";", b';'), ("\t", b'\t'), ("|", b'|')] {
        let opened = opened(&roster(separator));
        assert_roster(&opened);
        assert_eq!(opened.format, Format::Csv { separator: byte });
        assert!(matches!(opened.body, Body::File { first_row: 2, .. }), "{:?}", opened.body);
    }
}

#[test]
fn utf8_stays_in_its_file() {
    let text = format!("\u{FEFF}{}", roster(";"));
    let (_folder, path) = file("roster.csv", &text);
    let opened = open(&path, None, None).unwrap();
    let Body::File { offset, .. } = opened.body else { panic!("{:?}", opened.body) };
    assert!(text[usize::try_from(offset).unwrap()..].starts_with("1;Nguyễn Văn An"));
    assert_eq!(opened.encoding, Encoding::Utf8Bom);
    assert!(opened.notes.is_empty());
}

#[test]
fn utf16_is_read_with_and_without_its_mark() {
    let units: Vec<u16> = roster("\t").encode_utf16().collect();
    let low: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let high: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    check(&low, Encoding::Utf16Le, None);
    check(&high, Encoding::Utf16Be, None);
    check(&[b"\xFF\xFE".to_vec(), low].concat(), Encoding::Utf16Le, None);
    check(&[b"\xFE\xFF".to_vec(), high].concat(), Encoding::Utf16Be, None);
}

#[test]
fn windows_1258_joins_its_tone_marks() {
    check(&windows1258(&roster(";")), Encoding::Windows1258, None);
}

#[test]
fn old_fonts_are_converted_whether_stored_as_bytes_or_as_utf8() {
    check(&latin1(TCVN3), Encoding::Windows1252, Some(LegacyText::Tcvn3));
    check(TCVN3.as_bytes(), Encoding::Utf8, Some(LegacyText::Tcvn3));
    check(&latin1(VNI), Encoding::Windows1252, Some(LegacyText::Vni));
    check(VNI.as_bytes(), Encoding::Utf8, Some(LegacyText::Vni));
}

#[test]
fn text_that_was_read_in_a_wrong_encoding_is_mended() {
    let latin: String = roster(";").bytes().map(char::from).collect();
    check(latin.as_bytes(), Encoding::Utf8, Some(LegacyText::Mojibake));
    let western = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&windows1258(&roster(";"))).0.into_owned();
    check(western.as_bytes(), Encoding::Utf8, Some(LegacyText::Windows1258));
}

#[test]
fn a_conversion_is_never_silent() {
    let (_folder, path) = file("roster.csv", TCVN3);
    let opened = open(&path, None, None).unwrap();
    let note = opened.notes.iter().find(|note| note.args.contains(&("column", "2".to_owned()))).unwrap();
    assert_eq!(note.key, "lists-converted");
    assert!(note.args.contains(&("before", "NguyÔn V¨n An".to_owned())), "{note:?}");
    assert!(note.args.contains(&("after", "Nguyễn Văn An".to_owned())), "{note:?}");
}

#[test]
fn good_text_is_left_alone() {
    // Each of these could be a word of an old font; together they are good Vietnamese.
    let text =
        "STT,Họ và tên,Đơn vị,Chức vụ,Tình trạng\n1,Lê Hà,Cục Thuế,Kế toán,Còn\n2,Tô Hoà Bé,Cục Thuế,Tạp vụ,Còn\n";
    let opened = opened(text);
    assert!(opened.columns.iter().all(|column| column.legacy.is_none()));
    assert!(matches!(opened.body, Body::File { .. }));
}

#[test]
fn a_column_of_both_kinds_is_converted_cell_by_cell() {
    let text = roster(";").replace("Đỗ Hữu Phước", "§ç H÷u Ph\u{AD}íc").replace("Trần Thị Bình", "TrÇn ThÞ B×nh");
    assert_roster(&opened(&text));
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let text = format!(
        "CỤC THUẾ,,,,,\n\n\"Danh sách\ncông chức\",,,,,\n{}\n\n4,Vũ Thị Hà,,Cục Thuế,Văn thư,Đang làm việc\n",
        roster(",")
    );
    let opened = opened(&text);
    assert_eq!((opened.headings.first, opened.headings.last), (4, 4));
    let rows: Vec<u32> = opened.sample(9).into_iter().map(|(row, _)| row).collect();
    assert_eq!(rows, [5, 6, 7, 10]);
}

#[test]
fn headings_may_break_lines_inside_quotes() {
    let text = roster(",").replacen("Họ và tên", "\"Họ\nvà tên\"", 1).replacen("Ngày sinh", "\"Ngày \"\"sinh\"\"\"", 1);
    let opened = opened(&text);
    assert_roster(&opened);
    assert_eq!(opened.headings.texts[1], "Họ và tên");
    assert_eq!(opened.sample(1)[0].0, 2);
}

#[test]
fn lone_carriage_returns_end_lines_too() {
    let opened = opened(&roster(",").replace("\r\n", "\r"));
    assert_roster(&opened);
    assert!(matches!(opened.body, Body::Memory { .. }));
}

#[test]
fn the_bytes_that_part_fields_never_come_from_cells() {
    let text = TCVN3.replace("17/03/1985", "17/\u{1F}03/\u{1E}1985");
    let opened = opened(&text);
    let Body::Memory { bytes, rows } = &opened.body else { panic!("{:?}", opened.body) };
    assert_eq!(rows.len(), 3);
    assert_eq!(bytes.iter().filter(|byte| **byte == 0x1E).count(), 3);
    assert_eq!(bytes.iter().filter(|byte| **byte == 0x1F).count(), 18);
    assert!(notes(&opened).contains(&"lists-converted"));
}

#[test]
fn a_word_that_two_fonts_could_mean_follows_the_other_columns() {
    let text = "Ho va ten,Don vi,Chuc vu,Tinh trang,Gioi tinh\nNguy\u{AD}n V\u{E5}n,C\u{F8}c Thu\u{AA},,Con,N\u{E6}\n\
        Tr\u{A5}n Th\u{B8},C\u{F8}c Thu\u{AA},,Con,N\u{E6}\n";
    let opened = opened(text);
    // In TCVN3 the gender would read `Nổ`.
    assert_eq!(opened.sample(1)[0].1, ["Nguyễn Văn", "Cục Thuế", "", "Con", "Nữ"]);
}

/// The roster with every text of its rows put through `wrap`.
fn wrapped(wrap: impl Fn(&str) -> String) -> String {
    let rows = ROSTER.iter().enumerate().map(|(at, row)| {
        let cells = row.iter().map(|cell| if at == 0 { (*cell).to_owned() } else { wrap(cell) });
        cells.collect::<Vec<_>>().join(",") + "\r\n"
    });
    rows.collect()
}

#[test]
fn wrappings_are_taken_off() {
    let formulas = [wrapped(|text| format!("\"=\"\"{text}\"\"\"")), wrapped(|text| format!("=\"{text}\""))];
    for text in formulas.into_iter().chain([wrapped(|text| format!("'{text}"))]) {
        let opened = opened(&text);
        assert_roster(&opened);
        let note = opened.notes.iter().find(|note| note.key == "lists-unwrapped").unwrap();
        assert!(note.args.contains(&("after", "Nguyễn Văn An".to_owned())), "{note:?}");
    }
    // One column of numbers shows it for all of them, headings and fonts under a wrapping are read.
    let text = roster(",").replace(",17/", ",'17/").replace(",05/", ",'05/").replace(",30/", ",'30/");
    let text = text.replace("Trần Thị Bình", "'Trần Thị Bình");
    assert_roster(&opened(&text));
    let rows = TCVN3.lines().map(|row| row.split(';').map(|cell| format!("=\"{cell}\"")).collect::<Vec<_>>().join(";"));
    assert_roster(&opened(&rows.collect::<Vec<_>>().join("\r\n")));
}

#[test]
fn an_apostrophe_in_a_name_is_no_wrapping() {
    let opened = opened(&roster(",").replace("Đỗ Hữu Phước", "'Đỗ Hữu Phước"));
    assert!(!notes(&opened).contains(&"lists-unwrapped"));
    assert!(matches!(opened.body, Body::File { .. }));
}

//! What the files hold: every letter can be copied out again, fonts are embedded, the structure is sound, the same paper
//! gives the same bytes.

use crate::tools::{SHELF, data_of, fill_with, kept, pdf_of, run, text_of};
use antin_domain::day::Day;
use antin_papers::{docx, fill, workbook};

const LETTERS: &str = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";

#[test]
fn every_vietnamese_letter_can_be_copied_out_again() {
    let mut data = data_of("campaign-letter");
    let (small, large) = (LETTERS.to_owned(), LETTERS.to_uppercase());
    data.insert("to".into(), vec![small.clone(), large.clone()].into());
    data.insert("signer_name".into(), large.chars().take(50).collect::<String>().into());
    let text = text_of(&pdf_of(&fill_with("campaign-letter", &data).unwrap())).replace(' ', "");
    for letters in [&small, &large] {
        assert!(text.contains(letters.as_str()), "{letters} is not in {text}");
    }
}

#[test]
fn every_file_is_sound_archival_and_has_its_fonts() {
    for template in &SHELF.templates {
        let id = template.id.as_str();
        let bytes = pdf_of(&fill_with(id, &data_of(id)).unwrap());
        let (_folder, path) = kept("paper.pdf", &bytes);
        let path = path.to_str().unwrap();
        let said = run("qpdf", &["--check", path]);
        assert!(said.contains("No syntax or stream encoding errors"), "{id}: {said}");
        let fonts = run("pdffonts", &[path]);
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        // name, type, encoding, emb, sub, uni, object
        let embedded = |line: &&str| line.contains("Tinos") && line.contains("yes yes yes");
        assert!(!lines.is_empty() && lines.iter().all(embedded), "{id}: {fonts}");
        let metadata = run("pdfinfo", &["-meta", path]);
        assert!(
            metadata.contains("<pdfaid:part>2</pdfaid:part>") && metadata.contains("<pdfaid:conformance>B"),
            "{id}"
        );
        assert!(run("pdfinfo", &[path]).contains("Tagged:          yes"), "{id}");
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    for id in ["report", "revoke-request", "hand-over"] {
        let make = || {
            let paper = fill_with(id, &data_of(id)).unwrap();
            (pdf_of(&paper), docx::render(&paper).unwrap())
        };
        assert!(make() == make(), "{id}");
    }
    let data = data_of("issue-person");
    let day = Day::new(2024, 9, 4).unwrap();
    let rows = || workbook::render(&fill::rows(&SHELF, "issue-person", &data, day).unwrap(), (2024, 9, 4)).unwrap();
    assert!(rows() == rows());
}

#[test]
fn head_and_foot_say_what_the_decree_wants() {
    let text = text_of(&pdf_of(&fill_with("revoke-request", &data_of("revoke-request")).unwrap()));
    for said in [
        "TỔNG CỤC THUẾ",
        "CỤC THUẾ TỈNH NINH BÌNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 07/CTNBI-CNTT",
        "Ninh Bình, ngày 04 tháng 9 năm 2024",
        "Mẫu số 05",
        "V/v đề nghị thu hồi",
        "Kính gửi: Cục Chứng thực số và Bảo mật thông tin",
        "Nơi nhận: - Như trên; - Lãnh đạo Cục (để báo cáo); - Website Cục Thuế; - Lưu: VT, CNTT.",
        "KT. CỤC TRƯỞNG PHÓ CỤC TRƯỞNG",
        "(Kèm theo Công văn số 07/CTNBI-CNTT ngày 04 tháng 9 năm 2024 của Cục Thuế tỉnh Ninh Bình)",
    ] {
        assert!(text.contains(said), "“{said}” is not in: {text}");
    }
}

#[test]
fn a_paper_without_number_day_and_signer_leaves_room_for_them() {
    let mut data = data_of("report");
    for name in ["number", "date", "signer_authority", "signer_for", "signer_position", "signer_name"] {
        data.remove(name);
    }
    let paper = fill::fill(&SHELF, "report", &data, Day::new(2024, 6, 14).unwrap()).unwrap();
    assert!(paper.head.number.starts_with("Số: \u{a0}") && paper.head.number.ends_with("/CTNBI-CNTT"));
    assert_eq!(paper.head.place_and_date, "Ninh Bình, ngày      tháng      năm         ");
    assert_eq!(paper.signatures[0].lines, ["THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"]);
}

#[test]
fn the_day_chooses_the_words_of_its_law() {
    let mut data = data_of("revoke-request");
    let new = text_of(&pdf_of(&fill_with("revoke-request", &data).unwrap()));
    assert!(new.contains("chứng thư chữ ký số chuyên dùng công vụ") && !new.contains("chuyên dùng Chính phủ"), "{new}");
    data.insert("date".into(), "14/08/2024".into());
    let old = text_of(&pdf_of(&fill_with("revoke-request", &data).unwrap()));
    assert!(old.contains("chứng thư số chuyên dùng Chính phủ") && !old.contains("chuyên dùng công vụ"), "{old}");
    assert!(old.contains("Thông tư số 185/2019/TT-BQP") && !old.contains("Mẫu số 05"), "{old}");
}

//! The DOCX says the same on as many pages; the XLSX is the import template of the CA's portal.

use crate::tools::{SHELF, data_of, fill_with, kept, pages_of, pdf_of, run, text_of};
use antin_domain::day::Day;
use antin_papers::{docx, fill, workbook};
use calamine::{Data, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// > domain.md 6.1, without the marks of what is mandatory.
const IMPORT: [&str; 19] = [
    "STT",
    "Họ tên*",
    "Ngày sinh (dd/MM/YYYY)",
    "CCCD",
    "Nơi cấp",
    "Ngày cấp",
    "Địa chỉ thư điện tử công vụ",
    "Tổ chức cấp 1*",
    "Tổ chức cấp 2",
    "Tổ chức cấp 3",
    "Tổ chức cấp 4",
    "Tỉnh thành phố*",
    "Tỉnh/Thành phố",
    "Chức vụ*",
    "Điện thoại",
    "Serial CTS cũ",
    "Nhà mạng",
    "Là chuyển số (X)",
    "Loại thiết bị",
];

#[test]
fn libreoffice_sets_the_docx_on_as_many_pages_as_the_pdf_has() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let profile = format!("-env:UserInstallation=file://{}", place.join("profile").display());
    let mut call = vec![profile, "--headless".into(), "--convert-to".into(), "pdf".into(), "--outdir".into()];
    call.push(place.display().to_string());
    for template in &SHELF.templates {
        let paper = fill_with(&template.id, &data_of(&template.id)).unwrap();
        let path = place.join(format!("{}.docx", template.id));
        std::fs::write(&path, docx::render(&paper).unwrap()).unwrap();
        call.push(path.display().to_string());
    }
    run("soffice", &call.iter().map(String::as_str).collect::<Vec<_>>());
    call[3] = "txt:Text (encoded):UTF8".into();
    run("soffice", &call.iter().map(String::as_str).collect::<Vec<_>>());
    for template in &SHELF.templates {
        let id = template.id.as_str();
        let ours = pdf_of(&fill_with(id, &data_of(id)).unwrap());
        let (_kept, path) = kept("paper.pdf", &ours);
        let converted = place.join(format!("{id}.pdf"));
        let (ours_pages, theirs_pages) = (pages_of(&path), pages_of(&converted));
        assert!(ours_pages.abs_diff(theirs_pages) <= 1, "{id}: {ours_pages} pages, as DOCX {theirs_pages}");
        // The same letters in the same number, wherever lines and cells break. A table that runs over a page says its head
        // once more in the PDF, which is little.
        let text = std::fs::read_to_string(place.join(format!("{id}.txt"))).unwrap();
        let (ours, theirs) = (letters(&text_of(&ours)), letters(&text));
        let lost: Vec<_> = theirs.iter().filter(|(letter, count)| ours.get(letter) < Some(count)).collect();
        let surplus = ours.values().sum::<usize>() - theirs.values().sum::<usize>();
        assert!(lost.is_empty() && surplus <= 60, "{id}: not in the PDF {lost:?}, not in the DOCX {surplus} letters");
    }
}

/// How often each letter stands in `text`.
fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    text.chars().filter(|c| c.is_alphabetic()).for_each(|letter| *counts.entry(letter).or_default() += 1);
    counts
}

#[test]
fn long_tables_repeat_their_heads_in_the_docx() {
    let paper = fill_with("revoke-request", &data_of("revoke-request")).unwrap();
    let bytes = docx::render(&paper).unwrap();
    let (folder, path) = kept("paper.docx", &bytes);
    let (from, to) = (path.to_str().unwrap(), folder.path().to_str().unwrap());
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    run("soffice", &[&profile, "--headless", "--convert-to", "fodt", "--outdir", to, from]);
    let flat = std::fs::read_to_string(folder.path().join("paper.fodt")).unwrap();
    assert!(flat.contains("<table:table-header-rows>"), "LibreOffice sees no heading row");
}

#[test]
fn the_workbook_has_the_nineteen_columns_and_text_in_every_cell() {
    let data = data_of("issue-person");
    let rows = fill::rows(&SHELF, "issue-person", &data, Day::new(2024, 9, 4).unwrap()).unwrap();
    assert_eq!(rows[0], IMPORT);
    let bytes = workbook::render(&rows, (2024, 9, 4)).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(range.get_size(), (4, 19));
    for cell in range.rows().flatten() {
        assert!(matches!(cell, Data::String(_) | Data::Empty), "{cell:?} is no text");
    }
    assert_eq!(range.get((1, 3)), Some(&Data::String("037085000121".into())));
    assert_eq!(range.get((1, 2)), Some(&Data::String("11/01/1985".into())));
    assert_eq!(range.get((1, 18)), Some(&Data::String("TOKEN".into())));
}

#[test]
fn a_paper_without_an_import_template_has_no_workbook() {
    let refusal = fill::rows(&SHELF, "revoke-request", &data_of("revoke-request"), Day::new(2024, 9, 4).unwrap());
    assert_eq!(refusal.unwrap_err().message().key, "papers-no-workbook");
}

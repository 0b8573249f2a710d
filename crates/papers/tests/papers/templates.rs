//! The templates themselves, and those that an office puts in their place.

use crate::tools::{SHELF, data_of, text_of};
use antin_domain::day::Day;
use antin_papers::{Refusal, Shelf, fill, pdf};

fn day() -> Day {
    Day::new(2024, 9, 4).unwrap()
}

#[test]
fn every_paper_has_a_wording_for_both_laws_and_cites_them() {
    let (old, new) = (Day::new(2024, 8, 14).unwrap(), Day::new(2024, 8, 15).unwrap());
    for template in &SHELF.templates {
        for day in [old, new] {
            let editions: Vec<_> = template.editions.iter().filter(|edition| edition.holds_on(day)).collect();
            assert_eq!(editions.len(), 1, "{} on {day}", template.id);
            assert!(!editions[0].law.is_empty(), "{} on {day} cites nothing", template.id);
        }
    }
}

#[test]
fn every_required_field_of_a_form_names_its_law() {
    for template in &SHELF.templates {
        let bare = SHELF.fields(template).into_iter().find(|field| field.required && field.law.is_empty());
        // Counts that only complete a sum have no clause of their own.
        let bare = bare.filter(|field| !["n_tidy", "n_none"].contains(&field.name.as_str()));
        assert!(bare.is_none(), "{}: {:?}", template.id, bare.map(|field| &field.name));
    }
}

#[test]
fn margins_and_sizes_keep_within_the_decree() {
    // NĐ 30/2020, Phụ lục I, I.2 and V.
    let limits = [
        ("top", 20.0, 25.0),
        ("bottom", 20.0, 25.0),
        ("left", 30.0, 35.0),
        ("right", 15.0, 20.0),
        ("body", 13.0, 14.0),
        ("nation", 12.0, 13.0),
        ("motto", 13.0, 14.0),
        ("agency", 12.0, 13.0),
        ("number", 13.0, 13.0),
        ("date", 13.0, 14.0),
        ("about", 12.0, 13.0),
        ("signer", 13.0, 14.0),
        ("recipients_word", 12.0, 12.0),
        ("recipients", 11.0, 11.0),
        ("page_number", 13.0, 14.0),
    ];
    for (name, least, most) in limits {
        let size = SHELF.frame.look[name];
        assert!((least..=most).contains(&size), "{name} is {size}");
    }
}

#[test]
fn an_office_corrects_a_form_by_its_file_alone() {
    let ours = include_str!("../../../../papers/revoke-request.toml");
    let theirs = ours.replace("Lý do thu hồi\", text", "Căn cứ thu hồi\", text");
    assert_ne!(ours, theirs);
    let shelf = Shelf::new(&[("revoke-request.toml".into(), theirs.into_bytes())]).unwrap();
    let paper = fill::fill(&shelf, "revoke-request", &data_of("revoke-request"), day()).unwrap();
    let text = text_of(&pdf::render(&paper, &shelf.layout).unwrap());
    assert!(text.contains("Căn cứ thu hồi") && !text.contains("Lý do thu hồi"), "{text}");
}

#[test]
fn an_office_adds_a_paper_of_its_own() {
    let own =
        include_str!("../../../../papers/confirmation-sheet.toml").replace("\"confirmation-sheet\"", "\"own-sheet\"");
    let shelf = Shelf::new(&[("own-sheet.toml".into(), own.into_bytes())]).unwrap();
    fill::fill(&shelf, "own-sheet", &data_of("confirmation-sheet"), day()).unwrap();
    assert_eq!(shelf.templates.len(), SHELF.templates.len() + 1);
}

#[test]
fn a_template_that_mentions_what_does_not_exist_is_refused_with_its_file() {
    let ours = include_str!("../../../../papers/revoke-request.toml");
    for (right, wrong) in
        [("{contact}", "{contakt}"), ("{reason}", "{raeson}"), ("{annex.certificates}", "{annex.people}")]
    {
        let bytes = ours.replace(right, wrong).into_bytes();
        let refusal = Shelf::new(&[("revoke-request.toml".into(), bytes)]).unwrap_err();
        let Refusal::BadTemplate { file, reason } = refusal else { panic!("{refusal}") };
        assert!(file == "revoke-request.toml" && reason.contains(wrong), "{file}: {reason}");
    }
    for bytes in [b"id = ".to_vec(), b"\xff".to_vec(), b"id = \"x\"".to_vec()] {
        assert!(matches!(Shelf::new(&[("ca-letter.toml".into(), bytes)]), Err(Refusal::BadTemplate { .. })));
    }
}

#[test]
fn a_layout_that_does_not_work_is_told_and_not_a_panic() {
    let shelf = Shelf::new(&[("frame.typ".into(), b"#let x = ".to_vec())]).unwrap();
    let paper = fill::fill(&shelf, "ca-letter", &data_of("ca-letter"), day()).unwrap();
    assert!(matches!(pdf::render(&paper, &shelf.layout), Err(Refusal::Rendering { .. })));
}

#[test]
fn a_layout_sees_no_file_of_the_machine() {
    for code in ["#read(\"/etc/hostname\")", "#import \"@preview/tablex:0.0.1\": x", "#read(\"../Cargo.toml\")"] {
        let shelf = Shelf::new(&[("frame.typ".into(), code.as_bytes().to_vec())]).unwrap();
        let paper = fill::fill(&shelf, "ca-letter", &data_of("ca-letter"), day()).unwrap();
        assert!(matches!(pdf::render(&paper, &shelf.layout), Err(Refusal::Rendering { .. })), "{code}");
    }
}

//! Attacks by later revisions: incremental saving, shadow, certification; and what may follow a signature.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN, append, text_of};
use antin_sign::job::{self, Refusal};
use antin_sign::pdf::sign::{Certifies, Order};
use antin_sign::validate::report::Verdict;

#[test]
fn incremental_saving_of_another_text() {
    let desk = Desk::new();
    let text = PLAIN[3].1.replace("12/QD", "99/QD");
    desk.check(&append(&desk.signed(), &[(4, &text)], ""), Verdict::Invalid, "changed-later");
}

#[test]
fn incremental_saving_of_another_page_or_font() {
    let desk = Desk::new();
    let signed = desk.signed();
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>";
    let cases: [&[(u32, &str)]; 4] = [
        &[(2, "<</Type/Pages/Kids[3 0 R 50 0 R]/Count 2>>"), (50, page)],
        &[(2, "<</Type/Pages/Kids[]/Count 0>>")],
        &[(2, "<</Type/Pages/Kids[50 0 R]/Count 1>>"), (50, page)],
        &[(5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")],
    ];
    for objects in cases {
        desk.check(&append(&signed, objects, ""), Verdict::Invalid, "changed-later");
    }
}

#[test]
fn another_catalog_by_the_trailer_alone() {
    let desk = Desk::new();
    let signed = desk.signed();
    let catalog = text_of(&signed, 1).replace("/Pages 2 0 R", "/Pages 51 0 R");
    let objects: [(u32, &str); 4] = [
        (50, &catalog),
        (51, "<</Type/Pages/Kids[52 0 R]/Count 1>>"),
        (52, "<</Type/Page/Parent 51 0 R/MediaBox[0 0 595 842]/Contents 53 0 R>>"),
        (53, "<</Length 5>>\nstream\nBT ET\nendstream"),
    ];
    let file = append(&signed, &objects, "");
    let file = String::from_utf8_lossy(&file[signed.len()..]).replace("/Root 1 0 R", "/Root 50 0 R");
    desk.check(&[&signed, file.as_bytes()].concat(), Verdict::Invalid, "changed-later");
}

#[test]
fn bytes_behind_the_file_without_a_revision() {
    let desk = Desk::new();
    let signed = desk.signed();
    let evil = b"3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n";
    desk.check(&[&signed[..], evil].concat(), Verdict::Invalid, "shows-two-things");
    desk.check(&[&signed[..], b"\r\n"].concat(), Verdict::Valid, "");
}

#[test]
fn a_revision_that_points_past_the_signed_one() {
    // The new section continues from the first revision: the signed one is no longer part of the chain.
    let desk = Desk::new();
    let plain = paper::pdf(&PLAIN, Form::Table);
    let signed = desk.sign(&plain);
    let first = antin_sign::pdf::document::Ending::of(&plain, plain.len()).unwrap().section;
    let catalog = text_of(&signed, 1);
    let last = antin_sign::pdf::document::Ending::of(&signed, signed.len()).unwrap().section;
    let file = append(&signed, &[(1, &catalog)], "");
    let tail =
        String::from_utf8_lossy(&file[signed.len()..]).replace(&format!("/Prev {last}"), &format!("/Prev {first}"));
    let report = desk.judge(&[&signed, tail.as_bytes()].concat());
    assert_ne!(report.verdict, Verdict::Valid, "{report:?}");
}

/// A paper with a picture laid over its text and a second text that nothing shows: prepared for a shadow attack.
fn shadow(desk: &Desk) -> Vec<u8> {
    let mut objects = PLAIN.to_vec();
    objects[2].1 = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/XObject<</Over 6 0 R>>>>/Contents[4 0 R 7 0 R]>>";
    objects.push((
        6,
        "<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length 24>>\nstream\n1 g 0 0 595 842 re f    \nendstream",
    ));
    objects.push((7, "<</Length 8>>\nstream\n/Over Do\nendstream"));
    objects.push((8, "<</Length 40>>\nstream\nBT /F1 12 Tf 72 720 Td (Pay it all) Tj ET\nendstream"));
    desk.sign(&paper::pdf(&objects, Form::Table))
}

#[test]
fn shadow_hide_takes_the_cover_away() {
    let desk = Desk::new();
    let signed = shadow(&desk);
    desk.check(&signed, Verdict::Valid, "");
    let empty = "<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Length 0>>\nstream\n\nendstream";
    desk.check(&append(&signed, &[(6, empty)], ""), Verdict::Invalid, "changed-later");
    // The same by freeing the object: nothing is written, only the table changes.
    let file = append(&signed, &[], "");
    let tail =
        String::from_utf8_lossy(&file[signed.len()..]).replace("65535 f \n", "65535 f \n6 1\n0000000000 00001 f \n");
    desk.check(&[&signed, tail.as_bytes()].concat(), Verdict::Invalid, "changed-later");
}

#[test]
fn shadow_hide_and_replace_shows_the_prepared_text() {
    let desk = Desk::new();
    let signed = shadow(&desk);
    let page = text_of(&signed, 3).replace("[4 0 R 7 0 R]", "8 0 R");
    desk.check(&append(&signed, &[(3, &page)], ""), Verdict::Invalid, "changed-later");
}

/// A paper with a text field that has a look in a font of its own.
fn with_field(desk: &Desk) -> Vec<u8> {
    let mut objects = PLAIN.to_vec();
    objects[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>";
    objects[2].1 = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R/Annots[6 0 R]>>";
    objects.push((6, "<</FT/Tx/T(So tien)/V(100)/Type/Annot/Subtype/Widget/Rect[72 600 200 620]/AP<</N 7 0 R>>>>"));
    objects.push((7, "<</Type/XObject/Subtype/Form/BBox[0 0 128 20]/Resources<</Font<</F2 8 0 R>>>>/Length 29>>\nstream\nBT /F2 12 Tf (100) Tj ET      \nendstream"));
    objects.push((8, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"));
    desk.sign(&paper::pdf(&objects, Form::Table))
}

#[test]
fn shadow_replace_changes_the_font_of_a_field_that_nobody_filled() {
    let desk = Desk::new();
    let signed = with_field(&desk);
    desk.check(
        &append(&signed, &[(8, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")], ""),
        Verdict::Invalid,
        "changed-later",
    );
}

#[test]
fn a_field_filled_later_without_permission_is_never_green() {
    let desk = Desk::new();
    let signed = with_field(&desk);
    let filled = text_of(&signed, 6).replace("(100)", "(900)");
    desk.check(&append(&signed, &[(6, &filled)], ""), Verdict::Unknown, "fields-filled-later");
}

#[test]
fn a_field_added_or_taken_away_later() {
    let desk = Desk::new();
    let signed = with_field(&desk);
    let catalog = text_of(&signed, 1);
    let with = catalog.replace("[6 0 R", "[60 0 R 6 0 R");
    let field = "<</FT/Tx/T(Them)/Type/Annot/Subtype/Widget/Rect[0 0 99 99]>>";
    desk.check(&append(&signed, &[(1, &with), (60, field)], ""), Verdict::Invalid, "changed-later");
    let without = catalog.replace("[6 0 R ", "[");
    desk.check(&append(&signed, &[(1, &without)], ""), Verdict::Invalid, "changed-later");
}

#[test]
fn an_unsigned_signature_field_that_shows_something_lies_over_the_page() {
    let desk = Desk::new();
    let signed = desk.signed();
    let catalog = text_of(&signed, 1);
    let at = catalog.find("/Fields [").unwrap() + 9;
    let catalog = format!("{}60 0 R {}", &catalog[..at], &catalog[at..]);
    let page = text_of(&signed, 3).replace("/Annots [", "/Annots [60 0 R ");
    let look = "<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Length 20>>\nstream\n1 g 0 0 99 99 re f  \nendstream";
    let shown = "<</FT/Sig/T(X)/Type/Annot/Subtype/Widget/Rect[0 0 99 99]/AP<</N 61 0 R>>>>";
    let file = append(&signed, &[(1, &catalog), (3, &page), (60, shown), (61, look)], "");
    desk.check(&file, Verdict::Invalid, "changed-later");
    let hidden = "<</FT/Sig/T(X)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>";
    desk.check(&append(&signed, &[(1, &catalog), (3, &page), (60, hidden)], ""), Verdict::Valid, "");
}

#[test]
fn an_annotation_is_never_green_and_a_loose_widget_is_refused() {
    let desk = Desk::new();
    let signed = desk.signed();
    let page = text_of(&signed, 3).replace("/Annots [", "/Annots [60 0 R ");
    let note = "<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/Contents(9)>>";
    desk.check(&append(&signed, &[(3, &page), (60, note)], ""), Verdict::Unknown, "annotated-later");
    let widget = "<</Type/Annot/Subtype/Widget/Rect[0 0 99 99]>>";
    desk.check(&append(&signed, &[(3, &page), (60, widget)], ""), Verdict::Invalid, "changed-later");
}

#[test]
fn what_may_follow_a_certification() {
    let desk = Desk::new();
    let note = "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(9)>>";
    // Certified for: nothing, forms, annotations. Then: a second signature, an annotation, validation data.
    let expected = [
        (Certifies::NoChanges, [Verdict::Invalid, Verdict::Invalid, Verdict::Valid]),
        (Certifies::Forms, [Verdict::Valid, Verdict::Invalid, Verdict::Valid]),
        // An annotation can be laid over the text (evil annotation attack): permitted, and still never green.
        (Certifies::Annotations, [Verdict::Valid, Verdict::Unknown, Verdict::Valid]),
    ];
    for (certifies, verdicts) in expected {
        let order = Order { certifies: Some(certifies), ..Order::at(noon()) };
        let signed = desk.sign_as(&paper::pdf(&PLAIN, Form::Table), &order);
        desk.check(&signed, Verdict::Valid, "");
        let page = text_of(&signed, 3).replace("/Annots [", "/Annots [60 0 R ");
        let catalog = text_of(&signed, 1).replacen("<<", "<</DSS<</Certs[60 0 R]>>", 1);
        let field = "<</FT/Sig/T(Z)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>";
        let with_field = text_of(&signed, 1).replace("/Fields [", "/Fields [60 0 R ");
        let later = [
            append(&signed, &[(1, &with_field), (60, field)], ""),
            append(&signed, &[(3, &page), (60, note)], ""),
            append(&signed, &[(1, &catalog), (60, "<</Length 1>>\nstream\n0\nendstream")], ""),
        ];
        for (file, verdict) in later.iter().zip(verdicts) {
            assert_eq!(desk.judge(file).verdict, verdict, "{certifies:?} {:?}", desk.first(file).changes_after);
        }
        let again = job::sign_pdf(&signed, None, &order, &desk.key());
        assert!(matches!(again, Err(Refusal::SignedAlready | Refusal::CertifiedAgainstChanges(_))), "{again:?}");
    }
}

#[test]
fn validation_data_and_descriptions_may_follow() {
    let desk = Desk::new();
    let signed = desk.signed();
    let catalog = text_of(&signed, 1);
    let catalog = catalog.replacen("<<", "<</DSS<</Certs[60 0 R]>>/Extensions<<>>", 1);
    let certificate = "<</Length 1>>\nstream\n0\nendstream";
    let file = append(&signed, &[(1, &catalog), (60, certificate), (61, "<</Producer(x)>>")], "/Info 61 0 R");
    desk.check(&file, Verdict::Valid, "");
    assert_eq!(desk.first(&file).changes_after.level, "ltv-update");
    // The store is a store and nothing else.
    let catalog = catalog.replace("/Certs[", "/Evil 4 0 R/Certs[");
    desk.check(&append(&signed, &[(1, &catalog), (60, certificate)], ""), Verdict::Invalid, "changed-later");
}

#[test]
fn an_object_of_the_page_that_becomes_a_field_is_refused() {
    let desk = Desk::new();
    let signed = desk.signed();
    let catalog = text_of(&signed, 1);
    let at = catalog.find("/Fields [").unwrap() + 9;
    let catalog = format!("{}5 0 R {}", &catalog[..at], &catalog[at..]);
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Symbol/FT/Sig/T(F)>>";
    desk.check(&append(&signed, &[(1, &catalog), (5, font)], ""), Verdict::Invalid, "shows-two-things");
}

#[test]
fn the_structure_of_a_tagged_document_may_grow_by_elements_of_forms_only() {
    let desk = Desk::new();
    let mut objects = PLAIN.to_vec();
    objects[0].1 = "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>";
    objects.push((6, "<</Type/StructTreeRoot/K 7 0 R/ParentTree 8 0 R/ParentTreeNextKey 1>>"));
    objects.push((7, "<</Type/StructElem/S/Document/P 6 0 R/K 9 0 R>>"));
    objects.push((8, "<</Nums[0 9 0 R]>>"));
    objects.push((9, "<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0>>"));
    let signed = desk.sign(&paper::pdf(&objects, Form::Table));
    let grown = |kind: &str, alt: &str| {
        let element = format!("<</Type/StructElem/S/{kind}/P 7 0 R>>");
        let first = format!("<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0{alt}>>");
        let objects: [(u32, &str); 5] = [
            (6, "<</Type/StructTreeRoot/K 7 0 R/ParentTree 8 0 R/ParentTreeNextKey 2>>"),
            (7, "<</Type/StructElem/S/Document/P 6 0 R/K[9 0 R 60 0 R]>>"),
            (8, "<</Nums[0 9 0 R 1 60 0 R]>>"),
            (9, &first),
            (60, &element),
        ];
        append(&signed, &objects, "")
    };
    desk.check(&grown("Form", ""), Verdict::Valid, "");
    desk.check(&grown("P", ""), Verdict::Invalid, "changed-later");
    // What is read aloud in place of what is seen.
    desk.check(&grown("Form", "/ActualText(another text)"), Verdict::Invalid, "changed-later");
}

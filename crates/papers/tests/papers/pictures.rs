//! Every page of every paper looks like its reference picture; `RENEW=1 cargo test -p antin-papers` draws them anew, to be
//! looked at beside NĐ 30/2020 Phụ lục I before they are kept.

use crate::tools::{SHELF, data_of, fill_with, kept, pdf_of, run, tests};
use std::path::Path;

/// Points an inch of the pictures.
const RESOLUTION: &str = "40";
/// Shades (of 255) that a page may differ on average: other versions of poppler smooth letters in another way.
const MOST_DIFFERENCE: f64 = 1.2;

/// Width, height and shades of a grey picture.
fn picture(path: &Path) -> (u32, u32, Vec<u8>) {
    let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut shades = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut shades).unwrap();
    shades.truncate(info.buffer_size());
    (info.width, info.height, shades)
}

/// What is wrong with the pages of the paper called `id`.
fn compare(id: &str, renew: bool) -> Vec<String> {
    let (folder, file) = kept("paper.pdf", &pdf_of(&fill_with(id, &data_of(id)).unwrap()));
    let drawn = folder.path().join("page");
    run("pdftoppm", &["-r", RESOLUTION, "-gray", "-png", file.to_str().unwrap(), drawn.to_str().unwrap()]);
    let mut pages: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "png"));
    pages.sort();
    let mut wrong = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let reference = tests().join("pictures").join(format!("{id}-{}.png", index + 1));
        if renew {
            std::fs::copy(page, &reference).unwrap();
        } else if !reference.exists() {
            wrong.push(format!("{id}: page {} is one too many", index + 1));
        } else {
            let (ours, theirs) = (picture(page), picture(&reference));
            let sum: u64 = ours.2.iter().zip(&theirs.2).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            let mean = sum as f64 / ours.2.len().max(1) as f64;
            if (ours.0, ours.1) != (theirs.0, theirs.1) || mean > MOST_DIFFERENCE {
                wrong.push(format!("{id}: page {} differs by {mean:.2} shades", index + 1));
            }
        }
    }
    if tests().join("pictures").join(format!("{id}-{}.png", pages.len() + 1)).exists() {
        wrong.push(format!("{id}: only {} pages", pages.len()));
    }
    wrong
}

#[test]
fn every_page_looks_like_its_picture() {
    let renew = std::env::var_os("RENEW").is_some();
    let wrong: Vec<String> = SHELF.templates.iter().flat_map(|template| compare(&template.id, renew)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

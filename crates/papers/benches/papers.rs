//! How long papers take: a letter of one page, an annex of 1,500 rows, the reports of an office like those of a sector.
//!
//! `cargo bench -p antin-papers`; the bars stand in docs/decisions/0008.

use antin_domain::day::Day;
use antin_papers::data::{self, Data, Format};
use antin_papers::{Shelf, docx, fill, pdf};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;
use std::hint::black_box;

fn read(text: &str) -> Data {
    data::parse(text.as_bytes(), Format::Toml).unwrap_or_default()
}

/// A request for revocation with `rows` certificates.
fn revoke(rows: usize) -> Data {
    let mut data = read(include_str!("../tests/data/revoke-request.toml"));
    let row = |index: usize| {
        json!({
            "name": format!("Nguyễn Thị Ví Dụ {index}"), "mail": format!("ntvidu{index}.nbi@gdt.gov.vn"),
            "serial": format!("{:016X}", 0x7558_0955_FC81_0000_u64 + index as u64), "device": format!("TM{index:010}"),
            "reason": "Người được cấp đã nghỉ hưu, chứng thư còn hiệu lực",
            "unit": "Chi cục Thuế khu vực Nho Quan - Gia Viễn",
        })
    };
    data.insert("certificates".to_owned(), (1..=rows).map(row).collect());
    data
}

fn papers(criterion: &mut Criterion) {
    let Ok(shelf) = Shelf::new(&[]) else { return };
    let day = Day::new(2024, 9, 4).unwrap_or_default();
    let mut number = 0;
    // Another letter each time, so that nothing is remembered of the one before.
    let mut made = |id: &str, data: &Data| {
        number += 1;
        let mut data = data.clone();
        data.insert("number".to_owned(), number.to_string().into());
        fill::fill(&shelf, id, &data, day)
    };
    let letter = read(include_str!("../tests/data/restore-request.toml"));
    criterion.bench_function("letter of one page, PDF", |bench| {
        bench.iter(|| made("restore-request", &letter).map(|paper| pdf::render(&paper, &shelf.layout)));
    });
    criterion.bench_function("letter of one page, DOCX", |bench| {
        bench.iter(|| made("restore-request", &letter).map(|paper| docx::render(&paper)));
    });
    let long = revoke(1500);
    let mut group = criterion.benchmark_group("annex of 1500 rows");
    group.sample_size(10);
    group.bench_function("PDF", |bench| {
        bench.iter(|| made("revoke-request", &long).map(|paper| pdf::render(&paper, &shelf.layout)));
    });
    group.bench_function("DOCX", |bench| {
        bench.iter(|| black_box(made("revoke-request", &long).map(|paper| docx::render(&paper))));
    });
    group.finish();
}

criterion_group!(benches, papers);
criterion_main!(benches);

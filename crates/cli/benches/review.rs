//! The review from lists to `cases.csv`, on offices that never were: `cargo bench -p antin-cli`.
//!
//! Two sizes show whether the time grows with the rows. `bench` at the root measures larger lists beside the floor.

use antin_testkit::office::form::Form;
use antin_testkit::office::{AS_OF, Office};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::process::{Command, Stdio};

fn review(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("review");
    group.sample_size(10);
    for people in [5_000, 40_000] {
        let office = Office::new(people, 1);
        let Ok(folder) = tempfile::tempdir() else { continue };
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        command.arg("review").stdout(Stdio::null());
        let mut rows = 0;
        for table in office.tables() {
            let path = folder.path().join(format!("{}.csv", table.name));
            if std::fs::write(&path, Form::default().write(table)).is_err() {
                continue;
            }
            command.arg(format!("--{}", table.name)).arg(path);
            rows += table.rows.len() as u64;
        }
        command.args(["--policy", "vn-tax-2018", "--as-of", AS_OF, "--format", "csv,json"]);
        command.arg("--out").arg(folder.path().join("out"));
        group.throughput(Throughput::Elements(rows));
        group.bench_function(BenchmarkId::from_parameter(people), |bencher| {
            bencher.iter(|| assert!(command.status().is_ok_and(|status| status.success())));
        });
    }
    group.finish();
}

criterion_group!(benches, review);
criterion_main!(benches);

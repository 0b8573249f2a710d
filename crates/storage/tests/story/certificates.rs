//! Certificates: one name each, listed by any filter, counted as listed.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, day, event, everything, small_tree};
use antin_domain::certificate::record::{CertificateRecord, Found, State, Succession};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_storage::certificates::{self, CertificateFilter, Counted, FoundFilter, Sort, as_json, from_json};
use antin_storage::{Change, Error};
use antin_testkit::office::dice::Dice;

on_both!(
    a_certificate_is_read_as_written,
    an_issuer_has_a_serial_once,
    whoever_saw_an_older_version_is_refused,
    a_chain_is_walked_both_ways,
    every_filter_lists_what_a_person_would_pick_and_counts_it,
    pages_meet_without_gap_or_overlap,
);

fn rich(id: i64) -> CertificateRecord {
    CertificateRecord {
        digest: Some([id as u8; 32]),
        renewals: Renewals(Some(1)),
        predecessor: Some((Id(1), Succession::Renewal)),
        found: Found { ca: true, registry: false, roster: true },
        open_findings: 2,
        ..certificate(id, "Đỗ Thị Hòa", 11)
    }
}

async fn a_certificate_is_read_as_written(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    certificates::insert_many(&mut change, &[certificate(1, "Lê An", 11), rich(2)], NOW).await.unwrap();
    change.commit(&event("import")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(certificates::get(&mut read, Id(2)).await.unwrap(), (rich(2), 1));
    let found = certificates::find(&mut read, "CA mẫu G1", rich(2).serial).await.unwrap();
    assert_eq!(found, Some((rich(2), 1)));
    assert_eq!(certificates::find(&mut read, "CA khác", rich(2).serial).await.unwrap(), None);
    let many = [rich(2).serial, certificate(9, "", 1).serial, certificate(1, "", 1).serial];
    let ids = certificates::find_many(&mut read, "CA mẫu G1", &many).await.unwrap();
    assert_eq!(ids, [Some(Id(2)), None, Some(Id(1))]);
    // Reviews count open findings; memories do not hold them.
    let remembered = CertificateRecord { open_findings: 0, ..rich(2) };
    assert_eq!(from_json(Id(2), &as_json(&rich(2))).unwrap(), remembered);
}

async fn an_issuer_has_a_serial_once(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    certificates::insert_many(&mut change, &[certificate(1, "Lê An", 11)], NOW).await.unwrap();
    let other = CertificateRecord { issuer: "CA khác".into(), id: Id(2), ..certificate(1, "Lê An", 11) };
    certificates::insert_many(&mut change, &[other], NOW).await.unwrap();
    let twice = CertificateRecord { id: Id(3), ..certificate(1, "Kẻ Khác", 20) };
    let refused = certificates::insert_many(&mut change, &[twice], NOW).await;
    assert!(matches!(refused, Err(Error::Taken { .. })), "{refused:?}");
}

async fn whoever_saw_an_older_version_is_refused(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    certificates::insert_many(&mut change, &[certificate(1, "Lê An", 11)], NOW).await.unwrap();
    let revoked = CertificateRecord { standing: Standing::Revoked, ..certificate(1, "Lê Anh", 12) };
    assert_eq!(certificates::update(&mut change, &revoked, 1, NOW).await.unwrap(), 2);
    let stale = certificates::update(&mut change, &revoked, 1, NOW).await;
    assert!(matches!(stale, Err(Error::Stale { noun: "certificate", id: 1, seen: 1 })), "{stale:?}");
    assert_eq!(certificates::get(&mut change, Id(1)).await.unwrap(), (revoked, 2));
    let by = |text: &str| CertificateFilter { reach: everything(), text: text.into(), ..CertificateFilter::default() };
    assert_eq!(certificates::count(&mut change, &by("le anh")).await.unwrap(), 1);
}

async fn a_chain_is_walked_both_ways(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let follows = |id: i64| CertificateRecord {
        predecessor: Some((Id(id - 1), Succession::ChangeInfo)),
        ..certificate(id, "Lê An", 11)
    };
    certificates::insert_many(&mut change, &[certificate(1, "Lê An", 11), follows(2), follows(3)], NOW).await.unwrap();
    assert_eq!(certificates::successors(&mut change, Id(1)).await.unwrap(), [Id(2), Id(3)]);
    assert_eq!(certificates::predecessors(&mut change, Id(3)).await.unwrap(), [Id(2), Id(1)]);
    assert!(certificates::predecessors(&mut change, Id(1)).await.unwrap().is_empty());
}

/// Three hundred certificates of all kinds in all units.
fn many() -> Vec<CertificateRecord> {
    let mut dice = Dice::new(11);
    let mut some = |id: i64| {
        let (surnames, given) = (["Nguyễn", "Trần", "Đặng", "Lê"], ["An", "Anh", "Ân", "Bình", "Đào", "Hòa"]);
        let holder = format!("{} Văn {}", dice.one(&surnames), dice.one(&given));
        let standings = [
            Standing::Unknown,
            Standing::InUse,
            Standing::InUse,
            Standing::Revoked,
            Standing::Superseded,
            Standing::Expired,
        ];
        let kinds =
            [HolderKind::Person, HolderKind::Person, HolderKind::Organisation, HolderKind::Device, HolderKind::Unknown];
        let from = day("14/06/2024").plus(if dice.happens(100) { 3 } else { dice.below(1500) as i32 - 1400 });
        CertificateRecord {
            unit: Id([1, 10, 11, 12, 20][dice.below(5)]),
            kind: kinds[dice.below(5)],
            standing: standings[dice.below(6)],
            valid_from: if dice.happens(100) { Day::UNKNOWN } else { from },
            valid_to: match dice.below(10) {
                0 => Day::UNKNOWN,
                // In the month of the day asked for, where tallies do not reach; some of these begin later still.
                1 | 2 => day("14/06/2024").plus(dice.below(16) as i32),
                _ => from.plus(dice.below(1800) as i32),
            },
            found: Found { ca: dice.happens(800), registry: dice.happens(700), roster: dice.happens(500) },
            open_findings: dice.below(3) as u32,
            ..certificate(id, &holder, 1)
        }
    };
    (1..=300).map(&mut some).collect()
}

async fn three_hundred(change: &mut Change) -> Vec<CertificateRecord> {
    small_tree(change).await;
    let many = many();
    certificates::insert_many(change, &many, NOW).await.unwrap();
    many
}

/// What a person with the table of units before them would pick.
fn picks(filter: &CertificateFilter, record: &CertificateRecord) -> bool {
    let path: &[i64] = match record.unit.0 {
        1 => &[1],
        10 => &[1, 10],
        11 => &[1, 10, 11],
        12 => &[1, 10, 12],
        _ => &[1, 20],
    };
    let below = |unit: &Id| path.contains(&unit.0);
    let words = antin_domain::name::fold(&record.holder);
    let has = |wanted: Option<bool>, found: bool| wanted.is_none_or(|wanted| wanted == found);
    (filter.reach.everything || filter.reach.tops.iter().any(below))
        && filter.unit.iter().all(below)
        && (filter.states.is_empty() || filter.states.contains(&record.state_on(filter.as_of)))
        && (filter.kinds.is_empty() || filter.kinds.contains(&record.kind))
        && (!filter.ends_from.is_known() || record.valid_to >= filter.ends_from)
        && (!filter.ends_to.is_known() || (record.valid_to.is_known() && record.valid_to <= filter.ends_to))
        && has(filter.found.ca, record.found.ca)
        && has(filter.found.registry, record.found.registry)
        && has(filter.found.roster, record.found.roster)
        && has(filter.has_open_finding, record.open_findings > 0)
        && filter.text.split(' ').all(|typed| words.split(' ').any(|word| word.starts_with(typed)))
}

fn drawn_filter(dice: &mut Dice) -> CertificateFilter {
    let flag = |dice: &mut Dice| [None, None, None, Some(true), Some(false)][dice.below(5)];
    let state = |dice: &mut Dice| State::ALL[dice.below(6)];
    CertificateFilter {
        reach: match dice.below(4) {
            0 | 1 => everything(),
            2 => Reach { tops: vec![Id(10)], ..Reach::default() },
            // One above the other, and one beside them.
            _ => Reach { tops: vec![Id(10), Id(11), Id(20)], ..Reach::default() },
        },
        unit: [None, None, Some(Id(1)), Some(Id(10)), Some(Id(11)), Some(Id(20))][dice.below(6)],
        states: if dice.happens(400) { vec![] } else { vec![state(dice), state(dice)] },
        as_of: day("14/06/2024"),
        kinds: if dice.happens(700) { vec![] } else { vec![HolderKind::Person, HolderKind::Unknown] },
        ends_from: if dice.happens(800) { Day::UNKNOWN } else { day("01/01/2024") },
        ends_to: if dice.happens(700) { Day::UNKNOWN } else { day("01/01/2026") },
        found: FoundFilter { ca: flag(dice), registry: flag(dice), roster: flag(dice) },
        has_open_finding: flag(dice),
        text: dice.one(&["", "", "", "", "xyz", "an xyz", "an", "nguyen", "dang v", "a nguyen"]).to_owned(),
        ..CertificateFilter::default()
    }
}

async fn every_filter_lists_what_a_person_would_pick_and_counts_it(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    let many = three_hundred(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    let mut dice = Dice::new(5);
    let (mut sizes, mut filters, mut wanted_sizes) = (0, Vec::new(), Vec::new());
    for _ in 0..300 {
        let filter = drawn_filter(&mut dice);
        let mut wanted: Vec<i64> = many.iter().filter(|one| picks(&filter, one)).map(|one| one.id.0).collect();
        let mut found = Vec::new();
        let mut cursor = None;
        loop {
            let page = certificates::list(&mut read, &filter, Sort::Name, cursor.as_ref(), 120).await.unwrap();
            found.extend(page.items.iter().map(|line| line.id.0));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{filter:?}");
        assert_eq!(certificates::count(&mut read, &filter).await.unwrap(), wanted.len() as i64, "{filter:?}");
        let Counted { page, total, are_more } =
            certificates::list_counted(&mut read, &filter, Sort::Name, None, 120, 10_000).await.unwrap();
        let shown: Vec<i64> = page.items.iter().map(|line| line.id.0).collect();
        assert_eq!((total, are_more), (wanted.len() as i64, false), "{filter:?}");
        assert_eq!(shown.len(), wanted.len().min(120), "{filter:?}");
        assert!(shown.iter().all(|id| wanted.contains(id)), "{filter:?}");
        filters.push(filter);
        wanted_sizes.push(wanted.len() as i64);
        sizes += wanted.len();
    }
    // All of them in one go: those of one reach, unit and day share a look.
    assert_eq!(certificates::count_many(&mut read, &filters).await.unwrap(), wanted_sizes);
    assert!(sizes > 2000, "the filters leave too little to compare: {sizes}");
}

async fn pages_meet_without_gap_or_overlap(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    let many = three_hundred(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    let filter = CertificateFilter { reach: everything(), ..CertificateFilter::default() };
    for (sort, wanted) in
        [(Sort::Name, many.len()), (Sort::End, many.iter().filter(|one| one.valid_to.is_known()).count())]
    {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = certificates::list(&mut read, &filter, sort, cursor.as_ref(), 17).await.unwrap();
            seen.extend(page.items.iter().map(|line| (line.valid_to, line.id.0)));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), wanted);
        if sort == Sort::End {
            assert!(seen.is_sorted());
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), wanted);
    }
}

//! Campaigns: cases opened and counted, one step and many at once, reports kept as they were signed off.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, day, everything, small_tree};
use antin_domain::action::Action;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::case::{CaseState, CaseVerb};
use antin_domain::campaign::deadline::Reading;
use antin_domain::campaign::report::{Compared, ReportState, ReportVerb};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_storage::campaigns::bulk::{self, Bulk, BulkVerb};
use antin_storage::campaigns::cases::{self, CaseStep, NewCase};
use antin_storage::campaigns::list::{self, Filter};
use antin_storage::campaigns::units::{self, CampaignUnit, ReportStep};
use antin_storage::campaigns::{self as rows, Campaign, follow_ups};
use antin_storage::reviews::{self, Run};
use antin_storage::{Change, Error, certificates};

on_both!(
    a_campaign_is_kept_whole_and_changed_on_the_version_that_was_seen,
    every_count_is_the_length_of_its_list,
    many_cases_take_a_step_together_and_each_of_them_keeps_it,
    what_changed_in_the_registry_is_found,
    a_report_keeps_its_numbers_and_its_road,
);

fn campaign() -> Campaign {
    Campaign {
        id: Id(5),
        letter: "2547/TCT-CNTT".into(),
        letter_on: day("14/06/2024"),
        subject: "Rà soát".into(),
        body: "…".into(),
        contact: "Phòng Hỗ trợ, 024 0000 0000".into(),
        scope: vec![Id(10), Id(20)],
        levels: vec![day("30/06/2024"), day("28/06/2024")],
        reading: Reading::Wide,
        state: CampaignState::Draft,
        rehearsal: None,
        run: None,
        created: NOW,
        created_by: Id(7),
        launched: None,
        version: 1,
    }
}

const ACTIONS: [Action; 4] = [Action::Revoke, Action::Renew, Action::Verify, Action::None];

/// Twelve certificates in offices 11, 12 and province 20; four actions, round and round.
async fn running(change: &mut Change) {
    small_tree(change).await;
    let unit = |number: i64| [11, 12, 20][(number % 3) as usize];
    let certificates: Vec<_> = (1..=12).map(|number| certificate(number, "Lê An", unit(number))).collect();
    certificates::insert_many(change, &certificates, NOW).await.unwrap();
    let run = Run {
        id: Id(1),
        unit: None,
        as_of: day("14/06/2024"),
        policy: "vn-tax-2018 1".into(),
        snapshot: vec![1; 32],
        summary: "{}".into(),
        started: NOW,
        started_by: None,
    };
    reviews::begin(change, &run).await.unwrap();
    let action = |number: i64| ACTIONS[(number % 4) as usize];
    let case = |number: i64| reviews::Case {
        number,
        certificate: Some(Id(number)),
        unit: Some(Id(unit(number))),
        holder: format!("Người {number}"),
        action: action(number).name().into(),
        due: day("30/06/2025"),
        detail: "{}".into(),
        findings: vec![],
    };
    reviews::add_cases(change, Id(1), &(1..=12).map(case).collect::<Vec<_>>()).await.unwrap();
    rows::insert(change, &campaign()).await.unwrap();
    let running = Campaign { state: CampaignState::Running, run: Some(Id(1)), launched: Some(NOW), ..campaign() };
    rows::update(change, &running, 1).await.unwrap();
    let unit_row = |(unit, above, depth): (i64, Option<i64>, i16)| CampaignUnit {
        unit: Id(unit),
        above: above.map(Id),
        depth,
        before: day("28/06/2024"),
        report_state: ReportState::Writing,
        report: None,
        reminded: Day::UNKNOWN,
        version: 1,
    };
    let tree = [(1, None, 0), (10, Some(1), 1), (20, Some(1), 1), (11, Some(10), 2), (12, Some(10), 2)];
    units::insert_many(change, Id(5), &tree.map(unit_row)).await.unwrap();
    let opened = |number: i64| NewCase {
        number,
        unit: Id(unit(number)),
        office: Id(unit(number)),
        certificate: Some(Id(number)),
        proposed: action(number),
        finding: if action(number) == Action::None { String::new() } else { "expired".into() },
        compared: Compared::ALL[(number % 4) as usize],
        is_only: number == 4,
    };
    cases::open_many(change, Id(5), &(1..=12).map(opened).collect::<Vec<_>>()).await.unwrap();
}

fn all() -> Filter {
    Filter { reach: everything(), ..Filter::default() }
}

async fn a_campaign_is_kept_whole_and_changed_on_the_version_that_was_seen(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    rows::insert(&mut change, &campaign()).await.unwrap();
    assert_eq!(rows::get(&mut change, Id(5)).await.unwrap(), campaign());
    let edited =
        Campaign { subject: "Khác".into(), scope: vec![Id(20)], levels: vec![day("01/07/2024")], ..campaign() };
    assert_eq!(rows::update(&mut change, &edited, 1).await.unwrap(), 2);
    assert_eq!(rows::get(&mut change, Id(5)).await.unwrap(), Campaign { version: 2, ..edited.clone() });
    assert!(matches!(rows::update(&mut change, &edited, 1).await, Err(Error::Stale { .. })));
    assert_eq!(rows::latest(&mut change, None, 10).await.unwrap().items.len(), 1);
    assert!(rows::running(&mut change).await.unwrap().is_empty());
}

async fn every_count_is_the_length_of_its_list(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    running(&mut change).await;
    let filters = [
        (all(), 12),
        (Filter { unit: Some(Id(10)), ..all() }, 8),
        (Filter { office: Some(Id(10)), ..all() }, 0),
        (Filter { proposed: Some(Action::Revoke), ..all() }, 3),
        (Filter { state: Some(CaseState::Clear), ..all() }, 3),
        (Filter { action: Some(Action::Renew), ..all() }, 3),
        (Filter { finding: Some("expired".into()), ..all() }, 9),
        (Filter { reach: Reach { tops: vec![Id(20)], ..Reach::default() }, ..Filter::default() }, 4),
        (Filter::default(), 0),
    ];
    for (filter, wanted) in filters {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = list::page(&mut change, Id(5), &filter, after.as_ref(), 5).await.unwrap();
            found.extend(page.items.into_iter().map(|line| (line.case.proposed, line.case.number)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len() as i64, wanted, "{filter:?}");
        assert!(found.is_sorted(), "the dangerous first");
        assert_eq!(list::count(&mut change, Id(5), &filter).await.unwrap(), wanted, "{filter:?}");
        let groups = list::groups(&mut change, Id(5), &filter).await.unwrap();
        assert_eq!(groups.iter().map(|group| group.number).sum::<i64>(), wanted, "{filter:?}");
    }
    let by_office = list::by_office(&mut change, Id(5)).await.unwrap();
    assert_eq!(by_office.iter().map(|(.., number)| number).sum::<i64>(), 12);
    let totals = list::totals(&mut change, Id(5), None).await.unwrap();
    assert!(totals.values().all(|totals| totals.adds_up()));
    assert_eq!(totals.values().map(|totals| totals.cases()).sum::<i64>(), 12);
    assert_eq!(list::totals(&mut change, Id(5), Some(Id(20))).await.unwrap().len(), 1);
}

async fn many_cases_take_a_step_together_and_each_of_them_keeps_it(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    running(&mut change).await;
    // Revoke (4, 8, 12: the first is a unit's only one), renew (1, 5, 9), verify (2, 6, 10).
    let accept = Bulk { filter: all(), verb: BulkVerb::Accept, by: Id(7), shut: vec![Id(20)] };
    let plan = bulk::what_if(&mut change, Id(5), &accept).await.unwrap();
    let numbers = bulk::numbers(&mut change, Id(5), &accept).await.unwrap();
    // Of the province 20 (2, 5, 8, 11) nothing.
    assert_eq!(numbers, [12, 1, 9]);
    assert_eq!(plan.taken, [(Action::Revoke, 1), (Action::Renew, 2)]);
    assert_eq!(plan.special, 6);
    assert_eq!(bulk::take(&mut change, Id(5), &accept, &[12], NOW).await.unwrap(), 3);
    let taken = cases::get(&mut change, Id(5), 12).await.unwrap();
    assert_eq!((taken.state, taken.action, taken.second_look), (CaseState::Decided, Some(Action::Revoke), true));
    let steps = cases::steps(&mut change, Id(5), 12).await.unwrap();
    assert_eq!(steps.len(), 1);
    assert_eq!((steps[0].verb, steps[0].by, steps[0].after), (CaseVerb::Accept, Id(7), CaseState::Decided));
    // Nobody confirms his own, and what was drawn is confirmed by itself.
    let own = Bulk { verb: BulkVerb::Confirm, shut: vec![], ..accept };
    assert!(bulk::numbers(&mut change, Id(5), &own).await.unwrap().is_empty());
    let confirm = Bulk { by: Id(8), ..own };
    assert_eq!(bulk::numbers(&mut change, Id(5), &confirm).await.unwrap(), [1, 9]);
    assert_eq!(bulk::take(&mut change, Id(5), &confirm, &[], NOW).await.unwrap(), 2);
    let kinds = [("revoke", None), ("issue", Some(0))];
    follow_ups::record_many(&mut change, Id(5), Id(8), Action::Renew, &kinds, NOW).await.unwrap();
    let asked = follow_ups::of_case(&mut change, Id(5), 9).await.unwrap();
    let linked: Vec<_> = asked.iter().map(|one| (one.number, one.kind.as_str(), one.linked)).collect();
    assert_eq!(linked, [(1, "revoke", None), (2, "issue", Some(1))]);
    follow_ups::withdraw(&mut change, Id(5), 9, NOW).await.unwrap();
    follow_ups::record(&mut change, Id(5), 9, &kinds, NOW).await.unwrap();
    let asked = follow_ups::of_case(&mut change, Id(5), 9).await.unwrap();
    assert_eq!(
        asked.iter().filter(|one| one.withdrawn.is_none()).map(|one| one.linked).collect::<Vec<_>>(),
        [None, Some(3)]
    );
}

async fn what_changed_in_the_registry_is_found(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    running(&mut change).await;
    let changed = Filter { changed: true, ..all() };
    assert_eq!(list::count(&mut change, Id(5), &changed).await.unwrap(), 0);
    let (record, version) = certificates::get(&mut change, Id(3)).await.unwrap();
    certificates::update(&mut change, &record, version, NOW).await.unwrap();
    let page = list::page(&mut change, Id(5), &changed, None, 10).await.unwrap();
    assert_eq!(page.items.iter().map(|line| line.case.number).collect::<Vec<_>>(), [3]);
    // Looked at again, it is not listed any more; a step on an older version is refused.
    let before = cases::get(&mut change, Id(5), 3).await.unwrap();
    let step = CaseStep {
        verb: CaseVerb::Reopen,
        before: before.state,
        after: CaseState::Open,
        action: None,
        reason: "đổi".into(),
        by: Id(7),
        at: NOW,
    };
    let after = cases::CampaignCase { state: CaseState::Open, ..before.clone() };
    cases::save_step(&mut change, Id(5), &after, &step, before.version).await.unwrap();
    assert_eq!(list::count(&mut change, Id(5), &changed).await.unwrap(), 0);
    let stale = cases::save_step(&mut change, Id(5), &after, &step, before.version).await;
    assert!(matches!(stale, Err(Error::Stale { .. })));
    assert_eq!(list::running_case_of(&mut change, Id(3)).await.unwrap(), Some((Id(5), 3)));
}

async fn a_report_keeps_its_numbers_and_its_road(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    running(&mut change).await;
    let step = ReportStep {
        verb: ReportVerb::SignOff,
        before: ReportState::Writing,
        after: ReportState::Signed,
        reason: String::new(),
        document: String::new(),
        document_on: Day::UNKNOWN,
        by: Id(7),
        at: NOW,
    };
    units::save_step(&mut change, Id(5), Id(11), &step, Some("{}"), 1).await.unwrap();
    let kept = units::get(&mut change, Id(5), Id(11)).await.unwrap();
    assert_eq!((kept.report_state, kept.report.as_deref(), kept.version), (ReportState::Signed, Some("{}"), 2));
    assert_eq!(units::steps(&mut change, Id(5), Id(11)).await.unwrap(), std::slice::from_ref(&step));
    let twice = units::save_step(&mut change, Id(5), Id(11), &step, Some("{}"), 1).await;
    assert!(matches!(twice, Err(Error::Stale { .. })));
    assert_eq!(units::below(&mut change, Id(5), Id(10)).await.unwrap().len(), 2);
    let more = units::Extension {
        unit: Id(12),
        before: day("28/06/2024"),
        after: day("05/07/2024"),
        reason: "Lũ".into(),
        by: Id(7),
        at: NOW,
    };
    units::extend(&mut change, Id(99), Id(5), &more).await.unwrap();
    assert_eq!(units::get(&mut change, Id(5), Id(12)).await.unwrap().before, day("05/07/2024"));
    assert_eq!(units::extensions(&mut change, Id(5), Id(12)).await.unwrap(), [more]);
}

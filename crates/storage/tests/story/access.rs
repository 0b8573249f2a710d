//! Users, grants, sessions, saved searches.

use crate::both::Fresh;
use crate::made_up::{NOW, day, event, small_tree};
use antin_domain::id::Id;
use antin_domain::permission::{Act, Decision, Object, may};
use antin_domain::role::{Grant, Role};
use antin_storage::searches::{self, SavedSearch};
use antin_storage::sessions::{self, Session, Strength};
use antin_storage::users::{self, Proof, User};
use antin_storage::{Change, Error, grants, units};

on_both!(
    a_user_is_found_by_login_in_any_case,
    a_step_of_the_second_factor_is_used_once,
    a_grant_reaches_its_subtree_for_its_days,
    a_deputy_falls_with_the_one_in_whose_place_it_is,
    a_session_ends_and_a_locked_user_is_out,
    a_shared_search_is_seen_below_its_unit,
);

fn user(id: i64, login: &str) -> User {
    User { id: Id(id), login: login.into(), name: "Người Mẫu".into(), person: None, locked: None, version: 1 }
}

fn grant(id: i64, user: i64, role: Role, unit: i64, deputy_of: Option<i64>) -> Grant {
    Grant {
        id: Id(id),
        user: Id(user),
        role,
        unit: Id(unit),
        from: day("01/06/2024"),
        to: day("30/06/2024"),
        deputy_of: deputy_of.map(Id),
    }
}

async fn two_users(change: &mut Change) {
    small_tree(change).await;
    users::insert(change, &user(1, "Mot"), NOW).await.unwrap();
    users::insert(change, &user(2, "hai"), NOW).await.unwrap();
}

async fn a_user_is_found_by_login_in_any_case(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    assert!(!users::is_there_any(&mut change).await.unwrap());
    two_users(&mut change).await;
    assert!(users::is_there_any(&mut change).await.unwrap());
    let taken = users::insert(&mut change, &user(3, "MOT"), NOW).await;
    assert!(matches!(taken, Err(Error::Taken { .. })));
    drop(change);
    let mut change = fresh.db.change().await.unwrap();
    two_users(&mut change).await;
    let proof = Proof { password: Some("$argon2id$…".into()), totp_secret: Some(vec![1, 2]), totp_step: None };
    users::set_proof(&mut change, Id(1), &proof).await.unwrap();
    let (found, read) = users::with_login(&mut change, "mOt").await.unwrap().unwrap();
    assert!(found.id == Id(1) && read == proof && found.version == 2);
    assert!(users::with_login(&mut change, "ba").await.unwrap().is_none());
    let page = users::list(&mut change, None, 1).await.unwrap();
    assert_eq!(page.items[0].login, "hai");
    let rest = users::list(&mut change, page.next.as_ref(), 1).await.unwrap();
    assert!(rest.items[0].login == "mot" && rest.next.is_none());
}

async fn a_step_of_the_second_factor_is_used_once(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    two_users(&mut change).await;
    let used = [(100, true), (100, false), (99, false), (101, true)];
    for (step, wanted) in used {
        assert_eq!(users::use_step(&mut change, Id(1), step).await.unwrap(), wanted, "{step}");
    }
}

async fn a_grant_reaches_its_subtree_for_its_days(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    two_users(&mut change).await;
    grants::insert(&mut change, &grant(1, 1, Role::Clerk, 10, None)).await.unwrap();
    let office = Object { units: units::path(&mut change, Id(11)).await.unwrap(), person: None };
    let other = Object { units: units::path(&mut change, Id(20)).await.unwrap(), person: None };
    let actor = grants::actor(&mut change, Id(1), day("14/06/2024")).await.unwrap();
    assert!(matches!(may(&actor, Act::EditPerson, &office), Decision::Allowed { .. }));
    assert!(matches!(may(&actor, Act::EditPerson, &other), Decision::Refused(_)));
    grants::end(&mut change, Id(1), day("13/06/2024")).await.unwrap();
    assert!(grants::actor(&mut change, Id(1), day("14/06/2024")).await.unwrap().grants.is_empty());
    assert_eq!(grants::of_user(&mut change, Id(1)).await.unwrap().len(), 1, "the row stays");
}

async fn a_deputy_falls_with_the_one_in_whose_place_it_is(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    two_users(&mut change).await;
    grants::insert(&mut change, &grant(1, 1, Role::Head, 10, None)).await.unwrap();
    grants::insert(&mut change, &grant(2, 2, Role::Head, 11, Some(1))).await.unwrap();
    // Not the principal's role, and not the principal's unit.
    grants::insert(&mut change, &grant(3, 2, Role::Liaison, 11, Some(1))).await.unwrap();
    grants::insert(&mut change, &grant(4, 2, Role::Head, 20, Some(1))).await.unwrap();
    let held = grants::actor(&mut change, Id(2), day("14/06/2024")).await.unwrap().grants;
    assert_eq!(held.iter().map(|one| (one.role, one.unit)).collect::<Vec<_>>(), [(Role::Head, Id(11))]);
    grants::end(&mut change, Id(1), day("13/06/2024")).await.unwrap();
    assert!(grants::actor(&mut change, Id(2), day("14/06/2024")).await.unwrap().grants.is_empty());
}

async fn a_session_ends_and_a_locked_user_is_out(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    two_users(&mut change).await;
    let session = |id: i64| Session {
        id: Id(id),
        user: Id(1),
        strength: Strength::Password,
        created: NOW,
        seen: NOW,
        expires: NOW.plus_seconds(3600),
        stepped_up: None,
        address: "192.0.2.1".into(),
        browser: "mẫu".into(),
    };
    for id in 1..=3 {
        sessions::begin(&mut change, &[id as u8; 32], &session(id)).await.unwrap();
    }
    let later = NOW.plus_seconds(60);
    assert_eq!(sessions::find(&mut change, &[1; 32], later).await.unwrap(), Some(session(1)));
    assert_eq!(sessions::find(&mut change, &[9; 32], later).await.unwrap(), None);
    assert_eq!(sessions::find(&mut change, &[1; 32], NOW.plus_seconds(3600)).await.unwrap(), None);
    sessions::touch(&mut change, Id(1), later, later.plus_seconds(3600)).await.unwrap();
    sessions::step_up(&mut change, Id(1), Strength::SecondFactor, later).await.unwrap();
    let found = sessions::find(&mut change, &[1; 32], NOW.plus_seconds(3601)).await.unwrap().unwrap();
    assert_eq!((found.strength, found.stepped_up, found.seen), (Strength::SecondFactor, Some(later), later));
    assert_eq!(sessions::end(&mut change, Id(1), Some(Id(2)), later).await.unwrap(), 1);
    assert_eq!(sessions::of_user(&mut change, Id(1), later).await.unwrap().len(), 2);
    assert_eq!(sessions::find(&mut change, &[2; 32], later).await.unwrap(), None);
    users::update(&mut change, &User { locked: Some(NOW), ..user(1, "mot") }).await.unwrap();
    assert_eq!(sessions::find(&mut change, &[1; 32], later).await.unwrap(), None);
    assert_eq!(sessions::end(&mut change, Id(1), None, later).await.unwrap(), 2);
}

async fn a_shared_search_is_seen_below_its_unit(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    two_users(&mut change).await;
    let search = |id: i64, owner: i64, unit: Option<i64>| SavedSearch {
        id: Id(id),
        owner: Id(owner),
        unit: unit.map(Id),
        name: format!("Sắp hết hạn {id}"),
        noun: "certificate".into(),
        filter: "?ends=75".into(),
    };
    for one in [search(1, 1, None), search(2, 1, Some(10)), search(3, 2, None), search(4, 1, Some(20))] {
        searches::insert(&mut change, &one).await.unwrap();
    }
    let seen = searches::seen_by(&mut change, Id(2), Some(Id(11))).await.unwrap();
    assert_eq!(seen, [search(2, 1, Some(10)), search(3, 2, None)]);
    assert!(matches!(searches::remove(&mut change, Id(2), Id(2), NOW).await, Err(Error::Missing { .. })));
    searches::remove(&mut change, Id(2), Id(1), NOW).await.unwrap();
    assert_eq!(searches::seen_by(&mut change, Id(2), Some(Id(11))).await.unwrap(), [search(3, 2, None)]);
    change.commit(&event("share-search")).await.unwrap();
}

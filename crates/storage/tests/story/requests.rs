//! Keys of requests and tokens of access.

use crate::both::Fresh;
use crate::made_up::{NOW, event};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Act;
use antin_storage::audit;
use antin_storage::idempotency::{self, Kept, Key};
use antin_storage::tokens::{self, Token};
use antin_storage::users::{self, User};
use antin_storage::{Change, Error};
use std::sync::Arc;

on_both!(
    a_key_is_kept_with_the_change_or_not_at_all,
    a_second_change_under_a_key_is_refused_whole,
    several_changes_of_one_request_keep_its_key_once,
    a_token_is_found_until_it_ends,
);

async fn somebody(change: &mut Change, id: i64, login: &str) {
    let user =
        User { id: Id(id), login: login.into(), name: "Người Mẫu".into(), person: None, locked: None, version: 1 };
    users::insert(change, &user, NOW).await.unwrap();
}

async fn begin(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    somebody(&mut change, 1, "mot").await;
    change.commit(&event("begin")).await.unwrap();
}

fn key(text: &str) -> Arc<Key> {
    Arc::new(Key::new(Id(1), text.into(), [7; 32]))
}

async fn a_key_is_kept_with_the_change_or_not_at_all(fresh: &Fresh) {
    begin(fresh).await;
    let one = key("k");
    let db = fresh.db.keyed(Arc::clone(&one));
    let mut dropped = db.change().await.unwrap();
    somebody(&mut dropped, 2, "hai").await;
    drop(dropped);
    assert_eq!(idempotency::find(&mut fresh.db.read().await.unwrap(), Id(1), "k").await.unwrap(), None);
    let mut change = db.change().await.unwrap();
    somebody(&mut change, 2, "hai").await;
    change.commit(&event("add")).await.unwrap();
    let told = event("add");
    let kept = Kept { request: [7; 32], object_kind: told.object_kind.into(), object_id: told.object_id.into() };
    assert_eq!(idempotency::find(&mut fresh.db.read().await.unwrap(), Id(1), "k").await.unwrap(), Some(kept));
    assert!(one.is_kept());
    let mut turn = fresh.db.upkeep().await.unwrap();
    assert_eq!(idempotency::tidy(&mut turn, NOW).await.unwrap(), 0);
    assert_eq!(idempotency::tidy(&mut turn, NOW.plus_seconds(1)).await.unwrap(), 1);
}

async fn a_second_change_under_a_key_is_refused_whole(fresh: &Fresh) {
    begin(fresh).await;
    fresh.db.keyed(key("k")).change().await.unwrap().commit(&event("first")).await.unwrap();
    let before = audit::head(&mut fresh.db.read().await.unwrap()).await.unwrap();
    let mut second = fresh.db.keyed(key("k")).change().await.unwrap();
    somebody(&mut second, 2, "hai").await;
    assert!(matches!(second.commit(&event("second")).await, Err(Error::Taken { .. })));
    let mut connection = fresh.db.read().await.unwrap();
    assert_eq!(audit::head(&mut connection).await.unwrap(), before, "its event is gone too");
    assert!(users::get(&mut connection, Id(2)).await.is_err());
}

async fn several_changes_of_one_request_keep_its_key_once(fresh: &Fresh) {
    begin(fresh).await;
    let db = fresh.db.keyed(key("k"));
    db.change().await.unwrap().commit(&event("first")).await.unwrap();
    db.change().await.unwrap().commit(&event("second")).await.unwrap();
}

async fn a_token_is_found_until_it_ends(fresh: &Fresh) {
    begin(fresh).await;
    let token = Token {
        id: Id(5),
        user: Id(1),
        name: "Đối soát".into(),
        acts: vec![Act::ReadUnit, Act::Export],
        created: NOW,
        expires: NOW.plus_seconds(60),
        used: None,
        ended: None,
    };
    let mut change = fresh.db.change().await.unwrap();
    tokens::insert(&mut change, &[3; 32], &token).await.unwrap();
    let find = async |change: &mut Change, at: Moment| tokens::find(change, &[3; 32], at).await.unwrap();
    assert_eq!(find(&mut change, NOW).await, Some(token.clone()));
    assert_eq!(tokens::find(&mut change, &[4; 32], NOW).await.unwrap(), None);
    assert_eq!(find(&mut change, token.expires).await, None, "it ended by itself");
    tokens::touch(&mut change, Id(5), NOW.plus_seconds(1)).await.unwrap();
    assert_eq!(find(&mut change, NOW).await.unwrap().used, Some(NOW.plus_seconds(1)));
    let mut owner = users::get(&mut change, Id(1)).await.unwrap();
    owner.locked = Some(NOW);
    users::update(&mut change, &owner).await.unwrap();
    assert_eq!(find(&mut change, NOW).await, None, "its owner is locked");
    owner = users::get(&mut change, Id(1)).await.unwrap();
    owner.locked = None;
    users::update(&mut change, &owner).await.unwrap();
    assert!(tokens::end(&mut change, Id(5), NOW).await.unwrap());
    assert!(!tokens::end(&mut change, Id(5), NOW).await.unwrap(), "it ends once");
    assert_eq!(find(&mut change, NOW).await, None);
    assert_eq!(tokens::of_user(&mut change, Id(1)).await.unwrap()[0].ended, Some(NOW));
}

//! A campaign over the demonstration, for tests: launched, with log-ins on every level.

use crate::browser::{Browser, Fresh};
use antin_app::campaigns::{self, CampaignInput};
use antin_app::work::settle;
use antin_app::{Visitor, accounts, demo, sign_in};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::role::Role;
use antin_storage::{grants, units};

/// A campaign that runs.
pub struct Running {
    pub campaign: Id,
    /// The centre.
    pub top: Id,
    /// The department.
    pub department: Id,
    /// An office of the department that has cases.
    pub office: Id,
}

/// Somebody of the demonstration, as use cases know him.
pub async fn visitor(fresh: &Fresh, login: &str) -> Visitor {
    let token = demo::enter(&fresh.context, login).await.unwrap();
    sign_in::visitor(&fresh.context, &token).await.unwrap().unwrap()
}

/// One more log-in.
pub async fn account(fresh: &Fresh, login: &str, role: Role, unit: Id) -> Visitor {
    let keeper = visitor(fresh, "quantri").await;
    let input = accounts::AccountInput {
        login: login.into(),
        name: format!("Thử {login}"),
        password: demo::PASSWORD.into(),
        ..accounts::AccountInput::default()
    };
    let grant = accounts::GrantInput { role, unit, from: demo::day().plus(-10), to: Day::UNKNOWN };
    accounts::add(&fresh.context, &keeper, &input, &grant).await.unwrap();
    visitor(fresh, login).await
}

/// Fills the demonstration and launches a campaign over everything.
pub async fn launched(fresh: &Fresh) -> Running {
    demo::fill(&fresh.context).await.unwrap();
    let leader = visitor(fresh, "daumoi").await;
    let clerk = visitor(fresh, "canbo").await;
    let mut connection = fresh.context.db.read().await.unwrap();
    let top = units::all(&mut connection).await.unwrap().into_iter().find(|unit| unit.parent.is_none()).unwrap().id;
    let department = grants::of_user(&mut connection, clerk.actor.user).await.unwrap()[0].unit;
    drop(connection);
    let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
    let input = CampaignInput {
        letter: "2547/TCT-CNTT".into(),
        letter_on: day("14/06/2024"),
        subject: "V/v rà soát thông tin chứng thư số".into(),
        body: String::new(),
        contact: String::new(),
        scope: vec![top],
        levels: vec![day("30/06/2024"), day("28/06/2024"), day("25/06/2024")],
        reading: Default::default(),
    };
    let campaign = campaigns::create(&fresh.context, &leader, &input).await.unwrap();
    campaigns::rehearse(&fresh.context, &leader, campaign).await.unwrap();
    settle(&fresh.context).await.unwrap();
    campaigns::launch(&fresh.context, &leader, campaign).await.unwrap();
    settle(&fresh.context).await.unwrap();
    let board = campaigns::board(&fresh.context, &leader, campaign, Some(department)).await.unwrap();
    let office = board.below.iter().find(|row| row.undecided() > 0).expect("an office has something to decide").unit;
    Running { campaign, top, department, office }
}

impl Fresh {
    /// A browser of a log-in that was made with the password of the demonstration.
    pub async fn as_login(&self, login: &str) -> Browser {
        self.entered(login).await
    }
}

//! What every use case is given: the database, the folder of files, the time, chance.

use crate::error::AppError;
use crate::policies;
use crate::work::Board;
use antin_domain::day::Day;
use antin_domain::id::{Id, Ids};
use antin_domain::moment::Moment;
use antin_domain::policy::Policy;
use antin_storage::Db;
use antin_storage::idempotency::Key;
use ring::rand::{SecureRandom, SystemRandom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Passwords are worked out two at a time: each takes 19 MiB and a core.
const HASHING_AT_ONCE: usize = 2;

/// What every use case is given. One for each server; a clone is the same one.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// The folder that holds what the database does not: files as they were taken in, checkpoints.
    pub data: PathBuf,
    /// The folder for signed checkpoints of the audit; best where whoever keeps the database cannot write.
    pub checkpoints: PathBuf,
    /// What everybody who works in the background shares.
    pub(crate) board: Arc<Board>,
    /// Who may work out a password now.
    pub(crate) hashing: Arc<Semaphore>,
    /// The token of the one-time link by which the first administrator is made; none once there is one.
    pub(crate) first_link: Arc<Mutex<Option<[u8; 32]>>>,
    /// The day that pages take for today; none: the clock says.
    fixed_day: Option<Day>,
    policies: Arc<[Policy]>,
    random: SystemRandom,
}

impl Context {
    /// A context over an open database. `fixed_day` is for demonstrations, whose lists speak of one day.
    #[must_use]
    pub fn new(db: Db, data: PathBuf, fixed_day: Option<Day>) -> Context {
        Context {
            db,
            checkpoints: data.join("checkpoints"),
            data,
            board: Arc::default(),
            hashing: Arc::new(Semaphore::new(HASHING_AT_ONCE)),
            first_link: Arc::default(),
            fixed_day,
            policies: policies::packs().into(),
            random: SystemRandom::new(),
        }
    }

    /// The same context for one request that carries a key: see [`crate::idempotency`].
    #[must_use]
    pub fn keyed(&self, key: Arc<Key>) -> Context {
        Context { db: self.db.keyed(key), ..self.clone() }
    }

    /// The present moment.
    #[must_use]
    #[allow(clippy::disallowed_methods)] // The one place where the service looks at the clock.
    pub fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    /// Today in Vietnam; in a demonstration, the day of its lists.
    #[must_use]
    pub fn today(&self) -> Day {
        self.fixed_day.unwrap_or_else(|| self.now().day())
    }

    /// The law of today; none where no pack holds.
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        let today = self.today();
        self.policies.iter().find(|pack| pack.holds_on(today))
    }

    /// The policy pack of this name and version; none where this version of the program has it no more.
    #[must_use]
    pub fn policy_named(&self, named: &str) -> Option<&Policy> {
        self.policies.iter().find(|pack| format!("{} {}", pack.name, pack.version) == named)
    }

    /// A certificate that ends within so many days needs attention, as the policy of today says.
    #[must_use]
    pub fn soon_days(&self) -> Option<i32> {
        self.policy().map(|policy| policy.renewal.window_days)
    }

    /// Random bytes.
    ///
    /// # Errors
    /// The machine has none to give.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], AppError> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes).map_err(|_| AppError::NoChance)?;
        Ok(bytes)
    }

    /// Fresh numbers for new things.
    ///
    /// # Errors
    /// The machine has no chance to give.
    pub fn ids(&self) -> Result<Ids, AppError> {
        Ok(Ids::new(self.now().0 / 1000, u64::from_le_bytes(self.random()?)))
    }

    /// One fresh number.
    ///
    /// # Errors
    /// As [`Context::ids`].
    pub fn id(&self) -> Result<Id, AppError> {
        self.ids()?.next().ok_or(AppError::NoChance)
    }
}

//! Who asks: the account behind a session, with the grants that hold today.

use crate::error::AppError;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Actor, Decision, Object, Reach, may, reach};
use antin_domain::role::Role;
use antin_storage::sessions::Session;
use antin_storage::tokens::Token;
use antin_storage::{Connection, units};

/// Somebody who entered.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who it is to the table of permissions.
    pub actor: Actor,
    /// The name for pages.
    pub name: String,
    /// The name to log in with.
    pub login: String,
    /// The session.
    pub session: Session,
    /// The topmost unit, where there is one: lists and reviews speak of everything below it.
    pub top: Option<Id>,
    /// A second factor is set but was not shown yet: nothing but showing it is allowed.
    pub owes_second_factor: bool,
    /// The token by which a program came for the user: only its acts are allowed. None for a person who entered.
    pub token: Option<Token>,
}

impl Visitor {
    /// Goes on only if the visitor may do `act` to `object`; tells as which role.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the reason.
    pub fn may(&self, act: Act, object: &Object) -> Result<Role, AppError> {
        if !self.token_names(act) {
            return Err(AppError::Refused(Message::new("access-not-by-token").with("act", act.name())));
        }
        match may(&self.actor, act, object) {
            Decision::Allowed { role, .. } => Ok(role),
            Decision::Refused(message) => Err(AppError::Refused(message)),
        }
    }

    /// How far `act` reaches for the visitor.
    ///
    /// # Errors
    /// [`AppError::Refused`] where it reaches nothing at all.
    pub fn reach(&self, act: Act) -> Result<Reach, AppError> {
        let reach = if self.token_names(act) { reach(&self.actor, act) } else { Reach::default() };
        if reach.everything || !reach.tops.is_empty() || reach.person.is_some() {
            return Ok(reach);
        }
        // The same sentence as for one thing that lies nowhere.
        self.may(act, &Object { units: Vec::new(), person: None })?;
        Ok(reach)
    }

    /// Does the token name `act`? A person who entered needs no token.
    #[must_use]
    pub fn token_names(&self, act: Act) -> bool {
        self.token.as_ref().is_none_or(|token| token.acts.contains(&act))
    }

    /// May the visitor do `act` to anything at all? For menus and buttons.
    #[must_use]
    pub fn may_somewhere(&self, act: Act) -> bool {
        self.reach(act).is_ok()
    }

    /// May the visitor do `act` to everything, whole lists and reviews?
    #[must_use]
    pub fn may_at_top(&self, act: Act) -> bool {
        self.may(act, &Object { units: self.top.into_iter().collect(), person: None }).is_ok()
    }

    /// The unit that stands beside the visitor's name: that of the first grant.
    #[must_use]
    pub fn place(&self) -> Option<Id> {
        self.actor.grants.first().map(|holding| holding.unit)
    }

    /// How events name the visitor.
    #[must_use]
    pub fn event_name(&self) -> String {
        self.actor.user.to_string()
    }
}

/// What lies in `unit` and is about `person`, for the question who may.
///
/// # Errors
/// The database cannot be read.
pub async fn object(
    connection: &mut Connection,
    unit: Option<Id>,
    person: Option<Id>,
) -> Result<Object, antin_storage::Error> {
    let units = match unit {
        Some(unit) => units::path(connection, unit).await?,
        None => Vec::new(),
    };
    Ok(Object { units, person })
}

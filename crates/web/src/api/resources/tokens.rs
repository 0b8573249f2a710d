//! Tokens by which programs enter: the caller's own, making one, ending one. No token makes or ends another.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{Kind, Parameter, shown};
use crate::api::problem::{Code, Problem};
use crate::api::values;
use antin_app::tokens::{self, Token, TokenInput};
use antin_domain::message::Message;
use antin_domain::permission::{Act, RULES};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/tokens", "list-tokens", Rule::OneselfOr(Act::ReadUser), Gives::Page(shape::<TokenRow>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[Parameter { name: "account", kind: Kind::Id }]),
    Operation::change(
        Method::Post,
        "/tokens",
        "make-token",
        Rule::Entered,
        Gives::Secret(shape::<MadeToken>),
        |asked| Box::pin(make(asked)),
    )
    .taking(Takes::Json(shape::<NewToken>))
    .grave(),
    Operation::change(Method::Delete, "/tokens/{id}", "end-token", Rule::Entered, Gives::Done, |asked| {
        Box::pin(end(asked))
    }),
];

/// A token of access, without its secret.
#[derive(Serialize, ToSchema)]
struct TokenRow {
    /// Number.
    id: String,
    /// The account whose it is.
    account: String,
    /// What the owner calls it.
    name: String,
    /// `read`: it changes nothing; `write`.
    scope: &'static str,
    /// The acts of the table of permissions that it may do, as far as its owner may.
    acts: Vec<&'static str>,
    /// When it was made.
    created: String,
    /// When it ends by itself.
    expires: String,
    /// When it was last used.
    used: Option<String>,
    /// When it was ended.
    ended: Option<String>,
}

/// A token that was made. The secret is shown this once.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// The token.
    token: TokenRow,
    /// What goes behind `Authorization: Bearer`.
    #[schema(example = "antin_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    secret: String,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What the owner calls it.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// The acts it may do: names of the table of permissions, none that the caller may not do himself.
    #[schema(min_items = 1, max_items = 40, example = json!(["read-certificate", "export"]))]
    acts: Vec<String>,
    /// Its last day, at most a year away.
    #[schema(format = Date)]
    until: String,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let account = asked.value_id("account").unwrap_or(asked.visitor.actor.user);
    let tokens = tokens::list(&asked.context, &asked.visitor, account).await?;
    Answer::page(&tokens.iter().map(row).collect::<Vec<_>>(), None, None)
}

fn row(token: &Token) -> TokenRow {
    TokenRow {
        id: token.id.to_string(),
        account: token.user.to_string(),
        name: token.name.clone(),
        scope: if tokens::writes(token) { "write" } else { "read" },
        acts: token.acts.iter().map(|act| act.name()).collect(),
        created: values::moment(token.created),
        expires: values::moment(token.expires),
        used: token.used.map(values::moment),
        ended: token.ended.map(values::moment),
    }
}

async fn make(asked: Asked) -> Result<Answer, Problem> {
    let input: NewToken = asked.json()?;
    let act = |name: &String| {
        RULES.iter().find(|rule| rule.name == name).map(|rule| rule.act).ok_or_else(|| {
            Problem::new(Code::Unusable, Message::new("api-no-such-act").with("name", shown(name))).at("acts")
        })
    };
    let acts = input.acts.iter().map(act).collect::<Result<Vec<Act>, Problem>>()?;
    let input = TokenInput { name: input.name, acts, until: Asked::day("until", &input.until)? };
    let (token, secret) = tokens::make(&asked.context, &asked.visitor, &input).await?;
    Answer::one(&MadeToken { token: row(&token), secret })
}

async fn end(asked: Asked) -> Result<Answer, Problem> {
    tokens::end(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("token", asked.id())
}

//! One row of the shelf: an operation, what it needs, takes and gives.

use super::answer::Answer;
use super::asked::Asked;
use super::parameter::Parameter;
use super::problem::Problem;
use antin_domain::permission::Act;
use std::pin::Pin;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// One operation of the interface.
#[derive(Clone, Copy)]
pub struct Operation {
    /// How it is asked for.
    pub method: Method,
    /// Its path below `/api/v1`, as routes and OpenAPI write it: `/people/{id}`.
    pub path: &'static str,
    /// Its name: `operationId`, and with `api-operation-` before it the key of its summary.
    pub name: &'static str,
    /// What the caller needs.
    pub rule: Rule,
    /// What the query may hold; anything else is refused.
    pub parameters: &'static [Parameter],
    /// What the body is.
    pub takes: Takes,
    /// What comes back.
    pub gives: Gives,
    /// It changes a thing of which there are versions: `If-Match` is required.
    pub is_versioned: bool,
    /// It cannot be undone or gives power away: the password must have been given lately.
    pub is_grave: bool,
    /// What it does.
    pub run: Run,
}

/// How an operation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It reads.
    Get,
    /// It makes or does something; with a key, once.
    Post,
    /// It sets something.
    Put,
    /// It ends something.
    Delete,
}

/// What the caller needs, asked before anything else is looked at. The use case asks again, about the very thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// To have entered.
    Entered,
    /// This act, for what the operation is about.
    May(Act),
    /// This act for everything: lists speak of the whole office.
    MayForAll(Act),
    /// To ask about oneself, or this act.
    OneselfOr(Act),
}

/// What an operation does with a request.
pub type Run = fn(Asked) -> Running;
/// … which takes a while.
pub type Running = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send>>;

/// Schemas by their names, as they are collected for the document.
pub type Schemas = Vec<(String, RefOr<Schema>)>;
/// A type of JSON: adds its schemas and gives its name.
pub type Shape = fn(&mut Schemas) -> String;

/// What the body of a request is.
#[derive(Clone, Copy)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// JSON of this shape.
    Json(Shape),
    /// A file, alone or as a form.
    File,
}

/// What comes back where all is well.
#[derive(Clone, Copy)]
pub enum Gives {
    /// One thing, with its `ETag`.
    One(Shape),
    /// What was made of a body, of this shape; nothing is kept.
    Told(Shape),
    /// A page of things.
    Page(Shape),
    /// A file of one of these media types.
    File(&'static str),
    /// What was made, with its address: the path below `/api/v1` before its number.
    Made(&'static str),
    /// What it was done to.
    Done,
    /// Something that is shown once and never again, of this shape.
    Secret(Shape),
}

impl Operation {
    /// An operation that reads.
    pub const fn get(path: &'static str, name: &'static str, rule: Rule, gives: Gives, run: Run) -> Operation {
        Operation {
            method: Method::Get,
            path,
            name,
            rule,
            parameters: &[],
            takes: Takes::Nothing,
            gives,
            is_versioned: false,
            is_grave: false,
            run,
        }
    }

    /// An operation that changes something.
    pub const fn change(
        method: Method,
        path: &'static str,
        name: &'static str,
        rule: Rule,
        gives: Gives,
        run: Run,
    ) -> Operation {
        Operation { method, ..Operation::get(path, name, rule, gives, run) }
    }

    /// The same with these parameters in its query.
    pub const fn with(self, parameters: &'static [Parameter]) -> Operation {
        Operation { parameters, ..self }
    }

    /// The same with a body.
    pub const fn taking(self, takes: Takes) -> Operation {
        Operation { takes, ..self }
    }

    /// The same, only on the version that the caller has seen.
    pub const fn versioned(self) -> Operation {
        Operation { is_versioned: true, ..self }
    }

    /// The same, only with the password given lately.
    pub const fn grave(self) -> Operation {
        Operation { is_grave: true, ..self }
    }

    /// The names of the places in the path, in their order.
    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

impl Method {
    /// As OpenAPI writes it.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
            Method::Delete => "delete",
        }
    }
}

impl Rule {
    /// The act of the table of permissions, where one is needed.
    pub fn act(self) -> Option<Act> {
        match self {
            Rule::Entered => None,
            Rule::May(act) | Rule::MayForAll(act) | Rule::OneselfOr(act) => Some(act),
        }
    }
}

impl Takes {
    /// Is it a file?
    pub fn is_file(self) -> bool {
        matches!(self, Takes::File)
    }
}

/// The shape of a type.
pub fn shape<T: ToSchema + PartialSchema>(schemas: &mut Schemas) -> String {
    let name = T::name().into_owned();
    schemas.push((name.clone(), T::schema()));
    T::schemas(schemas);
    name
}

//! `antin lists show FILE`: how a file is read.

use crate::arguments::{ListsCall, ListsCommand};
use crate::failure::Failure;
use crate::lists_show;
use crate::words::{Language, Words};
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::open::open;
use antin_lists::overrides::Overrides;

/// Does what `antin lists …` asks for.
pub fn run(call: &ListsCall) -> (Language, Result<String, Failure>) {
    let ListsCommand::Show { file, kind, columns, lang } = &call.command;
    let show = || {
        let kind = match kind.as_deref() {
            None => None,
            Some(name) => Some(ListKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
                let names = ListKind::ALL.map(ListKind::name).join(", ");
                Failure::Unusable(Message::new("cli-bad-kind").with("kind", name).with("names", names))
            })?),
        };
        let overrides = match columns {
            Some(path) => Some(Overrides::read(path).map_err(|error| Failure::Unusable(error.message()))?),
            None => None,
        };
        let opened = open(file, kind, overrides.as_ref()).map_err(|error| Failure::Unusable(error.message()))?;
        Ok(lists_show::show(&opened, &Words::new(*lang)))
    };
    (*lang, show())
}

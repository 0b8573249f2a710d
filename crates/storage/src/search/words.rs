//! Rows that hold all words of a search: through an index of words where one of them is rare, along the list where all are
//! common.
//!
//! SQLite and PostgreSQL each have an index of their own for it, and both take words that were folded and cut by us, so
//! they find the same.

use super::{Noun, end_of_range, typed};
use crate::among;
use crate::db::{Connection, Engine};
use crate::error::Result;
use crate::statement::{Condition, Value, bind_all, many, rows_at_once};
use crate::turn::Upkeep;

/// A word of more things than this is common.
const COMMON: i64 = 60_000;

/// How words that were typed are looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// The words, each the beginning of one.
    pub typed: Vec<String>,
    /// One of them is rare enough to go through the index.
    pub has_rare: bool,
    /// One of them begins no word that is kept: nothing holds them all.
    pub has_unheard: bool,
}

/// Table, its short name in statements, and its index of words.
fn table(noun: Noun) -> (&'static str, &'static str) {
    match noun {
        Noun::Person => ("p", "person_words"),
        _ => ("c", "certificate_words"),
    }
}

/// The words typed, and whether one of them is rare.
pub(crate) async fn look(connection: &mut Connection, noun: Noun, text: &str) -> Result<Words> {
    let mut words = Words { typed: typed(text), has_rare: false, has_unheard: false };
    for word in &words.typed {
        let mut condition = Condition::default();
        let from = condition.bind(Value::Text(word.clone()));
        let to = condition.bind(Value::Text(end_of_range(word)));
        let most = condition.number(COMMON + 1);
        let text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM search_token WHERE kind = {} AND token >= {from} AND token < {to}
             LIMIT {most}) found",
            noun as i16
        );
        let (found,): (i64,) =
            on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
                .fetch_one(&mut *c)
                .await)?;
        if found <= COMMON {
            words.has_rare = true;
            words.has_unheard = found == 0;
            break;
        }
    }
    Ok(words)
}

/// The word of a text that has only one.
pub(crate) fn sole(text: &str) -> Option<String> {
    let mut words = typed(text);
    words.pop().filter(|_| words.is_empty())
}

/// How many things hold a word that begins so, counted no further than one more than `most`.
pub(crate) async fn count_up_to(connection: &mut Connection, noun: Noun, word: &str, most: u32) -> Result<i64> {
    let mut condition = Condition::default();
    let from = condition.bind(Value::Text(word.to_owned()));
    let to = condition.bind(Value::Text(end_of_range(word)));
    let most = condition.number(i64::from(most) + 1);
    // A thing can hold several such words.
    let text = format!(
        "SELECT count(*) FROM (SELECT DISTINCT object_id FROM search_token WHERE kind = {} AND token >= {from}
         AND token < {to} LIMIT {most}) found",
        noun as i16
    );
    let (found,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(found)
}

/// Adds to a condition that a row holds every word. `beside_units`: the condition names units too.
pub(crate) fn all_words(condition: &mut Condition, engine: Engine, noun: Noun, words: &Words, beside_units: bool) {
    let (short, index) = table(noun);
    if words.has_unheard {
        condition.and("1 = 0");
        return;
    }
    if !words.has_rare {
        for word in &words.typed {
            let pattern = condition.bind(Value::Text(format!("% {word}%")));
            condition.and(&format!("{short}.search_text LIKE {pattern}"));
        }
        return;
    }
    // Words hold letters and digits only, so they stand between quotes as they are.
    match engine {
        Engine::Sqlite => {
            let wanted: Vec<String> = words.typed.iter().map(|word| format!("\"{word}\"*")).collect();
            let wanted = condition.bind(Value::Text(wanted.join(" ")));
            condition.and(&format!("{short}.id IN (SELECT rowid FROM {index} WHERE {index} MATCH {wanted})"));
        }
        Engine::Postgres => {
            let wanted: Vec<String> = words.typed.iter().map(|word| format!("'{word}':*")).collect();
            let wanted = condition.bind(Value::Text(wanted.join(" & ")));
            let holds = |short: &str| {
                format!(
                    "array_to_tsvector(string_to_array(btrim({short}.search_text), ' ')) @@ {wanted}::text::tsquery"
                )
            };
            if beside_units {
                // A prepared plan goes through the units and works out the words of every row there: 700 ms for a
                // province among a million. OFFSET 0 keeps the index of words to itself.
                let name = index.trim_end_matches("_words");
                condition.and(&format!("{short}.id IN (SELECT w.id FROM {name} w WHERE {} OFFSET 0)", holds("w")));
            } else {
                condition.and(&holds(short));
            }
        }
    }
}

/// Keeps the texts of things in the index of SQLite; PostgreSQL keeps its own.
pub(crate) async fn put_texts(turn: &mut Upkeep, noun: Noun, texts: &[(i64, String)]) -> Result<()> {
    let Engine::Sqlite = turn.engine() else { return Ok(()) };
    for chunk in texts.chunks(rows_at_once(2)) {
        let head = format!("INSERT OR REPLACE INTO {} (rowid, words)", table(noun).1);
        let text = many(turn.engine(), &head, 2, chunk.len(), "");
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for (id, text) in chunk {
                query = query.bind(*id).bind(text.as_str());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Takes things out of the index of SQLite; PostgreSQL does so by itself.
pub(crate) async fn remove_texts(turn: &mut Upkeep, noun: Noun, ids: &[i64]) -> Result<()> {
    let Engine::Sqlite = turn.engine() else { return Ok(()) };
    among::execute(turn, &format!("DELETE FROM {} WHERE rowid IN ({{keys}})", table(noun).1), ids).await
}

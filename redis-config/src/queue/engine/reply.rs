//! What the scripts answer.

use redis::{ErrorKind, RedisError, RedisResult, Value};

use crate::queue::stats::Stats;

/// Answer to a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// In the queue, by this call or an earlier copy of it.
    Accepted,
    /// The queue was written by a newer version.
    SchemaNewer(u32),
    /// Another process has this producer's name: take a new one.
    NameTaken,
}

/// Answer to a claim.
pub(crate) enum Claimed {
    /// Jobs, under the claim id of the call.
    Items(Vec<Vec<u8>>),
    /// Nothing now; the next delayed job is due in so many milliseconds.
    Empty { next_due: Option<u64> },
    /// The queue was written by a newer version.
    SchemaNewer(u32),
}

impl std::fmt::Debug for Claimed {
    // Items hold payloads.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Items(items) => write!(f, "Items({})", items.len()),
            Self::Empty { next_due } => write!(f, "Empty({next_due:?})"),
            Self::SchemaNewer(found) => write!(f, "SchemaNewer({found})"),
        }
    }
}

/// Answer to a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Jobs moved to the suspects.
    pub(crate) moved: u64,
    /// Jobs moved to the dead letters.
    pub(crate) buried: u64,
    /// More claims have expired than one sweep takes.
    pub(crate) more: bool,
}

/// A dead letter as stored.
pub(crate) struct Letter {
    pub(crate) item: Vec<u8>,
    pub(crate) reason: String,
    pub(crate) failed_at_ms: u64,
}

// The answer itself is not shown: it may hold payloads.
fn unexpected(script: &'static str) -> RedisError {
    (
        ErrorKind::UnexpectedReturnType,
        "a queue script gave an answer of a wrong shape",
        script.to_owned(),
    )
        .into()
}

fn int(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Int(n)) => Some(*n),
        _ => None,
    }
}

fn count(value: Option<&Value>) -> Option<u64> {
    int(value).and_then(|n| u64::try_from(n).ok())
}

fn schema(value: Option<&Value>) -> Option<u32> {
    int(value).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

pub(crate) fn pushed(value: &Value) -> RedisResult<Pushed> {
    let wrong = || unexpected("push");
    let Value::Array(parts) = value else {
        return Err(wrong());
    };
    match int(parts.first()) {
        Some(1) => Ok(Pushed::Accepted),
        Some(-1) => schema(parts.get(1))
            .map(Pushed::SchemaNewer)
            .ok_or_else(wrong),
        Some(-2) => Ok(Pushed::NameTaken),
        _ => Err(wrong()),
    }
}

pub(crate) fn claimed(value: Value) -> RedisResult<Claimed> {
    let wrong = || unexpected("claim");
    let Value::Array(mut parts) = value else {
        return Err(wrong());
    };
    match (int(parts.first()), parts.pop()) {
        (Some(1), Some(Value::Array(items))) => items
            .into_iter()
            .map(|item| match item {
                Value::BulkString(bytes) => Ok(bytes),
                _ => Err(wrong()),
            })
            .collect::<RedisResult<_>>()
            .map(Claimed::Items),
        (Some(0), due) => Ok(Claimed::Empty {
            next_due: count(due.as_ref()),
        }),
        (Some(-1), found) => schema(found.as_ref())
            .map(Claimed::SchemaNewer)
            .ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// Positions of the lost claims, counted from 0.
pub(crate) fn lost(value: &Value) -> RedisResult<Vec<usize>> {
    let wrong = || unexpected("renew");
    let Value::Array(parts) = value else {
        return Err(wrong());
    };
    parts
        .iter()
        .map(|part| {
            count(Some(part))
                .and_then(|n| usize::try_from(n).ok()?.checked_sub(1))
                .ok_or_else(wrong)
        })
        .collect()
}

/// Per claim, whether it was still held.
pub(crate) fn held(value: &Value, claims: usize) -> RedisResult<Vec<bool>> {
    match value {
        Value::Array(parts) if parts.len() == claims => Ok(parts
            .iter()
            .map(|part| int(Some(part)) == Some(1))
            .collect()),
        _ => Err(unexpected("finish")),
    }
}

pub(crate) fn number(value: &Value, script: &'static str) -> RedisResult<u64> {
    count(Some(value)).ok_or_else(|| unexpected(script))
}

pub(crate) fn swept(value: &Value) -> RedisResult<Swept> {
    let read = || {
        let Value::Array(parts) = value else {
            return None;
        };
        Some(Swept {
            moved: count(parts.first())?,
            buried: count(parts.get(1))?,
            more: count(parts.get(2))? == 1,
        })
    };
    read().ok_or_else(|| unexpected("sweep"))
}

pub(crate) fn stats(value: &Value) -> RedisResult<Stats> {
    let read = || {
        let Value::Array(parts) = value else {
            return None;
        };
        Some(Stats {
            ready: count(parts.first())?,
            delayed: count(parts.get(1))?,
            suspects: count(parts.get(2))?,
            claimed: count(parts.get(3))?,
            dead: count(parts.get(4))?,
        })
    };
    read().ok_or_else(|| unexpected("stats"))
}

pub(crate) fn letters(value: Value) -> RedisResult<Vec<Letter>> {
    let wrong = || unexpected("dead");
    let Value::Array(letters) = value else {
        return Err(wrong());
    };
    letters
        .into_iter()
        .map(|letter| {
            let Value::Array(parts) = letter else {
                return Err(wrong());
            };
            let mut parts = parts.into_iter();
            match (parts.next(), parts.next(), parts.next()) {
                (
                    Some(Value::BulkString(item)),
                    Some(Value::BulkString(reason)),
                    Some(Value::Int(at)),
                ) => Ok(Letter {
                    item,
                    reason: String::from_utf8_lossy(&reason).into_owned(),
                    failed_at_ms: u64::try_from(at).unwrap_or_default(),
                }),
                _ => Err(wrong()),
            }
        })
        .collect()
}

/// Letters looked at, letters redriven.
pub(crate) fn redriven(value: &Value) -> RedisResult<(u64, u64)> {
    let Value::Array(parts) = value else {
        return Err(unexpected("redrive"));
    };
    match (count(parts.first()), count(parts.get(1))) {
        (Some(seen), Some(moved)) => Ok((seen, moved)),
        _ => Err(unexpected("redrive")),
    }
}

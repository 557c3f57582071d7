//! The replies of the scripts, decoded.

use redis::{ErrorKind, RedisError, RedisResult, Value};

use crate::queue::stats::Stats;

/// The reply to a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// The jobs are in the queue, by this call or by an earlier copy of it.
    Accepted,
    /// The queue was written by a newer version.
    SchemaNewer(u32),
    /// Another process uses the name of this producer: take another.
    NameTaken,
}

/// The reply to a claim.
pub(crate) enum Claimed {
    /// Jobs, under the claim id of the call.
    Jobs(Vec<Vec<u8>>),
    /// No job now; the next delayed one is due in this many milliseconds.
    Empty { next_due: Option<u64> },
    /// The queue was written by a newer version.
    SchemaNewer(u32),
}

impl std::fmt::Debug for Claimed {
    // Without the envelopes, which contain payloads.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Jobs(envelopes) => write!(f, "Jobs({})", envelopes.len()),
            Self::Empty { next_due } => write!(f, "Empty({next_due:?})"),
            Self::SchemaNewer(found) => write!(f, "SchemaNewer({found})"),
        }
    }
}

/// The reply to a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Jobs moved to the suspects.
    pub(crate) suspects: u64,
    /// Jobs moved to the dead letters.
    pub(crate) dead: u64,
    /// More claims have expired than one sweep takes.
    pub(crate) more: bool,
}

/// A dead letter as stored.
pub(crate) struct RawDeadLetter {
    pub(crate) envelope: Vec<u8>,
    pub(crate) reason: String,
    pub(crate) failed_at_ms: u64,
}

// Without the reply, which may contain payloads.
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
        (Some(1), Some(Value::Array(envelopes))) => envelopes
            .into_iter()
            .map(|envelope| match envelope {
                Value::BulkString(bytes) => Ok(bytes),
                _ => Err(wrong()),
            })
            .collect::<RedisResult<_>>()
            .map(Claimed::Jobs),
        (Some(0), due) => Ok(Claimed::Empty {
            next_due: count(due.as_ref()),
        }),
        (Some(-1), found) => schema(found.as_ref())
            .map(Claimed::SchemaNewer)
            .ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// The indexes of the claims that no longer exist, counted from 0.
pub(crate) fn missing(value: &Value) -> RedisResult<Vec<usize>> {
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

/// For each claim, whether it still existed.
pub(crate) fn existing(value: &Value, claims: usize) -> RedisResult<Vec<bool>> {
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

/// The numbers of an array of `N`.
fn numbers<const N: usize>(value: &Value, script: &'static str) -> RedisResult<[u64; N]> {
    let Value::Array(parts) = value else {
        return Err(unexpected(script));
    };
    let numbers: Option<Vec<u64>> = parts.iter().map(|part| count(Some(part))).collect();
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| unexpected(script))
}

pub(crate) fn swept(value: &Value) -> RedisResult<Swept> {
    let [suspects, dead, more] = numbers(value, "sweep")?;
    Ok(Swept {
        suspects,
        dead,
        more: more == 1,
    })
}

pub(crate) fn stats(value: &Value) -> RedisResult<Stats> {
    let [ready, delayed, suspects, claimed, dead] = numbers(value, "stats")?;
    Ok(Stats {
        ready,
        delayed,
        suspects,
        claimed,
        dead,
    })
}

/// How many dead letters were looked at, and how many were redriven.
pub(crate) fn redriven(value: &Value) -> RedisResult<(u64, u64)> {
    numbers(value, "redrive").map(|[seen, redriven]| (seen, redriven))
}

pub(crate) fn dead_letters(value: Value) -> RedisResult<Vec<RawDeadLetter>> {
    let wrong = || unexpected("dead");
    let Value::Array(entries) = value else {
        return Err(wrong());
    };
    entries
        .into_iter()
        .map(|entry| {
            let Value::Array(parts) = entry else {
                return Err(wrong());
            };
            let mut parts = parts.into_iter();
            match (parts.next(), parts.next(), parts.next()) {
                (
                    Some(Value::BulkString(envelope)),
                    Some(Value::BulkString(reason)),
                    Some(Value::Int(at)),
                ) => Ok(RawDeadLetter {
                    envelope,
                    reason: String::from_utf8_lossy(&reason).into_owned(),
                    failed_at_ms: u64::try_from(at).unwrap_or_default(),
                }),
                _ => Err(wrong()),
            }
        })
        .collect()
}

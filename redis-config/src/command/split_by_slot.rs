//! Splits a command by slot, and joins the replies to its parts.

use std::collections::BTreeMap;

use redis::{Cmd, Value};

use super::hash_slot::hash_slot;
use super::route::bytes;
use super::spec::ResponsePolicy;

/// The part of a command for one slot.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) slot: u16,
    pub(crate) command: Cmd,
    /// The indices of its keys among all keys.
    pub(crate) key_indices: Vec<usize>,
}

/// Splits a command whose arguments are groups of `step`, each with its key first.
///
/// Keys of one slot keep their order. A node that serves several of the slots still gets one part for each: it refuses keys
/// of two slots even if it serves both.
pub(crate) fn split(command: &Cmd, step: usize) -> Vec<Part> {
    let mut args = command.args_iter().map(bytes);
    let name = args.next().unwrap_or_default();
    let mut parts: BTreeMap<u16, Part> = BTreeMap::new();
    let mut index = 0;
    while let Some(key) = args.next() {
        let slot = hash_slot(key);
        let part = parts.entry(slot).or_insert_with(|| {
            let mut part = Cmd::new();
            part.arg(name).set_no_response(command.is_no_response());
            Part {
                slot,
                command: part,
                key_indices: Vec::new(),
            }
        });
        part.command.arg(key);
        for value in args.by_ref().take(step - 1) {
            part.command.arg(value);
        }
        part.key_indices.push(index);
        index += 1;
    }
    parts.into_values().collect()
}

/// Joins the replies to the parts. If one is an error, that is the result, except with `AnySuccess`.
pub(crate) fn join(policy: ResponsePolicy, replies: Vec<(Vec<usize>, Value)>) -> Value {
    let failed = |(_, reply): &&(Vec<usize>, Value)| matches!(reply, Value::ServerError(_));
    if let Some((_, error)) = replies.iter().find(failed) {
        let success = replies.iter().find(|reply| !failed(reply));
        return match success {
            Some((_, reply)) if policy == ResponsePolicy::AnySuccess => reply.clone(),
            _ => error.clone(),
        };
    }
    match policy {
        ResponsePolicy::Sum => {
            let numbers = replies.iter().map(|(_, reply)| number(reply));
            Value::Int(numbers.fold(0, i64::saturating_add))
        }
        ResponsePolicy::Values => {
            let count = replies.iter().map(|(keys, _)| keys.len()).sum();
            let mut values = vec![Value::Nil; count];
            for (keys, reply) in replies {
                for (key, value) in keys.into_iter().zip(list(reply)) {
                    values[key] = value;
                }
            }
            Value::Array(values)
        }
        ResponsePolicy::Concat => {
            Value::Array(replies.into_iter().flat_map(|(_, one)| list(one)).collect())
        }
        ResponsePolicy::Every => {
            let mut replies = replies.into_iter().map(|(_, reply)| list(reply));
            let mut every = replies.next().unwrap_or_default();
            for reply in replies {
                for (one, next) in every.iter_mut().zip(reply) {
                    *one = Value::Int(number(one).min(number(&next)));
                }
            }
            Value::Array(every)
        }
        ResponsePolicy::Found => replies
            .into_iter()
            .map(|(_, reply)| reply)
            .find(|reply| *reply != Value::Nil)
            .unwrap_or(Value::Nil),
        ResponsePolicy::Same | ResponsePolicy::AnySuccess => replies
            .into_iter()
            .next()
            .map_or(Value::Nil, |(_, reply)| reply),
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        _ => 0,
    }
}

fn list(value: Value) -> Vec<Value> {
    value.into_sequence().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::route::bytes;

    fn words(command: &Cmd) -> String {
        let words = command
            .args_iter()
            .map(bytes)
            .map(|word| String::from_utf8_lossy(word));
        words.collect::<Vec<_>>().join(" ")
    }

    fn cmd(line: &str) -> Cmd {
        let mut command = Cmd::new();
        command.arg(line.split(' ').collect::<Vec<_>>());
        command
    }

    fn text(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    #[test]
    fn each_slot_gets_its_keys_in_order() {
        let parts = split(&cmd("MSET foo 1 bar 2 {foo}x 3"), 2);
        let shown: Vec<_> = parts
            .iter()
            .map(|part| (part.slot, words(&part.command), part.key_indices.clone()))
            .collect();
        assert_eq!(
            shown,
            [
                (5061, "MSET bar 2".to_owned(), vec![1]),
                (12182, "MSET foo 1 {foo}x 3".to_owned(), vec![0, 2]),
            ]
        );
    }

    #[test]
    fn a_missing_value_stays_missing() {
        let parts = split(&cmd("MSET foo 1 bar"), 2);
        assert_eq!(words(&parts[0].command), "MSET bar");
    }

    #[test]
    fn values_are_returned_in_the_order_of_the_keys() {
        let replies = vec![
            (vec![1], Value::Array(vec![text("b")])),
            (vec![0, 2], Value::Array(vec![text("a"), Value::Nil])),
        ];
        let joined = join(ResponsePolicy::Values, replies);
        assert_eq!(joined, Value::Array(vec![text("a"), text("b"), Value::Nil]));
    }

    #[test]
    fn replies_are_joined_by_the_policy() {
        use ResponsePolicy as Policy;
        let list = |numbers: &[i64]| Value::Array(numbers.iter().map(|n| Value::Int(*n)).collect());
        let error = redis::parse_redis_value(b"-NOTBUSY no\r\n").unwrap();
        let (one, ok) = (Value::Int(1), Value::Okay);
        for (policy, replies, joined) in [
            (
                Policy::Sum,
                vec![Value::Int(2), Value::Int(3)],
                Value::Int(5),
            ),
            (
                Policy::Concat,
                vec![list(&[1]), list(&[]), list(&[2])],
                list(&[1, 2]),
            ),
            (
                Policy::Every,
                vec![list(&[1, 1, 0]), list(&[1, 0, 0])],
                list(&[1, 0, 0]),
            ),
            (Policy::Found, vec![Value::Nil, text("k")], text("k")),
            (Policy::Same, vec![ok.clone(), ok.clone()], ok.clone()),
            (Policy::Sum, vec![one, error.clone()], error.clone()),
            (Policy::AnySuccess, vec![error.clone(), ok.clone()], ok),
            (Policy::AnySuccess, vec![error.clone()], error),
        ] {
            let replies = replies.into_iter().map(|reply| (vec![], reply)).collect();
            assert_eq!(join(policy, replies), joined, "{policy:?}");
        }
    }
}

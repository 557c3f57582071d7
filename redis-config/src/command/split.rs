//! A command taken apart by slot, and one answer made of the answers to its parts.

use std::collections::BTreeMap;

use redis::{Cmd, Value};

use super::hash_slot::hash_slot;
use super::route::bytes;
use super::spec::ResponsePolicy;

/// A part of a command that one slot can carry out.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) slot: u16,
    pub(crate) command: Cmd,
    /// Which keys of the whole these are.
    pub(crate) places: Vec<usize>,
}

/// Takes a command apart whose arguments are groups of `step`, each with its key first.
///
/// Keys of one slot keep their order. The node that has several of the slots still gets several parts: it refuses keys of
/// two slots even if it has both.
pub(crate) fn split(command: &Cmd, step: usize) -> Vec<Part> {
    let mut args = command.args_iter().map(bytes);
    let name = args.next().unwrap_or_default();
    let mut parts: BTreeMap<u16, Part> = BTreeMap::new();
    let mut place = 0;
    while let Some(key) = args.next() {
        let slot = hash_slot(key);
        let part = parts.entry(slot).or_insert_with(|| {
            let mut part = Cmd::new();
            part.arg(name).set_no_response(command.is_no_response());
            Part {
                slot,
                command: part,
                places: Vec::new(),
            }
        });
        part.command.arg(key);
        for value in args.by_ref().take(step - 1) {
            part.command.arg(value);
        }
        part.places.push(place);
        place += 1;
    }
    parts.into_values().collect()
}

/// Makes one answer of those to the parts; an error among them is the answer.
pub(crate) fn join(join: ResponsePolicy, answers: Vec<(Vec<usize>, Value)>) -> Value {
    let failed = |(_, answer): &&(Vec<usize>, Value)| matches!(answer, Value::ServerError(_));
    if let Some((_, error)) = answers.iter().find(failed) {
        let passed = answers.iter().find(|answer| !failed(answer));
        return match passed {
            Some((_, answer)) if join == ResponsePolicy::AnySuccess => answer.clone(),
            _ => error.clone(),
        };
    }
    match join {
        ResponsePolicy::Sum => {
            let numbers = answers.iter().map(|(_, answer)| number(answer));
            Value::Int(numbers.fold(0, i64::saturating_add))
        }
        ResponsePolicy::Values => {
            let count = answers.iter().map(|(places, _)| places.len()).sum();
            let mut values = vec![Value::Nil; count];
            for (places, answer) in answers {
                for (place, value) in places.into_iter().zip(list(answer)) {
                    values[place] = value;
                }
            }
            Value::Array(values)
        }
        ResponsePolicy::Concat => {
            Value::Array(answers.into_iter().flat_map(|(_, one)| list(one)).collect())
        }
        ResponsePolicy::Every => {
            let mut answers = answers.into_iter().map(|(_, answer)| list(answer));
            let mut every = answers.next().unwrap_or_default();
            for answer in answers {
                for (one, next) in every.iter_mut().zip(answer) {
                    *one = Value::Int(number(one).min(number(&next)));
                }
            }
            Value::Array(every)
        }
        ResponsePolicy::Found => answers
            .into_iter()
            .map(|(_, answer)| answer)
            .find(|answer| *answer != Value::Nil)
            .unwrap_or(Value::Nil),
        ResponsePolicy::Same | ResponsePolicy::AnySuccess => answers
            .into_iter()
            .next()
            .map_or(Value::Nil, |(_, answer)| answer),
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
    fn each_slot_gets_its_keys_in_their_order() {
        let parts = split(&cmd("MSET foo 1 bar 2 {foo}x 3"), 2);
        let shown: Vec<_> = parts
            .iter()
            .map(|part| (part.slot, words(&part.command), part.places.clone()))
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
    fn a_key_without_its_value_stays_without() {
        let parts = split(&cmd("MSET foo 1 bar"), 2);
        assert_eq!(words(&parts[0].command), "MSET bar");
    }

    #[test]
    fn values_come_back_in_the_order_of_the_keys() {
        let answers = vec![
            (vec![1], Value::Array(vec![text("b")])),
            (vec![0, 2], Value::Array(vec![text("a"), Value::Nil])),
        ];
        let joined = join(ResponsePolicy::Values, answers);
        assert_eq!(joined, Value::Array(vec![text("a"), text("b"), Value::Nil]));
    }

    #[test]
    fn answers_are_joined_as_the_command_wants() {
        let of = |answers: &[Value]| -> Vec<(Vec<usize>, Value)> {
            answers.iter().map(|one| (vec![], one.clone())).collect()
        };
        let list = |numbers: &[i64]| Value::Array(numbers.iter().map(|n| Value::Int(*n)).collect());
        assert_eq!(
            join(ResponsePolicy::Sum, of(&[Value::Int(2), Value::Int(3)])),
            Value::Int(5)
        );
        assert_eq!(
            join(
                ResponsePolicy::Concat,
                of(&[list(&[1]), list(&[]), list(&[2])])
            ),
            list(&[1, 2])
        );
        assert_eq!(
            join(
                ResponsePolicy::Every,
                of(&[list(&[1, 1, 0]), list(&[1, 0, 0])])
            ),
            list(&[1, 0, 0])
        );
        assert_eq!(
            join(ResponsePolicy::Found, of(&[Value::Nil, text("k")])),
            text("k")
        );
        assert_eq!(
            join(ResponsePolicy::Same, of(&[Value::Okay, Value::Okay])),
            Value::Okay
        );
        let error = redis::parse_redis_value(b"-NOTBUSY no\r\n").unwrap();
        assert_eq!(
            join(ResponsePolicy::Sum, of(&[Value::Int(1), error.clone()])),
            error
        );
        let some = of(&[error.clone(), Value::Okay]);
        assert_eq!(join(ResponsePolicy::AnySuccess, some), Value::Okay);
        assert_eq!(
            join(ResponsePolicy::AnySuccess, of(std::slice::from_ref(&error))),
            error
        );
    }
}

//! A container whose elements have not all arrived.

use redis::Value;

use super::push::push_kind;

/// Elements that are allocated before they have arrived. A server can announce any number.
const MAX_PREALLOCATED: usize = 1024;

/// What was read is not in the Redis protocol, or over its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The containers of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Array,
    Set,
    Map,
    /// Pairs, and the value that they belong to.
    Attribute,
    Push,
}

/// A container that is being read.
pub(super) struct Frame {
    container: Container,
    /// Elements that have not arrived.
    left: usize,
    items: Vec<Value>,
}

impl Frame {
    /// `left` is not zero.
    pub(super) fn new(container: Container, left: usize) -> Self {
        Self {
            container,
            left,
            items: Vec::with_capacity(left.min(MAX_PREALLOCATED)),
        }
    }

    /// Adds an element; `true` if it was the last one.
    pub(super) fn add(&mut self, value: Value) -> bool {
        self.items.push(value);
        self.left -= 1;
        self.left == 0
    }

    /// The complete container.
    pub(super) fn close(mut self) -> Result<Value, Malformed> {
        Ok(match self.container {
            Container::Array => Value::Array(self.items),
            Container::Set => Value::Set(self.items),
            Container::Map => Value::Map(pairs(self.items)),
            Container::Attribute => Value::Attribute {
                data: Box::new(self.items.pop().unwrap_or_default()),
                attributes: pairs(self.items),
            },
            Container::Push => {
                let mut items = self.items.into_iter();
                let kind = match items.next() {
                    Some(Value::BulkString(kind)) => {
                        String::from_utf8(kind).map_err(|_| Malformed)?
                    }
                    Some(Value::SimpleString(kind)) => kind,
                    _ => return Err(Malformed),
                };
                Value::Push {
                    kind: push_kind(kind),
                    data: items.collect(),
                }
            }
        })
    }
}

fn pairs(items: Vec<Value>) -> Vec<(Value, Value)> {
    let mut pairs = Vec::with_capacity(items.len() / 2);
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}

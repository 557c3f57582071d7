//! Where loaded values came from, for the messages of connections.
//!
//! A definition is a plain struct, without room for origins. A value therefore finds its origin again by its hash, so that
//! a value set by hand after the load is not reported as that of a variable.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use redis_config_rules::Setting;

use super::origin::Origin;
use crate::sync::Mutex;

/// Values remembered of one setting of one instance. A switch needs two: the current value and the next.
const REMEMBERED: usize = 4;

type Loaded = HashMap<(&'static str, Setting), VecDeque<(u64, Origin)>>;

static LOADED: LazyLock<Mutex<Loaded>> = LazyLock::new(Mutex::default);
/// Keyed at random: the hash of a secret is of no use outside of this process.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Remembers the origin of a value.
pub(crate) fn remember(instance: &'static str, setting: Setting, text: &str, origin: Origin) {
    let hash = HASHER.hash_one(text);
    let mut loaded = LOADED.lock();
    let values = loaded.entry((instance, setting)).or_default();
    values.retain(|(known, _)| *known != hash);
    values.push_front((hash, origin));
    values.truncate(REMEMBERED);
}

/// The origin of a value, if it was loaded.
pub(crate) fn origin_of(instance: &'static str, setting: Setting, text: &str) -> Option<Origin> {
    let hash = HASHER.hash_one(text);
    let loaded = LOADED.lock();
    let mut values = loaded.get(&(instance, setting))?.iter();
    let (_, origin) = values.find(|(known, _)| *known == hash)?;
    Some(origin.clone())
}

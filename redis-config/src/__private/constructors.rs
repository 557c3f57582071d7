//! All that generated code touches. Not a public interface: it changes without notice.

#[path = "const_check/str.rs"]
mod bytes;
#[path = "const_check/check.rs"]
mod constant;
#[path = "../group/conflicts.rs"]
mod distinct;
mod feature;
mod fields;
#[path = "fn_traits.rs"]
mod function;
mod methods;
#[path = "../group/keyspace_check.rs"]
mod overlap;
#[path = "const_check/panic.rs"]
mod refuse;

pub use constant::{
    Digits, Duration, Flag, Integer, Rule, Text, Word, check, checked, duration, flag, flag_text,
    integer, text, word,
};
pub use distinct::{Instance, distinct};
pub use feature::{insecure_tls, tls};
pub use fields::{Field, Type, holds};
pub use function::{Never, No, Provider, Target, Validator, Vault, Verdict, Whole};

// A short way to them, whatever the prelude of whoever uses a derive.
pub use std::option::Option::{self, None, Some};

pub use crate::check::Invalid;
pub use crate::config::{FieldMeta, FieldSource, FieldValues, RedisConfig, Role};
pub use crate::error::ConnectError;
pub use crate::group::{
    Configs, ConnectionsError, Group, Handles, Member, MemberMeta, Parts, connect, connect_from,
    connect_lazy, connect_lazy_from, copied, load_group, rollback_group, show, stubbed,
    switch_group, validate_from, validate_group,
};
pub use crate::handle::Handle;
pub use crate::load::Sources;
pub use crate::queue::{Backoff, Job, Payload};
pub use crate::settings::Settings;
pub use crate::topology::{Auto, Cluster, Sentinel, Standalone};
pub use crate::{
    __redis_config_group_call as group_call, __redis_config_group_methods as group_methods,
    __redis_config_methods as methods,
};
pub use redis_config_rules::url::holds_password;
pub use redis_config_rules::{Setting, Shape, Topology};

/// `load()`.
///
/// # Errors
///
/// Everything that is missing or wrong.
pub fn load<C: RedisConfig>() -> Result<C, Invalid> {
    Sources::standard().load()
}

/// `load_from()`.
///
/// # Errors
///
/// Everything that is missing or wrong.
pub fn load_from<C: RedisConfig>(sources: &Sources) -> Result<C, Invalid> {
    sources.load()
}

/// `defaults()`.
///
/// # Errors
///
/// Every field without a default.
pub fn defaults<C: RedisConfig>() -> Result<C, Invalid> {
    Sources::defaults().load()
}

/// `settings()`.
///
/// # Errors
///
/// Everything that is wrong.
pub fn settings<C: RedisConfig>(config: &C) -> Result<Settings, Invalid> {
    config.settings()
}

/// `validate()`.
///
/// # Errors
///
/// Everything that is wrong.
pub fn validate<C: RedisConfig>(config: &C) -> Result<(), Invalid> {
    config.settings().map(drop)
}

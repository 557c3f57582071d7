//! Everything that generated code refers to. Not a public interface: it changes without notice.
//!
//! * `methods`: the inherent methods of derived types, as `macro_rules`; `constructors` is what they call.
//! * `fields`, `fn_traits`: the traits that generated code goes through, so that a wrong type is reported once.
//! * `feature`: compile errors for cargo features that are off.
//! * `const_check`: checks of constants, which a macro cannot evaluate.
//!
//! It is the last module in the order and may import every other one. Start with the expected expansions in
//! `redis-config-derive/tests/expand`, which show how these items are used.

pub(crate) mod const_check;
pub(crate) mod constructors;
pub(crate) mod feature;
pub(crate) mod fields;
pub(crate) mod fn_traits;
pub(crate) mod methods;

pub use crate::check::invalid::Invalid;
pub use crate::config::definition::RedisConfig;
pub use crate::config::field_source::FieldSource;
pub use crate::config::field_values::FieldValues;
pub use crate::config::meta::{FieldMeta, Role};
pub use crate::definitions::Definitions;
pub use crate::diagnose::diagnosis::Diagnosis;
pub use crate::diagnose::run::diagnose;
pub use crate::error::ConnectError;
pub use crate::group::by_member::ByMember;
pub use crate::group::conflicts::distinct;
pub use crate::group::error::ConnectionsError;
pub use crate::group::member::{Configs, Configured, Handles, Member, Members, Parts};
pub use crate::group::no_group::NoGroup;
pub use crate::group::operations::Group;
pub use crate::handle::handle::Handle;
pub use crate::handle::health::Health;
pub use crate::handle::state::State;
pub use crate::load::explanation::explanation::Explanation;
pub use crate::load::sources::Sources;
pub use crate::queue::{Backoff, Job, Payload};
pub use crate::reference::reference::Reference;
pub use crate::secret::source::SecretOrigin;
pub use crate::settings::settings::Settings;
pub use crate::topology::{Auto, Cluster, Sentinel, Standalone};
pub use crate::value::Value;
pub use crate::{
    __redis_config_group_call as group_call, __redis_config_group_methods as group_methods,
    __redis_config_methods as methods,
};
pub use const_check::check::{Rule, Type, check, checked};
pub use const_check::duration_text::{DurationConstant, DurationText};
pub use const_check::types::{
    Duration, Flag, Integer, Text, Word, duration, flag, flag_text, integer, text, word,
};
pub use constructors::{defaults, explain, load, load_from, settings, validate};
pub use feature::{insecure_tls, tls};
pub use fields::{Field, FieldType, Loads, holds, loaded, no_word};
pub use fn_traits::{Never, No, Provider, Target, Validator, Vault, Verdict, Whole};
pub use redis_config_rules::Problem;
pub use redis_config_rules::constant::Digits;
pub use redis_config_rules::text::Numbers;
pub use redis_config_rules::url::holds_password;
pub use redis_config_rules::{Setting, Shape, Topology};
pub use std::borrow::Cow;
pub use std::option::Option::{self, None, Some};
pub use std::sync::Arc;

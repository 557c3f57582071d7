//! The documentation of a configuration, made from its definition: `reference()` of a definition and of a group.
//!
//! * [`reference`](mod@reference): the public type; start reading there
//! * [`instance`]: a definition as data, with the types of its fields; [`example`]: values to show
//! * [`env_example`], [`markdown`], [`json_schema`]: the three forms
//!
//! No form contains a secret: a default that holds a password is not shown. May import `config` and what is left of it in the
//! module order.

pub(crate) mod env_example;
pub(crate) mod example;
pub(crate) mod instance;
pub(crate) mod json_schema;
pub(crate) mod markdown;
pub(crate) mod reference;

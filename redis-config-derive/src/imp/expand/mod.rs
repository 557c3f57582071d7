//! The code of a definition. Nothing can fail here: a [`Model`](crate::imp::model::Model) cannot be wrong.
//!
//! * `definition`: the impl of `RedisConfig`. Start here.
//! * `field_meta`: the entries of `FIELDS` and `FIXED`.
//! * `const_items`: items beside the impl, in which the compiler evaluates and checks constants.
//! * `methods`: the inherent methods, also those of a group.
//! * `bounds`: what the parameters of a struct need.
//! * `fallback`: the impl if there was a mistake.
//!
//! Generated code is thin: it calls `redis_config::__private` and names everything by absolute paths, as
//! `#[no_implicit_prelude]` and shadowed names require. Lines that a field costs are paid by everyone who compiles;
//! `tests/expansion.rs` has a budget for them. Imports `model`, `span`, `tokens`, `lifetimes` and `type_guess`.

mod bounds;
mod const_items;
mod definition;
mod fallback;
mod field_meta;
pub(crate) mod methods;

pub(crate) use bounds::with_bounds;
pub(crate) use definition::expand;
pub(crate) use fallback::fallback;

//! `#[derive(RedisConnections)]`: the same stages as a definition, in small.
//!
//! * `derive`: the stages in their order. Start here.
//! * `check`: the members, and the name of the struct of their configurations.
//! * `model`: [`Group`](model::Group), which cannot be wrong.
//! * `configs`: the struct of the configurations. Users name it, so it is outside the hidden block.
//! * `expand`: the impls, and the checks of members that only the compiler can make.
//!
//! A group sees the definition of a member only as a type, which is enough to name its trait constants. Imports what
//! a definition's stages import, and `expand::methods`.

mod check;
mod configs;
mod derive;
mod expand;
mod model;

pub(crate) use derive::derive;

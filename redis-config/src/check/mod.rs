//! Every problem of a definition at once.

pub(crate) mod feature;
pub(crate) mod invalid;
pub(crate) mod origin;
pub(crate) mod validate;
pub(crate) mod violation;

//! Variables with the instance's prefix that no field reads: a mistake, or ignored and recorded.
//!
//! * `classify`: what such a variable most likely means; start here
//! * `setting`: the violation for a variable that was meant for a setting
//! * `effective`: the value of a setting that has no field
//!
//! Imports the rest of `load`.

pub(crate) mod classify;
pub(crate) mod effective;
pub(crate) mod setting;

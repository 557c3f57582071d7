//! Explains a load: every value with its source, and what was not used.
//!
//! * `explanation`: [`Explanation`](explanation::Explanation), the result; start here
//! * `build`: makes one from a load
//! * `text`: its form for people
//!
//! Imports the rest of `load`.

pub(crate) mod build;
pub(crate) mod explanation;
pub(crate) mod text;

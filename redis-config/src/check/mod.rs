//! Every problem of a definition at once.

mod feature;
mod invalid;
#[path = "validate.rs"]
mod judge;
mod origin;
mod violation;

pub use invalid::Invalid;
pub(crate) use judge::{Candidate, Content, judge, settings_of};
pub use origin::Origin;
pub use violation::Violation;
pub(crate) use violation::named;

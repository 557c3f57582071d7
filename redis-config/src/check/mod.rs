//! The check of a definition: all violations at once.
//!
//! * `validate`: checks the values of a struct or of a load; start here
//! * `violation`, `invalid`: [`Violation`](violation::Violation), and [`Invalid`](invalid::Invalid), the error of a load
//! * `origin`: the source of a value, for messages
//! * `loaded_values`: finds the origin of a value again after the load
//! * `feature`: values that need a disabled cargo feature
//!
//! The rules themselves are in `redis-config-rules`. Imports `config`, `credentials` and `settings`.

pub(crate) mod feature;
pub(crate) mod invalid;
pub(crate) mod loaded_values;
pub(crate) mod origin;
pub(crate) mod validate;
pub(crate) mod violation;

//! Secrets, and the values that are read from outside the program.
//!
//! * `secret`: [`Secret`](secret::Secret), whose text no output contains
//! * `url`: [`Url`](url::Url), a URL that is shown without user name and passwords
//! * `source`: where a password was loaded from, to read it again
//! * `file`: reads a file with one value
//! * `sanitise`: cleans values of variables and files
//!
//! Imports `config::meta` and `value`. Start with `secret`.

pub(crate) mod file;
pub(crate) mod sanitise;
pub(crate) mod secret;
pub(crate) mod source;
pub(crate) mod url;

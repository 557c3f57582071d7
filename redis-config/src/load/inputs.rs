//! What one load reads.

use std::path::Path;

use zeroize::Zeroizing;

use super::environment::Environment;
use super::file::profile::Permits;
use crate::check::origin::Origin;

/// A value that code sets.
#[derive(Clone)]
pub(crate) struct FromCode {
    pub(crate) field: String,
    pub(crate) text: Zeroizing<String>,
    pub(crate) origin: Origin,
}

/// The sources of one load.
pub(crate) struct Inputs<'a> {
    pub(crate) environment: Environment,
    pub(crate) code: &'a [FromCode],
    pub(crate) file: Option<&'a Path>,
    pub(crate) profile: Option<&'a (String, Origin)>,
    pub(crate) permits: Permits,
    /// The names of all instances of a group; empty if they are not known.
    pub(crate) members: &'a [&'static str],
    /// Whether neither variables nor the file of the definition are read.
    pub(crate) defaults_only: bool,
}

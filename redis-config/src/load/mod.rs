//! Where values come from.

pub(crate) mod environment;
pub(crate) mod fallback;
pub(crate) mod resolve;
pub(crate) mod source_groups;
pub(crate) mod sources;
pub(crate) mod unknown_variables;
pub(crate) mod url_edit;

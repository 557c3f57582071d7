//! What a group means. It cannot be wrong.

use syn::{Ident, Type};

/// A member of the group.
pub(super) struct Member {
    pub(super) ident: Ident,
    /// The name without `r#`.
    pub(super) name: String,
    pub(super) ty: Type,
    /// `JobsRedis` of `Handle<JobsRedis>`; `None` for another group, or an alias.
    pub(super) definition: Option<Type>,
}

//! What a group means. It cannot be wrong.

use syn::{Ident, Type};

/// A group of connections.
pub(super) struct Group {
    /// Name of the struct of its configurations.
    pub(super) configs: Ident,
    pub(super) members: Vec<Member>,
}

/// A member of the group.
pub(super) struct Member {
    pub(super) ident: Ident,
    /// The name without `r#`.
    pub(super) name: String,
    pub(super) ty: Type,
}

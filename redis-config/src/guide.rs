#![doc = include_str!("guide/mistakes.md")]

/// Users of the server with the fewest rights: the ACL line of a cache, of a producer, of a worker and of an operator.
pub mod acl {
    #![doc = include_str!("../../docs/acl.md")]
}

/// Every key of `#[redis(..)]` and `#[job(..)]`: a right use, a wrong one, and what the compiler says to it.
pub mod keys {
    #![doc = include_str!("guide/keys.md")]
}

/// Encrypted links: switching them on, what is checked, certificates that are renewed, and what each failure means.
pub mod tls {
    #![doc = include_str!("guide/tls.md")]
}

#![doc = include_str!("guide/mistakes.md")]

/// Users of the server with the fewest rights: the ACL line of a cache, of a producer, of a worker and of an operator.
pub mod acl {
    #![doc = include_str!("../../docs/acl.md")]
}

/// Every key of `#[redis(..)]` and `#[job(..)]`: a right use, a wrong one, and what the compiler says to it.
pub mod keys {
    #![doc = include_str!("guide/keys.md")]
}

/// Messages of channels: what is heard, what a gap is, and what it needs.
pub mod subscribers {
    #![doc = include_str!("guide/subscribers.md")]
}

/// From one server to another while the service runs: steps, guarantees, what stays behind, groups, and the way back.
pub mod switching {
    #![doc = include_str!("guide/switching.md")]
}

/// Encrypted links: switching them on, what is checked, certificates that are renewed, and what each failure means.
pub mod tls {
    #![doc = include_str!("guide/tls.md")]
}

/// One server, Sentinel, Cluster, or what the server says: what is followed, and what has to be set.
pub mod topologies {
    #![doc = include_str!("guide/topologies.md")]
}

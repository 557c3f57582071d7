#![doc = include_str!("guide/mistakes.md")]

/// A service with two instances, a worker process and a test, from an empty directory.
pub mod getting_started {
    #![doc = include_str!("guide/getting_started.md")]
}

/// Docker Compose, Kubernetes, Heroku, tests, several workers, and migrations from deadpool-redis, apalis and Sidekiq.
pub mod recipes {
    #![doc = include_str!("guide/recipes.md")]
}

/// One server, Sentinel, Cluster or `auto`: what the client follows and what you have to set.
pub mod topologies {
    #![doc = include_str!("guide/topologies.md")]
}

/// TLS: how to enable it, what is checked, certificate renewal, and the meaning of each failure.
pub mod tls {
    #![doc = include_str!("guide/tls.md")]
}

/// ACL users with the fewest rights: a cache, a producer, a worker, an operator and a subscriber.
pub mod acl {
    #![doc = include_str!("../../docs/acl.md")]
}

/// Pub/Sub messages across reconnects, gaps, and what a subscriber needs.
pub mod subscribers {
    #![doc = include_str!("guide/subscribers.md")]
}

/// Switching a running service to another server and back: steps, guarantees, groups.
pub mod switching {
    #![doc = include_str!("guide/switching.md")]
}

/// Every key of `#[redis(..)]` and `#[job(..)]`: a right use, a wrong use, and the compiler's message.
pub mod keys {
    #![doc = include_str!("guide/keys.md")]
}

#![doc = include_str!("guide/mistakes.md")]

pub mod getting_started {
    #![doc = include_str!("guide/getting_started.md")]
}

pub mod from_hardcoded {
    #![doc = include_str!("guide/from_hardcoded.md")]
}

pub mod recipes {
    #![doc = include_str!("guide/recipes.md")]
}

pub mod topologies {
    #![doc = include_str!("guide/topologies.md")]
}

pub mod platforms {
    #![doc = include_str!("guide/platforms.md")]
}

pub mod tls {
    #![doc = include_str!("guide/tls.md")]
}

/// ACL users with the fewest rights: a cache, a producer, a worker, an operator and a subscriber.
pub mod acl {
    #![doc = include_str!("../../docs/acl.md")]
}

pub mod subscribers {
    #![doc = include_str!("guide/subscribers.md")]
}

pub mod switching {
    #![doc = include_str!("guide/switching.md")]
}

pub mod diagnosis {
    #![doc = include_str!("guide/diagnosis.md")]
    #![doc = include_str!("guide/pictures/explain.svg")]
    //!
    #![doc = include_str!("guide/pictures/doctor.svg")]
}

/// Every key of `#[redis(..)]` and `#[job(..)]`: a right use, a wrong use, and the compiler's message.
pub mod keys {
    #![doc = include_str!("guide/keys.md")]
}

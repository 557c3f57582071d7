#![doc = include_str!("guide/mistakes.md")]

/// Every key of `#[redis(..)]` and `#[job(..)]`: a right use, a wrong one, and what the compiler says to it.
pub mod keys {
    #![doc = include_str!("guide/keys.md")]
}

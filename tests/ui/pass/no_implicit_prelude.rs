// Nothing of the generated code leans on what a user has in scope; here names are even taken.
#![no_implicit_prelude]
#![deny(warnings, missing_docs)]
//! Nothing is in scope.

/// Names of the prelude that mean something else.
pub mod taken {
    /// Not the one.
    #[derive(::core::clone::Clone, ::core::fmt::Debug)]
    pub struct Result;
    /// Not the one.
    #[derive(::core::clone::Clone, ::core::fmt::Debug)]
    pub struct Ok;
    /// Not the one.
    pub trait Default {}

    /// A definition beside them.
    #[derive(::core::clone::Clone, ::core::fmt::Debug, ::redis_config::RedisConfig)]
    #[redis(name = "jobs")]
    pub struct JobsRedis {
        /// Where.
        #[redis(default = "redis://127.0.0.1/1")]
        pub url: ::std::string::String,
        #[redis(skip)]
        counter: u32,
    }
}

/// A group.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::redis_config::RedisConnections)]
pub struct Redis {
    /// A member.
    pub jobs: ::redis_config::Handle<taken::JobsRedis>,
}

fn main() {}

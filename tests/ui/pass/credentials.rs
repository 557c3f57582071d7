//! A provider of credentials under the strictest lints, with generics, and by a path of several words.
#![no_implicit_prelude]
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

use ::core::clone::Clone;
use ::redis_config::RedisConfig;

/// Fixed at compile time.
#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials = vault::of_jobs)]
pub struct Jobs;

/// One definition for several tenants.
#[derive(Clone, RedisConfig)]
#[redis(name = "tenant", url = "redis://localhost", credentials = vault::of_tenant::<T>)]
pub struct Tenant<T: Clone + ::core::marker::Send + ::core::marker::Sync + ::core::default::Default + 'static> {
    #[redis(skip)]
    _tenant: T,
}

mod vault {
    use ::redis_config::credentials::{self, CredentialsProvider, StoredCredentials};

    pub(crate) fn of_jobs(_: &crate::Jobs) -> impl CredentialsProvider + use<> {
        credentials::file("/run/secrets/redis")
    }

    pub(crate) fn of_tenant<T>(_: &crate::Tenant<T>) -> StoredCredentials
    where
        T: ::core::clone::Clone
            + ::core::marker::Send
            + ::core::marker::Sync
            + ::core::default::Default
            + 'static,
    {
        credentials::variable("TENANT_TOKEN").username("tenant")
    }
}

fn main() {}

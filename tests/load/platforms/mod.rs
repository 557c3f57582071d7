//! What platforms set, as their documentation shows it.

mod cloud_foundry;
mod dotnet;
mod fixture;
mod kubernetes;
mod platform_sh;
pub(crate) mod secrets;
mod suffixes;
mod unnamed;
mod urls;

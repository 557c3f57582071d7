//! One file for each platform: a pure function from the environment to the servers that it describes.
//!
//! Imports `binding`, `variables` and `format`. Start with `unnamed`.

pub(crate) mod clever_cloud;
pub(crate) mod cloud_foundry;
pub(crate) mod docker;
pub(crate) mod dotnet;
pub(crate) mod heroku;
pub(crate) mod kubernetes;
pub(crate) mod nais;
pub(crate) mod platform_sh;
pub(crate) mod railway;
pub(crate) mod scalingo;
pub(crate) mod unnamed;
pub(crate) mod upstash;

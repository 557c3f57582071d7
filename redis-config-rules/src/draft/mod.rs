//! A whole definition, checked at once: what holds between several settings.

mod address;
mod build;
mod check;
mod input;
mod resolved;
#[cfg(test)]
mod tests;
mod tls;
mod topology;

pub use input::{Found, Known, SettingsDraft};
pub use resolved::{ResolvedSettings, Tls};

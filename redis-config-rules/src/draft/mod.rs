//! The check of a whole definition: the rules that involve several settings.
//!
//! [`SettingsDraft::check`] turns the settings that are set, with their text, into [`ResolvedSettings`] or reports every
//! mistake. At compile time some values are [`Known::Later`].
//!
//! * `input`: [`SettingsDraft`], and [`Found`], a mistake
//! * `address`: the URL or the nodes, which also decide the topology `auto`
//! * `check`: runs all rules; start here. `topology` and `tls` add theirs
//! * `options`: the settings with a plain value; add new ones here
//! * `resolved`, `build`: the result, and how a correct draft becomes one
//!
//! Imports `setting` and the syntax modules (`text`, `url`, `nodes` and so on).

mod address;
mod build;
mod check;
mod input;
mod options;
mod resolved;
#[cfg(test)]
mod tests;
mod tls;
mod topology;

pub use input::{Found, Known, SettingsDraft};
pub use options::Options;
pub use resolved::{ResolvedSecrets, ResolvedSettings, Tls};

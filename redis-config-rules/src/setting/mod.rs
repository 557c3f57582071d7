//! The settings table, and the rules that involve a single setting.
//!
//! * `key`: [`Setting`], the names
//! * `info`: [`SettingInfo`], the columns
//! * `table`: the rows; start here, also to add a setting
//! * `lookup`: a setting's row
//! * `check`: the check of a value, [`Setting::check_text`]
//! * `topology`: the check against the topology
//! * `alias`: [`Alias`], other names of settings
//! * `suggest`: "did you mean ...?"
//!
//! The rules that involve several settings are in `draft`. Imports the syntax modules (`text`, `url`, `nodes` and so on).

mod alias;
mod check;
mod info;
mod key;
mod lookup;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_paste;
mod topology;

pub use alias::Alias;
pub use info::{Group, Kind, Place, SettingInfo};
pub use key::Setting;

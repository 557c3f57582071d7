//! The settings table.

mod check;
mod info;
mod key;
mod lookup;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
mod topology;

pub use info::{Group, Kind, Place, SettingInfo};
pub use key::Setting;

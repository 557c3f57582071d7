//! The settings table.

mod check;
mod info;
mod key;
mod table;
#[cfg(test)]
mod tests;
mod topology;

pub use info::{Group, Kind, Place, SettingInfo};
pub use key::Setting;

pub use crate::shape::Shape;

//! The rows of the table by setting.

use super::info::SettingInfo;
use super::key::Setting;
use super::table::TABLE;
use crate::Shape;

impl Setting {
    /// All that is known about it.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::ConnectTimeout.info().default, Some("2s"));
    /// ```
    pub const fn info(self) -> &'static SettingInfo {
        &TABLE[self as usize]
    }

    /// Its name as a field and as a key of an attribute: `connect_timeout`.
    pub const fn key(self) -> &'static str {
        self.info().key
    }

    /// What follows the prefix in the name of its environment variable: `CONNECT_TIMEOUT`.
    pub const fn variable(self) -> &'static str {
        self.info().variable
    }

    /// The setting of that name, exactly.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::from_key("port"), Some(Setting::Port));
    /// assert_eq!(Setting::from_key("Port"), None);
    /// ```
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|setting| setting.key() == key)
    }

    /// The least and the largest number that an integer type must be able to hold, to be of use for this setting.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::Port.reach(), Some((1, 65_535)));
    /// ```
    pub const fn reach(self) -> Option<(i128, i128)> {
        match self {
            Self::Port => Some((1, 65_535)),
            // A server has 16 unless it is told otherwise; nobody has 2147483647.
            Self::Database => Some((0, 15)),
            // `u8` may do: 256 is no number that somebody needs.
            Self::Connections => Some((1, 255)),
            Self::DedicatedConnections => Some((1, 10_000)),
            _ => None,
        }
    }

    /// Whether a field of this shape can hold it.
    ///
    /// ```
    /// use redis_config_rules::{Setting, Shape};
    ///
    /// const { assert!(Setting::Password.accepts(Shape::Secret)) };
    /// assert!(!Setting::Password.accepts(Shape::Text));
    /// ```
    pub const fn accepts(self, shape: Shape) -> bool {
        self.info().kind.accepts(shape)
    }
}

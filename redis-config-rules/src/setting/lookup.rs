//! Access to a setting's row of the table.

use super::info::SettingInfo;
use super::key::Setting;
use super::table::TABLE;
use crate::Shape;

impl Setting {
    /// Its row of the settings table.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::ConnectTimeout.info().default, Some("2s"));
    /// ```
    pub const fn info(self) -> &'static SettingInfo {
        &TABLE[self as usize]
    }

    /// Its name as a field and as a key of the attribute: `connect_timeout`.
    pub const fn key(self) -> &'static str {
        self.info().key
    }

    /// Its environment variable without the prefix: `CONNECT_TIMEOUT`.
    pub const fn variable(self) -> &'static str {
        self.info().variable
    }

    /// The setting with exactly this name.
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

    /// The smallest and the largest number that a field's integer type must be able to hold for this setting.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::Port.reach(), Some((1, 65_535)));
    /// ```
    pub const fn reach(self) -> Option<(i128, i128)> {
        match self {
            Self::Port => Some((1, 65_535)),
            // Servers have 16 databases by default. Requiring 2147483647 would exclude `u8`.
            Self::Database => Some((0, 15)),
            // The maximum of 256 would exclude `u8`.
            Self::Connections => Some((1, 255)),
            Self::DedicatedConnections => Some((1, 10_000)),
            _ => None,
        }
    }

    /// Whether a field of this shape can hold its value.
    ///
    /// ```
    /// use redis_config_rules::{Setting, Shape};
    ///
    /// const { assert!(Setting::Password.accepts(Shape::Secret)) };
    /// assert!(!Setting::Password.accepts(Shape::Text));
    /// ```
    pub const fn accepts(self, shape: Shape) -> bool {
        // Text shows a private key: `tls_key: String`.
        let shows = matches!(shape, Shape::Text) && self.is_private_key();
        !shows && self.info().kind.accepts(shape)
    }

    /// Whether the value is a private key, or the path of one.
    pub const fn is_private_key(self) -> bool {
        matches!(self, Self::TlsKey | Self::SentinelTlsKey)
    }
}

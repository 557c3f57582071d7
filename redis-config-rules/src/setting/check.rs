//! The check of a single value.

use super::{Kind, Setting};
use crate::allowed_hosts;
use crate::nodes::{self, Nodes};
use crate::url::{self, RedisUrl};
use crate::{Code, Problem, name, pem, text};

impl Setting {
    /// Checks the syntax and the bounds of a single value.
    ///
    /// # Errors
    ///
    /// The first mistake. No message contains the value of a secret or the user info of a URL.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert!(Setting::Port.check_text("6379").is_ok());
    /// let problem = Setting::Port.check_text("65536").unwrap_err();
    /// assert_eq!(problem.message, "port 65536 is out of range");
    /// assert_eq!(problem.help, "write a number from 1 to 65535, e.g. `6379`");
    /// ```
    pub fn check_text(self, value: &str) -> Result<(), Problem> {
        let info = self.info();
        match info.kind {
            Kind::Url => RedisUrl::parse(value).map(drop),
            Kind::Host => {
                check_open(value)?;
                let checked = url::host(value).map(drop);
                if self == Self::Host {
                    return checked;
                }
                // `tls_server_name = "h:1"`: the usual help suggests `port` and `url`, which do not apply to a name.
                checked.map_err(|problem| match problem.code {
                    Code::HOST_PORT | Code::HOST_SCHEME => {
                        let help = format!("write the name alone, e.g. `{}`", info.example);
                        Problem::new(problem.code, problem.message, help)
                    }
                    _ => problem,
                })
            }
            Kind::Path => {
                check_open(value)?;
                match self {
                    Self::Socket => url::socket_path(value),
                    _ => text::check_path(value),
                }
            }
            Kind::Nodes => {
                check_open(value)?;
                // The default port depends on the topology, which is unknown here. Port 0 equals no written port.
                Nodes::parse(value, 0).map(drop)
            }
            Kind::AddressMap => {
                check_open(value)?;
                nodes::address_map(value).map(drop)
            }
            Kind::Hosts => {
                check_open(value)?;
                allowed_hosts::parse(value).map(drop)
            }
            Kind::Pem => {
                pem::check(value)?;
                text::check_placeholder(value, pem::is_inline(value))
            }
            Kind::Text | Kind::Function => {
                check_open(value)?;
                self.check_name(value)
            }
            Kind::Secret => {
                text::check_clean(value)?;
                text::check_placeholder(value, true)
            }
            Kind::Flag => text::parse_flag(value).map(drop),
            Kind::Integer => {
                check_open(value)?;
                self.check_integer(value)
            }
            Kind::Duration | Kind::Choice => {
                check_open(value)?;
                let shape = info.kind.shape();
                text::check_bounds(shape, value, info.min, info.max, info.choices)
            }
        }
    }

    fn check_name(self, value: &str) -> Result<(), Problem> {
        match self {
            Self::ClientName => name::client_name(value),
            Self::KeyPrefix => name::key_prefix(value),
            Self::Username | Self::SentinelUsername => name::username(value),
            Self::Master => name::master(value),
            _ => Ok(()),
        }
    }

    /// Like [`text::check_bounds`], but the message names the setting: "port 65536 is out of range".
    fn check_integer(self, value: &str) -> Result<(), Problem> {
        let info = self.info();
        let (min, max) = (info.min.unwrap_or(""), info.max.unwrap_or(""));
        text::check_bounds(info.kind.shape(), value, info.min, info.max, &[]).map_err(|problem| {
            let message = match problem.code {
                Code::OUT_OF_RANGE if value.len() <= 20 => match info.unit {
                    Some(unit) => format!("{value} {unit} are out of range"),
                    None => format!("{} {value} is out of range", info.key),
                },
                _ => problem.message,
            };
            let help = format!(
                "write a number from {min} to {max}, e.g. `{}`",
                info.example
            );
            Problem::new(problem.code, message, help)
        })
    }
}

/// Checks for all values except secrets: not empty, no control characters, no placeholder.
fn check_open(value: &str) -> Result<(), Problem> {
    text::check_clean(value)?;
    text::check_placeholder(value, false)
}

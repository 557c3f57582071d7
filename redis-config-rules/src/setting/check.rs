//! The check of a single value.

use super::{Kind, Setting};
use crate::allowed_hosts;
use crate::constant::{Fault, tri};
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
        self.scan(value)?;
        match info.kind {
            Kind::Url => RedisUrl::parse(value).map(drop),
            Kind::Host => {
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
            // The default port depends on the topology, which is unknown here. Port 0 equals no written port.
            Kind::Nodes => Nodes::parse(value, 0).map(drop),
            Kind::AddressMap => nodes::address_map(value).map(drop),
            Kind::Hosts => allowed_hosts::parse(value).map(drop),
            _ => Ok(()),
        }
    }

    /// [`check_text`](Self::check_text) for constants. Of hosts, URLs and lists, only the characters are checked.
    ///
    /// # Errors
    ///
    /// Those of [`check_text`](Self::check_text).
    pub const fn scan(self, value: &str) -> Result<(), Fault> {
        let info = self.info();
        let shape = info.kind.shape();
        match info.kind {
            // `RedisUrl::parse` has texts of its own for placeholders.
            Kind::Url => return Ok(()),
            Kind::Flag => return text::scan_bounds(shape, value, None, None, &[]),
            Kind::Pem => tri!(pem::check(value)),
            _ => tri!(text::check_clean(value)),
        }
        let secret = match info.kind {
            Kind::Secret => true,
            Kind::Pem => pem::is_inline(value),
            _ => false,
        };
        tri!(text::check_placeholder(value, secret));
        match (info.kind, self) {
            (Kind::Path, Self::Socket) => url::socket_path(value),
            (Kind::Text, Self::ClientName) => name::CLIENT_NAME.check(value),
            (Kind::Text, Self::KeyPrefix) => name::KEY_PREFIX.check(value),
            (Kind::Text, Self::Username | Self::SentinelUsername) => name::scan_username(value),
            (Kind::Text, Self::Master) => name::MASTER.check(value),
            (Kind::Integer, _) => self.scan_integer(value),
            (Kind::Duration | Kind::Choice, _) => {
                text::scan_bounds(shape, value, info.min, info.max, info.choices)
            }
            _ => Ok(()),
        }
    }

    /// Like [`text::scan_bounds`], but the message names the setting: "port 65536 is out of range".
    const fn scan_integer(self, value: &str) -> Result<(), Fault> {
        let info = self.info();
        let Err(fault) = text::scan_bounds(info.kind.shape(), value, info.min, info.max, &[])
        else {
            return Ok(());
        };
        let (Some(min), Some(max)) = (info.min, info.max) else {
            return Err(fault);
        };
        let message: &[&str] = if text::scan_integer(value).is_err() || value.len() > 20 {
            &[fault.message()]
        } else if let Some(unit) = info.unit {
            &[value, " ", unit, " are out of range"]
        } else {
            &[info.key, " ", value, " is out of range"]
        };
        let help = [
            "write a number from ",
            min,
            " to ",
            max,
            ", e.g. `",
            info.example,
            "`",
        ];
        Err(Fault::new(fault.code, message, &help))
    }
}

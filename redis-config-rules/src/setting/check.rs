//! The check of a single value.

use super::{Kind, Setting};
use crate::constant::{ConstText, Fault, tri};
use crate::text::Items;
use crate::url::Parts;
use crate::{Code, Problem, allowed_hosts, bytes, name, nodes, pem, text, url};

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
        Ok(self.scan(value)?)
    }

    /// [`check_text`](Self::check_text) for constants.
    ///
    /// # Errors
    ///
    /// Those of [`check_text`](Self::check_text).
    pub const fn scan(self, value: &str) -> Result<(), Fault> {
        let info = self.info();
        let shape = info.kind.shape();
        match info.kind {
            // It has texts of its own for placeholders.
            Kind::Url => {
                _ = tri!(url::scan(value));
                return Ok(());
            }
            Kind::Flag => return text::check_bounds(shape, value, None, None, &[]),
            Kind::Pem => tri!(pem::check(value)),
            _ => {
                if let Err(fault) = text::check_clean(value) {
                    return Err(self.on_one_line(value, fault));
                }
            }
        }
        let secret = match info.kind {
            Kind::Secret => true,
            Kind::Pem => pem::is_inline(value),
            _ => false,
        };
        tri!(text::check_placeholder(value, secret));
        match (info.kind, self) {
            (Kind::Host, Self::Host) => _ = tri!(url::scan_host(value, None)),
            // The usual help suggests `port` and `url`, which do not apply to a name.
            (Kind::Host, _) => {
                let help = ConstText::of(&["write the name alone, e.g. `", info.example, "`"]);
                _ = tri!(url::scan_host(value, Some(help.as_str())));
            }
            // The default port depends on the topology, which is unknown here. Port 0 equals no written port.
            (Kind::Nodes, _) => return nodes::scan(value, 0),
            (Kind::AddressMap, _) => return nodes::scan_address_map(value),
            (Kind::Hosts, _) => return allowed_hosts::scan(value),
            (Kind::Path, Self::Socket) => return url::socket_path(value),
            (Kind::Text, Self::ClientName) => return name::CLIENT_NAME.check(value),
            (Kind::Text, Self::KeyPrefix) => return name::KEY_PREFIX.check(value),
            (Kind::Text, Self::Username | Self::SentinelUsername) => {
                return name::username(value);
            }
            (Kind::Text, Self::Master) => return name::MASTER.check(value),
            (Kind::Integer, _) => return self.scan_integer(value),
            (Kind::Duration | Kind::Choice, _) => {
                return text::check_bounds(shape, value, info.min, info.max, info.choices);
            }
            _ => {}
        }
        Ok(())
    }

    /// The fault of a list with line breaks, which is legal with commas in their place; otherwise `fault`.
    const fn on_one_line(self, value: &str, fault: Fault) -> Fault {
        if let Kind::Nodes | Kind::AddressMap | Kind::Hosts = self.info().kind {
            let (said, list) = text::relisted(value);
            let list = list.as_str();
            // User info is not shown.
            let plain = !said.is_empty() && bytes::find(list.as_bytes(), b'@').is_none();
            if plain && self.scan(list).is_ok() {
                return Fault::of(Code::LIST, said, "write `{0}`", &[list]);
            }
        }
        fault
    }

    /// The scheme of a legal URL, or of the first node, if it asks for TLS.
    pub const fn tls_scheme(self, value: &str) -> Option<&'static str> {
        let url = match self.info().kind {
            Kind::Url => value,
            Kind::Nodes => match Items(Some(value)).take_item() {
                Some(first) => first,
                None => return None,
            },
            _ => return None,
        };
        match url::scan(url) {
            Ok(Parts { scheme, .. }) if scheme.tls => Some(scheme.name),
            _ => None,
        }
    }

    /// Like [`text::check_bounds`], but the message names the setting: "port 65536 is out of range".
    const fn scan_integer(self, value: &str) -> Result<(), Fault> {
        let info = self.info();
        let Err(fault) = text::check_bounds(info.kind.shape(), value, info.min, info.max, &[])
        else {
            return Ok(());
        };
        let (Some(min), Some(max)) = (info.min, info.max) else {
            return Err(fault);
        };
        let message = if text::scan_integer(value).is_err() || value.len() > 20 {
            fault.message()
        } else if info.unit.is_some() {
            "{0} {1} are out of range"
        } else {
            "{2} {0} is out of range"
        };
        let unit = match info.unit {
            Some(unit) => unit,
            None => "",
        };
        let args = [value, unit, info.key, min, max, info.example];
        // `06379`, `+6379`, ` 6379`, `6_379`
        let meant = text::plain_digits(value);
        if let Ok(()) =
            text::check_bounds(info.kind.shape(), meant.as_str(), info.min, info.max, &[])
        {
            return Err(Fault::of(
                fault.code,
                message,
                "write `{0}`",
                &[meant.as_str()],
            ));
        }
        let help = "write a number from {3} to {4}, e.g. `{5}`";
        Err(Fault::of(fault.code, message, help, &args))
    }
}

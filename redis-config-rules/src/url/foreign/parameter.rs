//! The parameters of other clients' URLs, and the options of connection strings.

use super::translation::{Meant, is_name};
use crate::bytes::{digits, is_one_of};
use crate::constant::{ConstText, tri_some};
use crate::duration;
use crate::url::scheme::Family;

impl<'a> Meant<'a> {
    /// Adds a parameter. Timeouts without a unit are in `unit`.
    pub(super) const fn add(&mut self, key: &[u8], value: &'a str, unit: &str) -> Option<()> {
        let word = value.as_bytes();
        let off = is_one_of(word, "false 0 no off none disable");
        if is_one_of(key, "ssl tls usetls use_tls ssl_enabled") {
            self.tls |= !off;
        } else if is_one_of(key, "db database defaultdatabase dbnum") {
            if !self.database.is_empty() {
                return None;
            }
            self.database = value;
        } else if is_one_of(key, "password pass auth") {
            self.password = true;
        } else if is_one_of(key, "user username") {
            (self.username, self.password) = (true, true);
        } else if is_one_of(
            key,
            "sentinel_password sentinelpassword sentinel_username sentinelusername",
        ) {
            self.sentinel_password = true;
        } else if is_one_of(
            key,
            "master master_name mastername service_name servicename sentinelservicename sentinel_service_name sentinelmasterid sentinel_master_id sentinelmaster master_id master_set master_group",
        ) {
            if !is_name(value) {
                return None;
            }
            (self.family, self.master) = (Family::Sentinel, value);
        } else if is_one_of(key, "node nodes addr") {
            tri_some!(self.add_hosts(value));
            if !self.has_plain_hosts() {
                return None;
            }
        } else if is_one_of(
            key,
            "timeout response_timeout socket_timeout read_timeout readtimeout command_timeout commandtimeout synctimeout asynctimeout",
        ) {
            self.set("response_timeout", value, unit, "5s");
        } else if is_one_of(
            key,
            "connect_timeout connecttimeout connection_timeout connectiontimeout socket_connect_timeout dial_timeout",
        ) {
            self.set("connect_timeout", value, unit, "2s");
        } else if is_one_of(key, "client_name clientname name") {
            self.set("client_name", value, "", "");
        } else if is_one_of(
            key,
            "insecure skip_verify ssl_cert_reqs verify tls_insecure ssl_check_hostname rejectunauthorized",
        ) {
            self.insecure();
        } else if is_one_of(key, "protocol resp") && is_one_of(word, "resp2 resp3 2 3") {
            self.protocol = if matches!(word, [.., b'2']) {
                "resp2"
            } else {
                "resp3"
            };
        } else {
            return None;
        }
        Some(())
    }

    /// Advises to set a setting, to the value or else to something like `example`.
    const fn set(&mut self, key: &str, value: &str, unit: &str, example: &str) {
        let bytes = value.as_bytes();
        let number = !value.is_empty() && digits(bytes) == bytes.len() && value.len() <= 9;
        let unit = if number { unit } else { "" };
        let legal = number && !unit.is_empty() || duration::scan(value).is_ok();
        self.also
            .push(ConstText::of(&[", and set `", key, "`"]).as_str());
        if legal {
            self.also
                .push(ConstText::of(&[" to `", value, unit, "`"]).as_str());
        } else if !example.is_empty() {
            self.also
                .push(ConstText::of(&[" to something like `", example, "`"]).as_str());
        }
    }

    pub(super) const fn insecure(&mut self) {
        self.also
            .push("; certificates are verified unless `danger_tls_insecure` is `true`");
    }
}

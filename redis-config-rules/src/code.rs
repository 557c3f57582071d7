//! The stable names of the rules.

use std::fmt;

/// Stable name of a rule. Once published, a code keeps its meaning.
///
/// ```
/// use redis_config_rules::Code;
///
/// assert_eq!(Code::URL_PORT.as_str(), "url-port");
/// assert!(Code::ALL.contains(&Code::URL_PORT));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// A code for a rule outside this crate, such as one of an application's own type of value: lower case, words joined
    /// with `-`.
    ///
    /// Prefix it with the name of the application, to avoid the names in [`Code::ALL`].
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// Equality for a `const fn`.
    pub(crate) const fn is(self, other: Self) -> bool {
        crate::bytes::equal(self.0.as_bytes(), other.0.as_bytes())
    }

    /// The code as printed, e.g. `url-port`.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $text:literal;)+) => {
        impl Code {
            $($(#[$doc])+ pub const $name: Self = Self($text);)+

            /// Every code of this library, in the order in which they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

codes! {
    // Any value.
    /// A required value is not set.
    MISSING = "missing";
    /// The value is the empty text.
    EMPTY = "empty";
    /// The value holds a control character or NUL.
    CONTROL_CHARACTER = "control-character";
    /// The value holds white space where it is not allowed.
    WHITE_SPACE = "white-space";
    /// The value holds a placeholder that nothing replaced, like `${HOST}`.
    PLACEHOLDER = "placeholder";
    /// The value is not a whole number.
    INTEGER = "integer";
    /// The value is not a number.
    FLOAT = "float";
    /// The value is neither `true` nor `false`.
    FLAG = "flag";
    /// The value is not a duration with its unit.
    DURATION = "duration";
    /// The value is not a usable path.
    PATH = "path";
    /// The value is not a list with commas.
    LIST = "list";
    /// The value is not a socket address.
    ADDRESS = "address";
    /// The value is not one of the allowed words.
    CHOICE = "choice";
    /// The value is below its minimum or above its maximum.
    OUT_OF_RANGE = "out-of-range";
    /// A bound cannot be applied to a value of this kind.
    BOUND = "bound";
    /// The definition's own validator refused the value.
    VALIDATOR = "validator";

    // Names.
    /// The name of an instance is malformed.
    INSTANCE_NAME = "instance-name";
    /// The prefix of environment variables is malformed.
    ENV_PREFIX = "env-prefix";
    /// The name of an environment variable is malformed.
    VARIABLE_NAME = "variable-name";
    /// The prefix of keys is malformed.
    KEY_PREFIX = "key-prefix";
    /// The name of a queue is malformed.
    QUEUE_NAME = "queue-name";
    /// The name that the server lists for a client is malformed.
    CLIENT_NAME = "client-name";
    /// The name of a user is malformed.
    USERNAME = "username";
    /// The name of a Sentinel service is malformed.
    MASTER_NAME = "master-name";

    // Hosts.
    /// The host is missing.
    HOST_MISSING = "host-missing";
    /// The host is given with a scheme.
    HOST_SCHEME = "host-scheme";
    /// The host is given with a port.
    HOST_PORT = "host-port";
    /// The host holds a character that no host name has.
    HOST_CHARACTER = "host-character";
    /// The host holds characters outside ASCII.
    HOST_NON_ASCII = "host-non-ascii";
    /// The host, or a label of it, is too long.
    HOST_TOO_LONG = "host-too-long";
    /// The host has an empty label, or one with a dash at its end.
    HOST_LABEL = "host-label";
    /// The host is a number in disguise: `127.1`, `0x7f000001`, `0`.
    HOST_NUMBER = "host-number";
    /// The host means every address: `0.0.0.0`, `::`, `*`.
    HOST_WILDCARD = "host-wildcard";
    /// The host is an IPv6 address that is malformed.
    HOST_IPV6 = "host-ipv6";
    /// The host is an IPv6 address without brackets, in a URL.
    HOST_BRACKETS = "host-brackets";
    /// The host is an IPv6 address with a zone.
    HOST_ZONE = "host-zone";
    /// The port is not a number from 1 to 65535.
    PORT = "port";

    /// A list of nodes names one twice, or something that is not one server.
    NODES = "nodes";
    /// Nodes that are URLs differ in user, TLS or protocol.
    NODES_DISAGREE = "nodes-disagree";
    /// A map of addresses is malformed.
    ADDRESS_MAP = "address-map";
    /// A list of hosts names one twice, or something that is neither a host nor a network.
    ALLOWED_HOST = "allowed-host";
    /// PEM text is damaged.
    PEM = "pem";

    // URLs.
    /// The URL is longer than 8 KiB.
    URL_TOO_LONG = "url-too-long";
    /// The URL has no scheme.
    URL_NO_SCHEME = "url-no-scheme";
    /// The URL has a scheme that is not one of Redis.
    URL_SCHEME = "url-scheme";
    /// The URL has no `//` after its scheme.
    URL_SLASHES = "url-slashes";
    /// The URL has a fragment.
    URL_FRAGMENT = "url-fragment";
    /// The URL's user info is empty: `redis://@host`.
    URL_USER_INFO_EMPTY = "url-user-info-empty";
    /// The URL's user info holds a character that must be percent-encoded.
    URL_USER_INFO_CHARACTER = "url-user-info-character";
    /// The URL has a user name without a password.
    URL_USERNAME_WITHOUT_PASSWORD = "url-username-without-password";
    /// The URL has an empty password.
    URL_PASSWORD_EMPTY = "url-password-empty";
    /// The URL has user info where it is not allowed.
    URL_USER_INFO_PLACE = "url-user-info-place";
    /// The URL holds a malformed percent escape.
    URL_PERCENT = "url-percent";
    /// The URL's percent escapes do not decode to UTF-8.
    URL_PERCENT_UTF8 = "url-percent-utf8";
    /// The URL's percent escapes decode to a control character.
    URL_PERCENT_CONTROL = "url-percent-control";
    /// The URL names several hosts, but its scheme allows one.
    URL_SEVERAL_HOSTS = "url-several-hosts";
    /// The URL's list of hosts has an empty or repeated entry.
    URL_HOST_LIST = "url-host-list";
    /// The URL's port is not a number from 1 to 65535.
    URL_PORT = "url-port";
    /// The URL's database is not a number from 0 to 2147483647.
    URL_DATABASE = "url-database";
    /// The URL's path is more than a database.
    URL_PATH = "url-path";
    /// The URL of a cluster names a database.
    URL_CLUSTER_DATABASE = "url-cluster-database";
    /// The URL has an empty query or a parameter without value.
    URL_QUERY = "url-query";
    /// The URL has a parameter that is not known there.
    URL_PARAMETER = "url-parameter";
    /// The URL has a parameter twice.
    URL_PARAMETER_REPEATED = "url-parameter-repeated";
    /// The URL has a parameter with a value that is not allowed.
    URL_PARAMETER_VALUE = "url-parameter-value";
    /// The URL gives the database as a parameter instead of in the path.
    URL_DATABASE_PARAMETER = "url-database-parameter";
    /// The URL of a Sentinel service lacks the service's name.
    URL_MASTER = "url-master";
    /// The URL's path of a socket is missing, not absolute or ambiguous.
    URL_SOCKET = "url-socket";

    // Rules that involve several settings.
    /// No endpoint is set.
    ENDPOINT_MISSING = "endpoint-missing";
    /// Two settings exclude each other.
    CONFLICT = "conflict";
    /// Two settings give different values for the same thing.
    DISAGREEMENT = "disagreement";
    /// A setting is given twice.
    SETTING_TWICE = "setting-twice";
    /// A setting needs another that is not set.
    REQUIRES = "requires";
    /// A setting or a URL does not fit the topology.
    TOPOLOGY = "topology";
    /// A database other than 0 on a cluster that has only database 0.
    CLUSTER_DATABASE = "cluster-database";
    /// A setting of TLS is given, but the link is not encrypted.
    TLS_OFF = "tls-off";
    /// The value needs a cargo feature that is disabled.
    FEATURE_OFF = "feature-off";
    /// The smallest delay is above the largest.
    DELAYS = "delays";

    // Sources of values.
    /// The value is not UTF-8.
    NOT_UTF8 = "not-utf8";
    /// A variable and its `_FILE` twin are both set.
    VARIABLE_AND_FILE = "variable-and-file";
    /// The file that holds a value cannot be used.
    FILE = "file";
    /// The file that holds a value is too large.
    FILE_TOO_LARGE = "file-too-large";
    /// What a platform gives cannot be used.
    PLATFORM = "platform";
    /// A variable has the prefix of an instance, but no field or setting reads it.
    UNKNOWN_VARIABLE = "unknown-variable";
    /// A name is not that of a field of the definition.
    UNKNOWN_FIELD = "unknown-field";
    /// A configuration file is malformed, or cannot be read.
    CONFIG_FILE = "config-file";
    /// A key of a configuration file is not a setting or a field of the definition.
    UNKNOWN_KEY = "unknown-key";
    /// A table of a configuration file has the name of no instance.
    UNKNOWN_INSTANCE = "unknown-instance";
    /// The profile is not known, or none is chosen.
    PROFILE = "profile";
    /// The guard rail of the profile refuses the address.
    GUARD_RAIL = "guard-rail";
    /// `<PREFIX>_PROVIDER` does not name a variable.
    PROVIDER = "provider";
    /// A variable must not switch the check of certificates off.
    INSECURE_BY_VARIABLE = "insecure-by-variable";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_kebab_case() {
        for (at, code) in Code::ALL.iter().enumerate() {
            let text = code.as_str();
            let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(text.chars().all(legal), "{text}");
            assert!(!text.starts_with('-') && !text.ends_with('-') && !text.contains("--"));
            assert!(!Code::ALL[..at].contains(code), "{text} is repeated");
        }
    }
}

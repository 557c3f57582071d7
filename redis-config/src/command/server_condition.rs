//! Error replies that describe the server, not the command.

use redis::Value;

/// A condition of the server that an error reply reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerCondition {
    /// It is a replica: nothing was done, and another server is the primary.
    Replica,
    /// It refuses work for now, with this code.
    Impaired(&'static str),
}

impl ServerCondition {
    /// The condition in a reply, if it reports one.
    #[inline]
    pub(crate) fn of(reply: &Value) -> Option<Self> {
        match reply {
            Value::ServerError(error) => Self::with(error.code()),
            _ => None,
        }
    }

    fn with(code: &str) -> Option<Self> {
        const IMPAIRED: [&str; 5] = ["BUSY", "LOADING", "MISCONF", "NOREPLICAS", "OOM"];
        match code {
            "READONLY" | "MASTERDOWN" => Some(Self::Replica),
            _ => {
                let known = IMPAIRED.iter().find(|known| **known == code)?;
                Some(Self::Impaired(known))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_the_server_are_separate_from_errors_of_the_command() {
        for code in ["BUSY", "LOADING", "MISCONF", "NOREPLICAS", "OOM"] {
            assert_eq!(
                ServerCondition::with(code),
                Some(ServerCondition::Impaired(code))
            );
        }
        for code in ["READONLY", "MASTERDOWN"] {
            assert_eq!(ServerCondition::with(code), Some(ServerCondition::Replica));
        }
        for code in [
            "ERR",
            "WRONGTYPE",
            "NOSCRIPT",
            "NOPERM",
            "MOVED",
            "EXECABORT",
        ] {
            assert_eq!(ServerCondition::with(code), None, "{code}");
        }
    }
}

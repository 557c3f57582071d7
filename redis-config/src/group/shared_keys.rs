//! A warning about members that share their keys.
//!
//! It is no error, because one Redis for several instances is common in development. In production it is usually a mistake.

use crate::settings::settings::Settings;

/// Logs a warning for every two members that use the same keys of the same server.
pub(crate) fn warn(group: &str, members: &[(&str, &Settings)]) {
    for (index, (later, settings)) in members.iter().enumerate() {
        let earlier = members.iter().take(index);
        for (first, _) in earlier.filter(|(_, one)| is_shared(one, settings)) {
            tracing::warn!(
                group,
                first,
                later,
                address = settings.address(),
                "two members of a group use the same database of the same server with the same key prefix: each sees \
                 and can overwrite the keys of the other; give one of them another `database` or a `key_prefix`"
            );
        }
    }
}

fn is_shared(one: &Settings, other: &Settings) -> bool {
    one.endpoints() == other.endpoints()
        && one.master() == other.master()
        && one.database() == other.database()
        && one.key_prefix() == other.key_prefix()
}

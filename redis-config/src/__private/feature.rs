//! Cargo features, which the derive cannot see.

use crate::__private::const_check::panic::fail;

/// Fails the compilation unless the feature `tls` is on; `what` needs it.
#[track_caller]
pub const fn tls(what: &str) {
    if !cfg!(feature = "tls") {
        off(what, "tls");
    }
}

/// Fails the compilation unless the feature `danger-insecure-tls` is on; `what` needs it.
#[track_caller]
pub const fn insecure_tls(what: &str) {
    if !cfg!(feature = "danger-insecure-tls") {
        off(what, "danger-insecure-tls");
    }
}

/// In the words of `Problem::feature_off`.
#[track_caller]
const fn off(what: &str, feature: &str) -> ! {
    fail(
        &[
            what,
            " needs the cargo feature `",
            feature,
            "` of redis-config, which is off",
        ],
        &[
            "add it in Cargo.toml: `redis-config = { ..., features = [\"",
            feature,
            "\"] }`",
        ],
    )
}

#[cfg(test)]
mod tests {
    use redis_config_rules::Problem;

    use super::*;

    #[test]
    fn the_words_are_those_of_the_rules() {
        let said = std::panic::catch_unwind(|| off("`rediss://`", "tls")).unwrap_err();
        let want = Problem::feature_off("`rediss://`", "tls").to_string();
        assert_eq!(said.downcast_ref::<String>(), Some(&want));
    }
}

//! Cargo features, which the derive cannot see.

use redis_config_rules::constant::Fault;

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

#[track_caller]
const fn off(what: &str, feature: &str) -> ! {
    let fault = Fault::feature_off(what, feature);
    fail(fault.message(), fault.help(), &[])
}

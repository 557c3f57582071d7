//! Uses of cargo features of the library.

use quote::ToTokens;
use redis_config_rules::{Group, Setting};

use crate::imp::check::given_values::Given;
use crate::imp::model::Feature;

/// Settings of TLS, and addresses that require it.
pub(super) fn of(given: &[Given<'_>]) -> Vec<Feature> {
    given.iter().filter_map(feature).collect()
}

fn feature(given: &Given<'_>) -> Option<Feature> {
    let info = given.setting?.info();
    if info.group == Group::Tls {
        return Some(Feature {
            place: given.name.to_token_stream(),
            what: format!("`{}`", info.key),
            insecure: info.setting == Setting::DangerTlsInsecure,
        });
    }
    let scheme = info.setting.tls_scheme(given.literal()?)?;
    Some(Feature {
        place: given.value.to_token_stream(),
        what: format!("`{scheme}://`"),
        insecure: false,
    })
}

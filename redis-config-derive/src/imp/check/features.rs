//! Uses of cargo features of the library.

use quote::ToTokens;
use redis_config_rules::nodes::Nodes;
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{DEFAULT_PORT, Group, Kind, Setting};

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
    let text = given.literal()?;
    let url = match info.kind {
        Kind::Url => RedisUrl::parse(text).ok(),
        Kind::Nodes => Nodes::parse(text, DEFAULT_PORT).ok()?.url,
        _ => None,
    };
    let url = url.filter(|url| url.tls)?;
    Some(Feature {
        place: given.value.to_token_stream(),
        what: format!("`{}://`", url.scheme),
        insecure: false,
    })
}

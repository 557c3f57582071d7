//! Values to show: defaults without secrets, and examples.

use redis_config_rules::url::holds_password;
use redis_config_rules::{Kind, Setting, Shape, Topology, pem};

use crate::config::meta::FieldMeta;

/// The default of a field; `None` if there is none, or if it is secret.
pub(super) fn default(meta: &FieldMeta) -> Option<&'static str> {
    meta.default
        .filter(|text| !meta.secret && !holds_password(text) && !pem::is_inline(text))
}

/// Values that a field can have, as far as its description shows; the best first. Its type decides.
pub(super) fn examples(meta: &FieldMeta, shape: Shape, topology: Topology) -> Vec<&'static str> {
    let first = match meta.setting() {
        _ if default(meta).is_some() => default(meta),
        Some(setting) if setting.info().kind == Kind::Url => Some(url(topology)),
        Some(setting) if setting.info().kind == Kind::Secret => Some("change-me"),
        setting => {
            let bound = meta.one_of.first().or(meta.min.as_ref()).copied();
            bound.or(setting.map(|setting| of_setting(setting, topology)))
        }
    };
    let guessed = match shape {
        Shape::Secret => "change-me",
        Shape::Integer => "1",
        Shape::Float => "0.5",
        Shape::Flag => "true",
        Shape::Duration => "1s",
        Shape::Path => "/path/to/file",
        Shape::List => "first,second",
        _ => "text",
    };
    // A type of the application may take only some texts.
    let others = ["127.0.0.1", "127.0.0.1:8080", "1", "true", "x"];
    first.into_iter().chain([guessed]).chain(others).collect()
}

fn of_setting(setting: Setting, topology: Topology) -> &'static str {
    match (setting, topology) {
        (Setting::Nodes, Topology::Sentinel) => "10.0.0.1:26379,10.0.0.2:26379,10.0.0.3:26379",
        _ => setting.info().example,
    }
}

fn url(topology: Topology) -> &'static str {
    match topology {
        Topology::Standalone | Topology::Auto => "redis://127.0.0.1:6379/0",
        Topology::Sentinel => "redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster",
        Topology::Cluster => "redis+cluster://10.0.0.1:7000,10.0.0.2:7000",
    }
}

//! The table of settings as a page.

use std::fmt::Write as _;

use redis_config_rules::{Group, Kind, Place, Setting, SettingInfo, Topology};

/// The page; it is part of the derive's documentation.
pub(super) fn page(note: &str) -> String {
    let mut text = format!(
        "{note}# Settings\n\n\
         A setting is either a key of the struct (`#[redis(port = 6380)]`, fixed) or a field (loaded).\n\
         Its variable is the prefix of the instance and the suffix listed here: `JOBS_REDIS_PORT`. `<variable>_FILE` names a file that contains the value.\n"
    );
    for (group, title) in [
        (Group::Endpoint, "Where the server is"),
        (Group::Credentials, "Credentials"),
        (
            Group::Tls,
            "TLS: with the cargo feature `tls`, and `danger_tls_insecure` with `danger-insecure-tls`",
        ),
        (Group::Timing, "Timing"),
        (Group::Shape, "How the link is used"),
    ] {
        let rows: Vec<String> = all().filter(|one| one.group == group).map(row).collect();
        let _ = write!(
            text,
            "\n## {title}\n\n| setting | variable | value | type of a field | default | meaning |\n|---|---|---|---|---|---|\n{}\n",
            rows.join("\n")
        );
    }
    text
}

fn all() -> impl Iterator<Item = &'static SettingInfo> {
    Setting::ALL.iter().map(|one| one.info())
}

fn row(info: &SettingInfo) -> String {
    let default = match info.default {
        Some(default) => format!("`{default}`"),
        None => "unset".to_owned(),
    };
    let mut doc = info.doc.to_owned();
    let list = |settings: &[Setting]| {
        let named: Vec<String> = settings
            .iter()
            .map(|one| format!("`{}`", one.key()))
            .collect();
        named.join(", ")
    };
    let (excludes, needs) = (list(info.conflicts), list(info.requires));
    if !excludes.is_empty() {
        let _ = write!(doc, " Excludes {excludes}.");
    }
    if !needs.is_empty() {
        let _ = write!(doc, " Needs {needs}.");
    }
    if info.topologies.len() < Topology::ALL.len() {
        let declared = info.topologies.iter().filter(|one| **one != Topology::Auto);
        let declared: Vec<String> = declared.map(|one| format!("`{}`", one.key())).collect();
        let _ = write!(doc, " With `topology` {} or `auto`.", declared.join(", "));
    }
    match info.place {
        Place::Either => {}
        Place::Struct => doc.push_str(" On the struct only."),
        Place::Field => doc.push_str(" As a field only."),
    }
    let (variable, ty) = match info.place {
        Place::Struct => ("none".to_owned(), "none".to_owned()),
        Place::Either | Place::Field => (
            format!("`_{}`", info.variable),
            format!("`{}`", info.kind.example_type()),
        ),
    };
    let (key, value) = (info.key, value(info));
    format!("| `{key}` | {variable} | {value} | {ty} | {default} | {doc} |")
}

fn value(info: &SettingInfo) -> String {
    let bounds = match (info.min, info.max) {
        (Some(min), Some(max)) => format!(", `{min}` to `{max}`"),
        _ => String::new(),
    };
    let what = match info.kind {
        Kind::Url => "a URL",
        Kind::Host => "a host name or address",
        Kind::Integer => info.unit.unwrap_or("a number"),
        Kind::Path => "an absolute path",
        Kind::Pem => "a path, or PEM text",
        Kind::Nodes => "several `host:port`",
        Kind::AddressMap => "several pairs of `host:port`",
        Kind::Hosts => "several hosts, domains and networks",
        Kind::Text => "text",
        Kind::Function => "the path of a function",
        Kind::Secret => "a `Secret`",
        Kind::Flag => "`true` or `false`",
        Kind::Duration => "a duration",
        Kind::Choice => {
            let choices: Vec<String> = info.choices.iter().map(|one| format!("`{one}`")).collect();
            return choices.join(" or ");
        }
    };
    format!("{what}{bounds}, e.g. `{}`", info.example)
}

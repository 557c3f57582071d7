//! A variable that was meant for a setting, and that no field reads.

use redis_config_rules::{Alias, Code, Group, Kind, Problem, Setting, text, url};

use super::effective;
use crate::check::origin::Origin;
use crate::check::violation::{Violation, shown};
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::resolve::Resolved;

/// A variable and the setting that it was meant for.
pub(crate) struct Meant<'a> {
    pub(crate) variable: &'a str,
    pub(crate) setting: Setting,
    /// Why it is not read although the setting has a field.
    pub(crate) unclear: Option<&'static str>,
    /// `None` for a `_FILE` variable, whose file is not read.
    pub(crate) value: Option<&'a str>,
}

/// The setting that the rest of a name means, without the prefix and in capitals.
pub(crate) fn meaning(suffix: &str) -> Option<(Setting, Option<&'static str>)> {
    if let Some(setting) = Setting::ALL.iter().find(|one| one.variable() == suffix) {
        return Some((*setting, None));
    }
    let lower = suffix.to_ascii_lowercase();
    if let Some(alias) = Alias::of(&lower) {
        return Some((alias.setting, alias.unclear));
    }
    let units = [
        "_ms",
        "_millis",
        "_milliseconds",
        "_secs",
        "_sec",
        "_seconds",
        "_s",
    ];
    let bare = units.iter().find_map(|unit| lower.strip_suffix(unit))?;
    let (setting, _) = meaning(&bare.to_ascii_uppercase())?;
    let timed = setting.info().kind == Kind::Duration;
    timed.then_some((setting, Some("a duration has its unit in the value")))
}

/// The violation for the variable.
pub(crate) fn violation<C: RedisConfig>(meant: &Meant<'_>, resolved: &[Resolved]) -> Violation {
    let Meant {
        variable, setting, ..
    } = *meant;
    let key = setting.key();
    let field = C::FIELDS.iter().find(|one| one.setting() == Some(setting));
    let (problem, with) = match (field, effective::fixed::<C>(setting)) {
        (Some(field), _) => (unclear(meant, field), None),
        (None, Some(_)) => (
            Problem::new(
                Code::DISAGREEMENT,
                format!(
                    "`{variable}` gives another `{key}` than the attribute of the struct fixes"
                ),
                format!(
                    "unset `{variable}`, or replace `{key} = ..` in the attribute by a field `{}`",
                    field_of(setting)
                ),
            ),
            Some((key, Origin::Fixed)),
        ),
        (None, None) => (no_field::<C>(meant, resolved), None),
    };
    let origin = Origin::Variable(variable.to_owned());
    let mut violation = Violation::new(key, origin, problem);
    violation.with = with;
    violation
}

/// The setting has a field, which is read from another variable.
fn unclear(meant: &Meant<'_>, field: &FieldMeta) -> Problem {
    let Meant {
        variable, setting, ..
    } = *meant;
    let right = field.variable;
    let message = match meant.unclear {
        Some(why) => format!("`{variable}` is not read: {why}"),
        None => format!(
            "nothing reads `{variable}`: the field `{}` is read from `{right}`",
            field.name
        ),
    };
    let help = match (meant.unclear, example(meant)) {
        (Some(_), Some(example)) => {
            format!(
                "unset `{variable}`; `{right}={example}` is how `{}` is set",
                setting.key()
            )
        }
        _ => format!("set `{right}` in its place"),
    };
    Problem::new(Code::UNKNOWN_VARIABLE, message, help)
}

/// A value for the right variable: the user's own, if its meaning is certain.
fn example(meant: &Meant<'_>) -> Option<String> {
    let info = meant.setting.info();
    if info.secret || meant.setting == Setting::DangerTlsInsecure {
        return None;
    }
    let own = meant
        .value
        .filter(|value| info.kind != Kind::Url && text::placeholder(value).is_none());
    let variable = meant.variable.to_ascii_lowercase();
    let timed = own.filter(|_| info.kind == Kind::Duration).map(|value| {
        let seconds = ["_secs", "_sec", "_seconds", "_s"];
        let millis = ["_ms", "_millis", "_milliseconds"];
        if seconds.iter().any(|unit| variable.ends_with(unit)) {
            format!("{value}s")
        } else if millis.iter().any(|unit| variable.ends_with(unit)) {
            format!("{value}ms")
        } else {
            value.to_owned()
        }
    });
    let own = timed.or_else(|| own.map(str::to_owned));
    // A URL may have been given, with its password.
    let may_be_shown = |value: &String| shown(Some(meant.setting), value).is_some();
    own.filter(|value| may_be_shown(value) && meant.setting.check_text(value).is_ok())
        .or_else(|| Some(info.example.to_owned()))
}

fn no_field<C: RedisConfig>(meant: &Meant<'_>, resolved: &[Resolved]) -> Problem {
    let Meant {
        variable, setting, ..
    } = *meant;
    let key = setting.key();
    let message = match meant.unclear {
        Some(why) => {
            format!("`{variable}` is not read: {why}, and the struct has no field `{key}`")
        }
        None => format!("`{variable}` sets `{key}`, for which the struct has no field"),
    };
    let of_url = matches!(setting.info().group, Group::Endpoint | Group::Credentials)
        || matches!(setting, Setting::Tls | Setting::Protocol);
    let url = C::FIELDS
        .iter()
        .find(|one| one.setting() == Some(Setting::Url))
        .filter(|_| of_url && setting != Setting::Url);
    let add = format!("add the field `{}` to the struct", field_of(setting));
    let help = match url.map(|url| (url, in_url::<C>(meant, resolved))) {
        Some((url, Some(text))) => {
            format!(
                "set `{}={text}` and unset `{variable}`, or {add}",
                url.variable
            )
        }
        Some((url, None)) => format!(
            "put it into the URL in `{}` and unset `{variable}`, or {add}",
            url.variable
        ),
        None => format!("unset `{variable}`, or {add}"),
    };
    Problem::new(Code::UNKNOWN_VARIABLE, message, help)
}

/// The URL in force with the variable's value in it. `None` if it holds a password, or has no place for the value.
fn in_url<C: RedisConfig>(meant: &Meant<'_>, resolved: &[Resolved]) -> Option<String> {
    let value = meant.value?;
    let url = effective::url::<C>(resolved)?;
    if meant.unclear.is_some() || url.password.is_some() || url.endpoints.len() != 1 {
        return None;
    }
    let written = url.redacted();
    let (scheme, rest) = written.split_once("://")?;
    let (place, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = place.rsplit_once(':')?;
    let changed = match meant.setting {
        Setting::Host => {
            let host = url::host(value).ok()?;
            let host = if host.contains(':') {
                format!("[{host}]")
            } else {
                host
            };
            format!("{scheme}://{host}:{port}{path}")
        }
        Setting::Port => format!("{scheme}://{host}:{value}{path}"),
        Setting::Database if path.find('?').is_none() => format!("{scheme}://{place}/{value}"),
        Setting::Tls if matches!(text::parse_flag(value), Ok(true)) && scheme == "redis" => {
            format!("rediss://{rest}")
        }
        _ => return None,
    };
    Setting::Url.check_text(&changed).is_ok().then_some(changed)
}

/// A field that holds the setting, as Rust code.
fn field_of(setting: Setting) -> String {
    let info = setting.info();
    let kind = match setting {
        Setting::Database | Setting::DedicatedConnections => "u32",
        _ => info.kind.example_type(),
    };
    match setting {
        Setting::Host | Setting::Url | Setting::Socket | Setting::Nodes => {
            format!("{}: {kind}", info.key)
        }
        _ => format!("{}: Option<{kind}>", info.key),
    }
}

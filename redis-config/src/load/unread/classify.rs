//! Sorts the variables with the instance's prefix that no field reads.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use redis_config_rules::{Code, Problem, Setting, suggest};

use super::effective;
use super::setting::{Meant, meaning, violation};
use crate::check::origin::Origin;
use crate::check::violation::{Violation, named};
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::environment::Environment;
use crate::load::other_names::{is_address, names};
use crate::load::platform::services::kubernetes::service_links;
use crate::load::platform::services::{platform_sh, unnamed};
use crate::load::provider;
use crate::load::report::Report;
use crate::load::resolve::{Resolved, twin, twin_of};

/// A variable that a field reads.
struct Readable {
    meta: &'static FieldMeta,
    name: String,
}

/// Kubernetes sets several of these for each service, so that they are not logged.
const LINK: &str = "a service link of Kubernetes";

/// The names that set the topology with other libraries. Here, the definition declares it.
const TOPOLOGY: [&str; 6] = [
    "TOPOLOGY",
    "MODE",
    "CLUSTER_MODE",
    "CLUSTER_ENABLED",
    "USE_CLUSTER",
    "USE_SENTINEL",
];

/// Reports every variable with the instance's prefix that no field reads. It is a violation if it was meant for a setting
/// or is a typo of one. The others are recorded, and logged once per process.
pub(crate) fn report<C: RedisConfig>(
    environment: &Environment,
    resolved: &[Resolved],
    report: &mut Report,
) {
    let readable = readable::<C>(environment);
    let has_url = C::FIELDS
        .iter()
        .any(|meta| meta.setting() == Some(Setting::Url));
    let provider = if has_url {
        provider::variable::<C>()
    } else {
        String::new()
    };
    for name in environment.names() {
        let Some(suffix) = after(C::ENV, name) else {
            continue;
        };
        let of_platform = C::FALLBACK && unnamed::reads(name)
            || service_links::selects(name, C::ENV)
            || platform_sh::describes(environment, C::ENV, name)
            || has_url && platform_sh::serves(environment, C::ENV, name);
        if of_platform || name == provider || readable.iter().any(|readable| readable.name == name)
        {
            continue;
        }
        match classify::<C>(name, suffix, environment, &readable, resolved) {
            Unread::Mistake(violation) => report.violations.push(*violation),
            Unread::Ignored(reason) => {
                if reason != LINK {
                    log::<C>(name, &reason);
                }
                report.ignore(name, reason);
            }
            Unread::Foreign => {
                tracing::debug!(instance = C::NAME, variable = name, "of another instance");
            }
        }
    }
}

fn readable<C: RedisConfig>(environment: &Environment) -> Vec<Readable> {
    let mut all = Vec::new();
    for meta in C::FIELDS {
        let mut add = |name| all.push(Readable { meta, name });
        add(meta.variable.to_owned());
        twin::<C>(meta).into_iter().for_each(&mut add);
        for name in names::<C>(meta, environment) {
            twin_of::<C>(&name).into_iter().for_each(&mut add);
            add(name);
        }
    }
    all
}

/// What a variable is that no field reads.
enum Unread {
    Mistake(Box<Violation>),
    /// With the reason.
    Ignored(String),
    /// A variable of an instance whose prefix starts with this one.
    Foreign,
}

fn classify<C: RedisConfig>(
    name: &str,
    suffix: &str,
    environment: &Environment,
    readable: &[Readable],
    resolved: &[Resolved],
) -> Unread {
    let value = environment.value(name).and_then(|value| value.to_str());
    if is_service_link(suffix, value) {
        return Unread::Ignored(LINK.to_owned());
    }
    let mistake = |violation| Unread::Mistake(Box::new(violation));
    // On Unix, names are case-sensitive.
    let upper = name.to_ascii_uppercase();
    if let Some(meant) = readable.iter().find(|one| one.name == upper) {
        return mistake(typo(name, meant));
    }
    let suffix = suffix.to_ascii_uppercase();
    let (bare, value) = match suffix.strip_suffix("_FILE") {
        Some(bare) => (bare, None),
        None => (suffix.as_str(), value),
    };
    let whole = bare.is_empty() || suffix == "FILE";
    if whole && !is_address::<C>(environment) {
        return Unread::Ignored("nothing reads it".to_owned());
    }
    let meaning = if whole {
        Some((Setting::Url, None))
    } else {
        meaning(bare)
    };
    if let Some((setting, unclear)) = meaning {
        if value.is_some_and(|value| effective::agrees::<C>(setting, value, resolved)) {
            return Unread::Ignored(format!("agrees with the `{}` in force", setting.key()));
        }
        let meant = Meant {
            variable: name,
            setting,
            unclear,
            value,
        };
        return mistake(violation::<C>(&meant, resolved));
    }
    if bare == "PROVIDER" {
        return mistake(indirect::<C>(name, bare == suffix));
    }
    if TOPOLOGY.contains(&bare) {
        return mistake(topology(name));
    }
    let prefix = format!("{}_", C::ENV);
    let suffixes = C::FIELDS
        .iter()
        .filter_map(|meta| meta.variable.strip_prefix(&prefix));
    // `A_URL` is not a typo of `URL`, but the variable of an instance with the prefix `.._A`.
    let near = suggest::nearest(bare, suffixes).filter(|near| !is_of_longer_prefix(bare, near));
    let meant = near.and_then(|near| {
        let twin = if bare == suffix { "" } else { "_FILE" };
        let meant = format!("{prefix}{near}{twin}");
        readable.iter().find(|one| one.name == meant)
    });
    if let Some(meant) = meant {
        return mistake(typo(name, meant));
    }
    let mut settings = Setting::ALL.iter();
    let foreign = settings.any(|setting| is_of_longer_prefix(bare, setting.variable()));
    if foreign {
        Unread::Foreign
    } else {
        Unread::Ignored("nothing reads it".to_owned())
    }
}

/// The variables that Kubernetes sets for each service: `X_SERVICE_HOST`, `X_PORT=tcp://..`, `X_PORT_6379_TCP_ADDR`.
fn is_service_link(suffix: &str, value: Option<&str>) -> bool {
    let port = |rest: &str| rest.is_empty() || rest.starts_with('_');
    let service = suffix == "SERVICE_HOST" || suffix.strip_prefix("SERVICE_PORT").is_some_and(port);
    let numbered = suffix
        .strip_prefix("PORT_")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let link =
        value.is_some_and(|value| value.starts_with("tcp://") || value.starts_with("udp://"));
    service || numbered || (suffix == "PORT" && link)
}

/// Whether a suffix is that of a variable after one more word.
fn is_of_longer_prefix(suffix: &str, variable: &str) -> bool {
    suffix
        .strip_suffix(variable)
        .and_then(|start| start.strip_suffix('_'))
        .is_some_and(|word| !word.is_empty())
}

fn typo(name: &str, meant: &Readable) -> Violation {
    Violation::new(
        named(meant.meta),
        Origin::Variable(name.to_owned()),
        Problem::new(
            Code::UNKNOWN_VARIABLE,
            format!("nothing reads `{name}`"),
            format!(
                "did you mean `{}`? Otherwise unset it or give it another prefix",
                meant.name
            ),
        ),
    )
}

/// `<PREFIX>_PROVIDER` for a definition without `url`, or with `_FILE`.
fn indirect<C: RedisConfig>(name: &str, no_url: bool) -> Violation {
    let (message, help) = if no_url {
        (
            format!("`{name}` names the variable with the URL, and the struct has no field `url`"),
            format!("unset `{name}`, or add the field `url: redis_config::Url` to the struct"),
        )
    } else {
        (
            format!("nothing reads `{name}`: the name of a variable is not in a file"),
            format!(
                "set `{0}_PROVIDER` to the name of the variable, or `{0}_URL_FILE` to the path of a file that holds the URL",
                C::ENV
            ),
        )
    };
    let problem = Problem::new(Code::UNKNOWN_VARIABLE, message, help);
    Violation::new(
        Setting::Url.key(),
        Origin::Variable(name.to_owned()),
        problem,
    )
}

fn topology(name: &str) -> Violation {
    Violation::new(
        "topology",
        Origin::Variable(name.to_owned()),
        Problem::new(
            Code::UNKNOWN_VARIABLE,
            format!("`{name}` is not read: the definition declares the topology"),
            format!(
                "write `#[redis(topology = cluster)]` or `#[redis(topology = sentinel)]` on the struct, and unset `{name}`"
            ),
        ),
    )
}

/// Logs a variable the first time that it is seen.
fn log<C: RedisConfig>(name: &str, reason: &str) {
    static LOGGED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
    if logged.insert(name.to_owned()) {
        tracing::warn!(
            instance = C::NAME,
            variable = name,
            reason,
            "a variable with the prefix of the instance is ignored"
        );
    }
}

/// The rest of `name` after `prefix` and `_`, ignoring case: a difference in case is a mistake too. Empty for the prefix itself.
fn after<'a>(prefix: &str, name: &'a str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    if !start.eq_ignore_ascii_case(prefix) {
        return None;
    }
    match rest.strip_prefix('_') {
        Some("") => None,
        Some(rest) => Some(rest),
        None => rest.is_empty().then_some(rest),
    }
}

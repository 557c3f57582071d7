//! Chooses the server that a platform gives to an instance.

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Endpoint, Setting, text};

use super::address::{Address, combine, same};
use super::binding::{Binding, Found, disagree};
use super::services::{platform_sh, unnamed};
use super::variables::Variables;
use super::{apply, hints, table};
use crate::check::origin::Origin;
use crate::check::violation::{Violation, shown};
use crate::config::definition::RedisConfig;
use crate::load::environment::Environment;
use crate::load::report::{Report, Shadowed};
use crate::load::resolve::{Rank, Resolved};
use crate::load::url_edit;

/// The settings that set the address.
const WAYS: [Setting; 6] = [
    Setting::Url,
    Setting::Host,
    Setting::Port,
    Setting::Socket,
    Setting::Nodes,
    Setting::Master,
];

/// Sets the endpoint of an instance, with credentials, TLS and database, from what the platform gives, unless a stronger
/// source sets it.
///
/// A server that the platform gives under the name of the instance has precedence. The others are for the instance declared
/// `fallback`. Servers of one class must be the same; of two that are, the encrypted address is used.
pub(crate) fn fill<C: RedisConfig>(
    environment: &Environment,
    resolved: &mut [Resolved],
    report: &mut Report,
) {
    let variables = Variables::of::<C>(environment);
    let mut found = table::find(&variables);
    report.platform = Some(found.platform).filter(|name| !name.is_empty());
    // Variables with the prefix of the instance are explained with its own ones.
    let own = format!("{}_", C::ENV);
    // What describes a relationship called `redis` has other meanings elsewhere, which are none here.
    let described = |name: &str| platform_sh::describes(environment, "REDIS", name);
    found.ignored.retain(|one| {
        let name = one.variable.as_str();
        !described(name) && (!name.starts_with(&own) || C::FALLBACK && unnamed::reads(name))
    });
    report.ignored.append(&mut found.ignored);
    if C::FALLBACK {
        unread::<C>(&variables, report);
    }
    match own_endpoint::<C>(resolved) {
        Some((by, own)) => shadow::<C>(found, &by, own.as_ref(), report),
        None => {
            if C::FALLBACK {
                for ignored in &report.ignored {
                    let (variable, reason) = (&ignored.variable, &ignored.reason);
                    tracing::info!(instance = C::NAME, %variable, %reason, "ignored");
                }
            }
            if let Err(violation) = choose::<C>(found, resolved, report) {
                report.violations.push(*violation);
                // The missing endpoint follows from this mistake.
                for one in resolved.iter_mut().filter(|one| is_way(one)) {
                    one.value = None;
                    one.refused = true;
                }
            }
        }
    }
    report.ignored.retain(|one| !described(&one.variable));
    hints::add(resolved, report);
}

/// Records the unnamed variables that no platform reads.
fn unread<C: RedisConfig>(variables: &Variables<'_>, report: &mut Report) {
    let own = format!("{}_", C::ENV);
    for name in variables.unread() {
        let unnamed = ["REDIS_", "VALKEY_"]
            .iter()
            .any(|start| name.starts_with(start));
        // The parts of a service link, which is explained as a whole.
        let link = name.contains("_SERVICE_") || name.contains("_PORT_");
        let ignored = report.ignored.iter().any(|one| one.variable == name);
        if unnamed && !link && !ignored && !name.starts_with(&own) {
            report.ignore(name, "nothing reads it");
        }
    }
}

fn choose<C: RedisConfig>(
    found: Found,
    resolved: &mut [Resolved],
    report: &mut Report,
) -> Result<(), Box<Violation>> {
    if let Some(broken) = found.broken {
        return Err(broken);
    }
    let (named, others): (Vec<_>, Vec<_>) = found
        .bindings
        .into_iter()
        .partition(|binding| binding.is_for(C::NAME, C::ENV));
    let (unnamed, foreign): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|binding| C::FALLBACK && binding.unnamed);
    for binding in foreign {
        not_for::<C>(&binding, report);
    }
    // A service with a name of its own is for the fallback only if nothing without a name is there.
    let (unnamed, with_name): (Vec<_>, Vec<_>) =
        unnamed.into_iter().partition(Binding::has_no_name);
    let (mut class, mut unused, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for candidates in [named, unnamed, with_name] {
        let (reserve, candidates): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|binding| binding.last);
        last.extend(reserve);
        match class.is_empty() {
            true => class = candidates,
            false => unused.extend(candidates),
        }
    }
    match class.is_empty() {
        true => class = last,
        false => unused.extend(last),
    }
    let secure = asks_for_tls::<C>(resolved);
    let mut addresses = Vec::new();
    for binding in class {
        addresses.push((combine(binding.parts?, secure)?, binding.platform));
    }
    if addresses.is_empty() {
        return Ok(());
    }
    // Of two addresses of one server, the encrypted one is used.
    let encrypted = addresses.iter().position(|(one, _)| one.url.tls);
    let (mut chosen, platform) = addresses.swap_remove(encrypted.unwrap_or(0));
    for (other, _) in &addresses {
        if !same(&chosen.url, &other.url) {
            return Err(disagree(Setting::Url, &chosen.picked, &other.picked));
        }
    }
    let by = chosen.picked.origin.clone();
    for (other, _) in &addresses {
        lost(other, &by, Some(&chosen.url), report);
    }
    for binding in unused {
        let refused = match binding.parts.and_then(|parts| combine(parts, secure)) {
            Ok(address) => {
                lost(&address, &by, Some(&chosen.url), report);
                continue;
            }
            Err(refused) => refused,
        };
        report.ignore(refused.origin.to_string(), refused.message);
    }
    if !platform.is_empty() {
        report.platform = Some(platform);
    }
    report.hints.append(&mut chosen.parts.hints);
    apply::place::<C>(chosen, resolved, report)
}

/// Records what an instance with an endpoint of its own does not use.
fn shadow<C: RedisConfig>(found: Found, by: &Origin, own: Option<&RedisUrl>, report: &mut Report) {
    for binding in found.bindings {
        if !(binding.is_for(C::NAME, C::ENV) || C::FALLBACK && binding.unnamed) {
            not_for::<C>(&binding, report);
            continue;
        }
        // A mistake in what is not used is not reported.
        if let Ok(address) = binding.parts.and_then(|parts| combine(parts, false)) {
            lost(&address, by, own, report);
        }
    }
}

fn lost(address: &Address, by: &Origin, used: Option<&RedisUrl>, report: &mut Report) {
    // One variable that two platforms read.
    if address.picked.origin == *by {
        return;
    }
    report.shadowed.push(Shadowed {
        setting: Setting::Url,
        origin: address.picked.origin.clone(),
        shown: shown(Some(Setting::Url), &address.picked.text),
        by: by.clone(),
        differs: used.is_none_or(|used| !same(used, &address.url)),
    });
}

/// Records a server that is for another instance, or for no instance by name.
fn not_for<C: RedisConfig>(binding: &Binding, report: &mut Report) {
    let origin = match &binding.parts {
        Ok(parts) => parts
            .iter()
            .next()
            .map(|(_, picked)| picked.origin.to_string()),
        Err(violation) => Some(violation.origin.to_string()),
    };
    let Some(origin) = origin else { return };
    let reason = if binding.unnamed && !C::FALLBACK {
        format!(
            "it does not name the instance, and `{}` is not declared `#[redis(fallback)]`",
            C::NAME
        )
    } else {
        format!("it does not name the instance `{}`", C::NAME)
    };
    report.ignore(origin, reason);
}

/// Whether the definition enables TLS without a URL.
fn asks_for_tls<C: RedisConfig>(resolved: &[Resolved]) -> bool {
    let fixed = C::FIXED.iter().find(|(one, _)| *one == Setting::Tls);
    let field = resolved
        .iter()
        .find(|one| one.meta.setting() == Some(Setting::Tls))
        .and_then(|one| one.value.as_ref());
    let text = field.map_or(fixed.map(|(_, text)| *text), |one| Some(one.text.as_str()));
    text.is_some_and(|text| matches!(text::parse_flag(text), Ok(true)))
}

/// The source of the address that a stronger source sets, even if its value is wrong, and the address.
fn own_endpoint<C: RedisConfig>(resolved: &[Resolved]) -> Option<(Origin, Option<RedisUrl>)> {
    if C::FIXED.iter().any(|(setting, _)| WAYS.contains(setting)) {
        return Some((Origin::Fixed, None));
    }
    let strong = |one: &&Resolved| {
        let rank = one.value.as_ref().map(|picked| picked.rank);
        is_way(one) && (one.refused || rank > Some(Rank::Platform))
    };
    let own = resolved.iter().find(strong)?;
    let text = |setting| {
        let field = resolved
            .iter()
            .find(|one| one.meta.setting() == Some(setting))?;
        field.value.as_ref().map(|picked| picked.text.as_str())
    };
    let url = match text(Setting::Host) {
        Some(host) => url_edit::tcp(host, text(Setting::Port))
            .map(|endpoint: Endpoint| format!("redis://{endpoint}")),
        None => text(Setting::Url).map(str::to_owned),
    };
    let url = url.and_then(|url| RedisUrl::parse(&url).ok());
    let origin = own.value.as_ref().map(|picked| picked.origin.clone());
    Some((origin.unwrap_or(Origin::Missing), url))
}

fn is_way(one: &Resolved) -> bool {
    one.meta
        .setting()
        .is_some_and(|setting| WAYS.contains(&setting))
}

//! Settings that belong together are taken from one source.

use redis_config_rules::{Code, Problem, Setting};
use zeroize::Zeroizing;

use super::report::{Report, Shadowed};
use super::resolve::{Picked, Rank, Resolved, default};
use super::url_edit;
use crate::check::origin::Origin;
use crate::check::violation::{Violation, shown};

/// The alternatives for the address of the server. They exclude each other.
const ENDPOINT: [&[Setting]; 4] = [
    &[Setting::Url],
    &[Setting::Host, Setting::Port],
    &[Setting::Socket],
    &[Setting::Nodes, Setting::Master],
];
const CREDENTIALS: [Setting; 2] = [Setting::Username, Setting::Password];

/// Removes values of weaker sources that a stronger source replaces under another name.
///
/// Endpoint, credentials and database are groups. A group comes from one source:
///
/// * a URL loses the user info or the database that a stronger source sets in separate fields, and overrides those of a
///   weaker source;
/// * a URL of a weaker source gets the endpoint that a stronger source sets in `host` and `port`, or in `socket`, and loses
///   its user info, so that no endpoint is combined with the password of another source;
/// * a URL with TLS or with several hosts never gets the endpoint of another source;
/// * any other endpoint of a weaker source is dropped if its field is optional.
///
/// The check reports the remaining contradictions.
pub(crate) fn settle(resolved: &mut [Resolved], report: &mut Report) {
    one_source(resolved, &mut report.violations);
    one_user(resolved, &mut report.violations);
    of_another_server(resolved, report);
    database(resolved);
    credentials(resolved, report);
    endpoint(resolved, report);
}

/// A user name and its password, and a certificate and its key, come from one source.
fn one_user(resolved: &[Resolved], violations: &mut Vec<Violation>) {
    for (whole, part) in [
        (Setting::Password, Setting::Username),
        (Setting::SentinelPassword, Setting::SentinelUsername),
        (Setting::TlsCert, Setting::TlsKey),
        (Setting::SentinelTlsCert, Setting::SentinelTlsKey),
    ] {
        let (Some(of_whole), Some(of_part)) = (picked(resolved, whole), picked(resolved, part))
        else {
            continue;
        };
        let ranks = [of_whole.rank, of_part.rank];
        // Code may complete the variables of its instance, and the other way round.
        let mixed = ranks[0] != ranks[1]
            && !ranks.contains(&Rank::Default)
            && ranks.iter().any(|rank| *rank < Rank::Variable);
        if mixed {
            let (from, of) = (of_whole.origin.clone(), of_part.origin.clone());
            violations.push(torn((whole, from), (part, of)));
        }
    }
}

/// Drops user name and password of a configuration file or a platform if a stronger source names the server: they belong to
/// another one.
fn of_another_server(resolved: &mut [Resolved], report: &mut Report) {
    let mut endpoints = ENDPOINT.iter().flat_map(|way| way.iter());
    let strongest = endpoints
        .by_ref()
        .filter_map(|setting| Some((rank(resolved, *setting)?, *setting)))
        .max_by_key(|(rank, _)| *rank);
    let Some((endpoint, holder)) = strongest else {
        return;
    };
    for setting in [
        Setting::Username,
        Setting::Password,
        Setting::SentinelUsername,
        Setting::SentinelPassword,
    ] {
        let foreign = rank(resolved, setting)
            .is_some_and(|rank| rank > Rank::Default && rank < Rank::Variable && rank < endpoint);
        if foreign {
            drop_optional(resolved, setting, holder, report);
        }
    }
}

/// A host and its port, or nodes and their master, come from one source or are defaults.
fn one_source(resolved: &mut [Resolved], violations: &mut Vec<Violation>) {
    for (whole, part) in [
        (Setting::Host, Setting::Port),
        (Setting::Nodes, Setting::Master),
    ] {
        let (Some(of_whole), Some(of_part)) = (picked(resolved, whole), picked(resolved, part))
        else {
            continue;
        };
        let (strong, weak) = (of_whole.rank, of_part.rank);
        if strong == weak || strong == Rank::Default || weak == Rank::Default {
            continue;
        }
        let (from, of) = (of_whole.origin.clone(), of_part.origin.clone());
        let field = resolved
            .iter_mut()
            .find(|one| one.meta.setting() == Some(part));
        let Some(field) = field else { continue };
        let fallback = default(field.meta);
        if strong > weak && (fallback.is_some() || field.meta.optional) {
            tracing::info!(setting = part.key(), from = %of, "lost to a stronger source");
            field.value = fallback;
        } else {
            violations.push(torn((whole, from), (part, of)));
        }
    }
}

fn torn((whole, from): (Setting, Origin), (part, of): (Setting, Origin)) -> Violation {
    let (a, b) = (part.key(), whole.key());
    let problem = Problem::new(
        Code::CONFLICT,
        format!("`{a}` and `{b}` come from different sources, and belong together"),
        format!(
            "give `{a}` and `{b}` in one source: both in code, both as variables, or both in one section of the file"
        ),
    );
    let mut violation = Violation::new(a, of, problem);
    violation.with = Some((b, from));
    violation
}

fn endpoint(resolved: &mut [Resolved], report: &mut Report) {
    let rank_of = |way: &[Setting]| {
        way.iter()
            .filter_map(|setting| rank(resolved, *setting))
            .max()
    };
    let ranks = ENDPOINT.map(rank_of);
    let Some(strongest) = ranks.iter().flatten().max().copied() else {
        return;
    };
    // Two alternatives in one source contradict each other. The check reports it.
    let mut strong = ENDPOINT
        .iter()
        .zip(ranks)
        .filter(|(_, rank)| *rank == Some(strongest));
    let first = strong.next();
    if let (Some((way, _)), None) = (first, strong.next()) {
        move_into_url(resolved, way, report);
    }
    let holder = |resolved: &[Resolved]| {
        let url = rank(resolved, Setting::Url) == Some(strongest);
        let way = first.map_or(&[][..], |(way, _)| way);
        let mut holders = way.iter().copied();
        let own = holders.find(|one| picked(resolved, *one).is_some());
        own.filter(|_| !url).unwrap_or(Setting::Url)
    };
    for (way, rank) in ENDPOINT.iter().zip(ranks) {
        if rank < Some(strongest) && !way.contains(&Setting::Url) {
            let by = holder(resolved);
            way.iter()
                .for_each(|setting| drop_optional(resolved, *setting, by, report));
        }
    }
    let url = rank(resolved, Setting::Url);
    if url < Some(strongest) {
        let by = holder(resolved);
        drop_optional(resolved, Setting::Url, by, report);
    }
}

/// Writes the endpoint from separate fields into the URL of a weaker source.
fn move_into_url(resolved: &mut [Resolved], way: &[Setting], report: &mut Report) {
    let can_stay_unset = resolved
        .iter()
        .filter(|resolved| {
            resolved
                .meta
                .setting()
                .is_some_and(|one| way.contains(&one))
        })
        .all(|resolved| resolved.meta.optional);
    let text = |setting| picked(resolved, setting).map(|picked| picked.text.as_str());
    let endpoint = match way {
        [Setting::Host, Setting::Port] => {
            text(Setting::Host).and_then(|host| url_edit::tcp(host, text(Setting::Port)))
        }
        [Setting::Socket] => text(Setting::Socket).and_then(url_edit::unix),
        _ => None,
    };
    let Some(written) = endpoint
        .filter(|_| can_stay_unset)
        .zip(text(Setting::Url))
        .and_then(|(endpoint, url)| url_edit::with_endpoint(url, &endpoint))
    else {
        return;
    };
    // The first field of an alternative is required.
    let Some(Picked { rank, origin, .. }) = way.first().and_then(|first| take(resolved, *first))
    else {
        return;
    };
    for setting in way {
        take(resolved, *setting);
    }
    if let Some(url) = picked_mut(resolved, Setting::Url) {
        tracing::info!(of = %url.origin, from = %origin, "the endpoint of the URL lost to a stronger source");
        if url.rank > Rank::Default {
            report.shadowed.push(Shadowed {
                setting: Setting::Url,
                origin: url.origin.clone(),
                shown: shown(Some(Setting::Url), &url.text),
                by: origin.clone(),
                differs: true,
            });
        }
        *url = Picked {
            text: Zeroizing::new(written),
            rank,
            origin,
            source: None,
        };
    }
}

fn database(resolved: &mut [Resolved]) {
    let Some((url, field)) = rank(resolved, Setting::Url).zip(rank(resolved, Setting::Database))
    else {
        return;
    };
    if url < field {
        rewrite_url(resolved, url_edit::without_database);
    } else if url > field {
        let Some(picked) = picked(resolved, Setting::Url) else {
            return;
        };
        let origin = picked.origin.clone();
        if let Some(number) = url_edit::database(&picked.text) {
            rewrite_url(resolved, url_edit::without_database);
            if let Some(database) = picked_mut(resolved, Setting::Database) {
                *database = Picked {
                    text: Zeroizing::new(number),
                    rank: url,
                    origin,
                    source: None,
                };
            }
        }
    }
}

fn credentials(resolved: &mut [Resolved], report: &mut Report) {
    let fields = CREDENTIALS
        .iter()
        .filter_map(|setting| rank(resolved, *setting))
        .max();
    let Some((url, fields)) = rank(resolved, Setting::Url).zip(fields) else {
        return;
    };
    if url < fields {
        rewrite_url(resolved, url_edit::without_credentials);
    } else if url > fields
        && picked(resolved, Setting::Url).is_some_and(|url| url_edit::has_credentials(&url.text))
    {
        for setting in CREDENTIALS {
            drop_optional(resolved, setting, Setting::Url, report);
        }
    }
}

fn picked(resolved: &[Resolved], setting: Setting) -> Option<&Picked> {
    resolved
        .iter()
        .find(|resolved| resolved.meta.setting() == Some(setting))?
        .value
        .as_ref()
}

fn picked_mut(resolved: &mut [Resolved], setting: Setting) -> Option<&mut Picked> {
    resolved
        .iter_mut()
        .find(|resolved| resolved.meta.setting() == Some(setting))?
        .value
        .as_mut()
}

fn take(resolved: &mut [Resolved], setting: Setting) -> Option<Picked> {
    resolved
        .iter_mut()
        .find(|resolved| resolved.meta.setting() == Some(setting))?
        .value
        .take()
}

fn rank(resolved: &[Resolved], setting: Setting) -> Option<Rank> {
    picked(resolved, setting).map(|picked| picked.rank)
}

/// Drops the value of an optional field, which lost to the source of the field `by`.
fn drop_optional(resolved: &mut [Resolved], setting: Setting, by: Setting, report: &mut Report) {
    let Some(winner) = picked(resolved, by).map(|picked| picked.origin.clone()) else {
        return;
    };
    for resolved in resolved {
        if resolved.meta.setting() == Some(setting)
            && resolved.meta.optional
            && let Some(dropped) = resolved.value.take()
        {
            tracing::info!(setting = setting.key(), from = %dropped.origin, "lost to a stronger source");
            report.shadowed.push(Shadowed {
                setting,
                shown: shown(Some(setting), &dropped.text),
                origin: dropped.origin,
                by: winner.clone(),
                differs: true,
            });
        }
    }
}

fn rewrite_url(resolved: &mut [Resolved], rewrite: impl FnOnce(&str) -> Option<String>) {
    if let Some(url) = picked_mut(resolved, Setting::Url)
        && let Some(text) = rewrite(&url.text)
        && text != *url.text
    {
        tracing::info!(from = %url.origin, "a part of the URL lost to a stronger source");
        url.text = Zeroizing::new(text);
    }
}

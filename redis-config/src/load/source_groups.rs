//! Settings that belong together are taken from one source.

use redis_config_rules::{Code, Problem, Setting};
use zeroize::Zeroizing;

use super::report::Report;
use super::resolve::{Picked, Rank, Resolved, default};
use super::url_edit;
use crate::check::origin::Origin;
use crate::check::violation::Violation;

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
    database(resolved);
    credentials(resolved);
    endpoint(resolved);
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
        format!("give `{a}` and `{b}` in one source: both in code, or both as variables"),
    );
    let mut violation = Violation::new(a, of, problem);
    violation.with = Some((b, from));
    violation
}

fn endpoint(resolved: &mut [Resolved]) {
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
    if let (Some((way, _)), None) = (strong.next(), strong.next()) {
        move_into_url(resolved, way);
    }
    for (way, rank) in ENDPOINT.iter().zip(ranks) {
        if rank < Some(strongest) && !way.contains(&Setting::Url) {
            way.iter()
                .for_each(|setting| drop_optional(resolved, *setting));
        }
    }
    let url = rank(resolved, Setting::Url);
    if url < Some(strongest) {
        drop_optional(resolved, Setting::Url);
    }
}

/// Writes the endpoint from separate fields into the URL of a weaker source.
fn move_into_url(resolved: &mut [Resolved], way: &[Setting]) {
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

fn credentials(resolved: &mut [Resolved]) {
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
            drop_optional(resolved, setting);
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

fn drop_optional(resolved: &mut [Resolved], setting: Setting) {
    for resolved in resolved {
        if resolved.meta.setting() == Some(setting)
            && resolved.meta.optional
            && let Some(dropped) = resolved.value.take()
        {
            tracing::info!(setting = setting.key(), from = %dropped.origin, "lost to a stronger source");
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

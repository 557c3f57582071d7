//! The errors of resolving a primary or its replicas.

use redis_config_rules::Setting;

use super::candidates::PrimaryView;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};

/// Names of primaries that a text lists at most.
const MAX_NAMES: usize = 8;

/// Why one sentinel returned no address.
#[derive(Clone, Debug)]
pub(crate) enum ResolveError {
    /// It cannot be asked.
    Failed(Box<ConnectError>),
    /// It monitors no primary of this name. These are the names that it does monitor.
    Unknown(Vec<String>),
}

/// No sentinel returned an address.
pub(crate) fn no_reply(target: &Target, errors: &[ResolveError]) -> ConnectError {
    let failed: Vec<&ConnectError> = errors
        .iter()
        .filter_map(|error| match error {
            ResolveError::Failed(error) => Some(error.as_ref()),
            ResolveError::Unknown(_) => None,
        })
        .collect();
    if failed.len() < errors.len() {
        unknown(target, errors, &failed)
    } else {
        unreachable(target, &failed)
    }
}

/// The sentinels that replied do not monitor the primary.
fn unknown(target: &Target, errors: &[ResolveError], failed: &[&ConnectError]) -> ConnectError {
    let name = target.settings.master().unwrap_or_default();
    let mut names: Vec<&str> = errors
        .iter()
        .filter_map(|error| match error {
            ResolveError::Unknown(names) => Some(names),
            ResolveError::Failed(_) => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(MAX_NAMES);
    names.truncate(MAX_NAMES);
    let mut message = format!("the sentinels watch no primary `{}`", escape(name));
    if !names.is_empty() {
        let known: Vec<String> = names
            .iter()
            .map(|name| format!("`{}`", escape(name)))
            .collect();
        message.push_str(&format!(", but {}", known.join(", ")));
        if more > 0 {
            message.push_str(&format!(" and {more} more"));
        }
    }
    for error in failed {
        message.push_str(&format!("; {}", error.message));
    }
    let help = format!("correct {}", target.naming(Setting::Master));
    // A sentinel that does not reply now may know it.
    let transient = failed.iter().any(|error| error.is_transient());
    let error = target.error(ConnectErrorKind::Topology, message, help);
    error.transient_if(transient)
}

/// No sentinel replied. Lists the reason of each.
fn unreachable(target: &Target, failed: &[&ConnectError]) -> ConnectError {
    // A transient reason first: as long as one sentinel may come back, a retry is worthwhile.
    let first = failed
        .iter()
        .find(|error| error.is_transient())
        .or(failed.first());
    let Some(first) = first else {
        return target.error(
            ConnectErrorKind::Topology,
            "there is no sentinel to ask",
            format!("name them in {}", target.naming(Setting::Nodes)),
        );
    };
    let reasons: Vec<&str> = failed.iter().map(|error| error.message.as_str()).collect();
    let mut helps: Vec<&str> = failed.iter().map(|error| error.help()).collect();
    helps.sort_unstable();
    helps.dedup();
    let message = format!("no sentinel can be asked: {}", reasons.join("; "));
    let error = target.error(first.kind, message, helps.join("; "));
    error.transient_if(first.is_transient())
}

/// The announced primary cannot be used, because of `refusal`.
pub(crate) fn primary(
    target: &Target,
    mut refusal: ConnectError,
    views: &[PrimaryView],
) -> ConnectError {
    let name = escape(target.settings.master().unwrap_or_default());
    // A permanent failure such as a wrong password has nothing to do with a failover.
    if !refusal.is_transient() {
        refusal.message = format!(
            "{}; sentinels name it as the primary of `{name}`",
            refusal.message
        );
        return refusal;
    }
    let known = views.iter().filter_map(|view| view.sentinels).max();
    let quorum = views.iter().filter_map(|view| view.quorum).max();
    let down = views.iter().filter(|view| view.down).count();
    let status = if views.iter().any(|view| view.agreed_down) {
        let majority = known.map(|known| known / 2 + 1);
        match majority.filter(|majority| views.len() < *majority) {
            Some(majority) => format!(
                "they hold it for down, but only {} can be reached here and {majority} must vote to promote a replica",
                views.len()
            ),
            None => "they hold it for down: a replica is to be promoted".to_owned(),
        }
    } else if down > 0 {
        match quorum {
            Some(quorum) => {
                format!(
                    "{down} of {} hold it for down, {quorum} must (quorum)",
                    views.len()
                )
            }
            None => format!("{down} of {} hold it for down", views.len()),
        }
    } else {
        "they hold it for up".to_owned()
    };
    refusal.message = format!(
        "{}; sentinels name it as the primary of `{name}`: {status}",
        refusal.message
    );
    refusal
}

/// Makes a name that came over the network safe to print.
fn escape(name: &str) -> String {
    name.chars().take(64).flat_map(char::escape_debug).collect()
}

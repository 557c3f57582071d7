//! Why the sentinels did not lead to a server.

use redis_config_rules::Setting;

use super::candidates::ReplicaView;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};

/// Names of primaries that a text lists at most.
const MAX_NAMES: usize = 8;

/// Why one sentinel gave no address.
#[derive(Clone, Debug)]
pub(crate) enum ResolveError {
    /// It cannot be asked.
    Failed(Box<ConnectError>),
    /// It watches no primary of this name, but these.
    Unknown(Vec<String>),
}

/// No sentinel gave an address.
pub(crate) fn lost(target: &Target, troubles: &[ResolveError]) -> ConnectError {
    let failed: Vec<&ConnectError> = troubles
        .iter()
        .filter_map(|trouble| match trouble {
            ResolveError::Failed(error) => Some(error.as_ref()),
            ResolveError::Unknown(_) => None,
        })
        .collect();
    if failed.len() < troubles.len() {
        unknown(target, troubles, &failed)
    } else {
        unreachable(target, &failed)
    }
}

/// Those who could be asked do not watch it.
fn unknown(target: &Target, troubles: &[ResolveError], failed: &[&ConnectError]) -> ConnectError {
    let name = target.settings.master().unwrap_or_default();
    let mut names: Vec<&str> = troubles
        .iter()
        .filter_map(|trouble| match trouble {
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
    let mut message = format!("the sentinels watch no primary `{}`", plain(name));
    if !names.is_empty() {
        let known: Vec<String> = names
            .iter()
            .map(|name| format!("`{}`", plain(name)))
            .collect();
        message.push_str(&format!(", but {}", known.join(", ")));
        if more > 0 {
            message.push_str(&format!(" and {more} more"));
        }
    }
    for error in failed {
        message.push_str(&format!("; {}", error.message));
    }
    let error = target.error(
        ConnectErrorKind::Topology,
        message,
        format!("correct {}", target.naming(Setting::Master)),
    );
    // One that does not answer now may know it.
    match failed.iter().any(|error| error.is_transient()) {
        true => error.transient(),
        false => error,
    }
}

/// None could be asked: every one with its own reason.
fn unreachable(target: &Target, failed: &[&ConnectError]) -> ConnectError {
    // What may pass comes first: as long as one sentinel may come back, it is worth another try.
    let telling = failed
        .iter()
        .find(|error| error.is_transient())
        .or(failed.first());
    let Some(telling) = telling else {
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
    let error = target.error(
        telling.kind,
        format!("no sentinel can be asked: {}", reasons.join("; ")),
        helps.join("; "),
    );
    match telling.is_transient() {
        true => error.transient(),
        false => error,
    }
}

/// The announced primary cannot be used; `refusal` says why.
pub(crate) fn primary(
    target: &Target,
    mut refusal: ConnectError,
    views: &[ReplicaView],
) -> ConnectError {
    let name = plain(target.settings.master().unwrap_or_default());
    // A wrong password does not come from a failover.
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
    let plight = if views.iter().any(|view| view.agreed_down) {
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
        "{}; sentinels name it as the primary of `{name}`: {plight}",
        refusal.message
    );
    refusal
}

/// A name that came over the network, fit for a line of text.
fn plain(name: &str) -> String {
    name.chars().take(64).flat_map(char::escape_debug).collect()
}

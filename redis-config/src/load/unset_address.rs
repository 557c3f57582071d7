//! An empty variable for the address does not mean the default address.

use redis_config_rules::{Code, Problem, Setting};

use super::report::Report;
use super::resolve::{Rank, Resolved};
use crate::check::violation::Violation;

/// The settings that name a server.
const PLACES: [Setting; 4] = [Setting::Url, Setting::Host, Setting::Socket, Setting::Nodes];

/// Refuses a source that sets an address to "no value" where a default is the only other address: a platform that provides
/// no Redis must not make the service connect to the Redis of a developer.
pub(crate) fn check(resolved: &[Resolved], report: &mut Report) {
    let places = || {
        let setting = |one: &Resolved| one.meta.setting();
        let known = resolved
            .iter()
            .filter_map(move |one| Some((setting(one)?, one)));
        known.filter(|(setting, _)| PLACES.contains(setting))
    };
    let given = places().any(|(_, one)| {
        one.refused
            || one
                .value
                .as_ref()
                .is_some_and(|picked| picked.rank > Rank::Default)
    });
    let default = places().find(|(_, one)| one.value.is_some());
    let unset = places().find_map(|(setting, one)| Some((setting, one.unset_by.clone()?)));
    let (false, Some((other, _)), Some((setting, origin))) = (given, default, unset) else {
        return;
    };
    let problem = Problem::new(
        Code::EMPTY,
        format!(
            "`{origin}` sets it to no value, and the default of `{}` is the only address left",
            other.key()
        ),
        format!("put the address of the server there, or unset `{origin}` to use the default"),
    );
    report
        .violations
        .push(Violation::new(setting.key(), origin, problem));
}

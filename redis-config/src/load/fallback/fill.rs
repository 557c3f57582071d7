//! Applies the unnamed variables to a fallback instance.

use redis_config_rules::Group;

use crate::config::definition::RedisConfig;
use crate::load::environment::Environment;
use crate::load::report::Report;
use crate::load::resolve::{Rank, Resolved};

/// Sets the endpoint of a `fallback` instance, with credentials and database, from the unnamed variables, unless one of its
/// own sources sets it.
pub(crate) fn fill<C: RedisConfig>(
    environment: &Environment,
    resolved: &mut [Resolved],
    report: &mut Report,
) {
    if !C::FALLBACK || says_where::<C>(resolved) {
        return;
    }
    let found = super::endpoint::find::<C>(environment, resolved);
    let placed = match found {
        Ok(None) => return,
        Ok(Some(address)) => super::apply::place::<C>(address, resolved),
        Err(violation) => Err(violation),
    };
    if let Err(violation) = placed {
        report.violations.push(*violation);
        // The missing endpoint follows from this mistake.
        for one in resolved.iter_mut().filter(|one| is_way(one)) {
            one.value = None;
            one.refused = true;
        }
    }
}

/// Whether one of the instance's own sources sets the address, even if the value is wrong.
fn says_where<C: RedisConfig>(resolved: &[Resolved]) -> bool {
    let own = |one: &Resolved| {
        let given = one.value.as_ref().map(|picked| picked.rank);
        is_way(one) && (one.refused || given > Some(Rank::Generic))
    };
    resolved.iter().any(own)
        || C::FIXED
            .iter()
            .any(|(setting, _)| super::endpoint::WAYS.contains(setting))
}

fn is_way(one: &Resolved) -> bool {
    one.meta.setting().is_some_and(|setting| {
        setting.info().group == Group::Endpoint && super::endpoint::WAYS.contains(&setting)
    })
}

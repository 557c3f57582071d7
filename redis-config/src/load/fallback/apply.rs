//! Writes an address into the fields of a definition.

use redis_config_rules::{Code, Endpoint, Group, Problem, Setting, Topology};
use zeroize::Zeroizing;

use super::endpoint::{Address, Parts};
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::load::resolve::{Picked, Rank, Resolved};
use crate::topology::Topology as _;

/// Writes an address into the `url` of a definition, or its parts into `host`, `nodes` and related fields.
///
/// # Errors
///
/// A stronger source sets credentials, which must not be combined with this endpoint; or a part has no field.
pub(crate) fn place<C: RedisConfig>(
    address: Address,
    resolved: &mut [Resolved],
) -> Result<(), Box<Violation>> {
    let own = resolved.iter().find(|one| {
        let setting = one.meta.setting();
        setting.is_some_and(|setting| setting.info().group == Group::Credentials)
            && one.value.as_ref().map(|picked| picked.rank) > Some(Rank::Generic)
    });
    if let Some((own, picked)) = own.and_then(|own| Some((own, own.value.as_ref()?))) {
        let setting = own.meta.setting().map_or(own.meta.name, Setting::key);
        let problem = Problem::new(
            Code::CONFLICT,
            format!(
                "`{setting}` comes from {}, the endpoint from `{}`: they are taken from one source whole",
                picked.origin, address.picked.origin
            ),
            format!(
                "set the endpoint for this instance too, `{}_URL` or its like, or unset `{setting}`",
                C::ENV
            ),
        );
        let mut violation = Violation::new(setting, picked.origin.clone(), problem);
        violation.with = Some((Setting::Url.key(), address.picked.origin));
        return Err(Box::new(violation));
    }
    // Without `url`, the definition has separate fields, which must be able to hold every part.
    if let Some(url) = field(resolved, Setting::Url) {
        url.value = Some(address.picked);
        return Ok(());
    }
    let (topology, declared) = (address.url.topology, C::Topology::TOPOLOGY);
    if declared != Topology::Auto && topology != declared {
        let problem = Problem::new(
            Code::TOPOLOGY,
            format!(
                "`{}` names a server of `topology = {}`, the definition has `topology = {}`",
                address.picked.origin,
                topology.key(),
                declared.key()
            ),
            format!(
                "declare the other topology, or unset `{}`",
                address.picked.origin
            ),
        );
        return Err(blame(Setting::Url, &address.picked, problem));
    }
    for (setting, text) in texts(&address) {
        let picked = picked_for(setting, text, &address);
        put::<C>(setting, picked, &address.picked, resolved)?;
    }
    Ok(())
}

/// The parts of an address as settings.
fn texts(address: &Address) -> Vec<(Setting, String)> {
    let url = &address.url;
    let mut texts = Vec::new();
    match (url.topology, url.endpoints.as_slice()) {
        (Topology::Standalone | Topology::Auto, [Endpoint::Tcp { host, port }]) => {
            texts.push((Setting::Host, host.clone()));
            texts.push((Setting::Port, port.to_string()));
        }
        (_, [Endpoint::Unix { path }]) => texts.push((Setting::Socket, path.clone())),
        (_, several) => {
            let several: Vec<_> = several.iter().map(Endpoint::to_string).collect();
            texts.push((Setting::Nodes, several.join(",")));
        }
    }
    let rest = [
        (Setting::Master, url.master.clone()),
        (Setting::Username, url.username.clone()),
        (Setting::Password, url.password.clone()),
        (Setting::SentinelUsername, url.sentinel_username.clone()),
        (Setting::SentinelPassword, url.sentinel_password.clone()),
        (Setting::Database, url.database.map(|one| one.to_string())),
        (
            Setting::Protocol,
            url.protocol.map(|one| one.key().to_owned()),
        ),
        // The variables do not set TLS, so the URL made from them uses the TLS of the definition.
        (
            Setting::Tls,
            address.parts.is_none().then(|| url.tls.to_string()),
        ),
    ];
    texts.extend(
        rest.into_iter()
            .filter_map(|(setting, text)| Some((setting, text?))),
    );
    texts
}

/// A part with its variable and the source to read it from again.
fn picked_for(setting: Setting, text: String, address: &Address) -> Picked {
    let part = address.parts.as_ref().and_then(|parts| {
        let Parts {
            port,
            master,
            username,
            password,
            database,
        } = parts;
        match setting {
            Setting::Port => port.as_ref(),
            Setting::Master => master.as_ref(),
            Setting::Username => username.as_ref(),
            Setting::Password => password.as_ref(),
            Setting::Database => database.as_ref(),
            _ => None,
        }
    });
    Picked {
        text: Zeroizing::new(text),
        rank: Rank::Generic,
        origin: part.unwrap_or(&address.picked).origin.clone(),
        source: part.and_then(|part| part.source.clone()),
    }
}

fn put<C: RedisConfig>(
    setting: Setting,
    picked: Picked,
    address: &Picked,
    resolved: &mut [Resolved],
) -> Result<(), Box<Violation>> {
    if let Some(field) = field(resolved, setting) {
        let stronger = field.value.as_ref().map(|own| own.rank) > Some(picked.rank);
        if !stronger && !field.refused {
            field.value = Some(picked);
        }
        return Ok(());
    }
    let fixed = C::FIXED.iter().find(|(one, _)| *one == setting);
    let held = fixed.map_or(setting.info().default, |(_, text)| Some(*text));
    if held == Some(picked.text.as_str()) {
        return Ok(());
    }
    let key = setting.key();
    let problem = match fixed {
        Some(_) => Problem::new(
            Code::DISAGREEMENT,
            format!(
                "`{}` gives another `{key}` than the attribute of the struct fixes",
                picked.origin
            ),
            format!("change `{}`, or make `{key}` a field", picked.origin),
        ),
        None => Problem::new(
            Code::UNKNOWN_FIELD,
            format!(
                "`{}` gives `{key}`, for which the struct has no field",
                picked.origin
            ),
            format!(
                "add a field `{key}`, or a field `url` that holds all of it, or unset `{}`",
                address.origin
            ),
        ),
    };
    Err(blame(setting, &picked, problem))
}

fn blame(setting: Setting, picked: &Picked, problem: Problem) -> Box<Violation> {
    Box::new(Violation::new(
        setting.key(),
        picked.origin.clone(),
        problem,
    ))
}

fn field(resolved: &mut [Resolved], setting: Setting) -> Option<&mut Resolved> {
    resolved
        .iter_mut()
        .find(|one| one.meta.setting() == Some(setting))
}

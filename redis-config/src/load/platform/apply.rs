//! Writes an address into the fields of a definition.

use redis_config_rules::{Code, Endpoint, Group, Problem, Setting, Topology};
use zeroize::Zeroizing;

use super::address::Address;
use crate::check::origin::Origin;
use crate::check::violation::{Violation, shown};
use crate::config::definition::RedisConfig;
use crate::load::report::{Report, Shadowed};
use crate::load::resolve::{Picked, Rank, Resolved, default};
use crate::load::url_edit;
use crate::topology::Topology as _;

/// Writes an address into the `url` of a definition, or its parts into `host`, `nodes` and related fields. A user name or a
/// password that is given apart from the URL is never written into it.
///
/// # Errors
///
/// A stronger source sets credentials, which must not be combined with this endpoint; or a part has no field.
pub(crate) fn place<C: RedisConfig>(
    mut address: Address,
    resolved: &mut [Resolved],
    report: &mut Report,
) -> Result<(), Box<Violation>> {
    own_credentials::<C>(&address, resolved, report)?;
    // The user that a password alone signs in as.
    if field(resolved, Setting::Username).is_none() {
        let named = address.url.username.as_deref();
        if named == Some("default") {
            address.url.username = None;
            address.parts.take(Setting::Username);
        }
    }
    tls_files(&mut address, resolved, report);
    let written = match field(resolved, Setting::Url) {
        Some(_) => with_url::<C>(&mut address, resolved, report)?,
        // Without `url`, the definition has separate fields, which must be able to hold every part.
        None => {
            topology::<C>(&address)?;
            texts(&address)
        }
    };
    for (setting, text) in written {
        let picked = picked_for(setting, text, &address);
        put::<C>(setting, picked, &address.picked, resolved, report)?;
    }
    Ok(())
}

/// Credentials of another source are never combined with the endpoint of a platform. Weaker ones lose.
fn own_credentials<C: RedisConfig>(
    address: &Address,
    resolved: &mut [Resolved],
    report: &mut Report,
) -> Result<(), Box<Violation>> {
    for one in resolved {
        let credentials = one.meta.setting().filter(|setting| {
            setting.info().group == Group::Credentials && *setting != Setting::Credentials
        });
        let Some((setting, picked)) = credentials.zip(one.value.as_ref()) else {
            continue;
        };
        // A platform gives the endpoint in a variable of the instance, as the credentials.
        let own = Origin::Variable(format!("{}_HOST", C::ENV));
        if picked.rank == Rank::Variable && address.picked.origin == own {
            continue;
        }
        if picked.rank > Rank::Platform {
            let key = setting.key();
            let problem = Problem::new(
                Code::CONFLICT,
                format!(
                    "`{key}` comes from {}, the endpoint from `{}`: they are taken from one source whole",
                    picked.origin, address.picked.origin
                ),
                format!(
                    "set the endpoint for this instance too, `{}_URL` or its like, or unset `{key}`",
                    C::ENV
                ),
            );
            let mut violation = Violation::new(key, picked.origin.clone(), problem);
            violation.with = Some((Setting::Url.key(), address.picked.origin.clone()));
            return Err(Box::new(violation));
        }
        if picked.rank > Rank::Default {
            report.shadowed.push(Shadowed {
                setting,
                origin: picked.origin.clone(),
                shown: None,
                by: address.picked.origin.clone(),
                differs: true,
            });
            one.value = default(one.meta);
        }
    }
    Ok(())
}

/// Files with certificates, for the fields that the definition has.
fn tls_files(address: &mut Address, resolved: &mut [Resolved], report: &mut Report) {
    for setting in [Setting::TlsCa, Setting::TlsCert, Setting::TlsKey] {
        let Some(picked) = address.parts.take(setting) else {
            continue;
        };
        match field(resolved, setting) {
            Some(field) if field.value.as_ref().map(|one| one.rank) <= Some(Rank::Platform) => {
                field.value = Some(picked);
            }
            Some(_) => {}
            None => {
                let reason = format!("the struct has no field `{}`", setting.key());
                report.ignore(picked.origin.to_string(), reason);
            }
        }
    }
}

/// Writes the `url`, and returns the settings that go into other fields.
fn with_url<C: RedisConfig>(
    address: &mut Address,
    resolved: &mut [Resolved],
    report: &mut Report,
) -> Result<Vec<(Setting, String)>, Box<Violation>> {
    let parts = &address.parts;
    let mut text = address.picked.text.clone();
    let mut edit = |edited: Option<String>| {
        if let Some(edited) = edited {
            text = Zeroizing::new(edited);
        }
    };
    let mut others = Vec::new();
    let given = |setting| parts.get(setting).map(|picked| picked.text.to_string());
    let mut has = |setting| field(resolved, setting).is_some();
    let in_url = url_edit::has_credentials(&address.picked.text);
    let user = given(Setting::Username).or_else(|| address.url.username.clone());
    if let Some(password) = given(Setting::Password) {
        let fits = has(Setting::Password) && (user.is_none() || has(Setting::Username));
        if fits || !in_url {
            edit(url_edit::without_credentials(&address.picked.text));
            others.extend(user.map(|user| (Setting::Username, user)));
            others.push((Setting::Password, password));
        }
    }
    for setting in [Setting::SentinelUsername, Setting::SentinelPassword] {
        others.extend(given(setting).map(|text| (setting, text)));
    }
    address.picked.text = text;
    let mut text = address.picked.text.clone();
    if let Some(database) = given(Setting::Database) {
        if has(Setting::Database) {
            text = url_edit::without_database(&text).map_or(text, Zeroizing::new);
            others.push((Setting::Database, database));
        } else if url_edit::database(&text).is_none() {
            text = url_edit::with_database(&text, &database).map_or(text, Zeroizing::new);
        }
    }
    let fixed = C::FIXED.iter().any(|(one, _)| *one == Setting::Tls);
    if let Some(tls) = given(Setting::Tls)
        && (fixed || has(Setting::Tls))
    {
        others.push((Setting::Tls, tls));
    }
    address.picked.text = text;
    let picked = Picked {
        text: address.picked.text.clone(),
        rank: Rank::Platform,
        origin: address.picked.origin.clone(),
        source: address.picked.source.clone(),
    };
    put::<C>(Setting::Url, picked, &address.picked, resolved, report)?;
    Ok(others)
}

fn topology<C: RedisConfig>(address: &Address) -> Result<(), Box<Violation>> {
    let (topology, declared) = (address.url.topology, C::Topology::TOPOLOGY);
    if declared == Topology::Auto || topology == declared {
        return Ok(());
    }
    let origin = &address.picked.origin;
    let problem = Problem::new(
        Code::TOPOLOGY,
        format!(
            "`{origin}` names a server of `topology = {}`, the definition has `topology = {}`",
            topology.key(),
            declared.key()
        ),
        format!("declare the other topology, or unset `{origin}`"),
    );
    Err(blame(Setting::Url, &address.picked, problem))
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
    let part = |setting| {
        let part = address.parts.get(setting);
        part.map(|picked| picked.text.to_string())
    };
    let rest = [
        (Setting::Master, url.master.clone()),
        (Setting::Username, url.username.clone()),
        (Setting::Password, url.password.clone()),
        (
            Setting::SentinelUsername,
            part(Setting::SentinelUsername).or_else(|| url.sentinel_username.clone()),
        ),
        (
            Setting::SentinelPassword,
            part(Setting::SentinelPassword).or_else(|| url.sentinel_password.clone()),
        ),
        (Setting::Database, url.database.map(|one| one.to_string())),
        (
            Setting::Protocol,
            url.protocol.map(|one| one.key().to_owned()),
        ),
        (
            Setting::Tls,
            address.decides_tls.then(|| url.tls.to_string()),
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
    let part = address.parts.get(setting);
    Picked {
        text: Zeroizing::new(text),
        rank: Rank::Platform,
        origin: part.unwrap_or(&address.picked).origin.clone(),
        source: part.and_then(|part| part.source.clone()),
    }
}

fn put<C: RedisConfig>(
    setting: Setting,
    picked: Picked,
    address: &Picked,
    resolved: &mut [Resolved],
    report: &mut Report,
) -> Result<(), Box<Violation>> {
    let key = setting.key();
    if let Some(field) = field(resolved, setting) {
        let (stronger, weaker) = match &mut field.value {
            Some(own) if own.rank > picked.rank => (&*own, &picked),
            Some(own) if own.rank > Rank::Default => (&picked, &*own),
            _ if field.refused => return Ok(()),
            _ => {
                field.value = Some(picked);
                return Ok(());
            }
        };
        // A platform that requires TLS, or refuses it, is not overruled: the two describe different servers.
        if setting == Setting::Tls && stronger.text != weaker.text {
            return Err(super::binding::disagree(setting, stronger, weaker));
        }
        report.shadowed.push(Shadowed {
            setting,
            origin: weaker.origin.clone(),
            shown: shown(Some(setting), &weaker.text),
            by: stronger.origin.clone(),
            differs: stronger.text != weaker.text,
        });
        if stronger.rank == picked.rank {
            field.value = Some(picked);
        }
        return Ok(());
    }
    let fixed = C::FIXED.iter().find(|(one, _)| *one == setting);
    let held = fixed.map_or(setting.info().default, |(_, text)| Some(*text));
    if held == Some(picked.text.as_str()) {
        return Ok(());
    }
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
            missing_field(setting, address),
        ),
    };
    Err(blame(setting, &picked, problem))
}

fn missing_field(setting: Setting, address: &Picked) -> String {
    let origin = &address.origin;
    match setting {
        Setting::Password => {
            "add a field `password: Option<Secret>`: a password is not written into `url`, whose text is not secret".to_owned()
        }
        Setting::Username => "add a field `username: Option<String>`".to_owned(),
        _ => format!(
            "add a field `{}`, or a field `url` that holds all of it, or unset `{origin}`",
            setting.key()
        ),
    }
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

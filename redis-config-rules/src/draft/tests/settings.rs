//! Endpoints, credentials, defaults and the order of the reports.

use std::time::Duration;

use crate::draft::{Found, Known, ResolvedSettings, SettingsDraft};
use crate::{Code, Endpoint, Protocol, ReadFrom, Setting, Topology};

pub(super) fn check_as(
    topology: Topology,
    entries: &[(Setting, &str)],
) -> Result<ResolvedSettings, Vec<Found>> {
    let entries = entries
        .iter()
        .map(|(one, text)| (*one, Known::Text(text)))
        .collect();
    SettingsDraft { topology, entries }.check()
}

pub(super) fn found_as(
    topology: Topology,
    entries: &[(Setting, &str)],
) -> Vec<(Setting, Option<Setting>, Code)> {
    let found = check_as(topology, entries).unwrap_err();
    found
        .into_iter()
        .map(|one| (one.setting, one.with, one.problem.code))
        .collect()
}

fn check(entries: &[(Setting, &str)]) -> Result<ResolvedSettings, Vec<Found>> {
    check_as(Topology::Standalone, entries)
}

fn found(entries: &[(Setting, &str)]) -> Vec<(Setting, Option<Setting>, Code)> {
    found_as(Topology::Standalone, entries)
}

const URL: (Setting, &str) = (Setting::Url, "redis://h");

#[test]
fn fills_in_defaults() {
    let resolved = check(&[URL]).unwrap();
    assert_eq!(
        resolved.endpoints,
        [Endpoint::Tcp {
            host: "h".to_owned(),
            port: 6379
        }]
    );
    assert_eq!(
        (
            resolved.secrets.username,
            resolved.secrets.password,
            resolved.database
        ),
        (None, None, 0)
    );
    assert_eq!(resolved.options.connect_timeout, Duration::from_secs(2));
    assert_eq!(resolved.options.response_timeout, Duration::from_secs(5));
    assert_eq!(
        resolved.options.reconnect_min_delay,
        Duration::from_millis(50)
    );
    assert_eq!(resolved.options.reconnect_max_delay, Duration::from_secs(5));
    assert_eq!(resolved.options.keepalive, Duration::from_secs(30));
    assert_eq!(resolved.options.max_connection_age, None);
    assert_eq!(resolved.options.drain_timeout, Duration::from_secs(10));
    assert_eq!(
        (
            resolved.options.connections,
            resolved.options.dedicated_connections
        ),
        (1, 64)
    );
    assert_eq!(resolved.options.protocol, Protocol::Resp3);
    assert_eq!(
        (resolved.options.client_name, resolved.options.key_prefix),
        (None, None)
    );
    assert_eq!(resolved.topology, Topology::Standalone);
    assert_eq!(
        (resolved.master, resolved.secrets.sentinel_username),
        (None, None)
    );
    assert_eq!(
        (resolved.secrets.tls, resolved.secrets.sentinel_tls),
        (None, None)
    );
    assert_eq!(resolved.options.read_from, ReadFrom::Primary);
    assert!(resolved.options.address_map.is_empty() && !resolved.options.disabled);
}

#[test]
fn takes_every_setting() {
    let resolved = check(&[
        (Setting::Host, "[::1]"),
        (Setting::Port, "7000"),
        (Setting::Database, "3"),
        (Setting::Username, "u"),
        (Setting::Password, "p"),
        (Setting::ConnectTimeout, "1s"),
        (Setting::ResponseTimeout, "2s"),
        (Setting::ReconnectMinDelay, "3ms"),
        (Setting::ReconnectMaxDelay, "4ms"),
        (Setting::Keepalive, "5s"),
        (Setting::MaxConnectionAge, "6m"),
        (Setting::DrainTimeout, "7s"),
        (Setting::Connections, "8"),
        (Setting::DedicatedConnections, "9"),
        (Setting::Protocol, "resp2"),
        (Setting::ClientName, "c"),
        (Setting::KeyPrefix, "k:"),
    ])
    .unwrap();
    assert_eq!(
        resolved.endpoints,
        [Endpoint::Tcp {
            host: "::1".to_owned(),
            port: 7000
        }]
    );
    assert_eq!(resolved.address(), "redis://***@[::1]:7000/3");
    assert_eq!(
        (
            resolved.secrets.username.as_deref(),
            resolved.secrets.password.as_deref()
        ),
        (Some("u"), Some("p"))
    );
    assert_eq!(resolved.options.connect_timeout, Duration::from_secs(1));
    assert_eq!(resolved.options.response_timeout, Duration::from_secs(2));
    assert_eq!(
        resolved.options.reconnect_min_delay,
        Duration::from_millis(3)
    );
    assert_eq!(
        resolved.options.reconnect_max_delay,
        Duration::from_millis(4)
    );
    assert_eq!(resolved.options.keepalive, Duration::from_secs(5));
    assert_eq!(
        resolved.options.max_connection_age,
        Some(Duration::from_secs(360))
    );
    assert_eq!(resolved.options.drain_timeout, Duration::from_secs(7));
    assert_eq!(
        (
            resolved.options.connections,
            resolved.options.dedicated_connections
        ),
        (8, 9)
    );
    assert_eq!(resolved.options.protocol, Protocol::Resp2);
    assert_eq!(
        (
            resolved.options.client_name.as_deref(),
            resolved.options.key_prefix.as_deref()
        ),
        (Some("c"), Some("k:"))
    );
}

#[test]
fn takes_each_kind_of_endpoint() {
    let socket = check(&[(Setting::Socket, "/s"), (Setting::Database, "1")]).unwrap();
    assert_eq!(socket.address(), "unix:///s?db=1");
    let host = check(&[(Setting::Host, "h")]).unwrap();
    assert_eq!(host.address(), "redis://h:6379/0");
    let url = check(&[(Setting::Url, "unix:///s?db=2&pass=p")]).unwrap();
    assert_eq!(
        (url.database, url.secrets.password.as_deref()),
        (2, Some("p"))
    );
}

#[test]
fn a_setting_fills_in_what_the_url_leaves_out() {
    let resolved = check(&[
        URL,
        (Setting::Username, "u"),
        (Setting::Password, "p"),
        (Setting::Database, "2"),
        (Setting::Protocol, "resp2"),
    ])
    .unwrap();
    assert_eq!(
        (
            resolved.secrets.username.as_deref(),
            resolved.secrets.password.as_deref()
        ),
        (Some("u"), Some("p"))
    );
    assert_eq!(
        (resolved.database, resolved.options.protocol),
        (2, Protocol::Resp2)
    );
    let url = (Setting::Url, "redis://:p@h");
    let resolved = check(&[(Setting::Username, "u"), url]).unwrap();
    assert_eq!(
        (
            resolved.secrets.username.as_deref(),
            resolved.secrets.password.as_deref()
        ),
        (Some("u"), Some("p"))
    );
}

#[test]
fn the_url_and_settings_must_agree() {
    let url = (Setting::Url, "redis://u:hunter2@h/1?protocol=resp2");
    let agreeing = [
        url,
        (Setting::Username, "u"),
        (Setting::Password, "hunter2"),
        (Setting::Database, "1"),
        (Setting::Protocol, "resp2"),
    ];
    assert!(check(&agreeing).is_ok());
    for (part, own) in [
        (Setting::Username, "other"),
        (Setting::Password, "other"),
        (Setting::Database, "0"),
        (Setting::Protocol, "resp3"),
    ] {
        let problems = check(&[url, (part, own)]).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].setting, problems[0].with),
            (part, Some(Setting::Url))
        );
        assert_eq!(problems[0].problem.code, Code::DISAGREEMENT);
        let text = problems[0].problem.to_string();
        assert!(
            !text.contains("hunter2") && !text.contains("other"),
            "{text}"
        );
        assert_eq!(
            found(&[(part, own), url]),
            [(Setting::Url, Some(part), Code::DISAGREEMENT)]
        );
    }
}

#[test]
fn endpoints_exclude_each_other() {
    let host = (Host, "h");
    let port = (Port, "1");
    let socket = (Socket, "/s");
    let conflict = |later, earlier| (later, Some(earlier), Code::CONFLICT);
    use Setting::{Host, Port, Socket, Url};
    assert_eq!(found(&[URL, host]), [conflict(Host, Url)]);
    assert_eq!(found(&[host, URL]), [conflict(Url, Host)]);
    assert_eq!(found(&[URL, port]), [conflict(Port, Url)]);
    assert_eq!(found(&[socket, port]), [conflict(Port, Socket)]);
    // One mistake is reported once: the port belongs to its host.
    assert_eq!(found(&[URL, host, port]), [conflict(Host, Url)]);
    assert_eq!(found(&[port, host, URL]), [conflict(Url, Host)]);
    assert_eq!(found(&[port, URL, host]), [conflict(Host, Url)]);
    assert_eq!(
        found(&[URL, socket, host]),
        [conflict(Socket, Url), conflict(Host, Url)]
    );
}

#[test]
fn an_address_is_required() {
    let missing = (Setting::Url, None, Code::ENDPOINT_MISSING);
    assert_eq!(found(&[]), [missing]);
    assert_eq!(found(&[(Setting::Database, "1")]), [missing]);
    assert_eq!(
        found(&[(Setting::Port, "1")]),
        [(Setting::Port, None, Code::REQUIRES)]
    );
}

#[test]
fn a_user_name_needs_a_password() {
    let username = (Setting::Username, "u");
    assert_eq!(
        found(&[URL, username]),
        [(Setting::Username, None, Code::REQUIRES)]
    );
    assert!(check(&[URL, username, (Setting::Password, "p")]).is_ok());
    // The parts of a broken URL are unknown.
    let broken = (Setting::Url, "redis://:p@h:0");
    assert_eq!(
        found(&[broken, username]),
        [(Setting::Url, None, Code::URL_PORT)]
    );
}

#[test]
fn delays_are_ordered() {
    let min = (Setting::ReconnectMinDelay, "10s");
    let max = (Setting::ReconnectMaxDelay, "1s");
    use Setting::{ReconnectMaxDelay as Max, ReconnectMinDelay as Min};
    assert_eq!(found(&[URL, min, max]), [(Max, Some(Min), Code::DELAYS)]);
    assert_eq!(found(&[URL, max, min]), [(Min, Some(Max), Code::DELAYS)]);
    assert_eq!(found(&[URL, min]), [(Min, None, Code::DELAYS)]);
    assert_eq!(found(&[URL, (Max, "10ms")]), [(Max, None, Code::DELAYS)]);
    let message = check(&[URL, min]).unwrap_err().remove(0).problem.message;
    assert_eq!(
        message,
        "`reconnect_min_delay` (`10s`) is above `reconnect_max_delay` (`5s`, its default)"
    );
    assert!(check(&[URL, (Min, "5s")]).is_ok());
    assert_eq!(
        found(&[URL, (Min, "x"), max]),
        [(Min, None, Code::DURATION)]
    );
}

#[test]
fn reports_all_mistakes_in_the_order_of_the_entries() {
    let problems = found(&[
        (Setting::Connections, "0"),
        (Setting::Host, "h:1"),
        (Setting::ConnectTimeout, "2"),
        (Setting::TlsCa, "/ca"),
        (Setting::Username, "u"),
        (Setting::Connections, "1"),
    ]);
    assert_eq!(
        problems,
        [
            (Setting::Connections, None, Code::OUT_OF_RANGE),
            (
                Setting::Connections,
                Some(Setting::Connections),
                Code::SETTING_TWICE
            ),
            (Setting::Host, None, Code::HOST_PORT),
            (Setting::ConnectTimeout, None, Code::DURATION),
            (Setting::TlsCa, None, Code::TLS_OFF),
            (Setting::Username, None, Code::REQUIRES),
        ]
    );
}

#[test]
fn values_known_later_still_conflict_and_require() {
    let later = |entries: &[Setting]| {
        let entries = entries.iter().map(|one| (*one, Known::Later)).collect();
        SettingsDraft {
            topology: Topology::Standalone,
            entries,
        }
        .check()
    };
    use Setting::{Host, Nodes, Password, Port, Url, Username};
    let code = |entries: &[Setting]| later(entries).unwrap_err()[0].problem.code;
    assert!(later(&[Url]).is_ok_and(|resolved| resolved.endpoints.is_empty()));
    assert!(later(&[Host, Port]).is_ok());
    assert!(later(&[Host, Username, Password]).is_ok());
    // The password may be in the URL.
    assert!(later(&[Url, Username]).is_ok());
    assert_eq!(code(&[Host, Username]), Code::REQUIRES);
    assert_eq!(code(&[Port]), Code::REQUIRES);
    assert_eq!(code(&[Url, Host]), Code::CONFLICT);
    assert_eq!(code(&[Nodes]), Code::TOPOLOGY);
    assert_eq!(code(&[]), Code::ENDPOINT_MISSING);
}

#[test]
fn debug_shows_no_secret() {
    const SECRET: &str = "hunter2";
    let url = format!("redis://{SECRET}:{SECRET}@h");
    let draft = SettingsDraft {
        topology: Topology::Standalone,
        entries: vec![
            (Setting::Url, Known::Text(&url)),
            (Setting::Password, Known::Text(SECRET)),
        ],
    };
    assert!(!format!("{draft:?}").contains(SECRET));
    let resolved = draft.check().unwrap();
    assert_eq!(resolved.secrets.password.as_deref(), Some(SECRET));
    assert!(!format!("{resolved:#?}").contains(SECRET));
    assert!(!resolved.address().contains(SECRET));
}

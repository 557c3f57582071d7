//! TLS.

use super::settings::{check_as, found_as};
use crate::draft::{Known, SettingsDraft, Tls};
use crate::{Code, Setting, Topology};
use Setting::{
    DangerTlsInsecure, Host, Master, Nodes, SentinelTls, SentinelTlsCa, SentinelTlsCert,
    SentinelTlsKey, SentinelTlsServerName, Socket, TlsCa, TlsCert, TlsKey, TlsServerName, Url,
};
use Topology::{Auto, Cluster, Sentinel, Standalone};

const PLAIN: (Setting, &str) = (Url, "redis://a");
const ENCRYPTED: (Setting, &str) = (Url, "rediss://a");
const CA: (Setting, &str) = (TlsCa, "/ca");
const ON: (Setting, &str) = (Setting::Tls, "true");
const OFF: (Setting, &str) = (Setting::Tls, "false");

fn tls(topology: Topology, entries: &[(Setting, &str)]) -> (Option<Tls>, Option<Tls>) {
    let resolved = check_as(topology, entries).unwrap();
    (resolved.secrets.tls, resolved.secrets.sentinel_tls)
}

#[test]
fn a_scheme_or_a_flag_enables_it() {
    for entries in [&[ENCRYPTED][..], &[ENCRYPTED, ON], &[(Host, "a"), ON]] {
        assert_eq!(tls(Standalone, entries), (Some(Tls::default()), None));
        let resolved = check_as(Standalone, entries).unwrap();
        assert_eq!(resolved.address(), "rediss://a:6379/0");
    }
    for entries in [
        &[PLAIN][..],
        &[PLAIN, OFF],
        &[(Host, "a")],
        &[(Socket, "/s"), OFF],
    ] {
        assert_eq!(tls(Standalone, entries), (None, None));
    }
    let (servers, sentinels) = tls(Cluster, &[(Nodes, "rediss://a,rediss://b")]);
    assert!(servers.is_some() && sentinels.is_none());
    assert!(tls(Cluster, &[(Nodes, "a,b"), ON]).0.is_some());
}

#[test]
fn takes_every_setting() {
    let (servers, _) = tls(
        Standalone,
        &[
            ENCRYPTED,
            CA,
            (TlsCert, "/cert"),
            (TlsKey, "/key"),
            (TlsServerName, "b"),
        ],
    );
    let servers = servers.unwrap();
    assert_eq!(servers.ca.as_deref(), Some("/ca"));
    assert_eq!(servers.certificate.as_deref(), Some("/cert"));
    assert_eq!(servers.key.as_deref(), Some("/key"));
    assert_eq!(servers.server_name.as_deref(), Some("b"));
    assert!(!servers.insecure);
    assert!(!format!("{servers:?}").contains("/key"));
    let (insecure, _) = tls(Standalone, &[ENCRYPTED, (DangerTlsInsecure, "true")]);
    assert!(insecure.unwrap().insecure);
}

#[test]
fn sentinels_inherit_or_override() {
    let url = (Url, "rediss+sentinel://a/?master=m");
    let servers = [url, CA, (TlsCert, "/cert"), (TlsKey, "/key")];
    for topology in [Sentinel, Auto] {
        let (of_servers, of_sentinels) = tls(topology, &servers);
        assert_eq!(of_servers, of_sentinels);
    }
    let own = [
        (SentinelTlsCa, "/sca"),
        (SentinelTlsCert, "/scert"),
        (SentinelTlsKey, "/skey"),
        (SentinelTlsServerName, "s"),
    ];
    let (_, sentinels) = tls(Sentinel, &[&servers[..], &own].concat());
    let sentinels = sentinels.unwrap();
    assert_eq!(sentinels.ca.as_deref(), Some("/sca"));
    assert_eq!(sentinels.certificate.as_deref(), Some("/scert"));
    assert_eq!(sentinels.key.as_deref(), Some("/skey"));
    assert_eq!(sentinels.server_name.as_deref(), Some("s"));
    // The two may differ.
    let plain = (Url, "redis+sentinel://a/?master=m");
    let (servers, sentinels) = tls(Sentinel, &[plain, (SentinelTls, "true"), own[0]]);
    assert!(servers.is_none() && sentinels.is_some());
    let (servers, sentinels) = tls(Sentinel, &[url, (SentinelTls, "false")]);
    assert!(servers.is_some() && sentinels.is_none());
}

#[test]
fn tls_settings_without_tls_are_refused() {
    let off = |setting, with| [(setting, with, Code::TLS_OFF)];
    assert_eq!(found_as(Standalone, &[PLAIN, CA]), off(TlsCa, Some(Url)));
    assert_eq!(found_as(Standalone, &[(Host, "a"), CA]), off(TlsCa, None));
    assert_eq!(
        found_as(Standalone, &[(Socket, "/s"), CA]),
        off(TlsCa, Some(Socket))
    );
    let nodes = (Nodes, "redis://a");
    assert_eq!(found_as(Cluster, &[nodes, CA]), off(TlsCa, Some(Nodes)));
    assert_eq!(
        found_as(Standalone, &[PLAIN, (DangerTlsInsecure, "true")]),
        off(DangerTlsInsecure, Some(Url))
    );
    assert!(check_as(Standalone, &[PLAIN, (DangerTlsInsecure, "false")]).is_ok());
    let sentinel = [(Nodes, "a"), (Master, "m"), (SentinelTlsCa, "/ca")];
    assert_eq!(found_as(Sentinel, &sentinel), off(SentinelTlsCa, None));
    // Values known later are checked at run time.
    for later in [Url, Setting::Tls] {
        let host = (later != Url).then_some((Host, Known::Text("a")));
        let entries = [(later, Known::Later), (TlsCa, Known::Text("/ca"))];
        let entries = host.into_iter().chain(entries).collect();
        let draft = SettingsDraft {
            topology: Standalone,
            entries,
        };
        assert!(draft.check().is_ok(), "{later:?}");
    }
}

#[test]
fn the_flag_and_the_scheme_agree() {
    let disagreement = |later, earlier| [(later, Some(earlier), Code::DISAGREEMENT)];
    assert_eq!(
        found_as(Standalone, &[PLAIN, ON]),
        disagreement(Setting::Tls, Url)
    );
    assert_eq!(
        found_as(Standalone, &[OFF, ENCRYPTED]),
        disagreement(Url, Setting::Tls)
    );
    assert_eq!(
        found_as(Standalone, &[(Socket, "/s"), ON]),
        [(Setting::Tls, Some(Socket), Code::CONFLICT)]
    );
}

#[test]
fn requirements_and_conflicts() {
    let requires = |setting| [(setting, None, Code::REQUIRES)];
    assert_eq!(
        found_as(Standalone, &[ENCRYPTED, (TlsCert, "/c")]),
        requires(TlsCert)
    );
    assert_eq!(
        found_as(Standalone, &[ENCRYPTED, (TlsKey, "/k")]),
        requires(TlsKey)
    );
    let insecure = |flag| [ENCRYPTED, CA, (DangerTlsInsecure, flag)];
    assert_eq!(
        found_as(Standalone, &insecure("true")),
        [(DangerTlsInsecure, Some(TlsCa), Code::CONFLICT)]
    );
    assert!(check_as(Standalone, &insecure("false")).is_ok());
}

#[test]
fn names_the_setting_that_enables_it() {
    let asks = |entries: &[(Setting, &str)]| {
        let entries = entries.iter().map(|(one, text)| (*one, Known::Text(text)));
        let draft = SettingsDraft {
            topology: Standalone,
            entries: entries.collect(),
        };
        (draft.asks_for_tls(), draft.asks_for_insecure_tls())
    };
    assert_eq!(asks(&[PLAIN, OFF]), (None, false));
    assert_eq!(asks(&[OFF, ENCRYPTED]), (Some(Url), false));
    assert_eq!(asks(&[(Host, "a"), ON]), (Some(Setting::Tls), false));
    assert_eq!(asks(&[(Nodes, "rediss://a")]), (Some(Nodes), false));
    assert_eq!(
        asks(&[PLAIN, (SentinelTls, "true")]),
        (Some(SentinelTls), false)
    );
    assert!(asks(&[(DangerTlsInsecure, "true")]).1);
}

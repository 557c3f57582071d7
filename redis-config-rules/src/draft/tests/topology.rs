//! Topologies.

use super::settings::{check_as, found_as};
use crate::draft::{Known, SettingsDraft};
use crate::{Code, Endpoint, ReadFrom, Setting, Topology};
use Setting::{
    AddressMap, Credentials, Database, Host, Master, Nodes, NumberedDatabases, Password, Port,
    Protocol, SentinelPassword, SentinelUsername, Socket, Url, Username,
};
use Topology::{Auto, Cluster, Sentinel, Standalone};

fn tcp(host: &str, port: u16) -> Endpoint {
    Endpoint::Tcp {
        host: host.to_owned(),
        port,
    }
}

const NODES: (Setting, &str) = (Nodes, "a,b:7001");
const MASTER: (Setting, &str) = (Master, "m");

#[test]
fn sentinels() {
    let resolved = check_as(
        Sentinel,
        &[
            NODES,
            MASTER,
            (Password, "hunter2"),
            (SentinelUsername, "u"),
            (SentinelPassword, "hunter3"),
            (Setting::ReadFrom, "replica"),
            (Database, "3"),
        ],
    )
    .unwrap();
    assert_eq!(resolved.topology, Sentinel);
    assert_eq!(resolved.endpoints, [tcp("a", 26379), tcp("b", 7001)]);
    assert_eq!(resolved.master.as_deref(), Some("m"));
    assert_eq!(resolved.secrets.sentinel_username.as_deref(), Some("u"));
    assert_eq!(
        resolved.secrets.sentinel_password.as_deref(),
        Some("hunter3")
    );
    assert_eq!(resolved.options.read_from, ReadFrom::Replica);
    assert_eq!(
        resolved.address(),
        "redis+sentinel://***@a:26379,b:7001/3?master=m"
    );
    let debug = format!("{resolved:?}");
    assert!(!debug.contains("hunter"), "{debug}");
}

#[test]
fn a_sentinel_url_is_complete() {
    let url = (
        Url,
        "redis+sentinel://u:p@a,b/2?master=m&sentinel_username=su&sentinel_password=sp",
    );
    for topology in [Sentinel, Auto] {
        let resolved = check_as(topology, &[url]).unwrap();
        // The scheme decides `auto`.
        assert_eq!(resolved.topology, Sentinel);
        assert_eq!(resolved.endpoints, [tcp("a", 26379), tcp("b", 26379)]);
        assert_eq!(resolved.master.as_deref(), Some("m"));
        assert_eq!(resolved.secrets.username.as_deref(), Some("u"));
        assert_eq!(resolved.secrets.sentinel_username.as_deref(), Some("su"));
        assert_eq!(resolved.secrets.sentinel_password.as_deref(), Some("sp"));
    }
    assert_eq!(check_as(Sentinel, &[url, MASTER]).map(drop), Ok(()));
    for (own, value) in [
        (Master, "n"),
        (SentinelPassword, "x"),
        (SentinelUsername, "x"),
    ] {
        assert_eq!(
            found_as(Sentinel, &[url, (own, value)]),
            [(own, Some(Url), Code::DISAGREEMENT)]
        );
    }
}

#[test]
fn sentinels_need_a_service_and_addresses() {
    let master = (Master, None, Code::REQUIRES);
    let nodes = (Nodes, None, Code::ENDPOINT_MISSING);
    assert_eq!(found_as(Sentinel, &[NODES]), [master]);
    assert_eq!(found_as(Sentinel, &[MASTER]), [nodes]);
    let both = found_as(Sentinel, &[]);
    assert!(both.contains(&master) && both.contains(&nodes) && both.len() == 2);
    assert_eq!(
        found_as(Sentinel, &[NODES, MASTER, (SentinelUsername, "u")]),
        [(SentinelUsername, None, Code::REQUIRES)]
    );
    // A URL known later contains the name of the service.
    let entries = vec![(Url, Known::Later)];
    let later = SettingsDraft {
        topology: Sentinel,
        entries,
    };
    assert!(later.check().is_ok());
}

#[test]
fn clusters() {
    let resolved = check_as(Cluster, &[NODES, (AddressMap, "x:1=y:2")]).unwrap();
    assert_eq!(resolved.endpoints, [tcp("a", 6379), tcp("b", 7001)]);
    assert_eq!(resolved.options.address_map, [(tcp("x", 1), tcp("y", 2))]);
    assert_eq!(resolved.address(), "redis+cluster://a:6379,b:7001");
    let url = (Url, "redis+cluster://:p@a:7000,b:7000");
    for topology in [Cluster, Auto] {
        let resolved = check_as(topology, &[url]).unwrap();
        assert_eq!(resolved.topology, Cluster);
        assert_eq!(resolved.address(), "redis+cluster://***@a:7000,b:7000");
    }
}

#[test]
fn a_cluster_has_one_database_by_default() {
    let database = (Database, "2");
    let refused = [(Database, None, Code::CLUSTER_DATABASE)];
    assert_eq!(found_as(Cluster, &[NODES, database]), refused);
    let numbered = |flag| [NODES, database, (NumberedDatabases, flag)];
    assert_eq!(found_as(Cluster, &numbered("false")), refused);
    let resolved = check_as(Cluster, &numbered("true")).unwrap();
    assert_eq!(resolved.address(), "redis+cluster://a:6379,b:7001/2");
    assert!(check_as(Cluster, &[NODES, (Database, "0")]).is_ok());
    // `auto` with a plain URL is undecided; the scheme of a cluster decides it.
    assert!(check_as(Auto, &[NODES, database]).is_ok());
    let url = (Url, "redis+cluster://a");
    assert_eq!(found_as(Auto, &[url, database]), refused);
}

#[test]
fn the_url_must_fit_the_topology() {
    let urls = [
        (Standalone, "redis://a/1"),
        (Standalone, "unix:///a"),
        (Sentinel, "redis+sentinel://a/?master=m"),
        (Cluster, "redis+cluster://a"),
    ];
    for declared in Topology::ALL {
        for (topology, url) in urls {
            let checked = check_as(*declared, &[(Url, url)]);
            if *declared == topology || *declared == Auto {
                assert!(checked.is_ok(), "{declared:?} {url}");
            } else {
                let refused = found_as(*declared, &[(Url, url)]);
                assert_eq!(refused, [(Url, None, Code::TOPOLOGY)], "{declared:?} {url}");
            }
        }
    }
    // A plain scheme allows one host.
    assert_eq!(
        found_as(Auto, &[(Url, "redis://a,b")]),
        [(Url, None, Code::URL_SEVERAL_HOSTS)]
    );
}

#[test]
fn settings_must_fit_the_topology() {
    let unfit = |setting| (setting, None, Code::TOPOLOGY);
    let cluster = [
        NODES,
        MASTER,
        (SentinelUsername, "u"),
        (SentinelPassword, "p"),
    ];
    assert_eq!(
        found_as(Cluster, &cluster),
        [
            unfit(Master),
            unfit(SentinelUsername),
            unfit(SentinelPassword)
        ]
    );
    assert_eq!(found_as(Cluster, &[(Socket, "/s")]), [unfit(Socket)]);
    // A port is not reported in addition to its host.
    let by_host = [(Host, "a"), (Port, "1")];
    assert_eq!(found_as(Cluster, &by_host), [unfit(Host)]);
    assert_eq!(found_as(Standalone, &[NODES]), [unfit(Nodes)]);
    let url = (Url, "redis://a");
    assert_eq!(found_as(Standalone, &[url, MASTER]), [unfit(Master)]);
    // One mistake is reported once, even if the two settings also exclude each other.
    assert_eq!(found_as(Standalone, &[url, NODES]), [unfit(Nodes)]);
    // A flag set to `false` conflicts with nothing.
    assert!(check_as(Standalone, &[url, (NumberedDatabases, "false")]).is_ok());
    assert_eq!(
        found_as(Standalone, &[url, (NumberedDatabases, "true")]),
        [unfit(NumberedDatabases)]
    );
}

#[test]
fn auto_accepts_every_setting() {
    let resolved = check_as(Auto, &[NODES, MASTER]).unwrap();
    assert_eq!(resolved.topology, Sentinel, "only sentinels know a service");
    assert_eq!(resolved.endpoints, [tcp("a", 26379), tcp("b", 7001)]);
    let resolved = check_as(Auto, &[NODES]).unwrap();
    assert_eq!(resolved.topology, Auto);
    assert_eq!(resolved.endpoints, [tcp("a", 6379), tcp("b", 7001)]);
    assert!(check_as(Auto, &[(Host, "a"), MASTER]).is_ok());
    assert_eq!(found_as(Auto, &[]), [(Url, None, Code::ENDPOINT_MISSING)]);
}

#[test]
fn nodes_may_be_urls_that_agree() {
    let nodes = (
        Nodes,
        "redis://u:p@a?protocol=resp2,redis://u:p@b?protocol=resp2",
    );
    let resolved = check_as(Cluster, &[nodes]).unwrap();
    assert_eq!(resolved.secrets.username.as_deref(), Some("u"));
    assert_eq!(resolved.secrets.password.as_deref(), Some("p"));
    assert_eq!(resolved.options.protocol, crate::Protocol::Resp2);
    assert_eq!(resolved.address(), "redis+cluster://***@a:6379,b:6379");
    assert_eq!(
        found_as(Cluster, &[nodes, (Protocol, "resp3")]),
        [(Protocol, Some(Nodes), Code::DISAGREEMENT)]
    );
    let password_there = [(Nodes, "redis://:p@a"), (Username, "u")];
    let resolved = check_as(Cluster, &password_there).unwrap();
    assert_eq!(resolved.secrets.username.as_deref(), Some("u"));
}

#[test]
fn a_provider_excludes_credentials() {
    let conflict = |later, earlier| [(later, Some(earlier), Code::CONFLICT)];
    let provider = (Credentials, "credentials::vault");
    let url = (Url, "redis://a");
    assert!(check_as(Standalone, &[url, provider]).is_ok());
    assert_eq!(
        found_as(Standalone, &[url, provider, (Password, "p")]),
        conflict(Password, Credentials)
    );
    let with_password = (Url, "redis://:p@a");
    assert_eq!(
        found_as(Standalone, &[with_password, provider]),
        conflict(Credentials, Url)
    );
}

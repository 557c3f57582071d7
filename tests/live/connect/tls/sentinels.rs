//! Encrypted links to sentinels and to the servers that they name.

use redis_config::dev::{Certificates, Sentinel, ServerTls};
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind as Kind, RedisConfig, Secret};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;

use super::authority::{Authority, Wish};
use crate::fixture::SECOND;
use crate::fixture::load::{Load, sum};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "apart", env = "APART_REDIS", topology = sentinel)]
struct Apart {
    nodes: Vec<String>,
    master: String,
    password: Option<Secret>,
    sentinel_username: Option<String>,
    sentinel_password: Option<Secret>,
    tls: bool,
    tls_ca: Option<String>,
    sentinel_tls_ca: Option<String>,
    sentinel_tls_cert: Option<String>,
    sentinel_tls_key: Option<Secret>,
    sentinel_tls_server_name: Option<String>,
    #[redis(default = "20s")]
    response_timeout: std::time::Duration,
}

fn at(set: &Sentinel, certificates: &Certificates) -> Apart {
    Apart {
        nodes: set.nodes(),
        master: set.master().to_owned(),
        password: None,
        sentinel_username: None,
        sentinel_password: None,
        tls: true,
        tls_ca: Some(certificates.ca()),
        sentinel_tls_ca: None,
        sentinel_tls_cert: None,
        sentinel_tls_key: None,
        sentinel_tls_server_name: None,
        response_timeout: 20 * SECOND,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_are_trusted_by_settings_of_their_own() {
    let (certificates, stranger) = (Certificates::new().unwrap(), Certificates::new().unwrap());
    let set = Sentinel::builder()
        .tls(certificates.server().unwrap())
        .start()
        .unwrap();
    let config = at(&set, &certificates);
    let handle = config.connect().await.unwrap();
    let () = handle.conn().set("k", "v").await.unwrap();

    let config = Apart {
        sentinel_tls_ca: Some(stranger.ca()),
        ..config
    };
    let error = config.connect().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("an authority that is not in"), "{text}");
    assert!(text.contains("APART_REDIS_SENTINEL_TLS_CA"), "{text}");
}

/// Nothing of what the sentinels want is what the servers behind them want.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_have_an_authority_a_name_a_user_and_want_a_certificate_of_their_own() {
    const NAME: &str = "sentinel.internal";
    let certificates = Certificates::new().unwrap();
    let guards = Authority::new();
    let theirs = guards.issue(&Wish {
        names: &[NAME],
        ..Wish::default()
    });
    // They are clients of the servers, too.
    let trusted = format!("{}{}", guards.certificate(), certificates.ca());
    let tls = ServerTls::new(trusted, theirs.certificate, theirs.key).client_certificate(true);
    let user = format!("watcher on >{} ~* &* +@all", canary::OTHER_PASSWORD);
    let set = Sentinel::builder()
        .tls(certificates.server().unwrap())
        .sentinel_tls(tls)
        .password(canary::PASSWORD)
        .sentinel_password("guards-word")
        .sentinel_arg("user", user)
        .start()
        .unwrap();
    let ours = guards.issue(&Wish::default());
    let good = Apart {
        password: Some(Secret::new(canary::PASSWORD)),
        sentinel_username: Some("watcher".to_owned()),
        sentinel_password: Some(Secret::new(canary::OTHER_PASSWORD)),
        sentinel_tls_ca: Some(guards.certificate()),
        sentinel_tls_cert: Some(ours.certificate),
        sentinel_tls_key: Some(Secret::new(ours.key)),
        sentinel_tls_server_name: Some(NAME.to_owned()),
        ..at(&set, &certificates)
    };
    let handle = good.connect().await.unwrap();
    let () = handle.conn().set("k", "v").await.unwrap();
    for sentinel in set.sentinels() {
        until("one socket asks and one listens", 20 * SECOND, async || {
            let list = sentinel.call(&["CLIENT", "LIST"]).unwrap();
            let ours = list.lines().filter(|line| line.contains("user=watcher"));
            ours.count() == 2
        })
        .await;
    }

    let without = |change: fn(&mut Apart)| {
        let mut config = good.clone();
        change(&mut config);
        config
    };
    for (config, kind, text) in [
        (
            without(|config| config.sentinel_tls_ca = None),
            Kind::Tls,
            "an authority that is not in",
        ),
        (
            without(|config| config.sentinel_tls_server_name = None),
            Kind::Tls,
            "is not for",
        ),
        (
            without(|config| {
                config.sentinel_tls_cert = None;
                config.sentinel_tls_key = None;
            }),
            Kind::Tls,
            "wants a certificate",
        ),
        (
            without(|config| config.sentinel_username = Some("stranger".to_owned())),
            Kind::Auth,
            "`sentinel_username`",
        ),
        (
            without(|config| config.sentinel_username = None),
            Kind::Auth,
            "`sentinel_password`",
        ),
        (
            without(|config| config.sentinel_password = Some(Secret::new(canary::PASSWORD))),
            Kind::Auth,
            "`sentinel_password`",
        ),
        // The servers' own are still asked for.
        (
            without(|config| config.tls_ca = config.sentinel_tls_ca.clone()),
            Kind::Tls,
            "an authority that is not in",
        ),
        (
            without(|config| config.password = config.sentinel_password.clone()),
            Kind::Auth,
            "`password`",
        ),
    ] {
        let error = config.connect().await.unwrap_err();
        let output = error.to_string();
        assert_eq!(error.kind(), kind, "{output}");
        assert!(output.contains(text), "`{text}` is not in: {output}");
        assert_eq!(
            canary::find(&format!("{error} {error:?}")),
            None,
            "{output}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_over_tls_is_followed_and_doubles_nothing() {
    let certificates = Certificates::new().unwrap();
    let set = Sentinel::builder()
        .tls(certificates.server().unwrap())
        .start()
        .unwrap();
    let handle = at(&set, &certificates).connect().await.unwrap();
    let load = Load::through_losses(&handle, 4);
    load.goes_on(200).await;
    let new = block_in_place(|| set.failover()).unwrap();
    let there = format!("127.0.0.1:{}", new.port());
    until("the handle has moved", 60 * SECOND, async || {
        handle.primary_address().as_deref() == Some(&*there)
    })
    .await;
    load.goes_on(200).await;
    // Killed, it restarts with the same certificate.
    new.kill().unwrap();
    block_in_place(|| set.wait_for_primary_other_than(new.port(), 60 * SECOND)).unwrap();
    load.goes_on(200).await;
    let unknown = load.unknown();
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    let found = sum(&handle).await;
    println!("{counted} counted, {unknown} unknown, {found} found");
    // Writes that a primary has acknowledged but not replicated are lost with it.
    assert!(found <= counted + unknown, "doubled");
    assert!(handle.state().is_ready());
}

//! From plaintext to TLS and back, and to targets whose TLS does not fit.

use redis_config::dev::{Certificates, Server, ServerTls};
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind as Kind, State, SwitchStep};
use redis_config_tests::poll::until;

use super::fixture::{Sealed, at};
use crate::fixture::load::{Load, sum};
use crate::fixture::{SECOND, client_id};

fn sealed(server: &Server, certificates: &Certificates) -> Sealed {
    Sealed {
        tls_ca: Some(certificates.ca()),
        ..at(server.tls_url().unwrap())
    }
}

fn ours(server: &Server) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).unwrap();
    list.matches("name=redis-config:sealed:").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_is_switched_from_plaintext_to_tls_and_back_under_load() {
    let certificates = Certificates::new().unwrap();
    let both = || {
        let tls = certificates.server().unwrap();
        Server::builder().tls(tls).start().unwrap()
    };
    let (plain, encrypted) = (both(), both());
    let handle = at(plain.url()).connect().await.unwrap();
    let load = Load::start(&handle, 8);
    for round in 0..6 {
        load.goes_on(200).await;
        let switched = match round % 2 {
            0 => handle.switch(sealed(&encrypted, &certificates)).await,
            _ => handle.rollback().await,
        };
        let scheme = if round % 2 == 0 {
            "rediss://"
        } else {
            "redis://"
        };
        let switched = switched.unwrap();
        assert!(switched.to().starts_with(scheme), "{}", switched.to());
        assert!(!switched.is_same_server());
    }
    load.goes_on(200).await;
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    let here = sum(&handle).await;
    // The same server by another connection is reported as the same.
    let switched = handle.switch(sealed(&plain, &certificates)).await.unwrap();
    assert!(switched.is_same_server());
    handle
        .switch(sealed(&encrypted, &certificates))
        .await
        .unwrap();
    assert_eq!(here + sum(&handle).await, counted);
    until("the other server is left", 20 * SECOND, async || {
        ours(&plain) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_whose_tls_does_not_fit_leaves_the_old_instance_alone() {
    let (good, stranger) = (Certificates::new().unwrap(), Certificates::new().unwrap());
    let with = |tls: Result<ServerTls, _>| Server::builder().tls(tls.unwrap()).start().unwrap();
    let blue = with(good.server());
    let plain = Server::start().unwrap();
    let unknown = with(stranger.server());
    let elsewhere = with(good.server_named(&["example.org"]));
    let expired = with(good.expired());
    let wants_ours = with(good.server().map(|tls| tls.client_certificate(true)));
    let to_plain_port = Sealed {
        tls_ca: Some(good.ca()),
        ..at(plain.url().replace("redis://", "rediss://"))
    };
    let to_tls_port = at(blue.tls_url().unwrap().replace("rediss://", "redis://"));
    let cases = [
        ("plaintext port", to_plain_port),
        ("TLS port, plaintext link", to_tls_port),
        ("unknown authority", sealed(&unknown, &good)),
        ("wrong host", sealed(&elsewhere, &good)),
        ("expired", sealed(&expired, &good)),
        ("no certificate of ours", sealed(&wants_ours, &good)),
    ];
    for old in [at(blue.url()), sealed(&blue, &good)] {
        blue.call(&["FLUSHALL"]).unwrap();
        let address = old.settings().unwrap().address().to_owned();
        let handle = old.connect().await.unwrap();
        let id = client_id(&mut handle.conn()).await;
        let mut seen = handle.watch();
        assert!(seen.borrow_and_update().is_ready());
        let load = Load::start(&handle, 4);
        for (case, target) in &cases {
            load.goes_on(50).await;
            let error = handle.switch(target.clone()).await.unwrap_err();
            assert_eq!(
                (error.step(), error.cause().kind()),
                (SwitchStep::Connect, Kind::Tls),
                "{case}: {error}"
            );
            assert!(!error.cause().help().is_empty(), "{case}");
        }
        load.goes_on(50).await;
        assert_eq!(client_id(&mut handle.conn()).await, id, "the same socket");
        assert!(!seen.has_changed().unwrap(), "it was ready all the time");
        assert!(matches!(handle.state(), State::Ready { .. }));
        assert_eq!(handle.generation(), 1);
        assert_eq!(handle.settings().address(), address);
        let (counted, failures) = load.stop().await;
        assert!(failures.is_empty(), "{failures:?}");
        assert_eq!(sum(&handle).await, counted, "none failed, none doubled");
        // Fit again, it is switched to.
        let () = handle.conn().set("k", "v").await.unwrap();
    }
    for server in [&plain, &unknown, &elsewhere, &expired, &wants_ours] {
        assert_eq!(ours(server), 0, "nothing is left there");
    }
}

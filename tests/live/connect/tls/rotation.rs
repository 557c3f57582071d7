//! Certificates that change under a live handle.

use redis_config::redis::AsyncCommands;
use redis_config_tests::poll::until;

use super::authority::{Authority, Wish};
use super::fixture::Rig;
use crate::fixture::SECOND;

/// New sockets only: those that are open stay as they are.
async fn reconnect(rig: &Rig) {
    rig.server.kill().unwrap();
    rig.server.restart().unwrap();
}

#[tokio::test]
async fn a_new_authority_on_disk_is_trusted_by_the_next_connection() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    let next = Authority::new();
    let issued = next.issue(&Wish::default());
    rig.write("server.pem", &issued.certificate);
    rig.write("server.key", &issued.key);
    reconnect(&rig).await;
    until("the new certificate is refused", 10 * SECOND, async || {
        let state = handle.state();
        state
            .last_error()
            .is_some_and(|error| error.to_string().contains("an authority that is not in"))
    })
    .await;
    rig.write("ca.pem", &next.certificate());
    until("commands succeed", 10 * SECOND, async || {
        handle.conn().set::<_, _, ()>("k", "v").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_new_client_certificate_on_disk_is_used_by_the_next_connection() {
    let options = [("tls-auth-clients", "yes")];
    let rig = Rig::with(&Wish::default(), &options);
    let first = rig.authority.issue(&Wish::default());
    let handle = rig.config_with(&first).connect().await.unwrap();
    // From now on the server trusts another authority.
    let next = Authority::new();
    let issued = next.issue(&Wish::default());
    rig.write("ca.pem", &next.certificate());
    rig.write("server.pem", &issued.certificate);
    rig.write("server.key", &issued.key);
    reconnect(&rig).await;
    until("the old one is refused", 10 * SECOND, async || {
        let state = handle.state();
        state
            .last_error()
            .is_some_and(|error| error.to_string().contains("our certificate"))
    })
    .await;
    let renewed = next.issue(&Wish::default());
    rig.write("client.pem", &renewed.certificate);
    rig.write("client.key", &renewed.key);
    until("commands succeed", 10 * SECOND, async || {
        handle.conn().set::<_, _, ()>("k", "v").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_rotation_half_written_leaves_the_earlier_certificates_in_force() {
    let options = [("tls-auth-clients", "yes")];
    let rig = Rig::with(&Wish::default(), &options);
    let own = rig.authority.issue(&Wish::default());
    let handle = rig.config_with(&own).connect().await.unwrap();
    let renewed = rig.authority.issue(&Wish::default());
    let works = async || {
        reconnect(&rig).await;
        until("commands succeed", 10 * SECOND, async || {
            handle.conn().set::<_, _, ()>("k", "v").await.is_ok()
        })
        .await;
    };
    rig.write("client.pem", &renewed.certificate);
    works().await;
    rig.write("client.key", "");
    works().await;
    std::fs::remove_file(rig.path("client.key")).unwrap();
    works().await;
    rig.write("client.key", &renewed.key);
    works().await;
}

#[tokio::test]
async fn sessions_are_resumed_with_a_certificate_of_our_own() {
    for protocol in ["TLSv1.2", "TLSv1.3"] {
        let options = [("tls-auth-clients", "yes"), ("tls-protocols", protocol)];
        let rig = Rig::with(&Wish::default(), &options);
        let own = rig.authority.issue(&Wish::default());
        let handle = rig.config_with(&own).connect().await.unwrap();
        let accepted = || number(&rig, "total_connections_received:");
        for _ in 0..5 {
            let before = accepted();
            let kill = ["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"];
            rig.server.call(&kill).unwrap();
            until("commands succeed", 10 * SECOND, async || {
                handle.conn().set::<_, _, ()>("k", "v").await.is_ok()
            })
            .await;
            // The first attempt was enough: a resumption that the server refuses would show as a second.
            assert!(accepted() <= before + 2, "{protocol}");
        }
    }
}

fn number(rig: &Rig, field: &str) -> u64 {
    let info = rig.server.call(&["INFO", "stats"]).unwrap();
    let line = info
        .lines()
        .find_map(|line| line.trim().strip_prefix(field));
    line.unwrap().parse().unwrap()
}

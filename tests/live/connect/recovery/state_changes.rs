//! Each change of the state is seen by its watchers, and logged once.

use redis_config::State;
use redis_config::dev::Server;
use redis_config_tests::canary;
use redis_config_tests::events::Captured;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;

use crate::fixture::{Live, SECOND, at, get};

/// The log lines about the instance at this server, with their levels, except those about single attempts.
fn reply(events: &Captured, server: &Server) -> Vec<String> {
    let place = format!("127.0.0.1:{}/", server.port());
    let text = events.text();
    let ours = text.lines().filter(|line| line.contains(&place));
    let output = ours.filter_map(|line| {
        let level = line.split(' ').nth(1)?;
        let (_, message) = line.split_once("message=")?;
        let words: Vec<&str> = message
            .split(' ')
            .take_while(|word| !word.contains('='))
            .collect();
        Some(format!("{level} {}", words.join(" ")))
    });
    output.filter(|line| !line.starts_with("DEBUG")).collect()
}

fn name(state: &State) -> &'static str {
    match state {
        State::Connecting => "connecting",
        State::Ready { .. } => "ready",
        State::Reconnecting { .. } => "reconnecting",
        State::AuthRejected { .. } => "rejected",
        State::Closed => "closed",
        _ => "another",
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_change_is_seen_by_its_watchers_and_logged_once() {
    let events = Captured::start();
    let server = Server::builder()
        .password(canary::PASSWORD)
        .append_only(true)
        .start()
        .unwrap();
    let config = Live {
        connections: 3,
        ..at(server.url())
    };
    let handle = config.connect_lazy().unwrap();
    let mut watch = handle.watch();
    let seen = tokio::spawn(async move {
        let mut seen: Vec<&str> = Vec::new();
        while watch.changed().await.is_ok() {
            let now = name(&watch.borrow_and_update());
            if seen.last() != Some(&now) {
                seen.push(now);
            }
            if now == "closed" {
                break;
            }
        }
        seen
    });
    let until_ready = async || {
        until("it is ready", 20 * SECOND, async || {
            get(&handle, "k").await.is_ok() && handle.state().is_ready()
        })
        .await;
    };
    until_ready().await;

    // One outage, however many sockets and attempts.
    server.kill().unwrap();
    until("several attempts have failed", 20 * SECOND, async || {
        matches!(handle.state(), State::Reconnecting { attempts: 4.., .. })
    })
    .await;
    block_in_place(|| server.restart()).unwrap();
    until_ready().await;

    let password = |word| {
        let command = ["CONFIG", "SET", "requirepass", word];
        server.call(&command).unwrap();
    };
    password(canary::OTHER_PASSWORD);
    server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
    until("it is rejected", 20 * SECOND, async || {
        matches!(handle.state(), State::AuthRejected { attempts: 2.., .. })
    })
    .await;
    password(canary::PASSWORD);
    until_ready().await;
    drop(handle);

    let seen = tokio::time::timeout(20 * SECOND, seen)
        .await
        .expect("it is closed")
        .unwrap();
    assert_eq!(seen.first(), Some(&"connecting"));
    assert_eq!(seen.last(), Some(&"closed"));
    let between: Vec<&str> = seen
        .iter()
        .filter(|name| **name != "reconnecting")
        .copied()
        .collect();
    assert_eq!(
        between,
        [
            "connecting",
            "ready",
            "ready",
            "rejected",
            "ready",
            "closed"
        ],
        "{seen:?}"
    );
    assert_eq!(
        reply(events, &server),
        [
            "INFO redis ready",
            "WARN redis reconnecting",
            "WARN redis reconnecting",
            "INFO redis ready",
            "WARN redis reconnecting",
            "ERROR redis credentials rejected",
            "INFO redis ready",
        ]
    );
    assert_eq!(canary::find(&events.text()), None);
}

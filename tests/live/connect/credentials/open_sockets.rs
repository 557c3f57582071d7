//! Open sockets whose credentials change.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use redis_config::credentials::{self, Credentials, CredentialsProvider};
use redis_config::redis::{self, AsyncCommands};
use redis_config::{Handle, State, SubscriberEvent};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::sync::watch;

use super::fixture::{NEW, OLD, Provided, Rig, Rotating, history, provided, until_served, whoami};
use crate::fixture::{SECOND, client_id};

/// A user `next` beside `app`, so that `CLIENT LIST` shows which credentials a socket uses.
fn next_user(rig: &Rig) {
    let pw = format!(">{NEW}");
    let on = ["ACL", "SETUSER", "next", "on", &pw, "~*", "&*", "+@all"];
    rig.server.call(&on).unwrap();
}

/// Number and user of each of our sockets.
fn signed_in(rig: &Rig) -> Vec<(String, String)> {
    let list = rig.server.call(&["CLIENT", "LIST"]).unwrap();
    let word = |line: &str, key: &str| {
        let mut words = line.split(' ');
        let found = words.find_map(|word| word.strip_prefix(key));
        found.unwrap_or_default().to_owned()
    };
    list.lines()
        .filter(|line| word(line, "name=").starts_with("redis-config:"))
        .map(|line| (word(line, "id="), word(line, "user=")))
        .collect()
}

async fn until_all_are(rig: &Rig, user: &str) {
    until(
        "every socket is signed in with the new ones",
        20 * SECOND,
        async || signed_in(rig).iter().all(|(_, one)| one == user),
    )
    .await;
}

fn watched(rig: &Rig) -> (watch::Sender<Credentials>, Provided) {
    let (push, newest) = watch::channel(Credentials::user("app", OLD));
    let provider = credentials::watched("the agent", newest);
    (push, provided(rig, provider))
}

#[tokio::test]
async fn streamed_credentials_replace_open_sockets_under_load_without_an_error() {
    let rig = Rig::new();
    next_user(&rig);
    let (push, config) = watched(&rig);
    let handle = Handle::connect(&config).await.unwrap();
    let seen = history(&handle);
    // Idle ones, one in use, one in the middle of a transaction, and one with a session that nothing ends.
    let blocking: Vec<_> = (0..3)
        .map(|_| {
            let mut conn = handle.conn();
            tokio::spawn(async move { conn.blpop::<_, ()>("none", 0.05).await })
        })
        .collect();
    for one in blocking {
        one.await.unwrap().unwrap_or_default();
    }
    let mut in_use = handle.dedicated().await.unwrap();
    let mut in_transaction = handle.dedicated().await.unwrap();
    let () = redis::cmd("MULTI")
        .query_async(&mut in_transaction)
        .await
        .unwrap();
    let mut elsewhere = handle.dedicated().await.unwrap();
    let select = redis::cmd("SELECT").arg(1).to_owned();
    let () = select.query_async(&mut elsewhere).await.unwrap();
    let session = client_id(&mut elsewhere).await;

    let stop = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = (0..64_i64)
        .map(|task| {
            let (mut conn, stop) = (handle.conn(), Arc::clone(&stop));
            tokio::spawn(async move {
                let key = format!("key-{task}");
                let mut turns = 0;
                while !stop.load(Ordering::Relaxed) {
                    let () = conn.set(&key, turns).await.unwrap();
                    assert_eq!(conn.get::<_, i64>(&key).await.unwrap(), turns);
                    turns += 1;
                }
                turns
            })
        })
        .collect();
    for (user, password) in [("next", NEW), ("app", OLD), ("next", NEW)] {
        push.send_replace(Credentials::user(user, password));
        until("the shared socket is replaced", 10 * SECOND, async || {
            whoami(&mut handle.conn()).await == user
        })
        .await;
        assert_eq!(whoami(&mut in_use).await, user);
        assert_eq!(whoami(&mut elsewhere).await, user);
    }
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        assert!(task.await.unwrap() > 0);
    }
    let queued: String = redis::cmd("SET")
        .arg("in")
        .arg(1)
        .query_async(&mut in_transaction)
        .await
        .unwrap();
    assert_eq!(queued, "QUEUED");
    let done: Vec<String> = redis::cmd("EXEC")
        .query_async(&mut in_transaction)
        .await
        .unwrap();
    assert_eq!(done, ["OK"]);
    assert_eq!(whoami(&mut in_transaction).await, "next");
    assert_eq!(client_id(&mut elsewhere).await, session, "a session stays");
    until_all_are(&rig, "next").await;
    assert!(handle.state().is_ready());
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(State::is_ready), "{seen:?}");
}

#[tokio::test]
async fn streamed_credentials_that_are_refused_show_in_the_state_and_change_nothing_else() {
    let rig = Rig::new();
    let (push, config) = watched(&rig);
    let handle = Handle::connect(&config).await.unwrap();
    let socket = client_id(&mut handle.conn()).await;
    push.send_replace(Credentials::user("app", NEW));
    until("the refusal shows", 10 * SECOND, async || {
        matches!(handle.state(), State::AuthExpiring { .. })
    })
    .await;
    let state = handle.state();
    assert!(state.is_ready());
    let error = state.last_error().unwrap();
    assert!(error.to_string().contains("the agent"), "{error}");
    assert_eq!(canary::find(&format!("{state:?} {error}")), None);
    until_served(&handle).await;
    assert_eq!(client_id(&mut handle.conn()).await, socket);
    // A new connection still gets in, with what was good before.
    handle.dedicated().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();

    // The server gets it later, and the provider streams nothing new.
    rig.user(&[&format!(">{NEW}"), &format!("<{OLD}")]);
    until("the refusal is over", 10 * SECOND, async || {
        matches!(handle.state(), State::Ready { .. })
    })
    .await;
    until_served(&handle).await;
}

/// A server that drops its error reply to `AUTH`, as those from 7.2 to 8.0 do while other replies wait to be
/// read. On a socket in use, every caller would then get the reply of another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_refused_without_a_reply_mix_up_no_replies() {
    let rig = Rig::new();
    let proxy = Proxy::before(&rig.server).await.unwrap();
    let (push, config) = watched(&rig);
    let config = Provided {
        rotating: Rotating {
            port: proxy.port(),
            ..config.rotating
        },
        ..config
    };
    let handle = Handle::connect(&config).await.unwrap();
    let refused = proxy.alter_reply(1, |command| command.is("AUTH"), Vec::clear);
    let stop = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..32)
        .map(|caller| {
            let (mut conn, stop) = (handle.conn(), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut n = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    let text = format!("{caller}-{n}");
                    let mut echo = redis::cmd("ECHO");
                    let received: String = echo.arg(&text).query_async(&mut conn).await.unwrap();
                    assert_eq!(received, text, "the answer of somebody else");
                    n += 1;
                }
            })
        })
        .collect();
    push.send_replace(Credentials::user("app", NEW));
    refused.wait().await;
    // The retry gets a reply.
    until("the refusal shows", 20 * SECOND, async || {
        matches!(handle.state(), State::AuthExpiring { .. })
    })
    .await;
    stop.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
}

#[tokio::test]
async fn a_subscriber_still_receives_messages_when_its_credentials_change() {
    let rig = Rig::new();
    next_user(&rig);
    let (push, config) = watched(&rig);
    let handle = Handle::connect(&config).await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    push.send_replace(Credentials::user("next", NEW));
    until_all_are(&rig, "next").await;
    rig.server.call(&["PUBLISH", "news", "later"]).unwrap();
    match subscriber.next().await {
        SubscriberEvent::Message(message) => assert_eq!(message.payload(), b"later"),
        other => panic!("nothing was missed: {other:?}"),
    }
}

#[tokio::test]
async fn a_file_that_changes_replaces_open_sockets_and_so_does_a_refresh() {
    let rig = Rig::new();
    next_user(&rig);
    rig.write("username", "app");
    let config = rig.load(
        &[],
        &[
            ("ROTATING_REDIS_USERNAME_FILE", &rig.path("username")),
            ("ROTATING_REDIS_PASSWORD_FILE", &rig.path("password")),
        ],
    );
    let of_files = config.connect().await.unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let refreshed = Handle::connect(&provided(&rig, Tokens(Arc::clone(&asked))))
        .await
        .unwrap();
    let seen = [history(&of_files), history(&refreshed)];
    until_served(&of_files).await;
    until_served(&refreshed).await;
    assert!(signed_in(&rig).iter().all(|(_, user)| user == "app"));
    asked.store(1_000, Ordering::Relaxed);
    rig.write("username", "next");
    rig.write("password", NEW);
    until_all_are(&rig, "next").await;
    for seen in seen {
        let seen = seen.lock().unwrap();
        assert!(seen.iter().all(State::is_ready), "{seen:?}");
    }
}

/// Another user from the thousandth question on.
struct Tokens(Arc<AtomicU32>);

impl CredentialsProvider for Tokens {
    fn credentials(&self) -> credentials::CredentialsFuture<'_> {
        let asked = self.0.fetch_add(1, Ordering::Relaxed);
        let credentials = if asked < 1_000 {
            Credentials::user("app", OLD)
        } else {
            Credentials::user("next", NEW)
        };
        Box::pin(ready(Ok(credentials)))
    }

    fn refresh(&self) -> Option<Duration> {
        Some(SECOND)
    }
}

//! A socket that is cut at any byte while many commands are in flight.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use redis_config::dev::Server;
use redis_config::outcome_is_unknown;
use redis_config::redis::{AsyncCommands, RedisResult};
use redis_config_tests::canary;
use redis_config_tests::random::Random;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::fixture::connect;

const TASKS: u64 = 64;
const CUTS: u64 = 200;

/// What the pass-through received, over all connections, whether it was passed on or not.
#[derive(Default)]
struct Seen(Mutex<Vec<Vec<u8>>>);

impl Seen {
    /// The arguments of these commands that were received completely.
    fn arguments(&self) -> HashSet<u64> {
        let mut all = HashSet::new();
        for bytes in &*self.0.lock().expect("not poisoned") {
            let text = String::from_utf8_lossy(bytes);
            // `*3 $5 RPUSH $4 list $N n`, each part with the end of its line.
            let pushes = text.split("$4\r\nlist\r\n$").skip(1);
            all.extend(pushes.filter_map(|push| {
                let (length, rest) = push.split_once("\r\n")?;
                let number = rest.get(..length.parse::<usize>().ok()?)?;
                rest.get(number.len()..number.len() + 2)
                    .filter(|end| *end == "\r\n")?;
                number.parse::<u64>().ok()
            }));
        }
        all
    }
}

/// Passes one connection through, up to this many bytes of requests. Then it ends the connection to the server, and reads
/// what the client still sends.
async fn pass(client: TcpStream, port: u16, seen: &Seen, mut left: usize) -> std::io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", port)).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let replies = tokio::spawn(async move {
        // Ends the connection to the client too, so that it stops to send.
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let (mut received, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    let mut to_server = Some(&mut to_server);
    while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
        received.extend_from_slice(&buffer[..length]);
        let passed = length.min(left);
        left -= passed;
        if let Some(server) = &mut to_server {
            let _ = server.write_all(&buffer[..passed]).await;
        }
        if left == 0
            && let Some(server) = to_server.take()
        {
            // The server executes what it has, replies, and closes.
            let _ = server.shutdown().await;
        }
    }
    seen.0.lock().expect("not poisoned").push(received);
    let _ = replies.await;
    Ok(())
}

/// Only a command of which the other side received every byte may end as unknown. All others are sent again, and succeed.
#[tokio::test]
async fn only_commands_that_were_received_have_an_unknown_outcome() {
    let seed = Random::seed();
    println!("REDIS_CONFIG_SEED={seed}");
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = server
        .url()
        .replace(&format!(":{}", server.port()), &format!(":{port}"));
    let (seen, cuts) = (Arc::new(Seen::default()), Arc::new(AtomicU64::new(0)));
    let passing = {
        let (seen, cuts, upstream) = (Arc::clone(&seen), Arc::clone(&cuts), server.port());
        tokio::spawn(async move {
            let mut random = Random::new(seed);
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (seen, cuts) = (Arc::clone(&seen), Arc::clone(&cuts));
                // More than the handshake takes, so that some commands get through.
                let left = 300 + random.below(20_000) as usize;
                let last = cuts.load(Ordering::Relaxed) >= CUTS;
                connections.spawn(async move {
                    let left = if last { usize::MAX } else { left };
                    let _ = pass(client, upstream, &seen, left).await;
                    cuts.fetch_add(1, Ordering::Relaxed);
                });
            }
        })
    };
    let handle = connect(&url).await;
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (mut conn, cuts) = (handle.conn(), Arc::clone(&cuts));
        tasks.spawn(async move {
            let (mut done, mut unknown) = (Vec::new(), Vec::new());
            let mut number = task * 1_000_000;
            while cuts.load(Ordering::Relaxed) < CUTS {
                number += 1;
                let pushed: RedisResult<i64> = conn.rpush("list", number).await;
                match pushed {
                    Ok(_) => done.push(number),
                    Err(error) if outcome_is_unknown(&error) => unknown.push(number),
                    Err(error) => panic!("not sent, and not sent again: {error}"),
                }
            }
            (done, unknown)
        });
    }
    let (mut done, mut unknown) = (Vec::new(), Vec::new());
    while let Some(task) = tasks.join_next().await {
        let (some_done, some_unknown) = task.unwrap();
        done.extend(some_done);
        unknown.extend(some_unknown);
    }
    handle.close().await;
    let list: Vec<u64> = {
        let direct = connect(&server.url()).await;
        direct.conn().lrange("list", 0, -1).await.unwrap()
    };
    passing.abort();
    println!(
        "cuts {}, done {}, unknown {}",
        cuts.load(Ordering::Relaxed),
        done.len(),
        unknown.len()
    );
    let in_list: HashSet<u64> = list.iter().copied().collect();
    assert_eq!(in_list.len(), list.len(), "no command was executed twice");
    assert!(
        done.iter().all(|number| in_list.contains(number)),
        "each success was executed"
    );
    let allowed: HashSet<u64> = done.iter().chain(&unknown).copied().collect();
    assert!(in_list.is_subset(&allowed), "nothing else was executed");
    let received = seen.arguments();
    let unreceived: Vec<_> = unknown
        .iter()
        .filter(|number| !received.contains(number))
        .collect();
    assert!(
        unreceived.is_empty(),
        "unknown although not received: {unreceived:?}"
    );
    assert!(!unknown.is_empty(), "the cuts hit commands in flight");
}

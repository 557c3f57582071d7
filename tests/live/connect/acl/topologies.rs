//! The lines for subscribers, for sentinels and for clusters: each is enough, and nothing in it is there in vain.

use std::collections::BTreeSet;
use std::time::Duration;

use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::redis::AsyncCommands;
use redis_config::{Denied, Handle, RedisConfig, Secret, SubscriberEvent, permission_denied};
use redis_config_tests::documented_acl;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;
use tokio::time::timeout;

use super::fewest_rights::PASSWORD;
use crate::fixture::{Live, SECOND, at};

const SOON: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "least-set", env = "SET_REDIS", topology = sentinel)]
struct LeastSet {
    nodes: Vec<String>,
    master: String,
    username: String,
    password: Secret,
    sentinel_username: String,
    sentinel_password: Secret,
    read_from: String,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "least-shards", env = "SHARDS_REDIS", topology = cluster)]
struct LeastShards {
    nodes: Vec<String>,
    username: String,
    password: Secret,
    read_from: String,
}

fn user(name: &str, rules: &[String]) -> (&'static str, String) {
    ("user", format!("{name} {}", rules.join(" ")))
}

/// The user was allowed every command that the library sent.
fn was_denied_nothing(server: &Server) {
    let log = server.call(&["ACL", "LOG"]).unwrap();
    assert!(log.trim().is_empty(), "{log}");
}

/// The commands that servers have run, in small letters, as a rule names them.
fn ran(servers: &[Server]) -> BTreeSet<String> {
    let stats = servers.iter().map(|server| {
        let stats = server.call(&["INFO", "commandstats"]).unwrap();
        let names = stats.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("cmdstat_")?.split_once(':')?;
            Some(name.to_owned())
        });
        names.collect::<Vec<_>>()
    });
    stats.flatten().collect()
}

/// None of the commands of a line is there in vain.
fn each_was_used(commands: impl IntoIterator<Item = String>, servers: &[Server]) {
    let ran = ran(servers);
    for command in commands {
        assert!(
            ran.contains(&command),
            "`+{command}` is not needed: {ran:?}"
        );
    }
}

/// The commands that are always needed at a sentinel.
const NEEDED: [&str; 3] = ["hello", "ping", "sentinel|get-master-addr-by-name"];

/// The commands that a server has denied.
fn denied(server: &Server) -> BTreeSet<String> {
    let log = server.call(&["ACL", "LOG", "1000"]).unwrap();
    let mut lines = log.lines();
    let mut denied = BTreeSet::new();
    while let Some(line) = lines.next() {
        if line.trim().ends_with("object") {
            denied.extend(lines.next().map(|name| name.trim().to_owned()));
        }
    }
    denied
}

#[tokio::test]
async fn a_subscriber_works_by_its_documented_line() {
    let server = Server::start().unwrap();
    let rules = documented_acl::rules("subscriber", PASSWORD);
    let mut command = vec!["ACL", "SETUSER", "subscriber"];
    command.extend(rules.iter().map(String::as_str));
    server.call(&command).unwrap();
    let url = format!("redis://subscriber:{PASSWORD}@127.0.0.1:{}", server.port());
    let handle: Handle<Live> = at(url).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news:today").await.unwrap();
    subscriber.psubscribe("news:*").await.unwrap();
    subscriber.ssubscribe("news:shard").await.unwrap();
    // Renewed after a loss, with the same rights.
    server
        .call(&["CLIENT", "KILL", "USER", "subscriber"])
        .unwrap();
    let event = timeout(SOON, subscriber.next()).await.unwrap();
    assert!(matches!(event, SubscriberEvent::Gap), "{event:?}");
    until("it is subscribed again, twice", SOON, async || {
        server.call(&["PUBLISH", "news:today", "now"]).unwrap() == "2"
    })
    .await;
    let event = timeout(SOON, subscriber.next()).await.unwrap();
    assert!(matches!(event, SubscriberEvent::Message(_)), "{event:?}");
    subscriber.unsubscribe("news:today").await.unwrap();
    subscriber.punsubscribe("news:*").await.unwrap();
    subscriber.sunsubscribe("news:shard").await.unwrap();
    was_denied_nothing(&server);
    each_was_used(
        documented_acl::commands("subscriber"),
        std::slice::from_ref(&server),
    );

    // As documented, a pattern is allowed letter by letter.
    let error = subscriber.psubscribe("news:t*").await.unwrap_err();
    assert_eq!(permission_denied(&error).unwrap().what, Denied::Channel);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_is_followed_by_the_documented_lines_for_sentinels_and_servers() {
    let watcher = user("watcher", &documented_acl::rules("watcher", PASSWORD));
    let needed = NEEDED.map(|command| format!("+{command}"));
    let mut rules = vec!["on".to_owned(), format!(">{PASSWORD}")];
    rules.extend(needed);
    let bare = user("bare", &rules);
    let cache = user("cache", &documented_acl::rules("cache", PASSWORD));
    let set = Sentinel::builder()
        .sentinel_arg(watcher.0, watcher.1)
        .sentinel_arg(bare.0, bare.1)
        .arg(cache.0, cache.1)
        .start()
        .unwrap();
    let config = LeastSet {
        nodes: set.nodes()[..1].to_vec(),
        master: set.master().to_owned(),
        username: "cache".to_owned(),
        password: PASSWORD.into(),
        sentinel_username: "watcher".to_owned(),
        sentinel_password: PASSWORD.into(),
        read_from: "replica".to_owned(),
    };
    let bare = LeastSet {
        sentinel_username: "bare".to_owned(),
        ..config.clone()
    };
    let error = LeastSet {
        master: "another".to_owned(),
        ..config.clone()
    }
    .connect()
    .await
    .unwrap_err();
    assert!(error.to_string().contains(set.master()), "{error}");

    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    let () = conn.set("cache:k", "v").await.unwrap();
    // The other sentinels are discovered and subscribed to.
    for sentinel in set.sentinels() {
        until("one socket asks and one listens", SOON, async || {
            let list = sentinel.call(&["CLIENT", "LIST"]).unwrap();
            let ours = |line: &&str| line.contains("user=watcher");
            list.lines().filter(ours).count() == 2
        })
        .await;
    }
    let new = block_in_place(|| set.failover()).unwrap();
    let there = format!("127.0.0.1:{}", new.port());
    until("the handle has moved", SOON, async || {
        handle.primary_address().as_deref() == Some(&*there)
    })
    .await;
    let () = conn.set("cache:k", "w").await.unwrap();
    until("reads are answered", SOON, async || {
        conn.get("cache:k").await == Ok("w".to_owned())
    })
    .await;
    set.servers().iter().for_each(was_denied_nothing);
    set.sentinels().iter().for_each(was_denied_nothing);

    // Sentinels do not count commands, but they log what a user with the minimal rights was denied.
    let asked_for: BTreeSet<_> = documented_acl::commands("watcher")
        .into_iter()
        .filter(|command| !NEEDED.contains(&&**command))
        .collect();
    let wrong = LeastSet {
        master: "another".to_owned(),
        ..bare.clone()
    };
    wrong.connect().await.unwrap_err();
    let handle = bare.connect().await.unwrap();
    let mut conn = handle.conn();
    let () = conn.set("cache:k", "x").await.unwrap();
    until("all the rest was tried", SOON, async || {
        let _: Option<String> = conn.get("cache:k").await.unwrap();
        let denied = denied(&set.sentinels()[0]);
        assert!(denied.is_subset(&asked_for), "{denied:?}");
        denied == asked_for
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cache_in_a_cluster_works_by_its_line_and_the_one_for_members() {
    let mut rules = documented_acl::rules("cache", PASSWORD);
    let more = documented_acl::additions("member");
    rules.extend(more.iter().cloned());
    let cache = user("cache", &rules);
    let cluster = block_in_place(|| {
        let builder = Cluster::builder().replicas(1).arg(cache.0, cache.1);
        builder.start()
    })
    .unwrap();
    let handle = LeastShards {
        nodes: cluster.seeds(),
        username: "cache".to_owned(),
        password: PASSWORD.into(),
        read_from: "replica".to_owned(),
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    for n in 0..50 {
        let () = conn.set(format!("cache:{n}"), n).await.unwrap();
    }
    for n in 0..50 {
        until("the replica has it", SOON, async || {
            conn.get(format!("cache:{n}")).await == Ok(Some(n))
        })
        .await;
    }
    // A key that has gone ahead of its slot.
    let slot = cluster.slot_of("cache:7").unwrap();
    let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
    block_in_place(|| {
        let migration = cluster.begin_migration(slot, to).unwrap();
        while migration.move_keys(10).unwrap() > 0 {}
        let () = tokio::runtime::Handle::current().block_on(async {
            let () = conn.set("cache:7", 70).await.unwrap();
        });
        migration.finish().unwrap();
    });
    let owner = cluster.shard_of_slot(slot).unwrap();
    block_in_place(|| cluster.failover(owner)).unwrap();
    let () = conn.set("cache:7", 71).await.unwrap();
    until("it is there", 10 * SECOND, async || {
        conn.get("cache:7").await == Ok(71)
    })
    .await;
    cluster.nodes().iter().for_each(was_denied_nothing);
    let commands = more.iter().filter_map(|rule| rule.strip_prefix('+'));
    each_was_used(commands.map(str::to_owned), cluster.nodes());
}

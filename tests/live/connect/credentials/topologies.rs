//! Credentials that rotate behind sentinels and in a cluster.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use redis_config::credentials::{self, Credentials, CredentialsProvider};
use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::redis::AsyncCommands;
use redis_config::{Handle, RedisConfig, Secret, Sources, State};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use tokio::sync::watch;
use tokio::task::block_in_place;

use super::fixture::{NEW, OLD, history, was_rejected};
use crate::fixture::SECOND;
use crate::fixture::load::{Load, sum};

const SOON: Duration = Duration::from_secs(60);

/// An instance behind Sentinel whose passwords are in files.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "rotating-set", env = "SET_REDIS", topology = sentinel)]
struct RotatingSet {
    nodes: Vec<String>,
    master: String,
    username: Option<String>,
    password: Option<Secret>,
    sentinel_username: Option<String>,
    sentinel_password: Option<Secret>,
    #[redis(default = "20s")]
    response_timeout: Duration,
    #[redis(default = "200ms")]
    reconnect_max_delay: Duration,
}

/// Lets `app` in with this password, and no longer with that.
fn let_in(servers: &[Server], new: &str, old: Option<&str>) {
    for server in servers {
        let (new, old) = (format!(">{new}"), old.map(|old| format!("<{old}")));
        let mut command = vec!["ACL", "SETUSER", "app", "on", &new, "~*", "&*", "+@all"];
        command.extend(old.as_deref());
        server.call(&command).unwrap();
    }
}

fn ours(server: &Server, purpose: &str) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).unwrap();
    let mine = |line: &&str| line.contains(purpose) && line.contains("user=app");
    list.lines().filter(mine).count()
}

fn kill_ours(server: &Server) {
    server.call(&["CLIENT", "KILL", "USER", "app"]).unwrap();
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Replaces it whole.
    fn write(&self, name: &str, text: &str) -> String {
        let (next, path) = (self.0.path().join("next"), self.0.path().join(name));
        std::fs::write(&next, text).unwrap();
        std::fs::rename(next, &path).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn load(set: &Sentinel, more: &[(&str, &str)]) -> RotatingSet {
    let nodes = set.nodes().join(",");
    let fixed = [
        ("SET_REDIS_NODES", &*nodes),
        ("SET_REDIS_MASTER", set.master()),
    ];
    let variables = fixed.into_iter().chain(more.iter().copied());
    RotatingSet::load_from(&Sources::standard().env(variables)).unwrap()
}

async fn until_moved(handle: &Handle<RotatingSet>, to: &Server) {
    until("the handle has moved", SOON, async || {
        handle.primary_address() == Some(format!("127.0.0.1:{}", to.port()))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_file_of_the_servers_behind_sentinels_is_read_again_for_each_new_connection() {
    let set = Sentinel::start().unwrap();
    let files = Files::new();
    let_in(set.servers(), OLD, None);
    let path = files.write("password", OLD);
    let variables = [
        ("SET_REDIS_USERNAME", "app"),
        ("SET_REDIS_PASSWORD_FILE", &*path),
    ];
    let handle = load(&set, &variables).connect().await.unwrap();
    let seen = history(&handle);
    let load = Load::through_losses(&handle, 2);
    for (from, to) in [(OLD, NEW), (NEW, OLD)] {
        load.goes_on(100).await;
        files.write("password", to);
        let_in(set.servers(), to, Some(from));
        kill_ours(set.primary().unwrap());
        load.goes_on(100).await;
        // A server that it has never been at.
        let new = block_in_place(|| set.failover()).unwrap();
        until_moved(&handle, new).await;
        load.goes_on(100).await;
        assert!(ours(new, "shared") > 0);
    }
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    assert!(counted > 0 && sum(&handle).await > 0);
    assert!(!was_rejected(&seen), "{seen:?}");
    assert_eq!(canary::find(&format!("{seen:?} {handle:?}")), None);
}

/// An instance of a cluster.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "rotating-shards", env = "SHARDS_REDIS", topology = cluster)]
struct RotatingShards {
    nodes: Vec<String>,
    #[redis(default = "20s")]
    response_timeout: Duration,
    #[redis(default = "200ms")]
    reconnect_max_delay: Duration,
}

/// The same, with credentials that an agent streams.
#[derive(Clone)]
struct Streamed(RotatingShards, Arc<dyn CredentialsProvider>);

impl RedisConfig for Streamed {
    const NAME: &'static str = RotatingShards::NAME;
    const ENV: &'static str = RotatingShards::ENV;
    const FIELDS: &'static [redis_config::FieldMeta] = RotatingShards::FIELDS;
    const FIXED: &'static [(redis_config::Setting, &'static str)] = RotatingShards::FIXED;
    type Topology = redis_config::topology::Cluster;

    fn fields(&self, to: &mut redis_config::FieldValues<'_>) {
        self.0.fields(to);
    }

    fn build(_: &mut redis_config::FieldSource<'_>) -> Option<Self> {
        None
    }

    fn credentials(&self) -> Option<Arc<dyn CredentialsProvider>> {
        Some(Arc::clone(&self.1))
    }
}

/// Numbers of the shared sockets at a node.
fn sockets(node: &Server) -> Vec<String> {
    let list = node.call(&["CLIENT", "LIST"]).unwrap();
    let mine = list.lines().filter(|line| line.contains(":shared "));
    mine.filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect()
}

/// A cluster whose last node does not know the newest password yet, and an instance that was given it.
struct Lagging {
    cluster: Cluster,
    handle: Handle<Streamed>,
    load: Load,
    seen: Arc<Mutex<Vec<State>>>,
    before: Vec<String>,
    _push: watch::Sender<Credentials>,
}

impl Lagging {
    async fn start() -> Self {
        let cluster = Cluster::start().unwrap();
        let nodes = cluster.nodes();
        let_in(nodes, OLD, None);
        let (push, newest) = watch::channel(Credentials::user("app", OLD));
        let shards = RotatingShards {
            nodes: cluster.seeds(),
            response_timeout: 20 * SECOND,
            reconnect_max_delay: Duration::from_millis(200),
        };
        let provider = credentials::watched("the agent", newest);
        let handle = Handle::connect(&Streamed(shards, Arc::new(provider)))
            .await
            .unwrap();
        let load = Load::start(&handle, 2);
        load.goes_on(200).await;
        let seen = history(&handle);
        let_in(&nodes[..2], NEW, None);
        let before: Vec<_> = nodes.iter().map(sockets).collect();
        push.send_replace(Credentials::user("app", NEW));
        until("the refusal of one node shows", SOON, async || {
            matches!(handle.state(), State::AuthExpiring { .. })
        })
        .await;
        until("the others have new sockets", SOON, async || {
            nodes[..2].iter().zip(&before).all(|(node, before)| {
                let now = sockets(node);
                !now.is_empty() && now.iter().all(|socket| !before.contains(socket))
            })
        })
        .await;
        let before = before[2].clone();
        Self {
            cluster,
            handle,
            load,
            seen,
            before,
            _push: push,
        }
    }

    fn late(&self) -> &Server {
        &self.cluster.nodes()[2]
    }

    /// Now the last node knows it, too.
    async fn learns(&self) {
        let_in(std::slice::from_ref(self.late()), NEW, None);
        until("it has a new socket", SOON, async || {
            let now = sockets(self.late());
            !now.is_empty() && now.iter().all(|socket| !self.before.contains(socket))
        })
        .await;
    }
}

/// A node that knows the new password later than the others, and then no longer the old one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_learns_of_a_new_password_later_costs_no_command() {
    let lagging = Lagging::start().await;
    let (handle, load) = (&lagging.handle, &lagging.load);
    let kept = sockets(lagging.late());
    assert!(!kept.is_empty(), "it keeps what it has");
    assert!(kept.iter().all(|socket| lagging.before.contains(socket)));
    // Everywhere a new one can be opened, with whatever is valid there.
    load.goes_on(200).await;
    for n in 0..12 {
        let mut own = handle.dedicated().await.unwrap();
        let () = own.set(format!("own-{n}"), n).await.unwrap();
    }
    lagging.learns().await;
    let_in(lagging.cluster.nodes(), NEW, Some(OLD));
    load.goes_on(200).await;
    let (counted, failures) = lagging.load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(sum(&lagging.handle).await, counted);
    let seen = lagging.seen.lock().unwrap();
    assert!(seen.iter().all(State::is_ready), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn once_the_last_node_knows_a_new_password_the_instance_is_as_ready_as_before() {
    let lagging = Lagging::start().await;
    lagging.learns().await;
    until("the refusal is over", 10 * SECOND, async || {
        matches!(lagging.handle.state(), State::Ready { .. })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_file_of_the_sentinels_is_read_again_for_each_new_connection() {
    let set = Sentinel::start().unwrap();
    let files = Files::new();
    let_in(set.sentinels(), OLD, None);
    let path = files.write("password", OLD);
    let variables = [
        ("SET_REDIS_SENTINEL_USERNAME", "app"),
        ("SET_REDIS_SENTINEL_PASSWORD_FILE", &*path),
    ];
    let handle = load(&set, &variables).connect().await.unwrap();
    let listened = async || {
        for sentinel in set.sentinels() {
            until("one socket asks and one listens", 20 * SECOND, async || {
                ours(sentinel, "sentinel") == 2
            })
            .await;
        }
    };
    listened().await;
    files.write("password", NEW);
    let_in(set.sentinels(), NEW, Some(OLD));
    set.sentinels().iter().for_each(kill_ours);
    listened().await;
    let new = block_in_place(|| set.failover()).unwrap();
    until_moved(&handle, new).await;
    let () = handle.conn().set("k", "v").await.unwrap();
}

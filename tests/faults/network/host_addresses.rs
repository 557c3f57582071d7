//! The address of a host name changes. The process under test has its own host file, in its own mount namespace.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use redis_config::dev::Server;
use redis_config_tests::canary;
use redis_config_tests::fixture::controlled_client::Led;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::process::Command;

use crate::fixture::PATIENCE;

const NAME: &str = "redis.moving.test";

/// Two servers under one name and port, at two addresses, and a process that knows the name.
struct Moving {
    old: Server,
    new: Server,
    before_old: Proxy,
    _before_new: Proxy,
    folder: tempfile::TempDir,
    client: Led,
}

impl Moving {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let server = |who: &str| {
            let server = Server::builder()
                .password(canary::PASSWORD)
                .start()
                .expect("a private server");
            server.call(&["SET", "who", who]).expect("answers");
            server
        };
        let (old, new) = (server("old"), server("new"));
        let before_old = at([127, 0, 0, 2], 0, &old).await;
        let before_new = at([127, 0, 0, 3], before_old.port(), &new).await;
        let folder = tempfile::tempdir().expect("a folder");
        resolve(folder.path(), [127, 0, 0, 2]);
        let mut command = with_hosts(&folder.path().join("hosts"));
        let url = format!(
            "redis://:{}@{NAME}:{}",
            canary::PASSWORD_IN_URL,
            before_old.port()
        );
        command.env("CONTROLLED_REDIS_URL", url);
        command.envs(settings.iter().copied());
        let mut client = Led::start(command);
        let who = client.ask("call GET who").await;
        assert_eq!(
            who.as_deref(),
            Ok("old"),
            "the name leads to the first server"
        );
        Self {
            old,
            new,
            before_old,
            _before_new: before_new,
            folder,
            client,
        }
    }

    /// From now on the name has the other address.
    fn moves(&self) {
        resolve(self.folder.path(), [127, 0, 0, 3]);
    }

    /// How many sockets of the process the old server has.
    fn left_behind(&self) -> usize {
        let list = self.old.call(&["CLIENT", "LIST"]).expect("answers");
        list.matches("name=redis-config:led:").count()
    }
}

async fn at(address: [u8; 4], port: u16, server: &Server) -> Proxy {
    Proxy::start_at(
        SocketAddr::from((address, port)),
        (server.host(), server.port()),
    )
    .await
    .expect("a proxy at a loopback address of its own")
}

/// Rewrites the host file: in place, because this very file is mounted over `/etc/hosts`, and in one write, because it is
/// read meanwhile. All addresses have one length.
fn resolve(folder: &Path, address: [u8; 4]) {
    let address = std::net::Ipv4Addr::from(address);
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("hosts"))
        .expect("a host file");
    file.write_all(format!("127.0.0.1 localhost\n{address} {NAME}\n").as_bytes())
        .expect("is written");
}

/// A process that sees this file as `/etc/hosts`.
fn with_hosts(hosts: &Path) -> Command {
    let may = |how: &[&str]| {
        std::process::Command::new("unshare")
            .args(how)
            .arg("true")
            .output()
            .is_ok_and(|tried| tried.status.success())
    };
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--user", "--map-root-user"]];
    let way = ways.into_iter().find(|way| may(way)).expect(
        "this test gives a process a host file of its own; that takes `unshare` (package util-linux), and the right to \
         make a mount namespace: be root, or set `sysctl kernel.unprivileged_userns_clone=1` and \
         `sysctl kernel.apparmor_restrict_unprivileged_userns=0`; in a container, `--cap-add SYS_ADMIN`",
    );
    let mut command = Command::new("unshare");
    command
        .args(way)
        .args(["sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$1\""])
        .arg(hosts)
        .arg(env!("CARGO_BIN_EXE_controlled_client"));
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_address_is_used_at_the_connection_age_without_an_error() {
    let mut moving = Moving::start(&[("CONTROLLED_REDIS_MAX_CONNECTION_AGE", "1s")]).await;
    moving.moves();
    let mut who = String::from("old");
    until("commands reach the new server", PATIENCE, async || {
        who = moving.client.ask("call GET who").await.expect("no error");
        who == "new"
    })
    .await;
    until("the old server is left", PATIENCE, async || {
        moving.left_behind() == 0
    })
    .await;
    let sent = moving.client.ask("call SET sent here").await;
    assert_eq!(sent.as_deref(), Ok("ok"));
    assert_eq!(moving.new.call(&["GET", "sent"]).expect("answers"), "here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_address_is_used_by_the_next_connection() {
    let mut moving = Moving::start(&[]).await;
    moving.moves();
    let who = moving.client.ask("call GET who").await;
    assert_eq!(who.as_deref(), Ok("old"), "the socket stays while it works");
    // Like a host that was taken away.
    moving.before_old.refuse().await;
    moving.before_old.cut();
    until("commands reach the new server", PATIENCE, async || {
        moving.client.ask("call GET who").await.as_deref() == Ok("new")
    })
    .await;
}

/// As managed services fail over: the name moves, and the old primary stays where it was, as a replica.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_server_is_left_for_the_new_address_of_its_name() {
    let mut moving = Moving::start(&[]).await;
    moving
        .old
        .call(&["CONFIG", "SET", "masterauth", canary::PASSWORD])
        .expect("answers");
    moving
        .old
        .call(&["REPLICAOF", "127.0.0.1", &moving.new.port().to_string()])
        .expect("answers");
    let refused = moving.client.ask("call SET sent here").await;
    let refused = refused.expect_err("its primary is another one");
    assert!(refused.contains("read only replica"), "{refused}");
    // The name is resolved again and leads to the same server, so its sockets stay.
    until("it was looked into", PATIENCE, async || {
        moving.before_old.accepted() > 1
    })
    .await;
    assert_eq!(
        moving.client.ask("call GET who").await.as_deref(),
        Ok("old")
    );

    moving.moves();
    until("writes reach the new server", PATIENCE, async || {
        moving.client.ask("call SET sent here").await.as_deref() == Ok("ok")
    })
    .await;
    assert_eq!(moving.new.call(&["GET", "sent"]).expect("answers"), "here");
    until("the old server is left", PATIENCE, async || {
        moving.left_behind() == 0
    })
    .await;
}

//! A server that was reached and is not fit.

use redis_config::dev::Server;
use redis_config_tests::poll::{until, until_blocking};
use redis_config_tests::proxy::Proxy;
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::fixture::{PATIENCE, at, line, lines, server, set, trouble};

#[tokio::test]
async fn a_replica_that_is_taken_for_the_primary() {
    let primary = server();
    let replica = server();
    set(
        &replica,
        &[&["REPLICAOF", "127.0.0.1", &primary.port().to_string()]],
    );
    until("the replica is in sync", PATIENCE, async || {
        let info = replica.call(&["INFO", "replication"]).unwrap();
        info.contains("master_link_status:up")
    })
    .await;
    let found = at(replica.url()).diagnose().await;
    assert_eq!(
        line(&found, "role.replica"),
        format!(
            "error role.replica the server is a replica of `127.0.0.1:{}`: it refuses writes fix: name the primary, or \
             declare `topology = sentinel` if sentinels watch it, or promote it: `REPLICAOF NO ONE`",
            primary.port()
        )
    );
    assert_eq!(trouble(&found), ["role.replica"]);
    let found = at(primary.url()).diagnose().await;
    assert_eq!(
        line(&found, "role"),
        "ok role primary, takes writes, 1 replica"
    );
    primary.kill().unwrap();
    set(&replica, &[&["CONFIG", "SET", "replica-read-only", "no"]]);
    until("the loss is noticed", PATIENCE, async || {
        let info = replica.call(&["INFO", "replication"]).unwrap();
        info.contains("master_link_status:down")
    })
    .await;
    let found = at(replica.url()).diagnose().await;
    assert!(line(&found, "role.replica").contains("what is written here is lost at its next sync"));
    assert_eq!(
        line(&found, "role.link-down"),
        "warning role.link-down the replica has lost the connection to its primary: its data is getting older fix: see \
         `master_link_status` in `INFO replication`, and the log of the replica"
    );
}

#[tokio::test]
async fn a_primary_that_waits_for_replicas() {
    let server = server();
    set(&server, &[&["CONFIG", "SET", "min-replicas-to-write", "2"]]);
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "role.min-replicas"),
        "error role.min-replicas the primary refuses writes: it needs 2 replicas in sync and has 0 fix: start the replicas, \
         or lower `min-replicas-to-write` of the server"
    );
}

#[tokio::test]
async fn memory_that_may_be_evicted_or_is_full() {
    let server = server();
    set(
        &server,
        &[&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]],
    );
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "memory.evicts"),
        "warning memory.evicts `maxmemory-policy allkeys-lru` may evict any key: a queue would lose jobs fix: for a queue \
         `CONFIG SET maxmemory-policy noeviction`; for a cache this is right"
    );
    assert_eq!(found.exit_code(), 1);
    set(
        &server,
        &[
            &["CONFIG", "SET", "maxmemory-policy", "noeviction"],
            &["CONFIG", "SET", "maxmemory", "1"],
        ],
    );
    let found = at(server.url()).diagnose().await;
    let full = line(&found, "memory.full");
    let start = "error memory.full the memory is full and writes are refused: ";
    let end = " of 1 MB are in use fix: delete data, or raise `maxmemory` of the server";
    assert!(full.starts_with(start) && full.ends_with(end), "{full}");
    let info = server.call(&["INFO", "memory"]).unwrap();
    let used = info
        .lines()
        .find_map(|line| line.strip_prefix("used_memory:"));
    let used: u64 = used.unwrap().trim().parse().unwrap();
    set(
        &server,
        &[&[
            "CONFIG",
            "SET",
            "maxmemory",
            &(used + used / 25).to_string(),
        ]],
    );
    let found = at(server.url()).diagnose().await;
    let full = line(&found, "memory.nearly-full");
    assert!(full.starts_with("warning memory.nearly-full "), "{full}");
    set(
        &server,
        &[
            &["CONFIG", "SET", "maxmemory-policy", "volatile-ttl"],
            &["CONFIG", "SET", "maxmemory", "256mb"],
        ],
    );
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "memory"),
        "ok memory volatile-ttl, maxmemory 256 MB"
    );
}

#[tokio::test]
async fn data_that_is_not_stored() {
    let server = Server::start().unwrap();
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "persistence.off"),
        "warning persistence.off the server stores nothing: a restart loses all data fix: for a queue `CONFIG SET \
         appendonly yes`; for a cache this is right"
    );
    set(&server, &[&["CONFIG", "SET", "save", "3600 1"]]);
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "persistence.snapshots"),
        "warning persistence.snapshots `appendonly no`: a crash loses what was written since the last snapshot fix: for a \
         queue `CONFIG SET appendonly yes`; for a cache this is right"
    );
    set(
        &server,
        &[
            &["CONFIG", "SET", "appendonly", "yes"],
            &["CONFIG", "SET", "appendfsync", "no"],
        ],
    );
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "persistence.no-fsync"),
        "warning persistence.no-fsync `appendonly yes` with `appendfsync no`: a crash of its machine loses what the system \
         has not written, often 30 seconds fix: `CONFIG SET appendfsync everysec`"
    );
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_written() {
    let server = Server::builder()
        .arg("enable-protected-configs", "yes")
        .start()
        .unwrap();
    let gone = tempfile::tempdir().unwrap();
    let folder = gone.path().to_str().unwrap().to_owned();
    set(
        &server,
        &[
            &["SET", "k", "v"],
            &["CONFIG", "SET", "save", "3600 1"],
            &["CONFIG", "SET", "dir", &folder],
        ],
    );
    drop(gone);
    set(&server, &[&["BGSAVE"]]);
    until("the snapshot fails", PATIENCE, async || {
        let info = server.call(&["INFO", "persistence"]).unwrap();
        info.contains("rdb_last_bgsave_status:err")
    })
    .await;
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "persistence.failing"),
        "error persistence.failing the server cannot write its data to the disk, and refuses writes (MISCONF) unless told \
         otherwise fix: see its log: usually the disk is full, or the directory `dir` is not writable"
    );
}

#[tokio::test]
async fn nearly_too_many_clients() {
    let server = Server::builder()
        .append_only(true)
        .arg("maxclients", "12")
        .start()
        .unwrap();
    let held: Vec<TcpStream> = (0..9)
        .map(|_| TcpStream::connect(("127.0.0.1", server.port())).unwrap())
        .collect();
    until_blocking("they are connected", PATIENCE, || {
        let info = server.call(&["INFO", "clients"]).unwrap();
        info.contains("connected_clients:10")
    });
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "clients.nearly-full"),
        "warning clients.nearly-full 11 of 12 clients are connected: the next ones are refused fix: raise `maxclients` of \
         the server, or see `CLIENT LIST` for connections that are not needed"
    );
    drop(held);
}

#[tokio::test]
async fn a_clock_that_differs() {
    let server = server();
    let proxy = Proxy::start(("127.0.0.1", server.port())).await.unwrap();
    let set_clock = |proxy: &Proxy, text: &'static [u8]| {
        proxy.alter_reply(
            1,
            |command| command.is("TIME"),
            move |reply| {
                *reply = text.to_vec();
            },
        )
    };
    let _armed = set_clock(&proxy, b"*2\r\n$10\r\n1000000000\r\n$1\r\n0\r\n");
    let found = at(proxy.url(&server.url())).diagnose().await;
    let behind = line(&found, "clock.offset");
    let start = "warning clock.offset the clock of the server is ";
    let end = " behind the one here fix: synchronise both machines with NTP; the times of jobs are those of the server";
    assert!(
        behind.starts_with(start) && behind.ends_with(end),
        "{behind}"
    );
    let _armed = set_clock(&proxy, b"*2\r\n$10\r\n9999999999\r\n$1\r\n0\r\n");
    let found = at(proxy.url(&server.url())).diagnose().await;
    assert!(line(&found, "clock.offset").contains(" ahead of the one here"));
    let found = at(proxy.url(&server.url())).diagnose().await;
    assert_eq!(line(&found, "clock"), "ok clock differs by less than 1s");
}

#[tokio::test]
async fn a_database_that_does_not_exist() {
    let server = server();
    let found = at(format!("{}/99", server.url())).diagnose().await;
    assert_eq!(
        line(&found, "database.missing"),
        "error database.missing there is no database 99: ERR DB index is out of range fix: correct the database in `url` (variable `JOBS_REDIS_URL`), or raise \
         `databases` of the server (16 by default)"
    );
}

#[tokio::test]
async fn a_server_that_is_busy_with_a_script() {
    let server = server();
    set(&server, &[&["CONFIG", "SET", "busy-reply-threshold", "1"]]);
    let mut asking = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    asking
        .write_all(b"EVAL \"while true do end\" 0\r\n")
        .unwrap();
    until_blocking("the server is busy", PATIENCE, || {
        let mut socket = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        let mut text = [0; 5];
        socket.write_all(b"ECHO .\r\n").unwrap();
        socket.read_exact(&mut text).unwrap();
        &text == b"-BUSY"
    });
    let found = at(server.url()).diagnose().await;
    server.call(&["SCRIPT", "KILL"]).unwrap();
    assert_eq!(
        line(&found, "server.busy"),
        "error server.busy the server is busy with a script and refuses every command fix: wait until the script ends, or \
         end it with `SCRIPT KILL`"
    );
    assert_eq!(lines(&found, "memory"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_loads_its_data() {
    let server = Server::builder()
        .append_only(true)
        .arg("key-load-delay", "1500")
        .start()
        .unwrap();
    let mut filling = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    // Between two thousands of commands it answers.
    for key in 0..5000 {
        let command = format!("SET key:{key} some-value-of-some-length\r\n");
        filling.write_all(command.as_bytes()).unwrap();
        filling.read_exact(&mut [0; 5]).unwrap();
    }
    server.kill().unwrap();
    let url = server.url();
    let restarting = std::thread::spawn(move || {
        let _loading = server.restart();
        server
    });
    let mut loading = None;
    until("it loads", PATIENCE, async || {
        let found = at(url.as_str()).diagnose().await;
        let seen = lines(&found, "server.loading");
        loading = seen.first().cloned();
        loading.is_some()
    })
    .await;
    assert_eq!(
        loading.unwrap(),
        "error server.loading the server is loading its data fix: wait until it has loaded; a handle does that automatically"
    );
    drop(restarting.join());
}

#[tokio::test]
async fn a_version_that_is_not_supported() {
    let server = server();
    let proxy = Proxy::start(("127.0.0.1", server.port())).await.unwrap();
    let _armed = proxy.alter_reply(
        1,
        |command| command.is("INFO"),
        |reply| {
            let name = b"redis_version:";
            let at = reply
                .windows(name.len())
                .position(|part| part == name)
                .unwrap();
            reply[at + name.len()] = b'5';
        },
    );
    let found = at(proxy.url(&server.url())).diagnose().await;
    let old = line(&found, "version.old");
    let start = "warning version.old redis 5.";
    let end = " is older than 6.2, the first version that this library is tested with fix: upgrade the server";
    assert!(old.starts_with(start) && old.ends_with(end), "{old}");
}

#[tokio::test]
async fn a_server_that_refuses_ping() {
    let server = server();
    let proxy = Proxy::start(("127.0.0.1", server.port())).await.unwrap();
    let _armed = proxy.alter_reply(
        1,
        |command| command.is("PING"),
        |reply| *reply = b"-ERR not now\r\n".to_vec(),
    );
    let found = at(proxy.url(&server.url())).diagnose().await;
    assert_eq!(
        line(&found, "server.refused"),
        "error server.refused the server answered PING with `ERR not now` fix: see the log of the server"
    );
}

/// Protected mode admits the machine itself only.
#[tokio::test]
async fn a_server_in_protected_mode() {
    let Some(address) = address_of_this_machine() else {
        return;
    };
    let server = Server::builder().arg("bind", "0.0.0.0").start().unwrap();
    let found = at(format!("redis://{address}:{}", server.port()))
        .diagnose()
        .await;
    let line = line(&found, "server.protected");
    let start = "error server.protected the server closed the connection during ";
    let end = " fix: the server is in protected mode: give it a password or a `bind` address";
    assert!(line.starts_with(start) && line.ends_with(end), "{line}");
}

/// An address of this machine other than the loopback one. No packet is sent.
fn address_of_this_machine() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("198.51.100.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback()).then_some(address)
}

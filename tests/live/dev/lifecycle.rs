//! Start, kill, restart, freeze, drop.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use redis_config::dev::{DevError, Server};
use redis_config_tests::poll::until_blocking;

/// Asks the system, not the server. A zombie has ended.
pub(crate) fn runs(pid: u32) -> bool {
    // Small Linux images have no `ps`.
    let state = if cfg!(target_os = "linux") {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .map_or(String::new(), |(_, rest)| rest.to_owned())
    } else {
        let ps = std::process::Command::new("ps")
            .args(["-o", "stat=", "-p", &pid.to_string()])
            .output();
        String::from_utf8_lossy(&ps.unwrap().stdout)
            .trim()
            .to_owned()
    };
    !state.is_empty() && !state.starts_with('Z')
}

#[test]
fn answers_as_soon_as_it_is_started() {
    let server = Server::start().unwrap();
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
    assert_eq!(server.url(), format!("redis://127.0.0.1:{}", server.port()));
    assert_eq!(server.call(&["CONFIG", "GET", "save"]).unwrap(), "save\n");
    assert_eq!(
        server.call(&["CONFIG", "GET", "bind"]).unwrap(),
        "bind\n127.0.0.1"
    );
}

#[test]
fn many_at_once_get_ports_of_their_own() {
    let servers: Vec<Server> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| Server::start().unwrap()))
            .collect();
        started
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let mut ports: Vec<u16> = servers.iter().map(Server::port).collect();
    ports.dedup();
    assert_eq!(ports.len(), servers.len());
}

#[test]
fn a_dropped_server_is_gone_with_its_files() {
    let server = Server::start().unwrap();
    let (pid, dir) = (server.pid().unwrap(), server.dir().to_owned());
    assert!(runs(pid) && dir.is_dir());
    drop(server);
    assert!(!runs(pid));
    assert!(!dir.exists());
}

#[test]
fn a_frozen_server_can_be_dropped() {
    let server = Server::start().unwrap();
    let pid = server.pid().unwrap();
    server.freeze().unwrap();
    drop(server);
    assert!(!runs(pid));
}

#[test]
fn a_killed_server_stays_down_until_restarted() {
    let server = Server::start().unwrap();
    let pid = server.pid().unwrap();
    server.kill().unwrap();
    assert!(!runs(pid));
    assert_eq!(server.pid(), None);
    assert!(matches!(server.call(&["PING"]), Err(DevError::NotRunning)));
    assert!(matches!(server.freeze(), Err(DevError::NotRunning)));
    server.kill().unwrap();
    server.restart().unwrap();
    assert_ne!(server.pid(), Some(pid));
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
}

#[test]
fn a_restart_keeps_the_port_and_the_append_only_data() {
    let server = Server::builder().append_only(true).start().unwrap();
    let port = server.port();
    for n in 0..100 {
        server.call(&["RPUSH", "list", &n.to_string()]).unwrap();
    }
    server.restart().unwrap();
    assert_eq!(server.port(), port);
    assert_eq!(server.call(&["LLEN", "list"]).unwrap(), "100");
    server.kill().unwrap();
    server.restart().unwrap();
    assert_eq!(server.call(&["LLEN", "list"]).unwrap(), "100");
}

#[test]
fn a_restart_without_append_only_keeps_nothing() {
    let server = Server::start().unwrap();
    server.call(&["SET", "key", "value"]).unwrap();
    server.restart().unwrap();
    assert_eq!(server.call(&["GET", "key"]).unwrap(), "");
}

#[test]
fn a_frozen_server_is_silent_and_replies_after_it_is_thawed() {
    let server = Server::start().unwrap();
    let mut socket = TcpStream::connect((server.host(), server.port())).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    server.freeze().unwrap();
    socket.write_all(b"PING\r\n").unwrap();
    let mut reply = [0; 7];
    assert!(socket.read(&mut reply).is_err(), "a frozen server answered");
    server.thaw().unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    socket.read_exact(&mut reply).unwrap();
    assert_eq!(&reply, b"+PONG\r\n");
}

#[test]
fn listens_on_a_unix_socket_when_asked() {
    let server = Server::builder().unix_socket(true).start().unwrap();
    let mut socket = std::os::unix::net::UnixStream::connect(server.socket().unwrap()).unwrap();
    socket.write_all(b"PING\r\n").unwrap();
    let mut reply = [0; 7];
    socket.read_exact(&mut reply).unwrap();
    assert_eq!(&reply, b"+PONG\r\n");
    assert_eq!(Server::start().unwrap().socket(), None);
}

#[test]
fn an_end_at_start_is_an_error_with_the_log() {
    let Err(DevError::Exited { log, .. }) = Server::builder().arg("maxmemory", "a lot").start()
    else {
        panic!("a wrong configuration was accepted");
    };
    assert!(log.contains("maxmemory"), "{log}");
}

#[test]
fn a_fixed_port_that_is_taken_is_an_error() {
    let first = Server::start().unwrap();
    let Err(DevError::Exited { log, .. }) = Server::builder().port(first.port()).start() else {
        panic!("two servers on one port");
    };
    assert!(log.contains("in use"), "{log}");
}

#[test]
fn no_reply_in_time_is_an_error() {
    // A program that runs and never listens.
    let dir = std::env::temp_dir().join(format!("redis-config-mute-{}", std::process::id()));
    std::fs::write(&dir, "#!/bin/sh\nexec sleep 600\n").unwrap();
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o700)).unwrap();
    let result = Server::builder()
        .program(&dir)
        .start_timeout(Duration::from_millis(100))
        .start();
    std::fs::remove_file(&dir).unwrap();
    assert!(
        matches!(result, Err(DevError::Timeout { .. })),
        "{result:?}"
    );
}

#[test]
fn a_server_that_exits_is_noticed() {
    let server = Server::start().unwrap();
    let pid = server.pid().unwrap();
    let _closed = server.call(&["SHUTDOWN", "NOSAVE"]);
    until_blocking("the server ended", Duration::from_secs(10), || !runs(pid));
    until_blocking("its end was noticed", Duration::from_secs(10), || {
        matches!(server.freeze(), Err(DevError::NotRunning))
    });
    server.restart().unwrap();
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
}

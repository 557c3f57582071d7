//! A process that is killed with `kill -9` cleans up nothing. Its servers must go all the same.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use redis_config::dev::Server;
use redis_config_tests::poll::until_blocking;

use crate::lifecycle::runs;

const IN_CHILD: &str = "REDIS_CONFIG_TEST_ORPHAN";

/// Runs only in the process that the test below starts: has two servers, and waits to be killed.
#[test]
#[allow(
    clippy::zombie_processes,
    reason = "this process is killed before it could wait for anyone"
)]
fn child_with_servers() {
    if std::env::var_os(IN_CHILD).is_none() {
        return;
    }
    let (running, frozen) = (Server::start().unwrap(), Server::start().unwrap());
    frozen.freeze().unwrap();
    // A child of this process, alive when it dies, must not hold the servers' lifelines open.
    let other = Command::new("sleep")
        .arg("600")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for server in [&running, &frozen] {
        println!(
            "SERVER {} {}",
            server.pid().unwrap(),
            server.dir().display()
        );
    }
    println!("OTHER {}", other.id());
    loop {
        std::thread::park();
    }
}

#[test]
fn a_killed_parent_takes_its_servers_along() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "orphaned_servers::child_with_servers",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(IN_CHILD, "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut servers = Vec::new();
    let mut other = None;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // The harness prints the test's name before its output, on the same line.
        if let Some((_, server)) = line.split_once("SERVER ") {
            let (pid, dir) = server.split_once(' ').unwrap();
            servers.push((pid.parse().unwrap(), std::path::PathBuf::from(dir)));
        }
        if let Some(pid) = line.strip_prefix("OTHER ") {
            other = Some(pid.parse::<u32>().unwrap());
            break;
        }
    }
    assert_eq!(servers.len(), 2);
    assert!(servers.iter().all(|(pid, dir)| runs(*pid) && dir.is_dir()));

    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
    until_blocking(
        "servers and directories of a killed process are gone",
        Duration::from_secs(10),
        || {
            servers
                .iter()
                .all(|(pid, dir)| !runs(*pid) && !dir.exists())
        },
    );
    let other = other.unwrap();
    assert!(
        runs(other),
        "the other child ended before the servers did: it proves nothing"
    );
    Command::new("/bin/sh")
        .args(["-c", "kill -9 $0", &other.to_string()])
        .status()
        .unwrap();
}

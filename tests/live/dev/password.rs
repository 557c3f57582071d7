//! A password is not on a command line, not readable by others, and not in an error.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use redis_config::dev::{DevError, Server};

const PASSWORD: &str = "c4n4ry-pa55 \"\\@:/";

#[test]
fn is_asked_for_and_stays_private() {
    let server = Server::builder().password(PASSWORD).start().unwrap();
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
    assert!(
        server
            .url()
            .starts_with("redis://:c4n4ry-pa55%20%22%5C%40%3A%2F@127.0.0.1:")
    );

    let lines = command_lines();
    assert!(
        lines.contains("redis.conf"),
        "the server's own command line is not among them"
    );
    assert!(!lines.contains("c4n4ry"));

    for file in std::fs::read_dir(server.dir()).unwrap() {
        let file = file.unwrap();
        if std::fs::read_to_string(file.path()).is_ok_and(|text| text.contains("c4n4ry")) {
            assert_eq!(
                file.metadata().unwrap().permissions().mode() & 0o077,
                0,
                "others can read {:?}",
                file.path()
            );
        }
    }
    assert_eq!(
        std::fs::metadata(server.dir())
            .unwrap()
            .permissions()
            .mode()
            & 0o077,
        0
    );
    assert!(!format!("{server:?}").contains("c4n4ry"));
}

/// The command lines of all processes, as anyone on this machine can read them.
fn command_lines() -> String {
    if !cfg!(target_os = "linux") {
        let ps = Command::new("ps")
            .args(["-eww", "-o", "args="])
            .output()
            .unwrap();
        return String::from_utf8_lossy(&ps.stdout).into_owned();
    }
    let mut all = String::new();
    for process in std::fs::read_dir("/proc").unwrap().flatten() {
        // A process may end during the search.
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        all.push_str(&String::from_utf8_lossy(&line));
        all.push('\n');
    }
    all
}

#[test]
fn can_change_and_be_put_back_over_the_same_connection() {
    let server = Server::builder().password(PASSWORD).start().unwrap();
    server
        .call(&["CONFIG", "SET", "requirepass", "another"])
        .unwrap();
    // Even when that connection is cut in between.
    let _cut = server.call(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"]);
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
    server
        .call(&["CONFIG", "SET", "requirepass", PASSWORD])
        .unwrap();
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
}

#[test]
fn is_blotted_out_of_the_log_that_an_error_quotes() {
    let broken = Server::builder()
        .password(PASSWORD)
        .arg("user", "bob on >c4n4ry-two nonsense")
        .start();
    let Err(error @ DevError::Exited { .. }) = broken else {
        panic!("a wrong user was accepted")
    };
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.contains("***"), "{text}");
        assert!(!text.contains("c4n4ry"));
    }
}

#[test]
fn cannot_break_out_of_its_line() {
    let server = Server::builder().password("a\nport 1\n").start().unwrap();
    assert_eq!(
        server.call(&["CONFIG", "GET", "requirepass"]).unwrap(),
        "requirepass\na\nport 1\n"
    );
    assert!(matches!(
        Server::builder().arg("save", "1 1\nport 1").start(),
        Err(DevError::Option { .. })
    ));
}

//! The whole text, the form for programs, and what is left at the server.

use redis_config_tests::poll::until;

use crate::fixture::{at, server};

#[tokio::test]
async fn the_text_has_columns() {
    let server = server();
    let found = at(format!("{}/1", server.url())).diagnose().await;
    let version = server.call(&["INFO", "server"]).unwrap();
    let version = version
        .lines()
        .find_map(|line| line.strip_prefix("redis_version:"));
    let text = found.to_string();
    let mut lines: Vec<&str> = text.lines().collect();
    let clients = lines
        .iter()
        .position(|line| line.contains("  clients  "))
        .unwrap();
    let clients = lines.remove(clients);
    assert!(
        clients.starts_with("  ok       clients      ") && clients.contains(" of "),
        "{clients}"
    );
    let port = server.port();
    let expected = format!(
        "jobs  standalone  redis://127.0.0.1:{port}/1
  ok       connect      127.0.0.1:{port}
  ok       auth         none is needed
  ok       topology     standalone, as declared
  ok       user         `default`
  ok       role         primary, takes writes, 0 replicas
  ok       version      redis {}
  ok       memory       noeviction, no maxmemory
  ok       persistence  appendonly yes, appendfsync everysec
  ok       clock        differs by less than 1s

0 errors, 0 warnings, 0 unknown",
        version.unwrap().trim()
    );
    assert_eq!(lines.join("\n"), expected);
    assert_eq!(found.exit_code(), 0);
    until(
        "no connection is left",
        std::time::Duration::from_secs(20),
        async || {
            let list = server.call(&["CLIENT", "LIST"]).unwrap();
            !list.contains("name=redis-config:jobs")
        },
    )
    .await;
}

#[tokio::test]
async fn programs_read_the_same() {
    let server = server();
    server.kill().unwrap();
    let found = at(server.url()).diagnose().await;
    let json: serde_json::Value = serde_json::to_value(&found).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "ok": false,
            "exit_code": 2,
            "instances": [{
                "instance": "jobs",
                "address": format!("{}/0", server.url()),
                "topology": "standalone",
                "findings": [{
                    "status": "error",
                    "code": "connect.refused",
                    "server": null,
                    "message": "nothing accepts connections there: Connection refused (os error 111)",
                    "help": "start the server, or correct the address",
                }],
            }],
        })
    );
}

//! Private servers with TLS.

use std::process::{Command, Stdio};

use redis_config::dev::{Certificates, Cluster, Sentinel, Server};

/// The output of `openssl` for a handshake with the port; `None` without that program.
fn handshake(port: u16, ca: &str, more: &[&str]) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ca.pem");
    std::fs::write(&file, ca).unwrap();
    let output = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{port}")])
        .args(["-verify_ip", "127.0.0.1", "-CAfile"])
        .arg(&file)
        .args(more)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Some(
        [output.stdout, output.stderr]
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .concat(),
    )
}

#[test]
fn speaks_tls_beside_plaintext_or_alone() {
    let made = Certificates::new().unwrap();
    for plaintext in [true, false] {
        let server = Server::builder()
            .password("tls-secret")
            .tls(made.server().unwrap())
            .plaintext(plaintext)
            .start()
            .unwrap();
        assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
        let port = server.tls_port().unwrap();
        assert_eq!(port == server.port(), !plaintext);
        assert_eq!(
            server.tls_url().unwrap(),
            format!("rediss://:tls-secret@127.0.0.1:{port}")
        );
        assert_eq!(server.url().starts_with("redis://"), plaintext);
        server.restart().unwrap();
        if let Some(text) = handshake(port, &made.ca(), &[]) {
            assert!(text.contains("Verify return code: 0 (ok)"), "{text}");
        }
        let shown = format!("{server:?}");
        assert!(!shown.contains("PRIVATE") && !shown.contains("tls-secret"));
    }
}

#[test]
fn bad_certificates_are_bad_in_the_way_asked_for() {
    let made = Certificates::new().unwrap();
    let other = Certificates::new().unwrap();
    for (tls, words) in [
        (made.expired(), "certificate has expired"),
        (made.not_yet_valid(), "certificate is not yet valid"),
        (made.server_named(&["example.org"]), "IP address mismatch"),
        (
            other.server(),
            "self-signed certificate in certificate chain",
        ),
    ] {
        let server = Server::builder().tls(tls.unwrap()).start().unwrap();
        let port = server.tls_port().unwrap();
        if let Some(text) = handshake(port, &made.ca(), &[]) {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}

#[test]
fn offers_the_configured_protocols() {
    let made = Certificates::new().unwrap();
    let tls = made.server().unwrap().protocols("TLSv1.2");
    let server = Server::builder().tls(tls).start().unwrap();
    let port = server.tls_port().unwrap();
    if let Some(text) = handshake(port, &made.ca(), &[]) {
        assert!(text.contains("TLSv1.2"), "{text}");
    }
    if let Some(text) = handshake(port, &made.ca(), &["-tls1_3"]) {
        assert!(text.contains("alert"), "{text}");
    }
}

#[test]
fn sentinels_and_clusters_form_over_tls_alone() {
    let made = Certificates::new().unwrap();
    let tls = made.server().unwrap().client_certificate(true);
    let set = Sentinel::builder()
        .password("tls-secret")
        .tls(tls.clone())
        .start()
        .unwrap();
    assert!(set.url().starts_with("rediss+sentinel://"));
    let first = set.primary_port().unwrap();
    assert_ne!(set.failover().unwrap().port(), first);
    drop(set);

    let cluster = Cluster::builder()
        .password("tls-secret")
        .tls(tls)
        .start()
        .unwrap();
    assert!(cluster.url().starts_with("rediss+cluster://"));
    let owner = cluster.node_of("foo").unwrap();
    owner.call(&["SET", "foo", "bar"]).unwrap();
    let slot = cluster.slot_of("foo").unwrap();
    cluster.reshard(slot..=slot, 0).unwrap();
    let next = cluster.node_of("foo").unwrap();
    assert_eq!(next.call(&["GET", "foo"]).unwrap(), "bar");
}

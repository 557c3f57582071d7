//! Certificates, and ports of the other kind.

use std::time::Duration;

use redis_config::Secret;
use redis_config::dev::{Certificates, Cluster, Sentinel, Server, ServerTls};
use tokio::net::TcpListener;

use crate::fixture::{
    Events, Jobs, Watched, at, events, line, lines, sentinels, server, trouble, watched,
};

fn start(tls: ServerTls) -> Server {
    Server::builder()
        .append_only(true)
        .tls(tls)
        .start()
        .unwrap()
}

fn config(server: &Server, certificates: &Certificates) -> Jobs {
    Jobs {
        tls_ca: Some(certificates.ca()),
        ..at(server.tls_url().unwrap())
    }
}

#[tokio::test]
async fn a_certificate_that_is_valid_or_not_checked() {
    let certificates = Certificates::new().unwrap();
    let server = start(certificates.server().unwrap());
    let found = config(&server, &certificates).diagnose().await;
    assert_eq!(
        line(&found, "tls"),
        "ok tls encrypted, and the certificate is valid"
    );
    assert_eq!(trouble(&found), [""; 0]);
    let found = Jobs {
        danger_tls_insecure: true,
        ..at(server.tls_url().unwrap())
    };
    let found = found.diagnose().await;
    assert_eq!(
        line(&found, "tls.unverified"),
        "warning tls.unverified encrypted, and any certificate is accepted: an attacker on the network can read and change \
         everything fix: name the certificate authority in `tls_ca` and remove `danger_tls_insecure`"
    );
}

#[tokio::test]
async fn a_port_of_the_other_kind() {
    let certificates = Certificates::new().unwrap();
    let plain = server();
    let found = at(format!("rediss://127.0.0.1:{}", plain.port()))
        .diagnose()
        .await;
    let line_ = line(&found, "tls.plaintext-port");
    assert!(
        line_.starts_with("error tls.plaintext-port this port speaks plaintext Redis"),
        "{line_}"
    );
    let server = start(certificates.server().unwrap());
    let port = server.tls_port().unwrap();
    let found = at(format!("redis://127.0.0.1:{port}")).diagnose().await;
    assert_eq!(
        line(&found, "tls.required"),
        "error tls.required this port speaks TLS, and the definition asks for a plaintext connection fix: write `rediss://` \
         or set `tls`, or name the server's plaintext port"
    );
}

#[tokio::test]
async fn certificates_that_are_refused() {
    let certificates = Certificates::new().unwrap();
    let stranger = Certificates::new().unwrap();
    for (tls, words) in [
        (certificates.expired().unwrap(), "expired"),
        (certificates.not_yet_valid().unwrap(), "valid"),
        (
            certificates.server_named(&["other.example"]).unwrap(),
            "other.example",
        ),
        (stranger.server().unwrap(), "authorit"),
    ] {
        let server = start(tls);
        let found = config(&server, &certificates).diagnose().await;
        let line = line(&found, "tls.certificate");
        assert!(
            line.starts_with("error tls.certificate ") && line.contains(words),
            "{line}"
        );
        assert_eq!(trouble(&found), ["tls.certificate"]);
        assert_eq!(
            lines(&found, "connect").len(),
            1,
            "the steps before it were passed"
        );
    }
}

#[tokio::test]
async fn a_client_certificate_that_is_missing() {
    let certificates = Certificates::new().unwrap();
    let server = start(certificates.server().unwrap().client_certificate(true));
    let found = config(&server, &certificates).diagnose().await;
    let missing = line(&found, "tls.client-certificate");
    assert!(missing.contains("`tls_cert`"), "{missing}");
    let (certificate, key) = certificates.client().unwrap();
    let found = Jobs {
        tls_cert: Some(certificate),
        tls_key: Some(Secret::new(key)),
        ..config(&server, &certificates)
    };
    assert_eq!(trouble(&found.diagnose().await), [""; 0]);
}

#[tokio::test]
async fn old_protocols_missing_files_and_silence() {
    let certificates = Certificates::new().unwrap();
    let old = start(certificates.server().unwrap().protocols("TLSv1.1"));
    let found = config(&old, &certificates).diagnose().await;
    let codes = trouble(&found);
    assert!(
        codes == ["tls.version"] || codes == ["tls.failed"],
        "{found}"
    );
    let server = start(certificates.server().unwrap());
    let found = Jobs {
        tls_ca: Some("/nowhere/ca.pem".to_owned()),
        ..at(server.tls_url().unwrap())
    };
    let found = found.diagnose().await;
    let file = line(&found, "tls.settings");
    assert!(file.contains("/nowhere/ca.pem"), "{file}");
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let found = Jobs {
        connect_timeout: Duration::from_millis(900),
        ..at(format!("rediss://{}", silent.local_addr().unwrap()))
    };
    let found = found.diagnose().await;
    let late = line(&found, "tls.timeout");
    assert!(
        late.starts_with("error tls.timeout no answer to the TLS handshake within 900ms fix: "),
        "{late}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_sentinel_set() {
    let certificates = Certificates::new().unwrap();
    let builder = Sentinel::builder().tls(certificates.server().unwrap());
    let set = sentinels(builder).await;
    let config = Watched {
        tls: true,
        tls_ca: Some(certificates.ca()),
        ..watched(&set)
    };
    let found = config.diagnose().await;
    assert_eq!(trouble(&found), [""; 0], "{found}");
    assert!(line(&found, "tls").ends_with("encrypted, and the certificate is valid"));
    let found = Watched {
        tls: false,
        tls_ca: None,
        ..config.clone()
    };
    let found = found.diagnose().await;
    assert_eq!(lines(&found, "tls.required").len(), 3, "{found}");
    let stranger = Certificates::new().unwrap();
    let found = Watched {
        tls_ca: Some(stranger.ca()),
        ..config
    };
    let found = found.diagnose().await;
    assert_eq!(lines(&found, "tls.certificate").len(), 3, "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_cluster() {
    let certificates = Certificates::new().unwrap();
    let tls = certificates.server().unwrap();
    let start = move || Cluster::builder().append_only(true).tls(tls).start();
    let cluster = tokio::task::spawn_blocking(start).await.unwrap().unwrap();
    let config = Events {
        tls: true,
        tls_ca: Some(certificates.ca()),
        ..events(cluster.seeds())
    };
    let found = config.diagnose().await;
    assert_eq!(trouble(&found), ["cluster.no-replica"], "{found}");
    let found = Events {
        tls: false,
        tls_ca: None,
        ..config
    };
    let found = found.diagnose().await;
    assert_eq!(trouble(&found), ["tls.required"], "{found}");
}

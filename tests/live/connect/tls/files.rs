//! Certificates and keys that cannot be used: which setting, which file, what to do.

use redis_config::Secret;

use super::authority::Wish;
use super::fixture::{Rig, Sealed, refused};

const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgkqhkiG9w0BBQ0w\n-----END ENCRYPTED PRIVATE KEY-----\n";
const OLD_ENCRYPTED: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIBvTBXBgkqhkiG9w0BBQ0w\n-----END RSA PRIVATE KEY-----\n";

#[tokio::test]
async fn the_error_for_an_unusable_file_names_setting_variable_and_path() {
    let rig = Rig::start();
    let issued = rig.authority.issue(&Wish::default());
    let other = rig.authority.issue(&Wish::default());
    let dir = rig.dir.path();
    let good = rig.config_with(&issued);
    let at = |name: &str, content: &str| {
        rig.write(name, content);
        rig.path(name)
    };

    let ca = |path: String| Sealed {
        tls_ca: Some(path),
        ..good.clone()
    };
    let own = |path: String| Sealed {
        tls_cert: Some(path),
        ..good.clone()
    };
    let key = |path: String| Sealed {
        tls_key: Some(Secret::new(path)),
        ..good.clone()
    };

    let cases = [
        (
            ca(rig.path("none.pem")),
            "tls_ca",
            "none.pem",
            "cannot be read: No such file",
            "correct the path",
        ),
        (
            ca(rig.path("")),
            "tls_ca",
            "",
            "is not a file",
            "one PEM file",
        ),
        (
            ca(at("empty.pem", "")),
            "tls_ca",
            "empty.pem",
            "holds no PEM",
            "-----BEGIN",
        ),
        (
            ca(at("der.pem", "\u{1}\u{2}")),
            "tls_ca",
            "der.pem",
            "holds no PEM",
            "`openssl` converts",
        ),
        (
            ca(at("key.pem", &issued.key)),
            "tls_ca",
            "key.pem",
            "holds no certificate, but `PRIVATE KEY`",
            "`CERTIFICATE`",
        ),
        (
            ca(at(
                "junk.pem",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
            )),
            "tls_ca",
            "junk.pem",
            "is damaged",
            "copy all of it",
        ),
        (
            ca(at("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n")),
            "tls_ca",
            "cut.pem",
            "is damaged: its end is missing",
            "copy all of it",
        ),
        (
            ca(at(
                "odd.pem",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            )),
            "tls_ca",
            "odd.pem",
            "cannot be used",
            "X.509",
        ),
        (
            own(rig.path("none.pem")),
            "tls_cert",
            "none.pem",
            "cannot be read",
            "correct the path",
        ),
        (
            own(at("key.pem", &issued.key)),
            "tls_cert",
            "key.pem",
            "holds no certificate, but `PRIVATE KEY`",
            "`CERTIFICATE`",
        ),
        (
            own(at(
                "odd.pem",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            )),
            "tls_cert",
            "odd.pem",
            "cannot be used",
            "X.509",
        ),
        (
            key(rig.path("none.key")),
            "tls_key",
            "none.key",
            "cannot be read",
            "correct the path",
        ),
        (
            key(at("cert.key", &issued.certificate)),
            "tls_key",
            "cert.key",
            "holds no private key, but `CERTIFICATE`",
            "`PRIVATE KEY`",
        ),
        (
            key(at(
                "public.key",
                "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
            )),
            "tls_key",
            "public.key",
            "but `PUBLIC KEY`",
            "`PRIVATE KEY`",
        ),
        (
            key(at("pass.key", ENCRYPTED)),
            "tls_key",
            "pass.key",
            "behind a pass phrase",
            "openssl pkey",
        ),
        (
            key(at("old-pass.key", OLD_ENCRYPTED)),
            "tls_key",
            "old-pass.key",
            "behind a pass phrase",
            "openssl pkey",
        ),
        (
            key(at(
                "odd.key",
                "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
            )),
            "tls_key",
            "odd.key",
            "cannot be used",
            "RSA, ECDSA",
        ),
    ];
    for (config, setting, name, message, help) in cases {
        let variable = format!("SEALED_REDIS_{}", setting.to_uppercase());
        let path = rig.path(name);
        let words = [setting, variable.as_str(), path.as_str(), message, help];
        refused(&config, dir, &words).await;
    }
    let config = key(at("other.key", &other.key));
    let words = [
        "does not belong to our certificate",
        "SEALED_REDIS_TLS_KEY",
        "SEALED_REDIS_TLS_CERT",
    ];
    refused(&config, dir, &words).await;
    good.connect().await.unwrap();
}

#[tokio::test]
async fn pem_text_serves_in_place_of_a_file_and_is_never_shown() {
    let options = [("tls-auth-clients", "yes")];
    let rig = Rig::with(&Wish::default(), &options);
    let issued = rig.authority.issue(&Wish::default());
    let other = rig.authority.issue(&Wish::default());
    // For the search of secrets.
    rig.write("client.key", &issued.key);
    rig.write("other.key", &other.key);
    let inline = Sealed {
        tls_ca: Some(rig.authority.certificate()),
        tls_cert: Some(issued.certificate.clone()),
        tls_key: Some(Secret::new(issued.key.clone())),
        ..rig.config()
    };
    let handle = inline.connect().await.unwrap();
    let text = format!(
        "{inline:?} {handle:?} {:?} {:?}",
        handle.settings(),
        handle.state()
    );
    assert!(
        !super::fixture::shows_secret(&text, rig.dir.path()),
        "{text}"
    );

    let config = Sealed {
        tls_key: Some(Secret::new(other.key)),
        ..inline.clone()
    };
    let words = ["does not belong to our certificate"];
    refused(&config, rig.dir.path(), &words).await;
    let config = Sealed {
        tls_key: Some(Secret::new(ENCRYPTED)),
        ..inline
    };
    let words = [
        "the PEM text of `tls_key` (variable `SEALED_REDIS_TLS_KEY`) holds a private key behind a pass phrase",
    ];
    refused(&config, rig.dir.path(), &words).await;
}

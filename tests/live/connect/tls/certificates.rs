//! Seven bad certificates, seven texts.

use std::collections::BTreeSet;

use redis_config::dev::Server;

use super::authority::{Authority, Wish};
use super::fixture::{Rig, Sealed, refused};

#[tokio::test]
async fn the_error_for_an_expired_certificate_has_its_date() {
    let wish = Wish {
        until: (2021, 2, 3),
        ..Wish::default()
    };
    let rig = Rig::with(&wish, &[]);
    let words = [
        "expired on 2021-02-03 00:00:00 UTC",
        "renew the certificate",
    ];
    refused(&rig.config(), rig.dir.path(), &words).await;
}

#[tokio::test]
async fn the_error_for_a_certificate_not_yet_valid_has_its_date() {
    let wish = Wish {
        from: (2100, 2, 3),
        ..Wish::default()
    };
    let rig = Rig::with(&wish, &[]);
    let words = [
        "not valid before 2100-02-03 00:00:00 UTC",
        "check the clock",
    ];
    refused(&rig.config(), rig.dir.path(), &words).await;
}

#[tokio::test]
async fn the_error_for_another_host_names_the_hosts_of_the_certificate() {
    let wish = Wish {
        names: &["redis.example.com", "*.cache.example.com", "10.0.0.1"],
        ..Wish::default()
    };
    let rig = Rig::with(&wish, &[]);
    let words = [
        "not for `127.0.0.1`: it is for `redis.example.com`, `*.cache.example.com`, `10.0.0.1`",
        "SEALED_REDIS_TLS_SERVER_NAME",
    ];
    refused(&rig.config(), rig.dir.path(), &words).await;

    let named = |name: &str| Sealed {
        tls_server_name: Some(name.to_owned()),
        ..rig.config()
    };
    let words = ["not for `other.example.com`"];
    refused(&named("other.example.com"), rig.dir.path(), &words).await;
    named("redis.example.com").connect().await.unwrap();
    named("a.cache.example.com").connect().await.unwrap();
}

#[tokio::test]
async fn a_certificate_without_names_has_its_own_error() {
    let wish = Wish {
        names: &[],
        ..Wish::default()
    };
    let rig = Rig::with(&wish, &[]);
    let words = ["it names none", "`subjectAltName`"];
    refused(&rig.config(), rig.dir.path(), &words).await;
}

#[tokio::test]
async fn the_error_for_an_unknown_authority_names_the_store() {
    let rig = Rig::start();
    rig.write("other.pem", &Authority::new().certificate());
    let config = Sealed {
        tls_ca: Some(rig.path("other.pem")),
        ..rig.config()
    };
    let words = ["an authority that is not in `tls_ca` (variable `SEALED_REDIS_TLS_CA`)"];
    refused(&config, rig.dir.path(), &words).await;

    // Made anew under its old name, as private ones are.
    let (old, new) = (Authority::named("same"), Authority::named("same"));
    let issued = new.issue(&Wish::default());
    rig.write("server.pem", &issued.certificate);
    rig.write("server.key", &issued.key);
    rig.write("other.pem", &old.certificate());
    rig.server.kill().unwrap();
    rig.server.restart().unwrap();
    let words = [
        "the authority of that name in `tls_ca`",
        "SEALED_REDIS_TLS_CA",
        "made anew",
    ];
    refused(&config, rig.dir.path(), &words).await;

    let config = Sealed {
        tls_ca: None,
        ..rig.config()
    };
    let words = ["not in this system's store", "SEALED_REDIS_TLS_CA"];
    refused(&config, rig.dir.path(), &words).await;
}

#[tokio::test]
async fn an_authority_as_server_certificate_has_its_own_error() {
    let wish = Wish {
        authority: true,
        ..Wish::default()
    };
    let rig = Rig::with(&wish, &[]);
    let words = ["`CA:TRUE`", "basicConstraints=CA:FALSE"];
    refused(&rig.config(), rig.dir.path(), &words).await;
}

#[tokio::test]
async fn a_required_client_certificate_is_named_in_both_tls_versions() {
    for protocol in ["TLSv1.2", "TLSv1.3"] {
        let options = [("tls-auth-clients", "yes"), ("tls-protocols", protocol)];
        let rig = Rig::with(&Wish::default(), &options);
        let words = [
            "wants a certificate of its clients",
            "SEALED_REDIS_TLS_CERT",
            "SEALED_REDIS_TLS_KEY",
        ];
        // The text must not depend on which of the alert and the end of the socket is seen first.
        for _ in 0..20 {
            refused(&rig.config(), rig.dir.path(), &words).await;
        }
        let stranger = Authority::new().issue(&Wish::default());
        for _ in 0..20 {
            let words = ["our certificate", "tls-ca-cert-file"];
            refused(&rig.config_with(&stranger), rig.dir.path(), &words).await;
        }
        let friend = rig.authority.issue(&Wish::default());
        rig.config_with(&friend).connect().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_with_an_old_protocol_has_its_own_error() {
    let options = [
        ("tls-protocols", "TLSv1.1"),
        ("tls-ciphers", "DEFAULT@SECLEVEL=0"),
    ];
    let rig = Rig::with(&Wish::default(), &options);
    let words = ["no version of TLS that is safe", "`tls-protocols`"];
    refused(&rig.config(), rig.dir.path(), &words).await;
}

#[tokio::test]
async fn seven_bad_certificates_have_seven_texts() {
    let mut texts = BTreeSet::new();
    let wishes = [
        Wish {
            until: (2021, 2, 3),
            ..Wish::default()
        },
        Wish {
            from: (2100, 2, 3),
            ..Wish::default()
        },
        Wish {
            names: &["redis.example.com"],
            ..Wish::default()
        },
    ];
    for wish in &wishes {
        let rig = Rig::with(wish, &[]);
        texts.insert(cause(&rig.config(), &rig).await);
    }
    let rig = Rig::start();
    let config = Sealed {
        tls_ca: None,
        ..rig.config()
    };
    texts.insert(cause(&config, &rig).await);
    let plain = Server::start().unwrap();
    let config = Sealed {
        url: plain.url().replace("redis:", "rediss:"),
        ..rig.config()
    };
    texts.insert(cause(&config, &rig).await);
    for options in [
        [("tls-auth-clients", "yes"), ("tls-protocols", "TLSv1.3")],
        [
            ("tls-protocols", "TLSv1.1"),
            ("tls-ciphers", "DEFAULT@SECLEVEL=0"),
        ],
    ] {
        let rig = Rig::with(&Wish::default(), &options);
        texts.insert(cause(&rig.config(), &rig).await);
    }
    assert_eq!(texts.len(), 7, "{texts:#?}");

    // The guide lists each of them.
    let guide = include_str!("../../../../redis-config/src/guide/tls.md");
    let rows = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: Vec<&str> = rows.collect();
    for (message, _) in &texts {
        let found = rows.iter().filter(|row| message.contains(**row)).count();
        assert_eq!(found, 1, "rows of the guide for: {message}");
    }
}

/// The error, without the address.
async fn cause(config: &Sealed, rig: &Rig) -> (String, String) {
    let error = refused(config, rig.dir.path(), &[]).await;
    let text = error.to_string();
    let message = text.split_once(": ").unwrap().1;
    let message = message.split("; help: ").next().unwrap();
    (message.to_owned(), error.help().to_owned())
}

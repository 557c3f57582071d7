//! Environments of variables: every name of every setting, the formats of other clients, and indirection.

use redis_config_rules::{Kind, Setting};
use redis_config_tests::canary::{PASSWORD, PASSWORD_IN_URL};

use super::environment::{CLOSED, Environment, url};

/// Each setting under its own name and under its other names. A secret or a URL holds the mark; beside any other value, the
/// password does.
pub fn names_of_settings() -> Vec<Environment> {
    const UNCLEAR: [&str; 24] = [
        "TLS_URL",
        "PUBLIC_URL",
        "ADDR",
        "ENDPOINT",
        "SERVER",
        "TLS_PORT",
        "UNIX",
        "PATH",
        "ENDPOINTS",
        "CLUSTER",
        "PRIMARY",
        "AUTH",
        "SECRET",
        "ACCESS_KEY",
        "SECURE",
        "SCHEME",
        "SSL_MODE",
        "CERT",
        "KEY",
        "INSECURE",
        "TIMEOUT",
        "POOL_SIZE",
        "PREFIX",
        "TOPOLOGY",
    ];
    let url = url();
    let mut all = Vec::new();
    for setting in Setting::ALL {
        let info = setting.info();
        let value = match (info.kind, setting) {
            (Kind::Url, _) => url.as_str(),
            (Kind::Secret, _) => PASSWORD,
            (Kind::Nodes, _) => CLOSED,
            (Kind::Host, Setting::Host) => "127.0.0.1",
            _ => info.example,
        };
        let names = std::iter::once(setting.variable().to_owned());
        let others = setting.aliases().map(str::to_ascii_uppercase);
        for name in names.chain(others) {
            let own = format!("SHOWN_REDIS_{name}");
            let beside = match info.kind {
                Kind::Url => ("SHOWN_REDIS_DATABASE", "1"),
                _ => ("SHOWN_REDIS_PASSWORD", PASSWORD),
            };
            all.push(Environment::new(
                format!("own {name}"),
                &[(&own, value), beside],
            ));
            if info.secret || info.kind == Kind::Url {
                let unnamed = format!("REDIS_{name}");
                let host = ("REDIS_HOST", "127.0.0.1");
                all.push(Environment::new(
                    format!("unnamed {name}"),
                    &[(&unnamed, value), host],
                ));
            }
        }
    }
    for name in UNCLEAR {
        let own = format!("SHOWN_REDIS_{name}");
        all.push(Environment::new(format!("unclear {name}"), &[(&own, &url)]));
        let unnamed = format!("REDIS_{name}");
        all.push(Environment::new(
            format!("unclear, unnamed {name}"),
            &[(&unnamed, &url)],
        ));
    }
    for name in [
        "PASWORD",
        "URLL",
        "password",
        "PASSWORD_",
        "COLOUR",
        "URL_2",
    ] {
        let own = format!("SHOWN_REDIS_{name}");
        all.push(Environment::new(format!("typo {name}"), &[(&own, &url)]));
    }
    all
}

/// The address as other clients and consoles write it.
pub fn values_of_other_clients() -> Vec<Environment> {
    let (p, e, at) = (PASSWORD, PASSWORD_IN_URL, CLOSED);
    let values = [
        format!("redis-cli -u redis://:{e}@{at}"),
        format!("redis-cli -h 127.0.0.1 -p 1 -a {p}"),
        format!("SHOWN_REDIS_URL=redis://:{e}@{at}"),
        format!("export REDIS_URL=redis://:{e}@{at}"),
        format!("redis://:{e}@{at} # the new one"),
        format!("\"redis://:{e}@{at}\""),
        format!("<redis://:{e}@{at}>"),
        format!("127.0.0.1:1,password={p},ssl=False,abortConnect=False"),
        format!("127.0.0.1:1,user=worker,password={p}"),
        format!("{{\"host\":\"127.0.0.1\",\"port\":1,\"password\":\"{p}\"}}"),
        format!("[{{\"credentials\":{{\"uri\":\"redis://:{e}@{at}\"}}}}]"),
        format!("redis+sentinel://:{e}@127.0.0.1:1,127.0.0.1:2/mymaster/0"),
        format!("redis-sentinel://:{e}@{at}/0#mymaster"),
        format!("redis+sentinel://:{e}@{at}/0?master=m&sentinel_password={e}"),
        format!("redis+cluster://worker:{e}@127.0.0.1:1,127.0.0.1:2"),
        format!("redis://{at}?password={e}"),
        format!("redis://{at}/0?user=worker&pass={e}&ssl=true"),
        format!("redis://:{e}@{at}?timeout=5&service_name=m&node=127.0.0.1:2"),
        format!("redis://{e}@{at}"),
        format!("redis://:{p}@{at}"),
        format!("tcp://:{e}@{at}"),
        format!("http://:{e}@{at}"),
        format!("rediss://:{e}@{at}#insecure"),
        format!("rediss://:{e}@{at}?ssl_cert_reqs=none"),
        format!("unix:///run/redis.sock?pass={e}"),
        format!("/run/redis.sock?password={e}"),
        format!("redis://:{e}@::1:6379"),
        format!("redis://:{e}@127.1:1/x"),
        format!("redis://:{e}@{at}\n"),
        format!("redis://:${{PASSWORD}}{e}@{at}"),
        format!("- redis://:{e}@127.0.0.1:1\n- redis://:{e}@127.0.0.1:2\n"),
        format!("redis://:{e}@127.0.0.1:1 redis://:{e}@127.0.0.1:2"),
        format!("redis://:{e}@127.0.0.1:1,redis://:{e}@127.0.0.1:2"),
        format!("redis://:{e}@127.0.0.1:1;redis://worker:{e}@127.0.0.1:2"),
        format!("{p}@{at}"),
        p.to_owned(),
    ];
    let names = [
        "SHOWN_REDIS_URL",
        "SHOWN_REDIS_NODES",
        "REDIS_URL",
        "SHOWN_REDIS_HOST",
    ];
    let each = values.iter().enumerate().flat_map(|(index, value)| {
        names.map(|name| Environment::new(format!("form {index} in {name}"), &[(name, value)]))
    });
    // A host without anything that marks it as a URL is shown, as any name.
    each.filter(|one| {
        let (name, value) = &one.variables[0];
        !(name.ends_with("HOST") || name.ends_with("NODES"))
            || value.contains("://")
            || value.contains('@')
    })
    .collect()
}

/// Variables that name others, and several of one instance.
pub fn indirection() -> Vec<Environment> {
    let url = url();
    let wrong = format!("redis://:{PASSWORD_IN_URL}@h:0");
    [
        (
            "provider",
            vec![("SHOWN_REDIS_PROVIDER", "X_URL"), ("X_URL", url.as_str())],
        ),
        (
            "provider, wrong URL",
            vec![("SHOWN_REDIS_PROVIDER", "X_URL"), ("X_URL", wrong.as_str())],
        ),
        (
            "provider, a URL",
            vec![("SHOWN_REDIS_PROVIDER", url.as_str())],
        ),
        (
            "provider, a password",
            vec![("SHOWN_REDIS_PROVIDER", PASSWORD)],
        ),
        (
            "provider and URL",
            vec![
                ("SHOWN_REDIS_PROVIDER", "X_URL"),
                ("X_URL", url.as_str()),
                ("SHOWN_REDIS_URL", wrong.as_str()),
            ],
        ),
        (
            "provider, empty",
            vec![
                ("SHOWN_REDIS_PROVIDER", "X_URL"),
                ("X_URL", ""),
                ("SHOWN_REDIS_PASSWORD", PASSWORD),
            ],
        ),
        ("bare prefix", vec![("SHOWN_REDIS", url.as_str())]),
        (
            "two sources",
            vec![
                ("SHOWN_REDIS_URL", url.as_str()),
                ("REDIS_URL", wrong.as_str()),
                ("REDIS_TLS_URL", url.as_str()),
            ],
        ),
        (
            "own host",
            vec![
                ("SHOWN_REDIS_HOST", "127.0.0.1"),
                ("SHOWN_REDIS_PORT", "1"),
                ("REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "sentinels",
            vec![
                ("SHOWN_REDIS_NODES", CLOSED),
                ("SHOWN_REDIS_MASTER", "m"),
                ("SHOWN_REDIS_SENTINEL_PASSWORD", PASSWORD),
                ("SHOWN_REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "nodes as URLs",
            vec![
                ("SHOWN_REDIS_NODES", wrong.as_str()),
                ("SHOWN_REDIS_USERNAME", "worker"),
            ],
        ),
        (
            "unnamed cluster",
            vec![
                ("REDIS_CLUSTER_NODES", CLOSED),
                ("REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "unnamed sentinels",
            vec![
                ("REDIS_SENTINELS", CLOSED),
                ("REDIS_SENTINEL_MASTER", "m"),
                ("REDIS_SENTINEL_PASSWORD", PASSWORD),
            ],
        ),
    ]
    .into_iter()
    .map(|(name, variables)| Environment::new(name, &variables))
    .collect()
}

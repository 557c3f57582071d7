//! The table is complete and consistent, and values are checked.

use super::{Kind, Place, Setting};
use crate::{Code, Shape, Topology};

#[test]
fn rows_are_in_the_order_of_the_enum() {
    for (at, setting) in Setting::ALL.iter().enumerate() {
        assert_eq!(*setting as usize, at, "{setting:?}");
        assert_eq!(setting.info().setting, *setting);
    }
}

#[test]
fn keys_and_variables_are_unique_and_read_back() {
    for (at, setting) in Setting::ALL.iter().enumerate() {
        assert_eq!(Setting::from_key(setting.key()), Some(*setting));
        assert_eq!(setting.variable(), setting.key().to_ascii_uppercase());
        let debug: String = setting.key().split('_').map(capital).collect();
        assert_eq!(format!("{setting:?}"), debug);
        assert!(
            !Setting::ALL[..at]
                .iter()
                .any(|other| other.key() == setting.key())
        );
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

#[test]
fn every_setting_is_documented_in_one_line() {
    for setting in Setting::ALL {
        let doc = setting.info().doc;
        assert!(
            doc.ends_with('.') && !doc.contains('\n') && doc.len() > 20,
            "{setting:?}"
        );
        assert!(!doc.contains(". "), "{setting:?}: one sentence");
    }
}

#[test]
fn conflicts_are_symmetric() {
    for a in Setting::ALL {
        for b in a.info().conflicts {
            assert_ne!(a, b);
            assert!(b.info().conflicts.contains(a), "{b:?} lacks {a:?}");
            assert!(
                !a.info().requires.contains(b),
                "{a:?} needs and excludes {b:?}"
            );
        }
    }
}

#[test]
fn required_settings_share_a_topology() {
    for a in Setting::ALL {
        assert!(!a.info().topologies.is_empty());
        for b in a.info().requires {
            let shared = |one: &Topology| b.info().topologies.contains(one);
            assert!(a.info().topologies.iter().any(shared), "{a:?} needs {b:?}");
        }
    }
}

#[test]
fn defaults_examples_and_choices_are_legal() {
    for setting in Setting::ALL {
        let info = setting.info();
        assert_eq!(setting.check_text(info.example), Ok(()), "{setting:?}");
        for value in info.default.iter().chain(info.choices) {
            assert_eq!(setting.check_text(value), Ok(()), "{setting:?}: {value}");
        }
    }
}

#[test]
fn bounds_are_legal_and_their_neighbours_are_not() {
    for setting in Setting::ALL {
        let info = setting.info();
        assert_eq!(info.min.is_some(), info.max.is_some());
        if info.min.is_none() {
            continue;
        }
        for bound in info.min.iter().chain(&info.max) {
            assert_eq!(setting.check_text(bound), Ok(()), "{setting:?}");
        }
        let (low, high) = match info.kind {
            Kind::Integer => ("-1".to_owned(), format!("{}0", info.max.unwrap())),
            _ => ("0s".to_owned(), "366d".to_owned()),
        };
        for value in [low, high] {
            let problem = setting.check_text(&value).unwrap_err();
            assert_eq!(problem.code, Code::OUT_OF_RANGE, "{setting:?}: {value}");
        }
    }
}

#[test]
fn ordered_settings_have_bounds_and_choices_are_named() {
    for setting in Setting::ALL {
        let info = setting.info();
        let ordered = matches!(info.kind, Kind::Integer | Kind::Duration);
        assert_eq!(ordered, info.min.is_some(), "{setting:?}");
        assert_eq!(
            info.kind == Kind::Choice,
            !info.choices.is_empty(),
            "{setting:?}"
        );
        assert_eq!(info.kind == Kind::Secret, info.secret, "{setting:?}");
        assert!(!info.secret || info.default.is_none(), "{setting:?}");
    }
}

#[test]
fn shapes() {
    assert!(Setting::Password.accepts(Shape::Secret) && !Setting::Password.accepts(Shape::Text));
    assert!(Setting::Url.accepts(Shape::Text) && Setting::Url.accepts(Shape::Secret));
    assert!(Setting::Port.accepts(Shape::Integer) && !Setting::Port.accepts(Shape::Text));
    assert!(Setting::Socket.accepts(Shape::Path) && Setting::Socket.accepts(Shape::Text));
    assert!(!Setting::ConnectTimeout.accepts(Shape::Integer));
    for setting in Setting::ALL {
        assert!(setting.accepts(setting.info().kind.shape()), "{setting:?}");
        assert!(!setting.accepts(Shape::Float) && !setting.accepts(Shape::Address));
    }
}

#[test]
fn each_topology_has_its_settings() {
    for topology in Topology::ALL {
        assert_eq!(Topology::from_key(topology.key()), Some(*topology));
        for setting in Setting::ALL {
            let fits = setting.info().topologies.contains(topology);
            let checked = setting.check_topology(*topology);
            assert_eq!(checked.is_ok(), fits, "{setting:?} {topology:?}");
            if let Err(problem) = checked {
                assert_eq!(problem.code, Code::TOPOLOGY);
                assert!(
                    !problem
                        .help
                        .contains(&format!("topology = {}`", topology.key())),
                    "{problem}"
                );
            }
        }
    }
    // `auto` may turn out to be any topology, so it accepts every setting.
    let missing = |setting: &&Setting| setting.check_topology(Topology::Auto).is_err();
    assert_eq!(Setting::ALL.iter().find(missing), None);
    assert_eq!(Setting::Credentials.info().place, Place::Struct);
    assert_eq!(Setting::Disabled.info().place, Place::Field);
}

#[test]
fn single_values() {
    for (setting, value, code) in [
        (Setting::Port, "", Code::EMPTY),
        (Setting::Port, "x", Code::INTEGER),
        (Setting::Port, "06379", Code::INTEGER),
        (Setting::Port, "${PORT}", Code::PLACEHOLDER),
        (Setting::Port, "0", Code::OUT_OF_RANGE),
        (Setting::Port, "tcp://10.0.0.11:6379", Code::INTEGER),
        (Setting::Host, "redis://h", Code::HOST_SCHEME),
        (Setting::Host, "h:1", Code::HOST_PORT),
        (Setting::Host, "{{host}}", Code::PLACEHOLDER),
        (Setting::Socket, "redis.sock", Code::PATH),
        (Setting::Socket, "/a/../b", Code::PATH),
        (Setting::Socket, "/a//b", Code::PATH),
        (Setting::Socket, "/", Code::PATH),
        (Setting::Database, "-1", Code::OUT_OF_RANGE),
        (Setting::Database, "2147483648", Code::OUT_OF_RANGE),
        (Setting::Username, "a b", Code::USERNAME),
        (Setting::Password, "", Code::EMPTY),
        (Setting::Password, "a\nb", Code::CONTROL_CHARACTER),
        (Setting::Password, "<password>", Code::PLACEHOLDER),
        (Setting::ConnectTimeout, "2", Code::DURATION),
        (Setting::ConnectTimeout, "0s", Code::OUT_OF_RANGE),
        (Setting::ResponseTimeout, "0ms", Code::OUT_OF_RANGE),
        (Setting::Connections, "0", Code::OUT_OF_RANGE),
        (Setting::DedicatedConnections, "10001", Code::OUT_OF_RANGE),
        (Setting::Protocol, "RESP3", Code::CHOICE),
        (Setting::ClientName, "a b", Code::CLIENT_NAME),
        (Setting::KeyPrefix, "{a}", Code::KEY_PREFIX),
        (Setting::Nodes, "a,,b", Code::LIST),
        (Setting::Nodes, "a,127.1", Code::HOST_NUMBER),
        (Setting::Nodes, "a:${PORT}", Code::PLACEHOLDER),
        (Setting::Nodes, "unix:///a", Code::NODES),
        (Setting::AddressMap, "a:1", Code::ADDRESS_MAP),
        (Setting::AllowedHosts, "a:1", Code::HOST_PORT),
        (Setting::AllowedHosts, "10.0.0.1/8", Code::ALLOWED_HOST),
        (Setting::AllowedHosts, "*.${DOMAIN}", Code::PLACEHOLDER),
        (Setting::Master, "my master", Code::MASTER_NAME),
        (Setting::SentinelUsername, "a b", Code::USERNAME),
        (Setting::SentinelPassword, "", Code::EMPTY),
        (Setting::Tls, "required", Code::FLAG),
        (Setting::TlsCa, "", Code::EMPTY),
        (Setting::TlsCa, "${CA}", Code::PLACEHOLDER),
        (Setting::TlsKey, "-----BEGIN PRIVATE KEY-----", Code::PEM),
        (Setting::TlsServerName, "h:1", Code::HOST_PORT),
        (Setting::ReadFrom, "slave", Code::CHOICE),
    ] {
        assert_eq!(
            setting.check_text(value).unwrap_err().code,
            code,
            "{setting:?} {value}"
        );
    }
}

#[test]
fn a_list_in_another_form_is_translated() {
    let nodes = "write `a:7000,b:7000`";
    let map = "write `a:1=b:1,c:1=d:1`";
    for (setting, text, message, help) in [
        (
            Setting::Nodes,
            "\n- a:7000\n- b:7000\n",
            "the list is YAML",
            nodes,
        ),
        (
            Setting::Nodes,
            "- a:7000\r\n- b:7000",
            "the list is YAML",
            nodes,
        ),
        (
            Setting::Nodes,
            "  - \"a:7000\"\n  - 'b:7000'\n",
            "the list is YAML",
            nodes,
        ),
        (
            Setting::Nodes,
            "- a:7000",
            "the list is YAML",
            "write `a:7000`",
        ),
        (
            Setting::Nodes,
            "[a:7000, b:7000]",
            "the list is YAML",
            nodes,
        ),
        (
            Setting::Nodes,
            "[\n  \"a:7000\",\n  \"b:7000\"\n]",
            "the list is JSON",
            nodes,
        ),
        (
            Setting::Nodes,
            "a:7000\nb:7000\n",
            "the list has line breaks between its items",
            nodes,
        ),
        (
            Setting::Nodes,
            "a:7000,\nb:7000",
            "the list has line breaks between its items",
            nodes,
        ),
        (
            Setting::AddressMap,
            "- a:1=b:1\n- c:1=d:1\n",
            "the list is YAML",
            map,
        ),
        (
            Setting::AllowedHosts,
            "- 10.0.0.0/8\n- *.example.com\n",
            "the list is YAML",
            "write `10.0.0.0/8,*.example.com`",
        ),
        (
            Setting::Nodes,
            "- [::1]:7000\n- redis-1.example.com:7000\n",
            "the list is YAML",
            "write `[::1]:7000,redis-1.example.com:7000`",
        ),
    ] {
        let problem = setting.check_text(text).unwrap_err();
        assert_eq!(
            (problem.message.as_str(), problem.help.as_str()),
            (message, help),
            "{text:?}"
        );
        let written = help.split('`').nth(1).unwrap();
        setting.check_text(written).unwrap();
    }
    // User info is not shown, a single line break is one that was copied along, and other settings are no lists.
    for (setting, text) in [
        (
            Setting::Nodes,
            "- redis://:hunter2@a\n- redis://:hunter2@b\n",
        ),
        (Setting::Nodes, "a:7000\n"),
        (Setting::Nodes, "- a:0\n"),
        (Setting::Host, "- a\n"),
    ] {
        let problem = setting.check_text(text).unwrap_err();
        assert!(
            problem
                .message
                .starts_with("the value holds a control character"),
            "{text:?}"
        );
        assert!(!problem.to_string().contains("hunter2"));
    }
}

#[test]
fn messages_about_numbers_name_the_setting() {
    let message = |setting: Setting, value| setting.check_text(value).unwrap_err().message;
    assert_eq!(
        message(Setting::Port, "65536"),
        "port 65536 is out of range"
    );
    assert_eq!(
        message(Setting::Database, "-1"),
        "database -1 is out of range"
    );
    assert_eq!(
        message(Setting::Connections, "0"),
        "0 sockets are out of range"
    );
    assert_eq!(
        message(Setting::ConnectTimeout, "11m"),
        "`11m` is above the maximum of `10m`"
    );
}

#[test]
fn suggestions() {
    for (given, want) in [
        ("prot", Some(Setting::Port)),
        ("Connect-Timeout", Some(Setting::ConnectTimeout)),
        ("db", Some(Setting::Database)),
        ("pool-size", Some(Setting::Connections)),
        ("redis_url", Some(Setting::Url)),
        ("redis_pasword", Some(Setting::Password)),
        ("connect_timeout_ms", Some(Setting::ConnectTimeout)),
        ("redis_timeout_secs", Some(Setting::ResponseTimeout)),
        ("redis_", None),
        ("own_ms", None),
        ("worker_concurrency", None),
    ] {
        assert_eq!(Setting::suggest(given), want, "{given}");
    }
}

#[test]
fn required_reach_is_legal() {
    for setting in Setting::ALL {
        let Some((least, most)) = setting.reach() else {
            assert_ne!(setting.info().kind, Kind::Integer, "{setting:?}");
            continue;
        };
        for number in [least, most] {
            assert_eq!(setting.check_text(&number.to_string()), Ok(()));
        }
        for number in [setting.info().default, Some(setting.info().example)] {
            let number: i128 = number.unwrap_or("1").parse().unwrap();
            assert!((least..=most).contains(&number), "{setting:?}");
        }
    }
}

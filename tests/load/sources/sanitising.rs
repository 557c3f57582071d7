//! Values that deployments damage, and how they are read.

use std::path::PathBuf;

use redis_config::{Origin, RedisConfig, Secret, Sources};

use crate::fixture::{Jobs, OWN, Own, Parts, codes, load, one, only};

fn password(text: &str) -> Option<Secret> {
    load::<Jobs>(&[("JOBS_REDIS_PASSWORD", text)])
        .unwrap()
        .password
}

#[test]
fn matched_quotes_and_a_byte_order_mark_are_dropped() {
    for text in ["\"p\"", "'p'", "\u{feff}p", "\u{feff}\"p\"", "p"] {
        assert_eq!(password(text), Some(Secret::new("p")), "{text:?}");
    }
    for text in ["\"p", "p'", "\"p'", "\"", "'"] {
        assert_eq!(password(text), Some(Secret::new(text)), "{text:?}");
    }
    assert_eq!(
        password("\"'p'\""),
        Some(Secret::new("'p'")),
        "one pair only"
    );
}

#[test]
fn an_optional_field_can_be_set_to_no_value() {
    for text in ["", "\"\"", "none", "null", "NULL", "None"] {
        assert_eq!(password(text), None, "{text:?}");
    }
    let mut variables = OWN.to_vec();
    variables.push(("OWN_REDIS_TAGS", "none"));
    let own: Own = load(&variables).unwrap();
    assert_eq!(own.tags, ["none"], "a text where a value is needed");
    assert_eq!(
        password("\"none\""),
        Some(Secret::new("none")),
        "quotes make it a text"
    );
}

#[test]
fn none_is_a_text_where_the_definition_allows_it() {
    let mut variables = OWN.to_vec();
    variables.extend([("OWN_REDIS_ZONE", "none"), ("OWN_REDIS_REGION", "none")]);
    let own: Own = load(&variables).unwrap();
    assert_eq!(
        (own.zone.as_deref(), own.region.as_str()),
        (Some("none"), "none")
    );
}

#[test]
fn empty_is_an_error_where_a_value_is_needed() {
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL", "")]);
    assert_eq!((violation.setting(), violation.code()), ("url", "empty"));
    let violation = one::<Jobs>(&[("JOBS_REDIS_WORKER_CONCURRENCY", "''")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("worker_concurrency", "empty")
    );
}

#[test]
fn control_characters_are_refused() {
    for text in ["p\n", "p\0", "p\tq", "p\u{7f}", "p\u{85}", "\rp"] {
        let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD", text)]);
        assert_eq!(
            (violation.setting(), violation.code()),
            ("password", "control-character"),
            "{text:?}"
        );
        assert_eq!(violation.value(), None);
    }
    let violation = only(
        Sources::defaults()
            .with("password", "p\n")
            .load::<Jobs>()
            .unwrap_err(),
    );
    assert_eq!(violation.code(), "control-character", "from code too");
}

#[test]
fn placeholders_are_refused_by_name() {
    for (text, named) in [
        ("${DB_HOST}", "${DB_HOST}"),
        ("{{ host }}", "{{ host }}"),
        ("<host>", "<host>"),
    ] {
        let violation = one::<Parts>(&[("PARTS_REDIS_HOST", text)]);
        assert_eq!(
            (violation.setting(), violation.code()),
            ("host", "placeholder"),
            "{text}"
        );
        assert!(violation.message().contains(named), "{violation}");
    }
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL", "redis://${HOST}:6379")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("url", "placeholder")
    );
    let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD", "${{ secrets.REDIS }}")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("password", "placeholder")
    );
    assert!(
        !violation.to_string().contains("secrets.REDIS"),
        "part of a secret: {violation}"
    );
}

#[test]
fn placeholders_of_shells_and_templates_are_refused_in_any_value() {
    for text in [
        "$DB_HOST",
        "%DB_HOST%",
        "{{ .Values.redis.host }}",
        "{{- include \"redis.host\" . -}}",
        "#{DB_HOST}#",
        "redis.$DOMAIN",
    ] {
        let violation = one::<Parts>(&[("PARTS_REDIS_HOST", text)]);
        assert_eq!(violation.code(), "placeholder", "{text}");
    }
    for text in [
        "$REDIS_PASSWORD",
        "%REDIS_PASSWORD%",
        "{{ .Values.redis.password }}",
        "prefix-${REDIS_PASSWORD}",
        "<password>",
    ] {
        let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD", text)]);
        assert_eq!(violation.code(), "placeholder", "{text}");
        assert!(
            !format!("{violation:?}").contains("REDIS_PASSWORD%"),
            "{violation}"
        );
        assert!(!violation.to_string().contains(text), "{violation}");
        let url = format!("redis://:{text}@h/1");
        let violation = one::<Jobs>(&[("JOBS_REDIS_URL", &url)]);
        assert_eq!(violation.code(), "placeholder", "{url}");
        assert!(!violation.to_string().contains(text), "{violation}");
    }
    for text in ["p$WORD", "50%OFF%now", "a<b>c", "$ecret", "100%"] {
        assert_eq!(password(text), Some(Secret::new(text)), "{text}");
    }
    let jobs: Jobs = load(&[("JOBS_REDIS_URL", "redis://:p$WORD@h/1")]).unwrap();
    assert_eq!(jobs.url, "redis://:p$WORD@h/1");
    let mut variables = OWN.to_vec();
    variables.push(("OWN_REDIS_TAGS", "a,$TAG"));
    let invalid = load::<Own>(&variables).unwrap_err();
    assert_eq!(codes(&invalid), [("tags", "placeholder")]);
}

#[test]
fn a_hidden_value_leaves_a_sentence() {
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL", "${URL}")]);
    assert_eq!(
        violation.message(),
        "the placeholder `${URL}` of the URL was not replaced"
    );
    assert_eq!(violation.help(), "put the real value in place of `${URL}`");
    for (name, value) in [
        ("PARTS_REDIS_HOST", "redis://:hunter2@h"),
        ("PARTS_REDIS_PORT", "me@hunter2"),
        ("PARTS_REDIS_HOST", "me:hunter2@h"),
    ] {
        let invalid = load::<Parts>(&[("PARTS_REDIS_HOST", "h"), (name, value)]).unwrap_err();
        let text = invalid.to_string();
        assert!(!text.contains("hunter2"), "{text}");
        assert!(
            !text.contains("the value of the") && !text.contains("the the"),
            "{text}"
        );
    }
}

#[test]
fn an_empty_value_is_never_the_default_address() {
    /// An optional URL beside a host with a default.
    #[derive(Clone, Debug, RedisConfig)]
    #[redis(name = "either", env = "EITHER_REDIS")]
    struct Either {
        url: Option<String>,
        #[redis(default = "127.0.0.1")]
        host: String,
        socket: Option<String>,
    }
    let either: Either = load(&[]).unwrap();
    assert_eq!(either.host, "127.0.0.1");
    assert_eq!((either.url, either.socket), (None, None));
    for (name, value) in [
        ("EITHER_REDIS_URL", ""),
        ("EITHER_REDIS_URL", "null"),
        ("EITHER_REDIS_URL_FILE", ""),
        ("EITHER_REDIS_URI", ""),
        ("EITHER_REDIS_SOCKET", ""),
        ("EITHER_REDIS", ""),
    ] {
        let violation = one::<Either>(&[(name, value)]);
        assert_eq!(violation.code(), "empty", "{name}");
        assert_eq!(
            violation.help(),
            format!("put the address of the server there, or unset `{name}` to use the default")
        );
    }
    let invalid = load::<Either>(&[("EITHER_REDIS_HOST", "")]).unwrap_err();
    assert_eq!(codes(&invalid), [("host", "empty")]);
    let either: Either = load(&[("EITHER_REDIS_URL", ""), ("EITHER_REDIS_HOST", "h")]).unwrap();
    assert_eq!(either.host, "h");
    // A field that needs a value, with a default.
    for name in [
        "JOBS_REDIS_URL",
        "JOBS_REDIS_URL_FILE",
        "JOBS_REDIS_URI",
        "JOBS_REDIS",
    ] {
        let violation = one::<Jobs>(&[(name, "")]);
        assert_eq!((violation.setting(), violation.code()), ("url", "empty"));
        assert_eq!(violation.origin(), &Origin::Variable(name.to_owned()));
    }
}

#[test]
fn an_empty_variable_and_a_file_are_both_set() {
    for variables in [
        [
            ("JOBS_REDIS_PASSWORD", ""),
            ("JOBS_REDIS_PASSWORD_FILE", "/run/p"),
        ],
        [
            ("JOBS_REDIS_PASSWORD", "p"),
            ("JOBS_REDIS_PASSWORD_FILE", ""),
        ],
        [("JOBS_REDIS_PASS", ""), ("JOBS_REDIS_PASS_FILE", "/run/p")],
    ] {
        assert_eq!(one::<Jobs>(&variables).code(), "variable-and-file");
    }
    assert_eq!(
        load::<Jobs>(&[("JOBS_REDIS_PASSWORD_FILE", "")])
            .unwrap()
            .password,
        None
    );
}

#[test]
fn the_home_directory_is_written_out() {
    /// Paths in three places.
    #[derive(Clone, Debug, RedisConfig)]
    #[redis(name = "homely", env = "HOMELY_REDIS")]
    struct Homely {
        #[redis(default = "/run/redis.sock")]
        socket: PathBuf,
        password: Option<Secret>,
        #[redis(extra)]
        scripts: Option<PathBuf>,
    }
    for (name, code) in [
        ("HOMELY_REDIS_SOCKET", "path"),
        ("HOMELY_REDIS_SCRIPTS", "path"),
        ("HOMELY_REDIS_PASSWORD_FILE", "file"),
    ] {
        let violation = one::<Homely>(&[(name, "~/redis")]);
        assert_eq!(violation.code(), code, "{violation}");
        assert_eq!(
            violation.message(),
            "nothing replaces the `~` of the path: only a shell does"
        );
    }
    let homely: Homely = load(&[]).unwrap();
    assert_eq!(
        (
            homely.socket.as_os_str().len(),
            homely.password,
            homely.scripts
        ),
        (15, None, None)
    );
}

#[test]
fn flags_are_read_in_any_case() {
    for (text, on) in [
        ("TRUE", true),
        ("1", true),
        ("Yes", true),
        ("on", true),
        ("0", false),
        ("OFF", false),
        ("no", false),
    ] {
        let mut variables = OWN.to_vec();
        variables.push(("OWN_REDIS_DELAYS", text));
        assert_eq!(load::<Own>(&variables).unwrap().delays, on, "{text}");
    }
}

#[test]
fn a_value_from_code_is_taken_as_it_is() {
    let sources = Sources::defaults().with("password", "\"none\"");
    assert_eq!(
        sources.load::<Jobs>().unwrap().password,
        Some(Secret::new("\"none\""))
    );
    let sources = Sources::defaults().with("password", "none");
    assert_eq!(
        sources.load::<Jobs>().unwrap().password,
        Some(Secret::new("none"))
    );
}

#[test]
fn one_bad_value_does_not_hide_another() {
    let invalid = load::<Own>(&[
        ("OWN_REDIS_LISTEN", "localhost"),
        ("OWN_REDIS_REGION", "mars"),
        ("OWN_REDIS_RATIO", "1.5"),
        ("OWN_REDIS_TAGS", "a,,b"),
        ("OWN_REDIS_TOKEN", ""),
        ("OWN_REDIS_DELAYS", "maybe"),
        ("OWN_REDIS_RECONNECT_MIN_DELAY", "9s"),
    ])
    .unwrap_err();
    assert_eq!(
        codes(&invalid),
        [
            ("listen", "address"),
            ("region", "choice"),
            ("ratio", "out-of-range"),
            ("tags", "list"),
            ("token", "empty"),
            ("delays", "flag"),
            ("reconnect_min_delay", "delays"),
        ],
        "{invalid}"
    );
}

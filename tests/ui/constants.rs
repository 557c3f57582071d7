//! A constant gets the check of a literal: what is refused as the one is refused as the other, with the same words.
//!
//! The cases are generated: every text in the ui cases and in the tests of the rules that a setting refuses. They become
//! one file with literals and one with constants, a definition on each line, which one run of the compiler each refuses.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use redis_config_rules::{Kind, Setting, Topology};

use crate::compiler::library;

/// A definition with a value that is refused: the attribute around the value, the value as code, and the fields.
type Case = (String, String, &'static str);

#[test]
fn what_a_literal_is_refused_for_a_constant_is_refused_for_in_the_same_words() {
    let cases = cases();
    let (literals, constants) = std::thread::scope(|scope| {
        let literals = scope.spawn(|| {
            errors("literals", &cases, |value| {
                (String::new(), value.to_owned())
            })
        });
        let constants = errors("constants", &cases, |value| {
            let ty = if value.contains('"') { "&str" } else { "i128" };
            (format!("const V: {ty} = {value};"), "V".to_owned())
        });
        (literals.join().expect("the other compiler"), constants)
    });
    let mut differ = String::new();
    for (at, (attribute, value, _)) in cases.iter().enumerate() {
        // In place of a literal, the help shows the attribute: `url = "redis://h"`. A constant is written elsewhere.
        let key = attribute.trim_end_matches(" = @");
        let key = key.rsplit(' ').next().unwrap_or(key);
        let literal = literals.get(&at).map(|text| {
            let short = text.replace(&format!("write `{key} = \""), "write `");
            let end = if short.len() < text.len() { "\"`" } else { "`" };
            short.replace(end, "`")
        });
        let constant = constants.get(&at).cloned();
        if literal.is_none() || literal != constant {
            let _ = writeln!(
                differ,
                "{attribute} {value}\n  literal: {literal:?}\n  constant: {constant:?}"
            );
        }
    }
    assert!(differ.is_empty(), "{differ}");
    println!("{} constants", cases.len());
    assert!(cases.len() > 300, "the sources of the cases were not found");
}

/// Expressions that a macro cannot see through.
#[test]
fn expressions_are_refused_like_the_text_that_they_make() {
    let cases: Vec<Case> = [
        ("url = @", r#"concat!("localhost", ":6379")"#),
        ("url = @", r#"concat!("redis://h:", 65536)"#),
        (
            "topology = sentinel, url = @",
            r#"concat!("redis://", "h")"#,
        ),
        ("host = @", r#"concat!("localhost", ":6379")"#),
        ("host = \"h\", port = @", "60_000 + 6_000"),
    ]
    .map(|(attribute, value)| (attribute.to_owned(), value.to_owned(), ""))
    .into();
    let found = errors("expressions", &cases, |value| {
        (String::new(), value.to_owned())
    });
    let said: Vec<&str> = found
        .values()
        .map(|text| text.split('\n').next().unwrap_or(text))
        .collect();
    assert_eq!(
        said,
        [
            "the URL has no scheme",
            "`url`: port 65536 is out of range",
            "`url`: a `redis://` URL does not go with `topology = sentinel`",
            "the host has a port",
            "port 66000 is out of range",
        ]
    );
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace");
    let mut texts: Vec<(Setting, String)> = Vec::new();
    for folder in ["tests/ui", "redis-config-rules/src"] {
        for file in files(&root.join(folder)) {
            let source = std::fs::read_to_string(&file).expect("a file of the repository");
            let name = file.to_string_lossy();
            for (before, text) in literals(&source) {
                for setting in Setting::ALL {
                    let written = before.trim_end().trim_end_matches('=').trim_end();
                    let is_value = folder == "tests/ui" && ends_with_word(written, setting.key());
                    if is_value || folder != "tests/ui" && tests(&name, before, *setting) {
                        texts.push((*setting, text.clone()));
                    }
                }
            }
        }
    }
    // Named in the issue that led to this test, and one of each kind beside it.
    texts.extend(
        [
            "localhost:6379",
            "redis://h:redis",
            "redisss://h:6379",
            "redis+ssl://h:6379",
        ]
        .map(|text| (Setting::Url, text.to_owned())),
    );
    texts.sort_by(|(a, one), (b, other)| (*a as usize, one).cmp(&(*b as usize, other)));
    texts.dedup();
    let refused = texts.into_iter().filter(|(setting, text)| {
        let short = text.len() < 100 && !(setting.info().kind == Kind::Text && text.len() > 24);
        short && setting.check_text(text).is_err()
    });
    let mut cases: Vec<Case> = refused
        .filter_map(|(setting, text)| case(setting, &text))
        .collect();
    for declared in Topology::ALL {
        for url in [
            "redis://h:6379",
            "rediss://h/1",
            "unix:///run/r.sock",
            "redis+sentinel://h/?master=m",
            "rediss+cluster://h",
        ] {
            if redis_config_rules::url::check_topology(url, *declared).is_err() {
                let attribute = format!("topology = {}, url = @", declared.key());
                cases.push((attribute, format!("{url:?}"), ""));
            }
        }
    }
    cases
}

/// Whether a file of the rules holds values of this setting in its tests.
fn tests(file: &str, before: &str, setting: Setting) -> bool {
    use Setting::{
        ClientName, ConnectTimeout, Host, KeyPrefix, Master, Port, TlsCa, TlsServerName, Url,
        Username,
    };
    let settings: &[Setting] = match file.rsplit_once("src/").map_or(file, |(_, name)| name) {
        "url/tests/urls.rs"
        | "url/tests/refused.rs"
        | "url/tests/foreign.rs"
        | "text/placeholder.rs" => &[Url],
        "url/host.rs" => &[Host, TlsServerName],
        "duration.rs" => &[ConnectTimeout],
        "pem.rs" => &[TlsCa],
        "name.rs" => &[ClientName, KeyPrefix, Username, Master],
        "text/scalar.rs" | "text/bounds.rs" => &[Port],
        // `(Setting::Url, "redis://h")`
        _ => {
            return before
                .trim_end()
                .ends_with(&format!("Setting::{setting:?},"));
        }
    };
    settings.contains(&setting)
}

/// A definition with the value. `None` for a setting whose value cannot be a constant, or not of this type.
fn case(setting: Setting, text: &str) -> Option<Case> {
    let info = setting.info();
    let key = info.key;
    let sentinel = "topology = sentinel, nodes = [\"h\"], master = \"m\", tls = true";
    let (around, fields) = match setting {
        Setting::Url | Setting::Host | Setting::Socket => (String::new(), ""),
        Setting::Port => ("host = \"h\"".to_owned(), ""),
        Setting::Master => ("topology = sentinel, nodes = [\"h\"]".to_owned(), ""),
        Setting::Username => (
            "url = \"redis://h\"".to_owned(),
            "password: redis_config::Secret",
        ),
        Setting::SentinelUsername => (
            sentinel.to_owned(),
            "sentinel_password: redis_config::Secret",
        ),
        Setting::TlsCert => ("url = \"rediss://h\", tls_key = \"/k\"".to_owned(), ""),
        Setting::TlsKey => ("url = \"rediss://h\", tls_cert = \"/c\"".to_owned(), ""),
        Setting::SentinelTlsCert => (format!("{sentinel}, sentinel_tls_key = \"/k\""), ""),
        Setting::SentinelTlsKey => (format!("{sentinel}, sentinel_tls_cert = \"/c\""), ""),
        Setting::ReadFrom => (sentinel.to_owned(), ""),
        _ if key.starts_with("sentinel_") => (sentinel.to_owned(), ""),
        _ if key.starts_with("tls_") => ("url = \"rediss://h\"".to_owned(), ""),
        _ => ("url = \"redis://h\"".to_owned(), ""),
    };
    let value = match info.kind {
        Kind::Integer => text
            .parse::<i128>()
            .ok()
            .filter(|number| *number >= 0)
            .map(|number| number.to_string())
            .filter(|text| setting.check_text(text).is_err())?,
        // These are only written out, or are never in the source.
        Kind::Nodes
        | Kind::AddressMap
        | Kind::Hosts
        | Kind::Flag
        | Kind::Function
        | Kind::Secret => return None,
        // A literal is a word without quotes.
        Kind::Choice => return None,
        _ => format!("{text:?}"),
    };
    let comma = if around.is_empty() { "" } else { ", " };
    Some((format!("{around}{comma}{key} = @"), value, fields))
}

/// The errors of the compiler by the index of the case. `write` makes an item and the value in the attribute.
fn errors(
    name: &str,
    cases: &[Case],
    write: impl Fn(&str) -> (String, String),
) -> BTreeMap<usize, String> {
    let mut source = String::new();
    for (at, (attribute, value, fields)) in cases.iter().enumerate() {
        let (item, value) = write(value);
        let attribute = attribute.replace('@', &value);
        let fields = if fields.is_empty() {
            ";".to_owned()
        } else {
            format!("{{ {fields} }}")
        };
        let _ = writeln!(
            source,
            "mod c{at} {{ {item} #[derive(Clone, redis_config::RedisConfig)] #[redis(name = \"jobs\", {attribute})] struct JobsRedis{fields} }}"
        );
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("constants");
    std::fs::create_dir_all(&folder).expect("a folder for the generated file");
    let file = folder.join(format!("{name}.rs"));
    std::fs::write(&file, source).expect("the generated file");
    let library = library("redis_config");
    let printed = Command::new("rustc")
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--emit=metadata",
            "--error-format=short",
            "-Awarnings",
        ])
        .arg(format!(
            "-Ldependency={}",
            library.parent().expect("a folder").display()
        ))
        .arg(format!("--extern=redis_config={}", library.display()))
        .arg("--out-dir")
        .arg(&folder)
        .arg(&file)
        .output()
        .expect("the compiler");
    let printed = String::from_utf8_lossy(&printed.stderr).into_owned();
    let mut found = BTreeMap::new();
    let mut current = None;
    for line in printed.lines() {
        let place = format!("{}:", file.display());
        let error = line.strip_prefix(&place).and_then(|rest| {
            let (row, rest) = rest.split_once(':')?;
            let (_, rest) = rest.split_once(": error")?;
            Some((row.parse::<usize>().ok()? - 1, rest.split_once(": ")?.1))
        });
        if let Some((row, text)) = error {
            let text = text.trim_start_matches("evaluation panicked: ");
            let text = text
                .split(": evaluation of `")
                .next()
                .unwrap_or(text)
                .to_owned();
            current = (!found.contains_key(&row)).then_some(row);
            found.entry(row).or_insert(text);
        } else if line.starts_with("error: aborting") {
            current = None;
        } else if let Some(text) = current.and_then(|row| found.get_mut(&row)) {
            text.push('\n');
            text.push_str(line.trim_start());
        }
    }
    assert!(!found.is_empty(), "{printed}");
    found
}

/// The Rust files in a folder and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the repository");
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let before = text
        .strip_suffix(word)
        .and_then(|before| before.chars().next_back());
    before.is_some_and(|before| !before.is_alphanumeric() && before != '_')
}

/// The texts in quotes of a source file, each with the code before it.
fn literals(source: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (before, tail) = rest.split_at(at);
        if tail.starts_with("//") {
            rest = tail.split_once('\n').map_or("", |(_, next)| next);
        } else if let Some(text) = tail.strip_prefix('"') {
            let mut length = 0;
            let mut escaped = false;
            for character in text.chars() {
                if character == '"' && !escaped {
                    break;
                }
                escaped = character == '\\' && !escaped;
                length += character.len_utf8();
            }
            found.push((before, unescaped(&text[..length])));
            rest = &text[(length + 1).min(text.len())..];
        } else if let Some(next) = tail.strip_prefix("'\"'") {
            rest = next;
        } else {
            rest = &tail[1..];
        }
    }
    found
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('0') => plain.push('\0'),
            Some('x') => {
                let code: String = characters.by_ref().take(2).collect();
                plain.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            Some('u') => {
                let code: String = characters
                    .by_ref()
                    .skip(1)
                    .take_while(|one| *one != '}')
                    .collect();
                plain.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            Some('\n') => while characters.next_if(|one| one.is_whitespace()).is_some() {},
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}

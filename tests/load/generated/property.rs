//! What holds for every input of a load: no panic, no secret in what is shown, and what was loaded loads again from what our
//! own formats make of it. The fuzz targets include this file.

use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::Path;
use std::time::Duration;

use redis_config::{Definitions, Invalid, RedisConfig, Secret, Sources, Url};

/// The mark of a secret. Inputs hold it only where a password belongs.
pub const MARK: &str = "c4n4ry-pa55";

/// A definition that can be written down: the names of its values and their texts.
trait Written: RedisConfig + Definitions + Debug + PartialEq {
    fn written(&self) -> Vec<(&'static str, String)>;
}

/// A URL and what may be beside it.
#[derive(Clone, Debug, PartialEq, RedisConfig)]
#[redis(name = "jobs", env = "JOBS", fallback)]
struct Jobs {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: Url,
    username: Option<String>,
    password: Option<Secret>,
    database: Option<u32>,
    #[redis(default = "2s", max = "30s")]
    connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    workers: u16,
    #[redis(extra)]
    peers: Option<Vec<String>>,
    #[redis(extra)]
    token: Option<Secret>,
}

/// The same instance in parts.
#[derive(Clone, Debug, PartialEq, RedisConfig)]
#[redis(name = "jobs", env = "JOBS")]
struct Parts {
    host: String,
    #[redis(default = 6379)]
    port: u16,
    socket: Option<std::path::PathBuf>,
    password: Option<Secret>,
    tls: Option<bool>,
    #[redis(extra, default = 0.5, min = 0, max = 1)]
    share: f64,
}

/// The same instance as a cluster.
#[derive(Clone, Debug, PartialEq, RedisConfig)]
#[redis(name = "jobs", env = "JOBS", topology = cluster)]
struct Nodes {
    nodes: Vec<String>,
    username: Option<String>,
    password: Option<Secret>,
}

fn set<T: ToString>(key: &'static str, value: Option<T>) -> Option<(&'static str, String)> {
    value.map(|value| (key, value.to_string()))
}

impl Written for Jobs {
    fn written(&self) -> Vec<(&'static str, String)> {
        let all = [
            set("url", Some(self.url.expose())),
            set("username", self.username.as_ref()),
            set("password", self.password.as_ref().map(Secret::expose)),
            set("database", self.database),
            set(
                "connect_timeout",
                Some(format!("{}ns", self.connect_timeout.as_nanos())),
            ),
            set("workers", Some(self.workers)),
            set("peers", self.peers.as_ref().map(|all| all.join(","))),
            set("token", self.token.as_ref().map(Secret::expose)),
        ];
        all.into_iter().flatten().collect()
    }
}

impl Written for Parts {
    fn written(&self) -> Vec<(&'static str, String)> {
        let all = [
            set("host", Some(&self.host)),
            set("port", Some(self.port)),
            set("socket", self.socket.as_ref().map(|path| path.display())),
            set("password", self.password.as_ref().map(Secret::expose)),
            set("tls", self.tls),
            set("share", Some(self.share)),
        ];
        all.into_iter().flatten().collect()
    }
}

impl Written for Nodes {
    fn written(&self) -> Vec<(&'static str, String)> {
        let all = [
            set("nodes", Some(self.nodes.join(","))),
            set("username", self.username.as_ref()),
            set("password", self.password.as_ref().map(Secret::expose)),
        ];
        all.into_iter().flatten().collect()
    }
}

/// Lines of `NAME=value` as the environment. Gives whether a definition accepts it.
pub fn environment(text: &str, scratch: &Path) -> bool {
    let variables = text.lines().filter_map(|line| line.split_once('='));
    // A variable that cannot exist.
    let variables = variables.filter(|(name, value)| !name.contains('\0') && !value.contains('\0'));
    all(&Sources::standard().env(variables), scratch)
}

/// A configuration file in a profile.
pub fn file(text: &str, is_json: bool, profile: &str, scratch: &Path) -> bool {
    let path = scratch.join(if is_json { "given.json" } else { "given.toml" });
    fs::write(&path, text).expect("the scratch directory is writable");
    let sources = Sources::standard().env([("", ""); 0]).file(path);
    all(&sources.profile(profile), scratch)
}

/// What a platform writes into one variable. Where the text is a part of JSON, the mark is the password beside it.
pub fn platform(text: &str, scratch: &Path) -> bool {
    let relationships = base64(text);
    let service = format!(
        r#"{{"p.redis":[{{"name":"jobs","tags":["redis"],"credentials":{{"password":"{MARK}","uri":"redis://:{MARK}@h",{text}}}}}]}}"#
    );
    let connection = format!("{text},password={MARK}");
    let mut accepted = false;
    for (name, value) in [
        ("VCAP_SERVICES", text),
        ("VCAP_SERVICES", &service),
        ("PLATFORM_RELATIONSHIPS", text),
        ("PLATFORM_RELATIONSHIPS", &relationships),
        ("AZURE_REDIS_CONNECTIONSTRING", text),
        ("AZURE_REDIS_CONNECTIONSTRING", &connection),
        ("ConnectionStrings__jobs", &connection),
    ] {
        let sources = Sources::standard().env([(name, value)]);
        accepted |= all(&sources.profile("dev"), scratch);
    }
    accepted
}

fn all(sources: &Sources, scratch: &Path) -> bool {
    let accepted = [
        of::<Jobs>(sources, scratch),
        of::<Parts>(sources, scratch),
        of::<Nodes>(sources, scratch),
    ];
    accepted.contains(&true)
}

fn of<C: Written>(sources: &Sources, scratch: &Path) -> bool {
    let why = C::explain_from(sources);
    let json = serde_json::to_string(&why).expect("an explanation is JSON");
    hides_the_mark(&format!("{sources:?}{why}{why:?}{json}"));
    match sources.load::<C>() {
        Ok(config) => {
            assert!(why.is_valid(), "loaded, and yet: {why}");
            let settings = config.settings().unwrap_or_else(|invalid| {
                panic!("loaded, and yet: {invalid}");
            });
            hides_the_mark(&format!("{config:?}{settings:?}{}", settings.address()));
            loads_again(&config, scratch);
            true
        }
        Err(invalid) => {
            assert!(!why.is_valid(), "explained as valid, and yet: {invalid}");
            hides_the_mark(&texts(&invalid));
            false
        }
    }
}

/// Every text of an error.
fn texts(invalid: &Invalid) -> String {
    let mut text = format!("{invalid}{invalid:?}");
    for one in invalid.violations() {
        assert!(!one.message().is_empty() && !one.help().is_empty(), "{one}");
        let _ = write!(text, "{one}{one:?}{:?}{}", one.value(), one.origin());
    }
    text
}

fn hides_the_mark(shown: &str) {
    assert!(!shown.contains(MARK), "{shown}");
}

/// As variables, as TOML and as JSON.
fn loads_again<C: Written>(config: &C, scratch: &Path) {
    let values = config.written();
    // In quotes, `none` is a text.
    let variables = values.iter().map(|(key, text)| {
        (
            format!("JOBS_{}", key.to_uppercase()),
            format!("\"{text}\""),
        )
    });
    let by_variables = Sources::standard().env(variables).profile("dev");
    same(config, &by_variables);
    let (mut toml, mut json) = (String::from("[jobs]\n"), serde_json::Map::new());
    for (key, text) in values {
        let quoted = serde_json::to_string(&text).expect("a text is JSON");
        // JSON writes this one as it is; TOML does not permit it.
        let _ = writeln!(toml, "{key} = {}", quoted.replace('\u{7f}', "\\u007f"));
        json.insert(key.to_owned(), text.into());
    }
    let json = serde_json::json!({ "jobs": json }).to_string();
    for (name, text) in [("again.toml", toml), ("again.json", json)] {
        let path = scratch.join(name);
        fs::write(&path, text).expect("the scratch directory is writable");
        let by_file = Sources::standard().env([("", ""); 0]).file(path);
        same(config, &by_file.profile("dev"));
    }
}

fn same<C: Written>(config: &C, sources: &Sources) {
    match sources.load::<C>() {
        Ok(again) => assert_eq!(*config, again),
        Err(invalid) => panic!("{config:?} does not load again: {invalid}"),
    }
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |at| ALPHABET[(bits >> (18 - 6 * at)) as usize & 63])
    });
    digits.map(char::from).collect()
}

//! A configuration file: sections of values for instances, with and without a profile.

use std::fmt;

use super::tree::{Content, Format, Key, Malformed, Node, Position};
use super::{json, toml};
use crate::{Code, Endpoint, Problem, is_loopback, suggest, text};

/// A parsed configuration file.
///
/// ```toml
/// [jobs]                             # for every profile
/// connect_timeout = "2s"
///
/// [profile.production.jobs]
/// url = "rediss://redis.example.com:6380/1"
/// password_file = "/run/secrets/jobs"
/// ```
///
/// The JSON form is the same tree: `{"jobs": {..}, "profile": {"production": {"jobs": {..}}}}`.
///
/// ```
/// use redis_config_rules::file::{ConfigFile, Format};
///
/// let file = ConfigFile::parse("[jobs]\nport = 6379\n", Format::Toml)?;
/// let [jobs] = file.sections.as_slice() else { panic!() };
/// assert_eq!((jobs.instance.as_str(), jobs.profile.as_deref()), ("jobs", None));
/// assert_eq!(jobs.entries[0].text, "6379");
/// assert_eq!(jobs.entries[0].at.to_string(), "2:8");
/// # Ok::<(), redis_config_rules::file::FileError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// The sections, in the order of the file.
    pub sections: Vec<Section>,
    /// The names of all profiles, in the order of the file.
    pub profiles: Vec<String>,
    /// The addresses that a profile permits although its guard rail refuses them: profile and rail.
    pub permitted: Vec<(String, Rail)>,
}

/// An exception from the guard rail of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rail {
    /// `allow_remote = true` in the profile `test`.
    Remote,
    /// `allow_loopback = true` in the profile `production`.
    Loopback,
}

impl Rail {
    /// Its key in the table of a profile.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Remote => "allow_remote",
            Self::Loopback => "allow_loopback",
        }
    }

    /// The rail of a profile: `test` refuses a server that is not on this machine, `production` one that is.
    ///
    /// ```
    /// use redis_config_rules::Endpoint;
    /// use redis_config_rules::file::Rail;
    ///
    /// let local = Endpoint::Tcp { host: "localhost".to_owned(), port: 6379 };
    /// assert_eq!(Rail::of("production"), Some(Rail::Loopback));
    /// assert!(Rail::Loopback.refuses(&local) && !Rail::Remote.refuses(&local));
    /// assert_eq!(Rail::of("staging"), None);
    /// ```
    pub fn of(profile: &str) -> Option<Self> {
        // Some platforms write `Production`.
        match profile.to_ascii_lowercase().as_str() {
            "test" => Some(Self::Remote),
            "production" => Some(Self::Loopback),
            _ => None,
        }
    }

    /// Whether it refuses this server.
    pub fn refuses(self, server: &Endpoint) -> bool {
        let Endpoint::Tcp { host, .. } = server else {
            return false;
        };
        is_loopback(host) == (self == Self::Loopback)
    }

    /// Why it refuses a server, as a clause.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Remote => "is not on this machine, and tests must not change data elsewhere",
            Self::Loopback => "is this machine, which is usually the address for development",
        }
    }
}

/// The values for one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The profile; `None` for the values that apply to every profile.
    pub profile: Option<String>,
    /// The name of the instance.
    pub instance: String,
    /// The place of its name.
    pub at: Position,
    /// The values, in the order of the file.
    pub entries: Vec<Entry>,
}

/// One value.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The place of the key.
    pub key_at: Position,
    /// The value as text; a list with commas. It may be secret.
    pub text: String,
    /// The place of the value.
    pub at: Position,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("key", &self.key)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// A mistake in the form of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// Where it is.
    pub at: Position,
    /// The mistake.
    pub problem: Problem,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.problem)
    }
}

impl std::error::Error for FileError {}

impl ConfigFile {
    /// Parses the text of a file. Keys and values are not compared with a definition.
    ///
    /// # Errors
    ///
    /// The first mistake, code `config-file`. It quotes no value.
    pub fn parse(text: &str, format: Format) -> Result<Self, FileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let parsed = match format {
            Format::Toml => toml::parse(text),
            Format::Json => json::parse(text),
        };
        let read = parsed.and_then(|tree| {
            let mut reader = TreeReader {
                text,
                file: Self::default(),
            };
            reader.top(tree)?;
            Ok(reader.file)
        });
        read.map_err(|Malformed { at, message }| {
            let (message, help) = match message.split_once('\n') {
                Some((message, help)) => (message.to_owned(), help.to_owned()),
                None => {
                    let name = match format {
                        Format::Toml => "TOML",
                        Format::Json => "JSON",
                    };
                    (
                        format!("the file is not {name}: {message}"),
                        format!("correct the syntax of {name} there"),
                    )
                }
            };
            FileError {
                at: Position::of(text, at),
                problem: Problem::new(Code::CONFIG_FILE, message, help),
            }
        })
    }
}

struct TreeReader<'a> {
    text: &'a str,
    file: ConfigFile,
}

impl TreeReader<'_> {
    fn top(&mut self, tree: Node) -> Result<(), Malformed> {
        let Content::Table(tables) = tree.content else {
            return Err(mistake(
                tree.at,
                "the file does not hold an object",
                "write `{\"jobs\": {\"url\": \"redis://127.0.0.1:6379/1\"}}`",
            ));
        };
        for (key, node) in tables {
            if key.name != "profile" {
                self.section(None, key, node)?;
                continue;
            }
            let Content::Table(profiles) = node.content else {
                return Err(no_table(&key, "`[profile.production.jobs]`"));
            };
            for (key, node) in profiles {
                self.profile(key, node)?;
            }
        }
        Ok(())
    }

    fn profile(&mut self, key: Key, node: Node) -> Result<(), Malformed> {
        let Content::Table(tables) = node.content else {
            return Err(no_table(&key, "`[profile.production.jobs]`"));
        };
        let profile = key.name;
        for (key, node) in tables {
            let rail = [Rail::Remote, Rail::Loopback]
                .into_iter()
                .find(|rail| rail.key() == key.name);
            match (rail, &node.content) {
                (Some(rail), Content::Flag(on)) => {
                    if *on {
                        self.file.permitted.push((profile.clone(), rail));
                    }
                }
                (Some(_), _) => {
                    return Err(mistake(
                        node.at,
                        &format!("`{}` is neither `true` nor `false`", key.name),
                        "write `true` or `false`, without quotes",
                    ));
                }
                (None, _) => self.section(Some(&profile), key, node)?,
            }
        }
        self.file.profiles.push(profile);
        Ok(())
    }

    fn section(&mut self, profile: Option<&str>, key: Key, node: Node) -> Result<(), Malformed> {
        let Content::Table(values) = node.content else {
            let rails = [Rail::Remote.key(), Rail::Loopback.key()];
            if let Some(near) = suggest::nearest(&key.name, rails) {
                let help = match near == key.name {
                    true => format!(
                        "write it below `[profile.{}]`",
                        if near == rails[0] {
                            "test"
                        } else {
                            "production"
                        }
                    ),
                    false => format!("did you mean `{near}`?"),
                };
                let message = format!("`{}` permits nothing here", key.name);
                return Err(mistake(key.at, &message, &help));
            }
            let of = profile.map_or(String::new(), |profile| format!("profile.{profile}."));
            return Err(no_table(
                &key,
                &format!("`[{of}jobs]` above it, with the name of the instance"),
            ));
        };
        let mut entries = Vec::with_capacity(values.len());
        for (key, node) in values {
            entries.push(Entry {
                key_at: self.place(key.at),
                at: self.place(node.at),
                text: value(&key, node)?,
                key: key.name,
            });
        }
        self.file.sections.push(Section {
            profile: profile.map(str::to_owned),
            instance: key.name,
            at: self.place(key.at),
            entries,
        });
        Ok(())
    }

    fn place(&self, at: usize) -> Position {
        Position::of(self.text, at)
    }
}

fn value(key: &Key, node: Node) -> Result<String, Malformed> {
    match node.content {
        Content::Text(text) => Ok(text),
        Content::Flag(flag) => Ok(flag.to_string()),
        Content::List(items) => {
            let mut texts = Vec::with_capacity(items.len());
            for item in items {
                let at = item.at;
                match item.content {
                    Content::Text(text) if !text.contains(',') => texts.push(text),
                    Content::Flag(flag) => texts.push(flag.to_string()),
                    _ => {
                        return Err(mistake(
                            at,
                            &format!(
                                "an item of `{}` is neither text nor a number, or holds a comma",
                                key.name
                            ),
                            "write a list of texts, e.g. `[\"10.0.0.1:7000\", \"10.0.0.2:7000\"]`",
                        ));
                    }
                }
            }
            Ok(texts.join(","))
        }
        Content::Table(_) => Err(mistake(
            key.at,
            &format!("`{}` is a table", key.name),
            "give it a value: settings are not nested, and a profile is written `[profile.production.jobs]`",
        )),
        Content::Other(what) => Err(mistake(
            node.at,
            &format!("`{}` is {what}", key.name),
            "write text in quotes, a decimal number, `true` or `false`, or a list",
        )),
    }
}

fn no_table(key: &Key, instead: &str) -> Malformed {
    let name = match text::placeholder(&key.name) {
        Some(_) => "the key",
        None => &format!("`{}`", key.name),
    };
    mistake(
        key.at,
        &format!("{name} is not a table"),
        &format!("values belong to an instance: write {instead}"),
    )
}

/// Message and help in one text, because the parsers have no help.
fn mistake(at: usize, message: &str, help: &str) -> Malformed {
    Malformed {
        at,
        message: format!("{message}\n{help}"),
    }
}

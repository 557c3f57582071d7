//! The names in a configuration file, compared with a definition.

use super::config_file::{ConfigFile, Section};
use super::tree::Position;
use crate::{Alias, Code, Problem, Setting, suggest};

/// A mistake in the names of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongName {
    /// Where it is.
    pub at: Position,
    /// The profile of its section.
    pub profile: Option<String>,
    /// The key, if it is one of an instance.
    pub key: Option<String>,
    /// The mistake.
    pub problem: Problem,
}

impl ConfigFile {
    /// The section of an instance: of a profile, or the one without a profile.
    pub fn section(&self, profile: Option<&str>, instance: &str) -> Option<&Section> {
        self.sections
            .iter()
            .find(|one| one.profile.as_deref() == profile && one.instance == instance)
    }

    /// Sections of no instance. `known` are the names of all instances, if the caller knows them; otherwise only a probable
    /// typo of `instance` is a mistake.
    ///
    /// ```
    /// use redis_config_rules::file::{ConfigFile, Format};
    ///
    /// let file = ConfigFile::parse("[jbos]\n[cache]\n", Format::Toml)?;
    /// let wrong = file.wrong_instances("jobs", &[]);
    /// assert_eq!(wrong.len(), 1);
    /// assert_eq!(wrong[0].problem.help, "did you mean `jobs`?");
    /// assert_eq!(file.wrong_instances("jobs", &["jobs", "cache"]).len(), 1);
    /// assert_eq!(file.wrong_instances("jobs", &["jobs"]).len(), 2);
    /// # Ok::<(), redis_config_rules::file::FileError>(())
    /// ```
    pub fn wrong_instances(&self, instance: &str, known: &[&str]) -> Vec<WrongName> {
        let digits = |c: char| c.is_ascii_digit();
        let sections = self.sections.iter().filter(|one| {
            let name = one.instance.as_str();
            if !known.is_empty() {
                return !known.contains(&name);
            }
            // The prefix of the variables, as the name of the instance.
            if name.to_ascii_lowercase().replace('-', "_")
                == format!("{}_redis", instance.replace('-', "_"))
            {
                return true;
            }
            // `shard1` and `shard2` are two instances.
            name != instance
                && name.trim_end_matches(digits) != instance.trim_end_matches(digits)
                && suggest::nearest(name, [instance]).is_some()
        });
        sections
            .map(|one| {
                let candidates = match known {
                    [] => &[instance],
                    known => known,
                };
                let near = suggest::nearest(&one.instance, candidates.iter().copied());
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => format!("did you mean `{instance}`?"),
                    None => format!("the instances are {}", enumerate(known)),
                };
                WrongName {
                    at: one.at,
                    profile: one.profile.clone(),
                    key: None,
                    problem: Problem::new(
                        Code::UNKNOWN_INSTANCE,
                        format!("no instance is called `{}`", one.instance),
                        help,
                    ),
                }
            })
            .collect()
    }

    /// Keys of an instance that the definition does not take, in all profiles. `keys` are the names of its fields, `fixed` those
    /// of the settings that the attribute of the struct fixes.
    pub fn wrong_keys(&self, instance: &str, keys: &[&str], fixed: &[&str]) -> Vec<WrongName> {
        let sections = self.sections.iter().filter(|one| one.instance == instance);
        let entries = sections.flat_map(|one| one.entries.iter().map(move |entry| (one, entry)));
        entries
            .filter(|(_, entry)| {
                let bare = entry.key.strip_suffix("_file").unwrap_or(&entry.key);
                !keys.contains(&entry.key.as_str()) && !keys.contains(&bare)
            })
            .map(|(section, entry)| WrongName {
                at: entry.key_at,
                profile: section.profile.clone(),
                key: Some(entry.key.clone()),
                problem: unknown(&entry.key, keys, fixed),
            })
            .collect()
    }
}

fn unknown(key: &str, keys: &[&str], fixed: &[&str]) -> Problem {
    let setting = Setting::from_key(key);
    if fixed.contains(&key) {
        return Problem::new(
            Code::DISAGREEMENT,
            format!("the attribute of the struct fixes `{key}`"),
            format!("remove it here, or make `{key}` a field of the struct"),
        );
    }
    if setting.is_some() {
        return Problem::new(
            Code::UNKNOWN_KEY,
            format!("the struct has no field `{key}`"),
            format!("add the field `{key}` to the struct, or remove the key"),
        );
    }
    let alias = Alias::of(&key.to_ascii_lowercase()).map(|alias| alias.setting.key());
    let near = alias
        .filter(|meant| keys.contains(meant))
        .or_else(|| suggest::nearest(key, keys.iter().copied()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys are {}", enumerate(keys)),
    };
    Problem::new(Code::UNKNOWN_KEY, format!("unknown key `{key}`"), help)
}

fn enumerate(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

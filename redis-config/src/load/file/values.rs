//! The values of the configuration file for one instance.

use std::path::{Path, PathBuf};

use redis_config_rules::file::{ConfigFile, Entry, Format, WrongName};
use redis_config_rules::{Code, Problem};
use zeroize::Zeroizing;

use super::profile::{self, Profile};
use crate::check::origin::Origin;
use crate::check::violation::{Violation, named};
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::inputs::Inputs;
use crate::load::report::Report;
use crate::load::resolve::{Picked, Rank};
use crate::secret::file;
use crate::secret::source::SecretSource;

/// A parsed file and the active profile.
pub(crate) struct FileValues {
    path: PathBuf,
    pub(crate) file: ConfigFile,
    profile: Option<String>,
}

/// Reads the file at `path`, or the one that the definition embeds. Mistakes are reported.
pub(crate) fn read<C: RedisConfig>(
    inputs: &Inputs<'_>,
    profile: Option<&Profile>,
    report: &mut Report,
) -> Option<FileValues> {
    let embedded = C::FILE.filter(|_| !inputs.defaults_only);
    let (path, text) = match (inputs.file, embedded) {
        (Some(path), _) => match file::read(path, false, true) {
            Ok(text) => (path, text),
            Err(problem) => {
                let help = match problem.code {
                    Code::NOT_UTF8 => problem.help.as_str(),
                    Code::FILE_TOO_LARGE => {
                        "keep it below that: it holds nothing but the values of instances"
                    }
                    _ => "give `Sources::file` the path of the configuration file",
                };
                let problem = Problem::new(Code::CONFIG_FILE, problem.message, help);
                report
                    .violations
                    .push(Violation::new("file", Origin::Code, problem));
                return None;
            }
        },
        (None, Some((path, text))) => (Path::new(path), Zeroizing::new(text.to_owned())),
        (None, None) => return None,
    };
    let shown = path.display().to_string();
    let file = match ConfigFile::parse(&text, Format::of(&shown)) {
        Ok(file) => file,
        Err(error) => {
            let origin = Origin::ConfigFile {
                path: path.to_owned(),
                line: error.at.line,
                column: error.at.column,
                profile: None,
            };
            report
                .violations
                .push(Violation::new("file", origin, error.problem));
            return None;
        }
    };
    if let Err(violation) = profile::check(&file, &shown, profile) {
        report.violations.push(*violation);
    }
    let values = FileValues {
        path: path.to_owned(),
        file,
        profile: profile.map(|profile| profile.name.clone()),
    };
    values.report_names::<C>(inputs.members, report);
    Some(values)
}

impl FileValues {
    fn origin(&self, at: redis_config_rules::file::Position, profile: Option<&str>) -> Origin {
        Origin::ConfigFile {
            path: self.path.clone(),
            line: at.line,
            column: at.column,
            profile: profile.map(str::to_owned),
        }
    }

    /// Reports keys and instances that nothing reads, in all profiles.
    fn report_names<C: RedisConfig>(&self, members: &[&str], report: &mut Report) {
        let keys: Vec<_> = C::FIELDS.iter().map(named).collect();
        let fixed: Vec<_> = C::FIXED.iter().map(|(one, _)| one.key()).collect();
        let instances = self.file.wrong_instances(C::NAME, members);
        // In a group, the first member reports what no member reads.
        let first = members.first().is_none_or(|first| *first == C::NAME);
        let instances = instances.into_iter().filter(|_| first);
        for wrong in instances.chain(self.file.wrong_keys(C::NAME, &keys, &fixed)) {
            let WrongName {
                at,
                profile,
                key,
                problem,
            } = wrong;
            let origin = self.origin(at, profile.as_deref());
            let name = key.unwrap_or_else(|| "file".to_owned());
            report
                .violations
                .push(Violation::new(name, origin, problem));
        }
    }

    /// The value of a field: of the active profile, or the one that applies to every profile.
    ///
    /// # Errors
    ///
    /// The file that it names cannot be read, or it is given twice.
    pub(crate) fn value<C: RedisConfig>(
        &self,
        meta: &'static FieldMeta,
        rank: Rank,
    ) -> Result<Option<Picked>, Box<Violation>> {
        let profile = match rank {
            Rank::Profile => match self.profile.as_deref() {
                Some(profile) => Some(profile),
                None => return Ok(None),
            },
            _ => None,
        };
        let Some(section) = self.file.section(profile, C::NAME) else {
            return Ok(None);
        };
        let key = named(meta);
        let find = |key: &str| section.entries.iter().find(|entry| entry.key == key);
        let twin = format!("{key}_file");
        let twin_is_field = C::FIELDS.iter().any(|other| named(other) == twin);
        let path = find(&twin).filter(|_| !twin_is_field);
        match (find(key), path) {
            (None, None) => Ok(None),
            (Some(entry), Some(_)) => {
                let problem = Problem::new(
                    Code::VARIABLE_AND_FILE,
                    format!("`{key}` and `{twin}` are both set"),
                    format!("remove one of them; `{twin}` keeps the value out of this file"),
                );
                let origin = self.origin(entry.key_at, profile);
                Err(Box::new(Violation::new(key, origin, problem)))
            }
            (Some(entry), None) => Ok(Some(Picked {
                text: Zeroizing::new(entry.text.clone()),
                rank,
                origin: self.origin(entry.at, profile),
                source: None,
            })),
            (None, Some(entry)) => self.of_file(meta, rank, entry, profile).map(Some),
        }
    }

    /// The content of the file that `password_file` names. A relative path starts at the directory of the configuration file.
    fn of_file(
        &self,
        meta: &'static FieldMeta,
        rank: Rank,
        entry: &Entry,
        profile: Option<&str>,
    ) -> Result<Picked, Box<Violation>> {
        if entry.text.is_empty() {
            // As an empty variable: no value, or a mistake where one is needed.
            return Ok(Picked {
                text: Zeroizing::default(),
                rank,
                origin: self.origin(entry.at, profile),
                source: None,
            });
        }
        let directory = self.path.parent().unwrap_or(Path::new(""));
        let path = directory.join(&entry.text);
        // With the directory before it, a password would look like a path.
        let shown = path.exists() || file::looks_like_a_path(Path::new(&entry.text));
        let origin = self.origin(entry.at, profile);
        match file::read(&path, meta.secret, shown) {
            Ok(text) => Ok(Picked {
                text,
                rank,
                origin,
                source: Some(SecretSource::file(meta, path)),
            }),
            Err(problem) => Err(Box::new(Violation::of(meta, origin, None, problem))),
        }
    }
}

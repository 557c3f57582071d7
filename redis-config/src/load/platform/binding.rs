//! What a platform gives: servers, the instances that they are for, and variables that it does not use.

use redis_config_rules::{Code, Problem, Setting, Topology};
use zeroize::Zeroizing;

use super::variables::{Checked, Variables, checked};
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::report::Ignored;
use crate::load::resolve::{Picked, Rank};

/// The settings of one server, each with its source.
#[derive(Default)]
pub(crate) struct Parts {
    values: Vec<(Setting, Picked)>,
    /// The topology of `nodes`.
    pub(crate) topology: Option<Topology>,
    /// The platform gives user name and password beside a URL that has none.
    pub(crate) beside_url: bool,
    /// Advice, if the server is used.
    pub(crate) hints: Vec<String>,
}

impl Parts {
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(crate) fn has(&self, setting: Setting) -> bool {
        self.get(setting).is_some()
    }

    pub(crate) fn get(&self, setting: Setting) -> Option<&Picked> {
        let found = self.values.iter().find(|(one, _)| *one == setting);
        found.map(|(_, picked)| picked)
    }

    pub(crate) fn take(&mut self, setting: Setting) -> Option<Picked> {
        let at = self.values.iter().position(|(one, _)| *one == setting)?;
        Some(self.values.remove(at).1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Setting, &Picked)> {
        self.values
            .iter()
            .map(|(setting, picked)| (*setting, picked))
    }

    /// Adds a checked value. A platform may give a setting under several names, with one value.
    ///
    /// # Errors
    ///
    /// The value is wrong, or another name gives another one.
    pub(crate) fn add(&mut self, setting: Setting, value: Checked) -> Result<(), Box<Violation>> {
        let Some(picked) = value? else { return Ok(()) };
        match self.get(setting) {
            Some(earlier) if earlier.text == picked.text => {}
            Some(earlier) => return Err(disagree(setting, earlier, &picked)),
            None => self.values.push((setting, picked)),
        }
        Ok(())
    }

    /// Adds the settings of `others`.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub(crate) fn merge(&mut self, others: Self) -> Result<(), Box<Violation>> {
        self.hints.extend(others.hints);
        let mut values = others.values.into_iter();
        values.try_for_each(|(setting, picked)| self.add(setting, Ok(Some(picked))))
    }

    /// Adds the value of a variable, if it is set.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub(crate) fn variable(
        &mut self,
        variables: &Variables<'_>,
        name: &str,
        setting: Setting,
    ) -> Result<(), Box<Violation>> {
        self.add(setting, variables.read(name, setting))
    }

    /// Adds the variables that start with `prefix`.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub(crate) fn prefixed(
        &mut self,
        variables: &Variables<'_>,
        prefix: &str,
        names: &[(&str, Setting)],
    ) -> Result<(), Box<Violation>> {
        names.iter().try_for_each(|(name, setting)| {
            self.variable(variables, &format!("{prefix}{name}"), *setting)
        })
    }

    /// Adds a text from another place than a variable.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub(crate) fn text(
        &mut self,
        setting: Setting,
        text: Zeroizing<String>,
        origin: Origin,
    ) -> Result<(), Box<Violation>> {
        let raw = Picked {
            text,
            rank: Rank::Platform,
            origin,
            source: None,
        };
        self.add(setting, checked(setting, raw))
    }
}

/// One server, and the instances that it is for.
pub(crate) struct Binding {
    pub(crate) platform: &'static str,
    /// The names by which an instance selects it.
    names: Vec<String>,
    /// Whether it also is for the instance declared `fallback`.
    pub(crate) unnamed: bool,
    /// Whether it is used only if there is no other.
    pub(crate) last: bool,
    pub(crate) parts: Result<Parts, Box<Violation>>,
}

impl Binding {
    pub(crate) fn has_no_name(&self) -> bool {
        self.names.is_empty()
    }

    pub(crate) fn is_for(&self, name: &str, prefix: &str) -> bool {
        let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '.', ' '], "_");
        let names = [plain(name), plain(prefix)];
        self.names.iter().any(|one| names.contains(&plain(one)))
    }
}

/// All that the platforms give.
#[derive(Default)]
pub(crate) struct Found {
    /// The platform that is being read.
    pub(crate) platform: &'static str,
    pub(crate) bindings: Vec<Binding>,
    /// A description that cannot be read. It may be about any instance.
    pub(crate) broken: Option<Box<Violation>>,
    pub(crate) ignored: Vec<Ignored>,
}

impl Found {
    /// Adds a server for the instances of these names.
    pub(crate) fn named(&mut self, names: &[&str], parts: Result<Parts, Box<Violation>>) {
        self.push(names, false, false, parts);
    }

    /// Adds a server for the instances of these names, and for the fallback.
    pub(crate) fn either(&mut self, names: &[&str], parts: Result<Parts, Box<Violation>>) {
        self.push(names, true, false, parts);
    }

    /// Adds a server for the fallback.
    pub(crate) fn unnamed(&mut self, parts: Result<Parts, Box<Violation>>) {
        self.push(&[], true, false, parts);
    }

    /// Adds a server that is used only if there is no other.
    pub(crate) fn last(&mut self, names: &[&str], parts: Result<Parts, Box<Violation>>) {
        self.push(names, names.is_empty(), true, parts);
    }

    fn push(
        &mut self,
        names: &[&str],
        unnamed: bool,
        last: bool,
        parts: Result<Parts, Box<Violation>>,
    ) {
        if parts.as_ref().is_ok_and(Parts::is_empty) {
            return;
        }
        self.bindings.push(Binding {
            platform: self.platform,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            unnamed,
            last,
            parts,
        });
    }

    pub(crate) fn ignore(&mut self, variable: impl Into<String>, reason: impl Into<String>) {
        self.ignored.push(Ignored {
            variable: variable.into(),
            reason: reason.into(),
        });
    }
}

/// The violation for two sources with different values. The values are not shown, because some are secret.
pub(crate) fn disagree(setting: Setting, one: &Picked, other: &Picked) -> Box<Violation> {
    let what = match setting {
        Setting::Username => "different users",
        Setting::Password => "different passwords",
        Setting::Database => "different databases",
        Setting::Tls => "different answers to whether to use TLS",
        _ => "different servers, or different ways to sign in",
    };
    let problem = Problem::new(
        Code::DISAGREEMENT,
        format!("`{}` and `{}` give {what}", one.origin, other.origin),
        "unset one of them, or set the variables of the instance, which win",
    );
    let mut violation = Violation::new(setting.key(), one.origin.clone(), problem);
    violation.with = Some((setting.key(), other.origin.clone()));
    Box::new(violation)
}

//! The variables of a platform: cleaned, checked, and without those that a field of the definition reads.

use std::cell::RefCell;
use std::collections::BTreeSet;

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Code, Problem, Setting};
use zeroize::Zeroizing;

use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::environment::Environment;
use crate::load::resolve::{Picked, Rank, read};
use crate::secret::sanitise::{Clean, outside};

/// A value, none, or why it cannot be used.
pub(crate) type Checked = Result<Option<Picked>, Box<Violation>>;

/// The rule of each setting. Only an endpoint must have a value if its variable is set: an empty `REDIS_URL` must not lead
/// to the default, which is usually a server on this machine.
static RULES: [FieldMeta; Setting::ALL.len()] = {
    let mut rules = [FieldMeta::unbound(Setting::Url, "URL"); Setting::ALL.len()];
    let mut at = 0;
    while at < rules.len() {
        let setting = Setting::ALL[at];
        rules[at] = FieldMeta {
            optional: !matches!(
                setting,
                Setting::Url | Setting::Host | Setting::Socket | Setting::Nodes
            ),
            ..FieldMeta::unbound(setting, setting.variable())
        };
        at += 1;
    }
    rules
};

/// The rule of a setting.
pub(crate) fn rule(setting: Setting) -> &'static FieldMeta {
    let found = RULES.iter().find(|rule| rule.setting() == Some(setting));
    found.unwrap_or(&RULES[0])
}

/// The environment as a platform sees it.
pub(crate) struct Variables<'a> {
    environment: &'a Environment,
    own: &'static [FieldMeta],
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Variables<'a> {
    /// Without the variables that the fields of the definition read.
    pub(crate) fn of<C: RedisConfig>(environment: &'a Environment) -> Self {
        Self {
            environment,
            own: C::FIELDS,
            asked: RefCell::default(),
        }
    }

    fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|field| field.variable == name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.environment.names().filter(|name| !self.is_own(name))
    }

    /// The variables that no platform has asked for.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &'a str> {
        self.names()
            .filter(|name| !self.asked.borrow().contains(*name))
    }

    fn ask(&self, name: &str) {
        self.asked.borrow_mut().insert(name.to_owned());
    }

    /// A value as it is; `None` if it is unset or not UTF-8.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        let value = self.environment.value(name)?;
        self.ask(name);
        value.to_str().filter(|_| !self.is_own(name))
    }

    /// The value of a variable or of the file that its `_FILE` twin names.
    ///
    /// # Errors
    ///
    /// The value cannot be read or breaks the rule of its setting.
    pub(crate) fn read(&self, name: &str, setting: Setting) -> Checked {
        match self.unchecked(name, setting)? {
            Some(picked) => checked(setting, picked),
            None => Ok(None),
        }
    }

    /// As [`read`](Self::read), for a value that needs a change before the check.
    ///
    /// # Errors
    ///
    /// The value cannot be read.
    pub(crate) fn unchecked(&self, name: &str, setting: Setting) -> Checked {
        let twin = format!("{name}_FILE");
        let is_set = |name: &str| self.environment.value(name).is_some();
        if !(is_set(name) || is_set(&twin)) || self.is_own(name) {
            return Ok(None);
        }
        self.ask(name);
        self.ask(&twin);
        read(rule(setting), name, Some(&twin), self.environment)
    }
}

/// Cleans a value and checks it.
///
/// # Errors
///
/// The value breaks the rule of its setting.
pub(crate) fn checked(setting: Setting, raw: Picked) -> Checked {
    let rule = rule(setting);
    let checked = outside(rule, &raw.text).and_then(|clean| {
        let Clean::Text(text) = clean else {
            return Ok(None);
        };
        let text = match setting {
            Setting::Tls => Zeroizing::new(flag(&text)?.to_string()),
            _ => text,
        };
        setting.check_text(&text)?;
        Ok(Some(text))
    });
    match checked {
        Ok(text) => Ok(text.map(|text| Picked {
            text,
            rank: Rank::Platform,
            ..raw
        })),
        Err(mut problem) => {
            if problem.code == Code::URL_USERNAME_WITHOUT_PASSWORD
                && let Some(help) = with_colon(&raw.text)
            {
                problem.help = help;
            }
            let violation = Violation::of(rule, raw.origin, Some(&raw.text), problem);
            Err(Box::new(violation))
        }
    }
}

/// The right form of a URL with a password in the position of the user name, as consoles print it.
fn with_colon(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (_, address) = rest.rsplit_once('@')?;
    let form = |user_info: &str| format!("{scheme}://{user_info}@{address}");
    let (one, two) = (form(":PASSWORD"), form("USER:PASSWORD"));
    // The rest is shown only if it is an address.
    RedisUrl::parse(&one).ok()?;
    Some(format!(
        "a password without a user name follows a colon: write `{one}`, or `{two}`"
    ))
}

/// Whether a text asks for TLS. A text that is not understood is an error, never plaintext.
fn flag(text: &str) -> Result<bool, Problem> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(Problem::new(
            Code::FLAG,
            "the value does not state whether to use TLS",
            "write `true` or `false`",
        )),
    }
}

//! The check of a whole definition.

use super::address::Address;
use super::{Found, Known, ResolvedSettings, SettingsDraft};
use crate::{Code, Group, Problem, Setting, duration};

impl SettingsDraft<'_> {
    /// Checks everything that is known and says all that is wrong: one problem for each mistake, none that
    /// another causes.
    ///
    /// A `username`, `password`, `database` or `protocol` of its own fills in what the URL leaves out; where
    /// both give one thing they must agree. A host without a port has port 6379. Values that are known
    /// [`Later`](Known::Later) take part in what excludes or needs each other, not in the checks of values; in
    /// the normal form their place holds the default, and an endpoint known later is not there.
    ///
    /// # Errors
    ///
    /// Every problem found, never only the first.
    ///
    /// ```
    /// use redis_config_rules::{SettingsDraft, Known, Setting, Topology};
    ///
    /// let mut draft = SettingsDraft {
    ///     topology: Topology::Standalone,
    ///     entries: vec![
    ///         (Setting::Url, Known::Text("redis://127.0.0.1/1")),
    ///         (Setting::ConnectTimeout, Known::Text("500ms")),
    ///     ],
    /// };
    /// assert_eq!(draft.check().unwrap().address(), "redis://127.0.0.1:6379/1");
    ///
    /// draft.entries.push((Setting::Host, Known::Text("127.0.0.1")));
    /// let found = draft.check().unwrap_err();
    /// assert_eq!(found[0].setting, Setting::Host);
    /// assert_eq!(found[0].with, Some(Setting::Url));
    /// ```
    pub fn check(&self) -> Result<ResolvedSettings, Vec<Found>> {
        let mut check = Check {
            draft: self,
            address: self.address(),
            found: Vec::new(),
        };
        check.values();
        check.topology_of_settings();
        check.topology_of_url();
        check.conflicts();
        check.requirements();
        check.master();
        check.address_and_its_parts();
        check.tls();
        check.cluster_database();
        check.endpoint();
        check.delays();
        if check.found.is_empty() {
            let address = check.address.as_ref();
            return self.resolve(address).map_err(|found| vec![found]);
        }
        let position = |found: &Found| self.position(found.setting);
        check.found.sort_by_key(|found| position(found));
        Err(check.found)
    }
}

pub(super) struct Check<'a> {
    pub(super) draft: &'a SettingsDraft<'a>,
    /// The URL or the nodes, if known and legal.
    pub(super) address: Option<Address>,
    found: Vec<Found>,
}

impl Check<'_> {
    pub(super) fn report(&mut self, setting: Setting, with: Option<Setting>, problem: Problem) {
        self.found.push(Found {
            setting,
            with,
            lacks: None,
            problem,
        });
    }

    /// Reports `setting` for the lack of another.
    pub(super) fn report_lack(&mut self, setting: Setting, lacks: Setting, problem: Problem) {
        self.found.push(Found {
            setting,
            with: None,
            lacks: Some(lacks),
            problem,
        });
    }

    /// Whether something is wrong with this setting already.
    pub(super) fn blamed(&self, setting: Setting) -> bool {
        self.found.iter().any(|found| found.setting == setting)
    }

    /// Of two settings that are set, the later one and the earlier one.
    pub(super) fn later_first(&self, a: Setting, b: Setting) -> (Setting, Setting) {
        if self.draft.position(a) > self.draft.position(b) {
            (a, b)
        } else {
            (b, a)
        }
    }

    /// Each value alone.
    fn values(&mut self) {
        for (at, &(setting, known)) in self.draft.entries.iter().enumerate() {
            let key = setting.key();
            if self.draft.position(setting) != Some(at) {
                let problem = Problem::new(
                    Code::SETTING_TWICE,
                    format!("`{key}` is set twice"),
                    format!("keep one `{key}`"),
                );
                self.report(setting, Some(setting), problem);
                continue;
            }
            let Known::Text(text) = known else { continue };
            let checked = setting.check_text(text).and_then(|()| match setting {
                Setting::Nodes => self.draft.nodes(text).map(drop),
                _ => Ok(()),
            });
            if let Err(problem) = checked {
                self.report(setting, None, problem);
            }
        }
    }

    /// Settings that exclude each other.
    fn conflicts(&mut self) {
        let draft = self.draft;
        // A port belongs to its host: where both conflict with a third, the host is reported.
        // What does not go with the topology is reported as just that.
        let unfit = |one: Setting| !one.info().topologies.contains(&draft.topology);
        let stands_back = |one: Setting| {
            one == Setting::Port && draft.has(Setting::Host) || unfit(one) || draft.is_off(one)
        };
        for (at, &(later, _)) in draft.entries.iter().enumerate() {
            if stands_back(later) || draft.position(later) != Some(at) {
                continue;
            }
            let earlier = draft.entries[..at].iter().map(|(one, _)| *one).find(|one| {
                let conflict = later.info().conflicts.contains(one);
                conflict && !stands_back(*one)
            });
            if let Some(earlier) = earlier {
                let (a, b) = (later.key(), earlier.key());
                let endpoints = [later, earlier]
                    .iter()
                    .all(|one| one.info().group == Group::Endpoint);
                let problem = Problem::new(
                    Code::CONFLICT,
                    if endpoints {
                        format!("`{a}` and `{b}` both say where the server is")
                    } else {
                        format!("`{a}` and `{b}` exclude each other")
                    },
                    format!("remove `{a}` or `{b}`"),
                );
                self.report(later, Some(earlier), problem);
            }
        }
    }

    /// Settings that need another.
    fn requirements(&mut self) {
        let draft = self.draft;
        for (at, &(setting, _)) in draft.entries.iter().enumerate() {
            let info = setting.info();
            if draft.position(setting) != Some(at) || self.blamed(setting) {
                continue;
            }
            // A port beside a URL or a socket is in conflict with it; that is the mistake.
            let conflicts = info.conflicts.iter().any(|one| draft.has(*one));
            let missing = info.requires.iter().copied().find(|one| !draft.has(*one));
            let Some(missing) = missing.filter(|one| !conflicts && !self.url_may_give(*one)) else {
                continue;
            };
            let problem = Problem::new(
                Code::REQUIRES,
                format!("`{}` is set, but `{}` is not", setting.key(), missing.key()),
                if missing.info().secret {
                    format!("set `{}` too, or remove `{}`", missing.key(), setting.key())
                } else {
                    format!(
                        "set `{}` too, e.g. to `{}`, or remove `{}`",
                        missing.key(),
                        missing.info().example,
                        setting.key()
                    )
                },
            );
            self.report_lack(setting, missing, problem);
        }
    }

    /// Whether the URL gives a thing, or may give it once it is known or mended.
    fn url_may_give(&self, setting: Setting) -> bool {
        let Some(address) = &self.address else {
            return self.draft.has(Setting::Url) || self.draft.has(Setting::Nodes);
        };
        let url = address.url.as_ref();
        match setting {
            Setting::Password => url.is_some_and(|url| url.password.is_some()),
            Setting::SentinelPassword => url.is_some_and(|url| url.sentinel_password.is_some()),
            _ => false,
        }
    }

    /// What both the URL, or the nodes, and a setting of its own give.
    fn address_and_its_parts(&mut self) {
        let Some(address) = &self.address else { return };
        let Some(url) = &address.url else { return };
        let holder = address.setting;
        let signs_in = url.password.is_some();
        let parts = [
            (Setting::Master, url.master.clone()),
            (Setting::Username, url.username.clone()),
            (Setting::Password, url.password.clone()),
            (Setting::SentinelUsername, url.sentinel_username.clone()),
            (Setting::SentinelPassword, url.sentinel_password.clone()),
            (
                Setting::Database,
                url.database.map(|number| number.to_string()),
            ),
            (
                Setting::Protocol,
                url.protocol.map(|one| one.key().to_owned()),
            ),
        ];
        if signs_in && self.draft.has(Setting::Credentials) {
            let (later, earlier) = self.later_first(holder, Setting::Credentials);
            let problem = Problem::new(
                Code::CONFLICT,
                format!("`{}` and `credentials` both say who signs in", holder.key()),
                "take user name and password out of the URL, or remove `credentials`",
            );
            self.report(later, Some(earlier), problem);
        }
        for (part, in_url) in parts {
            let (Some(in_url), Some(own)) = (in_url, self.draft.text(part)) else {
                continue;
            };
            if in_url == own || self.blamed(part) {
                continue;
            }
            let key = part.key();
            let (later, earlier) = self.later_first(holder, part);
            // Values are not shown: some of these parts are secret.
            let problem = Problem::new(
                Code::DISAGREEMENT,
                format!(
                    "`{}` and `{key}` give different values of `{key}`",
                    holder.key()
                ),
                match holder {
                    Setting::Nodes => format!("remove `{key}`, or take it out of the URLs"),
                    _ => format!("remove `{key}`, or take it out of the URL"),
                },
            );
            self.report(later, Some(earlier), problem);
        }
    }

    fn delays(&mut self) {
        let (min, max) = (Setting::ReconnectMinDelay, Setting::ReconnectMaxDelay);
        if self.blamed(min) || self.blamed(max) {
            return;
        }
        let value = |setting: Setting| match self.draft.position(setting) {
            Some(_) => self.draft.text(setting),
            None => setting.info().default,
        };
        let (Some(low), Some(high)) = (value(min), value(max)) else {
            return;
        };
        let (Ok(low), Ok(high)) = (duration::parse(low), duration::parse(high)) else {
            return;
        };
        if low <= high {
            return;
        }
        let (later, earlier) = self.later_first(min, max);
        let default = |setting: Setting| match self.draft.has(setting) {
            true => "",
            false => ", its default",
        };
        let (low, high) = (duration::format(low), duration::format(high));
        let problem = Problem::new(
            Code::DELAYS,
            format!(
                "`{}` (`{low}`{}) is above `{}` (`{high}`{})",
                min.key(),
                default(min),
                max.key(),
                default(max)
            ),
            format!(
                "set `{}` to `{low}` or more, or `{}` to `{high}` or less",
                max.key(),
                min.key()
            ),
        );
        let with = self.draft.has(earlier).then_some(earlier);
        self.report(later, with, problem);
    }
}

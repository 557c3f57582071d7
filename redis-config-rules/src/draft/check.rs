//! The check of a draft, and the rules that apply to all topologies.

use super::address::Address;
use super::input::{Found, Known, SettingsDraft};
use super::resolved::ResolvedSettings;
use crate::constant::{Fault, fault};
use crate::url::RedisUrl;
use crate::{Group, Problem, Setting, duration};

impl SettingsDraft<'_> {
    /// Checks all known values and the combination of settings.
    ///
    /// The settings `username`, `password`, `database` and `protocol` supply the parts that the URL omits. If the URL has
    /// the part too, the values must be equal. Values known [`Later`](Known::Later) take part in the rules about
    /// conflicts and requirements. In the result they have their default, and an endpoint known later is omitted.
    ///
    /// # Errors
    ///
    /// All mistakes, in the order of the entries. A mistake is reported once, without those that follow from it.
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
    pub(super) fn report(
        &mut self,
        setting: Setting,
        with: Option<Setting>,
        problem: impl Into<Problem>,
    ) {
        let found = Found::of(setting, problem.into());
        self.found.push(Found { with, ..found });
    }

    /// Reports that `setting` requires another setting.
    pub(super) fn report_lack(&mut self, setting: Setting, lacks: Setting, fault: Fault) {
        let (lacks, found) = (Some(lacks), Found::of(setting, fault.into()));
        self.found.push(Found { lacks, ..found });
    }

    /// The URL, or the URL of the first node.
    pub(super) fn url(&self) -> Option<&RedisUrl> {
        self.address.as_ref()?.url.as_ref()
    }

    /// Whether a mistake of this setting was reported already.
    pub(super) fn blamed(&self, setting: Setting) -> bool {
        self.found.iter().any(|found| found.setting == setting)
    }

    /// The later and the earlier one of two settings.
    pub(super) fn later_first(&self, a: Setting, b: Setting) -> (Setting, Setting) {
        if self.draft.position(a) > self.draft.position(b) {
            (a, b)
        } else {
            (b, a)
        }
    }

    /// `port = 6379, port = 6380`; `port = 0`: each setting once, with a legal value.
    fn values(&mut self) {
        for (at, &(setting, known)) in self.draft.entries.iter().enumerate() {
            if self.draft.position(setting) != Some(at) {
                let fault =
                    fault!(SETTING_TWICE, "`{0}` is set twice" => "keep one `{0}`"; setting.key());
                self.report(setting, Some(setting), fault);
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

    /// `url` and `host`: settings that exclude each other.
    fn conflicts(&mut self) {
        let draft = self.draft;
        // If a third setting conflicts with host and port, only the host is reported. Settings that do not fit the
        // topology are reported by `topology_of_settings`.
        let unfit = |one: Setting| !one.info().topologies.contains(&draft.topology);
        let exempt = |one: Setting| {
            one == Setting::Port && draft.has(Setting::Host) || unfit(one) || draft.is_off(one)
        };
        for later in draft.settings().filter(|one| !exempt(*one)) {
            let mut before = draft.settings().take_while(|one| *one != later);
            let conflicts = later.info().conflicts;
            let earlier = before.find(|one| conflicts.contains(one) && !exempt(*one));
            if let Some(earlier) = earlier {
                let (a, b) = (later.key(), earlier.key());
                let endpoints = [later, earlier]
                    .iter()
                    .all(|one| one.info().group == Group::Endpoint);
                let message = match endpoints {
                    true => "`{0}` and `{1}` both set the address of the server",
                    false => "`{0}` and `{1}` exclude each other",
                };
                let fault = fault!(CONFLICT, message => "remove `{0}` or `{1}`"; a, b);
                self.report(later, Some(earlier), fault);
            }
        }
    }

    /// `username` without `password`: settings that require another.
    fn requirements(&mut self) {
        let draft = self.draft;
        for setting in draft.settings() {
            let info = setting.info();
            if self.blamed(setting) {
                continue;
            }
            // `port` and `url`: the mistake is the conflict, not the missing `host`.
            let conflicts = info.conflicts.iter().any(|one| draft.has(*one));
            let missing = info.requires.iter().copied().find(|one| !draft.has(*one));
            let Some(missing) = missing.filter(|one| !conflicts && !self.url_may_give(*one)) else {
                continue;
            };
            let help = match missing.info().secret {
                true => "set `{1}` too, or remove `{0}`",
                false => "set `{1}` too, e.g. to `{2}`, or remove `{0}`",
            };
            let fault = fault!(REQUIRES, "`{0}` is set, but `{1}` is not" => help;
                setting.key(), missing.key(), missing.info().example);
            self.report_lack(setting, missing, fault);
        }
    }

    /// Whether the URL has this part, or may have it when it is known or corrected.
    fn url_may_give(&self, setting: Setting) -> bool {
        if self.address.is_none() {
            return self.draft.has(Setting::Url) || self.draft.has(Setting::Nodes);
        }
        let url = self.url();
        match setting {
            Setting::Password => url.is_some_and(|url| url.password.is_some()),
            Setting::SentinelPassword => url.is_some_and(|url| url.sentinel_password.is_some()),
            _ => false,
        }
    }

    /// `url = "redis://:a@h", password = "b"`: parts of the URL that a setting contradicts.
    fn address_and_its_parts(&mut self) {
        let Some(address) = &self.address else { return };
        let Some(url) = &address.url else { return };
        let holder = address.setting;
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
        if url.password.is_some() && self.draft.has(Setting::Credentials) {
            let (later, earlier) = self.later_first(holder, Setting::Credentials);
            let fault = fault!(CONFLICT, "`{0}` and `credentials` both set the user"
                => "take user name and password out of the URL, or remove `credentials`"; holder.key());
            self.report(later, Some(earlier), fault);
        }
        for (part, in_url) in parts {
            let (Some(in_url), Some(own)) = (in_url, self.draft.text(part)) else {
                continue;
            };
            if in_url == own || self.blamed(part) {
                continue;
            }
            let (later, earlier) = self.later_first(holder, part);
            // Values are not shown: some of these parts are secret.
            let help = match holder {
                Setting::Nodes => "remove `{1}`, or take it out of the URLs",
                _ => "remove `{1}`, or take it out of the URL",
            };
            let fault = fault!(DISAGREEMENT, "`{0}` and `{1}` give different values of `{1}`" => help;
                holder.key(), part.key());
            self.report(later, Some(earlier), fault);
        }
    }

    /// `reconnect_min_delay = "1m"`: the minimum is above the maximum, possibly above its default.
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
        let fault = fault!(DELAYS, "`{0}` (`{2}`{4}) is above `{1}` (`{3}`{5})"
            => "set `{1}` to `{2}` or more, or `{0}` to `{3}` or less";
            min.key(), max.key(), &low, &high, default(min), default(max));
        let with = self.draft.has(earlier).then_some(earlier);
        self.report(later, with, fault);
    }
}

//! From a load to its explanation.

use redis_config_rules::{Setting, Topology};

use super::explanation::{
    ChosenProfile, Explained, ExplainedLoss, ExplainedValue, ExplainedVariable, ExplainedViolation,
    Explanation,
};
use crate::check::origin::Origin;
use crate::check::violation::{named, shown};
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::resolve::Resolved;
use crate::load::run::{Loaded, run};
use crate::load::sources::Sources;
use crate::load::unread::effective;
use crate::topology::Topology as _;

/// Explains what a load of one instance would give.
pub(crate) fn explain<C: RedisConfig>(sources: &Sources) -> Explanation {
    let instances = vec![explained::<C>(sources)];
    Explanation { instances }
}

/// One instance of an explanation.
pub(crate) fn explained<C: RedisConfig>(sources: &Sources) -> Explained {
    let loaded = run::<C>(&sources.inputs());
    let topology = topology::<C>(&loaded);
    let Loaded {
        resolved,
        report,
        profile,
        ..
    } = loaded;
    let fields = resolved.iter().filter_map(field);
    let fixed = C::FIXED.iter().map(|(setting, text)| ExplainedValue {
        setting: setting.key(),
        value: of_text(Some(*setting), false, text),
        origin: origin(&Origin::Fixed),
    });
    Explained {
        name: C::NAME,
        topology,
        profile: profile.map(|profile| ChosenProfile {
            by: match &profile.by {
                Origin::Default => "debug build".to_owned(),
                by => origin(by),
            },
            name: profile.name,
        }),
        platform: report.platform,
        values: fields.chain(fixed).collect(),
        shadowed: report
            .shadowed
            .iter()
            .map(|lost| ExplainedLoss {
                setting: lost.setting.key(),
                value: lost.shown.clone(),
                origin: origin(&lost.origin),
                by: origin(&lost.by),
                differs: lost.differs,
            })
            .collect(),
        ignored: report
            .ignored
            .into_iter()
            .map(|ignored| ExplainedVariable {
                variable: ignored.variable,
                reason: ignored.reason,
            })
            .collect(),
        hints: report.hints,
        violations: report
            .violations
            .into_iter()
            .map(|violation| ExplainedViolation {
                code: violation.code(),
                origin: origin(violation.origin()),
                message: violation.message,
                help: violation.help,
                setting: violation.setting,
            })
            .collect(),
    }
}

fn topology<C: RedisConfig>(loaded: &Loaded<C>) -> String {
    let topology = match &loaded.settings {
        Some(settings) => settings.topology(),
        None => C::Topology::TOPOLOGY,
    };
    let master = effective::value::<C>(Setting::Master, &loaded.resolved);
    match (topology, master) {
        (Topology::Sentinel, Some(master)) => format!("sentinel({master})"),
        _ => topology.key().to_owned(),
    }
}

fn field(one: &Resolved) -> Option<ExplainedValue> {
    let setting = named(one.meta);
    if let Some(picked) = &one.value {
        return Some(ExplainedValue {
            setting,
            value: of_field(one.meta, &picked.text),
            origin: origin(&picked.origin),
        });
    }
    // The source sets it to none.
    one.unset_by.as_ref().map(|by| ExplainedValue {
        setting,
        value: "none".to_owned(),
        origin: origin(by),
    })
}

fn of_field(meta: &FieldMeta, text: &str) -> String {
    of_text(meta.setting(), meta.secret, text)
}

/// The value, or what may be shown of it.
fn of_text(setting: Option<Setting>, secret: bool, text: &str) -> String {
    let is_secret = secret && setting.is_none_or(|one| one != Setting::Url)
        || setting.is_some_and(|one| one.info().secret);
    let visible = if is_secret {
        None
    } else {
        shown(setting, text)
    };
    visible.unwrap_or_else(|| format!("set, {} characters", text.chars().count()))
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Default => "default".to_owned(),
        Origin::Fixed => "attribute".to_owned(),
        Origin::Missing => "no source".to_owned(),
        other => other.to_string(),
    }
}

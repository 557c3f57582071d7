//! Settings that need a disabled cargo feature.

use redis_config_rules::constant::Fault;
use redis_config_rules::{Known, Problem, Setting, SettingsDraft};

/// The setting that needs a disabled cargo feature, and the problem.
pub(crate) fn off(draft: &SettingsDraft<'_>) -> Option<(Setting, Problem)> {
    if !cfg!(feature = "tls")
        && let Some(setting) = draft.asks_for_tls()
    {
        return Some((
            setting,
            Fault::feature_off(&what(draft, setting), "tls").into(),
        ));
    }
    if !cfg!(feature = "danger-insecure-tls") && draft.asks_for_insecure_tls() {
        let setting = Setting::DangerTlsInsecure;
        let what = format!("`{}`", setting.key());
        return Some((
            setting,
            Fault::feature_off(&what, "danger-insecure-tls").into(),
        ));
    }
    None
}

/// The scheme of a URL, or else the name of the setting.
fn what(draft: &SettingsDraft<'_>, setting: Setting) -> String {
    let scheme = draft.entries.iter().find_map(|(one, known)| match known {
        Known::Text(text) if *one == setting => setting.tls_scheme(text),
        _ => None,
    });
    match scheme {
        Some(scheme) => format!("`{scheme}://`"),
        None => format!("`{}`", setting.key()),
    }
}

//! The platforms.

use super::binding::Found;
use super::services::dotnet::{aspire, azure};
use super::services::kubernetes::{service_binding, service_links};
use super::services::{
    clever_cloud, cloud_foundry, docker, heroku, nais, platform_sh, railway, scalingo, unnamed,
    upstash,
};
use super::variables::Variables;

/// One platform.
pub(crate) struct Platform {
    /// Empty for the variables that every platform may set.
    name: &'static str,
    /// Variables that only this platform sets; one that ends in `_` is the start of several. Without any, the variables that
    /// it sets for Redis mean the same everywhere.
    fingerprints: &'static [&'static str],
    /// The variables that it sets for Redis; `<..>` is any text.
    reads: &'static [&'static str],
    find: fn(&Variables<'_>, &mut Found),
}

const fn platform(
    name: &'static str,
    fingerprints: &'static [&'static str],
    reads: &'static [&'static str],
    find: fn(&Variables<'_>, &mut Found),
) -> Platform {
    Platform {
        name,
        fingerprints,
        reads,
        find,
    }
}

/// A platform that sets the generic variables.
fn generic_only(_: &Variables<'_>, _: &mut Found) {}

/// Every platform, in the order in which they are read. The guide `platforms` has the same rows.
#[rustfmt::skip]
pub(crate) static PLATFORMS: [Platform; 22] = [
    platform("", &[], &["REDIS_URL", "REDIS_URI", "VALKEY_URL", "REDIS_TLS_URL", "REDIS_HOST", "REDIS_SENTINELS", "REDIS_CLUSTER_NODES"], unnamed::find),
    platform("Heroku", &["DYNO"], &["HEROKU_REDIS_<COLOUR>_URL", "REDISCLOUD_URL", "REDISTOGO_URL", "REDISGREEN_URL", "OPENREDIS_URL", "STACKHERO_REDIS_URL_TLS", "STACKHERO_REDIS_URL_CLEAR"], heroku::find),
    platform("Railway", &["RAILWAY_"], &["REDISHOST", "REDISPORT", "REDISUSER", "REDISPASSWORD", "REDIS_PUBLIC_URL"], railway::find),
    platform("Render", &["RENDER"], &[], generic_only),
    platform("Fly.io", &["FLY_APP_NAME"], &[], generic_only),
    platform("DigitalOcean", &["DIGITALOCEAN_"], &[], generic_only),
    platform("Vercel", &["VERCEL"], &[], generic_only),
    platform("Upstash", &[], &["KV_URL", "<PREFIX>_KV_URL", "<PREFIX>_REDIS_URL"], upstash::find),
    platform("Scalingo", &[], &["SCALINGO_REDIS_URL"], scalingo::find),
    platform("Clever Cloud", &["CC_PRETTY_INSTANCE_NAME"], &["KV_HOST", "KV_PORT", "KV_TOKEN"], clever_cloud::find),
    platform("Zeabur", &["ZEABUR_"], &[], generic_only),
    platform("Platform.sh", &platform_sh::FINGERPRINTS, &["PLATFORM_RELATIONSHIPS", "<RELATIONSHIP>_HOST"], platform_sh::find),
    platform("Cloud Foundry", &["VCAP_APPLICATION", "VCAP_SERVICES"], &["VCAP_SERVICES"], cloud_foundry::find),
    platform("Nais", &["NAIS_"], &["REDIS_URI_<INSTANCE>", "VALKEY_URI_<INSTANCE>"], nais::find),
    platform("Azure", &[], &["AZURE_REDIS_CONNECTIONSTRING", "AZURE_REDIS_HOST"], azure::find),
    platform("Azure App Service", &["WEBSITE_INSTANCE_ID", "CONTAINER_APP_NAME"], &[], generic_only),
    platform("Dokku", &["DOKKU_"], &["DOKKU_REDIS_<COLOUR>_URL"], docker::dokku),
    platform("service binding", &[], &["SERVICE_BINDING_ROOT"], service_binding::find),
    platform("Kubernetes service link", &[], &["<PREFIX>_SERVICE_LINK"], service_links::find),
    platform("Kubernetes", &["KUBERNETES_SERVICE_HOST"], &[], generic_only),
    platform("Docker", &[], &["<ALIAS>_PORT_6379_TCP_ADDR"], docker::find),
    platform(".NET Aspire", &[], &["ConnectionStrings__<NAME>", "<NAME>_URI"], aspire::find),
];

/// Reads all platforms. The result has the name of the first one whose fingerprint is there.
pub(crate) fn find(variables: &Variables<'_>) -> Found {
    let mut found = Found::default();
    let mut detected = "";
    for platform in &PLATFORMS {
        let here = platform.fingerprints.iter().find(|fingerprint| {
            let mut names = variables.names();
            names.any(|name| match fingerprint.ends_with('_') {
                true => name.starts_with(**fingerprint),
                false => name == **fingerprint,
            })
        });
        if here.is_some() && detected.is_empty() {
            detected = platform.name;
        }
        if here.is_some() || platform.fingerprints.is_empty() {
            found.platform = platform.name;
            (platform.find)(variables, &mut found);
        } else {
            elsewhere(platform, variables, &mut found);
        }
    }
    found.platform = detected;
    found
}

/// Reports the variables that have a meaning on this platform only, and the program runs somewhere else.
fn elsewhere(platform: &Platform, variables: &Variables<'_>, found: &mut Found) {
    let fingerprint = match platform.fingerprints {
        [first, ..] if first.ends_with('_') => format!("{first}*"),
        [first, ..] => (*first).to_owned(),
        [] => return,
    };
    for name in variables.names() {
        let known = |pattern: &&str| match pattern.split_once('<') {
            None => **pattern == *name,
            Some((start, rest)) => {
                let end = rest.split_once('>').map_or("", |(_, end)| end);
                // A pattern that may be the variable of an instance proves nothing.
                !start.is_empty()
                    && name.len() > start.len() + end.len()
                    && name.starts_with(start)
                    && name.ends_with(end)
            }
        };
        if platform.reads.iter().any(known) {
            found.ignore(
                name,
                format!(
                    "it has a meaning on {} only, where `{fingerprint}` is set",
                    platform.name
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code word of a Markdown text.
    fn words(text: &str) -> Vec<&str> {
        text.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_guide_has_a_row_for_each_platform_with_its_fingerprints_and_variables() {
        let guide = include_str!("../../guide/platforms.md");
        let rows: Vec<Vec<&str>> = guide
            .lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| platform"))
            .map(|line| line.split('|').skip(1).map(str::trim).collect())
            .collect();
        assert_eq!(
            rows.iter().map(|row| row[0]).collect::<Vec<_>>(),
            PLATFORMS
                .iter()
                .map(|platform| match platform.name {
                    "" => "any",
                    name => name,
                })
                .collect::<Vec<_>>()
        );
        for (row, platform) in rows.iter().zip(&PLATFORMS) {
            let fingerprints: Vec<_> = words(row[1])
                .into_iter()
                .map(|word| word.trim_end_matches('*'))
                .collect();
            assert_eq!(fingerprints, platform.fingerprints, "{}", platform.name);
            assert_eq!(words(row[2]), platform.reads, "{}", platform.name);
        }
    }
}

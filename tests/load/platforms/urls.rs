//! Platforms that set URLs.

use redis_config::Secret;

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::{load, one};

/// <https://devcenter.heroku.com/articles/connecting-heroku-redis>, <https://devcenter.heroku.com/articles/rediscloud>.
#[test]
fn heroku() {
    let dyno = ("DYNO", "web.1");
    let main = (
        "REDIS_URL",
        "rediss://:p4ss@ec2-111-1-1-1.compute-1.amazonaws.com:25270",
    );
    let amber = (
        "HEROKU_REDIS_JOBS_URL",
        "rediss://:other@ec2-2-2-2-2.compute-1.amazonaws.com:111",
    );
    let all = [dyno, main, amber];
    assert_eq!(
        seen::<Any>(&all),
        "rediss://***@ec2-111-1-1-1.compute-1.amazonaws.com:25270/0 :p4ss"
    );
    assert_eq!(
        seen::<Jobs>(&all),
        "rediss://***@ec2-2-2-2-2.compute-1.amazonaws.com:111/0 :other",
        "a colour is the name of an instance"
    );
    assert_eq!(
        seen::<Jobs>(&[amber]),
        DEFAULT,
        "a name of Heroku, without a dyno"
    );
    for name in [
        "REDISCLOUD_URL",
        "REDISTOGO_URL",
        "REDISGREEN_URL",
        "OPENREDIS_URL",
    ] {
        let url = (
            name,
            "redis://default:p4ss@redis-1.c1.ec2.cloud.redislabs.com:11111",
        );
        assert_eq!(
            seen::<Any>(&[dyno, url]),
            "redis://***@redis-1.c1.ec2.cloud.redislabs.com:11111/0 default:p4ss"
        );
        assert_eq!(seen::<Any>(&[url]), DEFAULT, "{name}");
    }
    let stackhero = [
        dyno,
        (
            "STACKHERO_REDIS_URL_CLEAR",
            "redis://default:p@x.stackhero-network.com:6379",
        ),
        (
            "STACKHERO_REDIS_URL_TLS",
            "rediss://default:p@x.stackhero-network.com:6380",
        ),
    ];
    assert_eq!(
        seen::<Any>(&stackhero),
        "rediss://***@x.stackhero-network.com:6380/0 default:p"
    );
    // Two add-ons: the right one is not known.
    let two = [
        dyno,
        main,
        ("REDISCLOUD_URL", "redis://:x@redis-1.redislabs.com:1"),
    ];
    let violation = one::<Any>(&two);
    assert_eq!(
        violation.message(),
        "`REDIS_URL` and `REDISCLOUD_URL` give different servers, or different ways to sign in"
    );
}

/// <https://docs.railway.com/guides/redis>.
#[test]
fn railway() {
    let here = ("RAILWAY_PROJECT_ID", "1");
    let parts = [
        here,
        ("REDISHOST", "redis.railway.internal"),
        ("REDISPORT", "6379"),
        ("REDISUSER", "default"),
        ("REDISPASSWORD", "p4ss"),
    ];
    let address = "redis://***@redis.railway.internal:6379/0 default:p4ss";
    assert_eq!(seen::<Any>(&parts), address);
    assert_eq!(
        seen::<Any>(&parts[1..]),
        DEFAULT,
        "names of Railway, elsewhere"
    );
    let public = (
        "REDIS_PUBLIC_URL",
        "redis://default:p4ss@roundhouse.proxy.rlwy.net:11105",
    );
    let url = (
        "REDIS_URL",
        "redis://default:p4ss@redis.railway.internal:6379",
    );
    let mut all = parts.to_vec();
    all.extend([public, url]);
    assert_eq!(seen::<Any>(&all), address, "the private address");
    assert_eq!(
        seen::<Any>(&[here, public]),
        "redis://***@roundhouse.proxy.rlwy.net:11105/0 default:p4ss"
    );
}

/// <https://render.com/docs/key-value>, <https://fly.io/docs/upstash/redis/>, <https://docs.digitalocean.com/products/databases/redis/>,
/// <https://aiven.io/docs/products/caching>, <https://redis.io/docs/latest/operate/rc/>.
#[test]
fn platforms_that_set_the_generic_url() {
    for (here, url, address) in [
        (
            "RENDER",
            "redis://red-ckm1qq8l1s2s73b2l3f0:6379",
            "redis://red-ckm1qq8l1s2s73b2l3f0:6379/0",
        ),
        (
            "FLY_APP_NAME",
            "redis://default:p@fly-shop.upstash.io:6379",
            "redis://***@fly-shop.upstash.io:6379/0 default:p",
        ),
        (
            "DIGITALOCEAN_APP",
            "rediss://default:p@shop-do-user-1-0.b.db.ondigitalocean.com:25061",
            "rediss://***@shop-do-user-1-0.b.db.ondigitalocean.com:25061/0 default:p",
        ),
        (
            "PATH",
            "rediss://default:p@shop-demo.aivencloud.com:12691",
            "rediss://***@shop-demo.aivencloud.com:12691/0 default:p",
        ),
        (
            "PATH",
            "redis://default:p@redis-19020.c1.us-east-1-2.ec2.cloud.redislabs.com:19020",
            "redis://***@redis-19020.c1.us-east-1-2.ec2.cloud.redislabs.com:19020/0 default:p",
        ),
    ] {
        assert_eq!(seen::<Any>(&[(here, "shop"), ("REDIS_URL", url)]), address);
    }
}

#[test]
fn a_password_without_its_colon_is_refused_with_the_right_form() {
    let violation = one::<Any>(&[
        ("FLY_APP_NAME", "shop"),
        ("REDIS_URL", "redis://hunter2@shop-redis.internal:6379"),
    ]);
    assert_eq!(
        violation.to_string(),
        "`url` from REDIS_URL [url-username-without-password]\n  \
         the URL has a user name but no password\n  \
         help: a password without a user name follows a colon: write `redis://:PASSWORD@shop-redis.internal:6379`, or `redis://USER:PASSWORD@shop-redis.internal:6379`"
    );
}

/// <https://upstash.com/docs/redis/howto/connect-client>, <https://vercel.com/docs/redis>.
#[test]
fn upstash_and_vercel() {
    let rest = ("UPSTASH_REDIS_REST_URL", "https://eu1-shop-1.upstash.io");
    let token = ("UPSTASH_REDIS_REST_TOKEN", "hunter2");
    assert_eq!(
        one::<Any>(&[rest, token]).to_string(),
        "`url` from UPSTASH_REDIS_REST_URL [platform]\n  \
         `UPSTASH_REDIS_REST_URL` is the address of a REST interface, not of Redis\n  \
         help: copy the TCP address from the console of Upstash to `REDIS_URL`: `rediss://default:PASSWORD@eu1-shop-1.upstash.io:6379`; on Vercel it is `KV_URL`"
    );
    let url = ("REDIS_URL", "rediss://default:p@eu1-shop-1.upstash.io:6379");
    let address = "rediss://***@eu1-shop-1.upstash.io:6379/0 default:p";
    assert_eq!(seen::<Any>(&[rest, token, url]), address);
    let vercel = [
        ("VERCEL", "1"),
        ("KV_URL", "rediss://default:p@eu1-shop-1.upstash.io:6379"),
        ("KV_REST_API_URL", "https://eu1-shop-1.upstash.io"),
        ("KV_REST_API_TOKEN", "t"),
        url,
    ];
    assert_eq!(seen::<Any>(&vercel), address);
    assert_eq!(seen::<Any>(&vercel[..4]), address);
    // A store that was connected with a prefix of its own.
    let named = [
        (
            "JOBS_KV_URL",
            "rediss://default:p@eu1-shop-1.upstash.io:6379",
        ),
        ("JOBS_KV_REST_API_URL", "https://eu1-shop-1.upstash.io"),
    ];
    assert_eq!(seen::<Jobs>(&named), address);
    assert_eq!(one::<Jobs>(&named[1..]).code(), "platform");
    assert_eq!(seen::<Any>(&named), DEFAULT);
    let http = one::<Any>(&[("REDIS_URL", "https://eu1-shop-1.upstash.io")]);
    assert_eq!(
        http.help(),
        "a REST address is not Redis: copy the address that starts with `redis://` or `rediss://`"
    );
}

/// <https://doc.scalingo.com/databases/redis/overview>, the documentation of Materia KV in <https://github.com/CleverCloud/documentation>,
/// <https://zeabur.com/docs/marketplace/redis>.
#[test]
fn scalingo_clever_cloud_and_zeabur() {
    let url = "redis://shop:p@shop.redis.a.osc-fr1.scalingo-dbs.com:30996";
    assert_eq!(
        seen::<Any>(&[("SCALINGO_REDIS_URL", url), ("REDIS_URL", url)]),
        "redis://***@shop.redis.a.osc-fr1.scalingo-dbs.com:30996/0 shop:p"
    );
    // Materia KV: the aliases do not state that the port accepts only TLS.
    let materia = [
        ("CC_PRETTY_INSTANCE_NAME", "x"),
        ("KV_HOST", "materiakv.eu-fr-1.services.clever-cloud.com"),
        ("KV_PORT", "6379"),
        ("KV_TOKEN", "biscuit"),
        ("REDIS_HOST", "materiakv.eu-fr-1.services.clever-cloud.com"),
        ("REDIS_PORT", "6379"),
        ("REDIS_PASSWORD", "biscuit"),
        (
            "REDIS_CLI_URL",
            "rediss://biscuit@materiakv.eu-fr-1.services.clever-cloud.com:6379",
        ),
    ];
    let address = "rediss://***@materiakv.eu-fr-1.services.clever-cloud.com:6379/0 :biscuit";
    assert_eq!(seen::<Any>(&materia), address);
    assert_eq!(seen::<Any>(&materia[..4]), address);
    let zeabur = [
        ("ZEABUR_SERVICE_ID", "1"),
        ("REDIS_URI", "redis://:p@service-1:6379"),
        ("REDIS_CONNECTION_STRING", "redis://:p@service-1:6379"),
        ("REDIS_HOST", "service-1"),
        ("REDIS_PORT", "6379"),
        ("REDIS_PASSWORD", "p"),
    ];
    assert_eq!(seen::<Any>(&zeabur), "redis://***@service-1:6379/0 :p");
}

/// The README of <https://github.com/dokku/dokku-redis>.
#[test]
fn dokku() {
    let here = ("DOKKU_APP_TYPE", "herokuish");
    for url in [
        "redis://lolipop:SOME_PASSWORD@dokku-redis-lolipop:6379/lolipop",
        "redis://lolipop:SOME_PASSWORD@dokku-redis-lolipop:6379",
        "redis://:SOME_PASSWORD@dokku-redis-lolipop:6379",
        "redis://:SOME_PASSWORD@dokku-redis-lolipop:6379/lolipop",
    ] {
        assert_eq!(
            seen::<Any>(&[here, ("REDIS_URL", url)]),
            "redis://***@dokku-redis-lolipop:6379/0 :SOME_PASSWORD"
        );
    }
    let second = (
        "DOKKU_REDIS_JOBS_URL",
        "redis://lolipop:p@dokku-redis-lolipop:6379/lolipop",
    );
    assert_eq!(
        seen::<Jobs>(&[here, second]),
        "redis://***@dokku-redis-lolipop:6379/0 :p"
    );
    // Not the name of the service.
    for url in [
        "redis://:p@dokku-redis-lolipop:6379/shop",
        "redis://:p@redis:6379/lolipop",
    ] {
        assert_eq!(one::<Any>(&[("REDIS_URL", url)]).code(), "url-database");
    }
}

#[test]
fn the_instances_own_variables_win_over_its_name_on_the_platform() {
    let variables = [
        ("DYNO", "web.1"),
        ("HEROKU_REDIS_JOBS_URL", "redis://platform"),
        ("JOBS_REDIS_URL", "redis://own/2"),
    ];
    assert_eq!(seen::<Jobs>(&variables), "redis://own:6379/2");
    let split = [variables[0], variables[1], ("JOBS_REDIS_PASSWORD", "p")];
    assert_eq!(one::<Jobs>(&split).code(), "conflict");
    let jobs: Jobs = load(&[
        variables[0],
        ("HEROKU_REDIS_JOBS_URL", "redis://:p@h"),
        ("REDIS_URL", "redis://other"),
    ])
    .unwrap();
    assert_eq!(
        (jobs.url.as_str(), jobs.password),
        ("redis://:p@h", None::<Secret>)
    );
}

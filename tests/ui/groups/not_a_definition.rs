// A handle of a type that defines no instance: the uses of the group are no errors.
use redis_config::{Handle, RedisConnections, Sources};

struct Plain;

#[derive(RedisConnections)]
struct Redis {
    plain: Handle<Plain>,
}

#[derive(RedisConnections)]
struct Outer {
    redis: Redis,
}

async fn start() -> Result<Outer, redis_config::ConnectionsError> {
    Redis::validate_from(&Sources::standard())?;
    let configs: RedisConfigs = Redis::load()?;
    configs.clone().connect().await?.health().await;
    let outer = Outer::connect().await?;
    outer.switch(&Outer::load()?).await?;
    outer.close().await;
    Ok(outer)
}

fn main() {
    let _ = start();
}

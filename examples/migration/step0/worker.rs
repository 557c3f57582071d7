use redis::{AsyncCommands, RedisResult};

pub(crate) async fn run_one() -> RedisResult<String> {
    let client = redis::Client::open("redis://127.0.0.1:16390/1")?;
    let mut conn = client.get_multiplexed_async_connection().await?;
    let (_list, to): (String, String) = conn.brpop("emails", 0.0).await?;
    Ok(to)
}

use redis::{AsyncCommands, RedisResult};

pub(crate) async fn push(to: &str) -> RedisResult<()> {
    let client = redis::Client::open("redis://127.0.0.1:16390/1")?;
    let mut conn = client.get_multiplexed_async_connection().await?;
    conn.lpush("emails", to).await
}

//! A server, an engine on it, and a look at every job.

use std::collections::BTreeMap;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Cmd, Value};

use crate::dev::server::Server;
use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::keys::{Key, Keys};
use crate::queue::engine::reply::{Claimed, Pushed};
use crate::queue::engine::scripts_api::{Engine, Finish, Operation, PushBatch};
use crate::queue::job_id::JobId;
use crate::queue::stats::Stats;

pub(crate) const LEASE: Duration = Duration::from_secs(60);
pub(crate) const WORKER: [u8; 8] = *b"worker-1";

pub(crate) struct Rig {
    pub(crate) server: Server,
    pub(crate) conn: MultiplexedConnection,
    pub(crate) engine: Engine,
    next: u32,
}

pub(crate) async fn rig() -> Rig {
    let server = Server::start().unwrap();
    let client = redis::Client::open(server.url()).unwrap();
    Rig {
        conn: client.get_multiplexed_async_connection().await.unwrap(),
        server,
        engine: Engine::new(Keys::new("rc", "t")),
        next: 0,
    }
}

/// An encoded job of producer `p`.
pub(crate) fn job(counter: u32) -> Vec<u8> {
    let mut envelope = Envelope::encode::<()>(|to| {
        to.extend_from_slice(counter.to_string().as_bytes());
        Ok(())
    })
    .unwrap();
    Envelope::set_id(&mut envelope, id(counter));
    envelope
}

pub(crate) fn id(counter: u32) -> JobId {
    JobId::compose(1, &PRODUCER, counter)
}

pub(crate) const PRODUCER: [u8; 6] = [200, 1, 2, 3, 4, 5];
pub(crate) const NONCE: [u8; 8] = *b"nonce--1";

pub(crate) fn counter(envelope: &[u8]) -> u32 {
    let id = Envelope::header(envelope).unwrap().id;
    u32::from_be_bytes(*id.as_bytes().last_chunk::<4>().unwrap())
}

pub(crate) fn claim_id(n: u8) -> [u8; 16] {
    [n; 16]
}

/// Where a job is.
pub(crate) type Places = BTreeMap<u32, Vec<String>>;

impl Rig {
    /// Pushes so many jobs with the next counters.
    pub(crate) async fn push(&mut self, jobs: u32) {
        let first = self.next;
        self.next += jobs;
        let batch = PushBatch {
            ready: (first..self.next).map(job).collect(),
            ..PushBatch::default()
        };
        assert_eq!(self.send(first, &batch).await.unwrap(), Pushed::Accepted);
    }

    /// Pushes jobs with payloads of these sizes.
    pub(crate) async fn push_sizes(&mut self, sizes: &[usize]) {
        for size in sizes {
            let first = self.next;
            self.next += 1;
            let mut envelope = Envelope::encode::<()>(|to| {
                to.resize(to.len() + size, b'x');
                Ok(())
            })
            .unwrap();
            Envelope::set_id(&mut envelope, id(first));
            let batch = PushBatch {
                ready: vec![envelope],
                ..PushBatch::default()
            };
            assert_eq!(self.send(first, &batch).await.unwrap(), Pushed::Accepted);
        }
    }

    pub(crate) async fn send(
        &mut self,
        first: u32,
        batch: &PushBatch,
    ) -> redis::RedisResult<Pushed> {
        let cmd = self.engine.push_call(&PRODUCER, &NONCE, first, batch);
        self.engine.push(&mut self.conn, &cmd).await
    }

    pub(crate) async fn claim(&mut self, n: u8, most: usize) -> Vec<Vec<u8>> {
        self.claim_for(n, most, LEASE).await
    }

    pub(crate) async fn claim_for(&mut self, n: u8, most: usize, lease: Duration) -> Vec<Vec<u8>> {
        let (id, sleep) = (claim_id(n), Duration::from_secs(5));
        match self
            .engine
            .claim(&mut self.conn, &id, most, lease, &WORKER, sleep)
            .await
            .unwrap()
        {
            Claimed::Jobs(envelopes) => envelopes,
            Claimed::Empty { .. } => Vec::new(),
            Claimed::SchemaNewer(found) => panic!("schema {found}"),
        }
    }

    pub(crate) async fn finish(
        &mut self,
        n: u8,
        settled: u64,
        operations: &[(u8, Operation)],
    ) -> bool {
        let finish = Finish {
            claim: claim_id(n),
            settled,
            operations: operations.to_vec(),
        };
        self.engine
            .finish(&mut self.conn, [&finish].into_iter())
            .await
            .unwrap()[0]
    }

    pub(crate) async fn stats(&mut self) -> Stats {
        self.engine.stats(&mut self.conn).await.unwrap()
    }

    /// Ends the lease of a claim at once.
    pub(crate) async fn expire(&mut self, n: u8) {
        let mut cmd = Cmd::new();
        cmd.arg("ZADD")
            .arg(self.engine.keys.get(Key::Leases))
            .arg("XX")
            .arg(1)
            .arg(&claim_id(n));
        let () = cmd.query_async(&mut self.conn).await.unwrap();
    }

    pub(crate) async fn sweep(&mut self, deliveries: u32) -> (u64, u64) {
        let swept = self
            .engine
            .sweep(&mut self.conn, 16, deliveries, LEASE)
            .await
            .unwrap();
        (swept.suspects, swept.dead)
    }

    pub(crate) fn call(&self, command: &[&str]) -> String {
        self.server.call(command).unwrap()
    }

    /// Every key with its whole content.
    pub(crate) async fn snapshot(&mut self) -> BTreeMap<String, Vec<u8>> {
        let names: Vec<String> = Cmd::keys("*").query_async(&mut self.conn).await.unwrap();
        let mut all = BTreeMap::new();
        for name in names {
            let mut cmd = Cmd::new();
            cmd.arg("DUMP").arg(&name);
            all.insert(
                name,
                cmd.query_async::<Vec<u8>>(&mut self.conn).await.unwrap(),
            );
        }
        all
    }

    /// Every unfinished job and all the places it is in.
    pub(crate) async fn places(&mut self) -> Places {
        const LOOK: &str = r"
            local found = {}
            local function add(place, envelopes) for _, envelope in ipairs(envelopes) do found[#found + 1] = {place, envelope} end end
            add('ready', redis.call('LRANGE', KEYS[1], 0, -1))
            add('suspects', redis.call('LRANGE', KEYS[2], 0, -1))
            add('delayed', redis.call('ZRANGE', KEYS[3], 0, -1))
            for _, raw in ipairs(redis.call('LRANGE', KEYS[5], 0, -1)) do add('dead', {cmsgpack.unpack(raw)[1]}) end
            for _, field in ipairs(redis.call('HKEYS', KEYS[4])) do
                if #field == 16 then
                    local envelopes, state = cmsgpack.unpack(redis.call('HGET', KEYS[4], field)), redis.call('HGET', KEYS[4], field .. '+')
                    assert(state and state:byte(1) == #envelopes, 'length of a claim')
                    assert(redis.call('ZSCORE', KEYS[6], field), 'lease of a claim')
                    for p, envelope in ipairs(envelopes) do
                        local byte = state:byte(2 + math.floor((p - 1) / 8)) or 0
                        if bit.band(byte, bit.lshift(1, (p - 1) % 8)) == 0 then add('claimed', {envelope}) end
                    end
                end
            end
            assert(redis.call('ZCARD', KEYS[6]) * 2 == redis.call('HLEN', KEYS[4]), 'leases without claims')
            return found";
        let k = &self.engine.keys;
        let mut cmd = Cmd::new();
        cmd.arg("EVAL").arg(LOOK).arg(6);
        for key in [
            Key::Ready,
            Key::Suspects,
            Key::Delayed,
            Key::Claims,
            Key::Dead,
            Key::Leases,
        ] {
            cmd.arg(k.get(key));
        }
        let found: Vec<(String, Value)> = cmd.query_async(&mut self.conn).await.unwrap();
        let mut places = Places::new();
        for (place, envelope) in found {
            let Value::BulkString(envelope) = envelope else {
                panic!()
            };
            places.entry(counter(&envelope)).or_default().push(place);
        }
        places
    }

    /// The place of each job; fails if one is in two.
    pub(crate) async fn place_of_each(&mut self) -> BTreeMap<u32, String> {
        let places = self.places().await;
        places
            .into_iter()
            .map(|(job, places)| {
                assert_eq!(places.len(), 1, "job {job} is in {places:?}");
                (job, places[0].clone())
            })
            .collect()
    }
}

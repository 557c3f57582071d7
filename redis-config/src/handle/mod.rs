//! The typed handle of one instance.

use std::marker::PhantomData;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, Value};

use crate::check::Invalid;
use crate::config::RedisConfig;
use crate::error::ConnectError;
use crate::settings::Settings;

/// A live Redis instance, by type. Cheap to clone.
#[derive(Debug)]
pub struct Handle<C> {
    _c: PhantomData<fn() -> C>,
}

impl<C> Clone for Handle<C> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<C: RedisConfig> Handle<C> {
    /// Connects, and returns once the server has answered.
    pub async fn connect(_config: &C) -> Result<Self, ConnectError> {
        todo!()
    }
    /// Connects on first use.
    pub fn connect_lazy(_config: &C) -> Result<Self, Invalid> {
        todo!()
    }
    /// A connection that shares a socket with others.
    pub fn conn(&self) -> Connection<C> {
        todo!()
    }
    /// A socket of its own.
    pub async fn dedicated(&self) -> Result<Dedicated<C>, ConnectError> {
        todo!()
    }
    /// The settings in force.
    pub fn settings(&self) -> Settings {
        todo!()
    }
    // state(), watch(), health(), close()
}

/// Shares a socket with others; follows reconnects by itself. Cheap to clone.
#[derive(Debug)]
pub struct Connection<C> {
    _c: PhantomData<fn() -> C>,
}
impl<C> Clone for Connection<C> {
    fn clone(&self) -> Self {
        todo!()
    }
}

/// A socket of its own, closed when dropped.
#[derive(Debug)]
pub struct Dedicated<C> {
    _c: PhantomData<fn() -> C>,
}

macro_rules! like {
    ($t:ident) => {
        impl<C: RedisConfig> ConnectionLike for $t<C> {
            fn req_packed_command<'a>(&'a mut self, _cmd: &'a Cmd) -> RedisFuture<'a, Value> {
                todo!()
            }
            fn req_packed_commands<'a>(
                &'a mut self,
                _p: &'a Pipeline,
                _o: usize,
                _n: usize,
            ) -> RedisFuture<'a, Vec<Value>> {
                todo!()
            }
            fn get_db(&self) -> i64 {
                todo!()
            }
        }
    };
}
like!(Handle);
like!(Connection);
like!(Dedicated);

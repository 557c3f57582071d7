//! What the methods of a group with a mistake call. It does not compile, so nothing runs this.

use std::future::{Ready, ready};

use super::by_member::ByMember;
use super::error::ConnectionsError;
use super::member::Members;
use super::operations::{Group, GroupResult};
use crate::diagnose::diagnosis::Diagnosis;
use crate::load::explanation::explanation::Explanation;
use crate::reference::reference::Reference;

macro_rules! stubs {
    ({ $($name:ident($($argument:ident),*))* } async { $($waits:ident($($with:ident),*))* }) => {
        /// The operations of [`Group`] for types that are no group.
        pub trait NoGroup: Sized {
            /// No members.
            const MEMBERS: Members = Members::Several(&[]);
            $(
                /// Any value.
                fn $name<T: Stubbed>($($argument: impl Sized),*) -> T {
                    $(let _ = $argument;)*
                    T::stub()
                }
            )*
            $(
                /// Any value.
                fn $waits<T: Stubbed>($($with: impl Sized),*) -> Ready<T> {
                    $(let _ = $with;)*
                    ready(T::stub())
                }
            )*

            /// Any value.
            fn copied<T>(_: &T) -> T {
                unimplemented!()
            }
        }
    };
}

stubs! {
    {
        load_from(sources) connect_lazy_from(sources) connect_lazy(configs) validate_from(sources) validate(configs)
        check_from(sources) explain(sources) reference() state(group) show(name, configs, f)
    }
    async {
        connect_from(sources) connect(configs) switch(group, configs) rollback(group) health(group) close(group)
        diagnose(sources)
    }
}

impl<G> NoGroup for Group<G> {}

/// A result of a method of a group.
pub trait Stubbed {
    /// Any value.
    fn stub() -> Self;
}

impl<T> Stubbed for GroupResult<T> {
    fn stub() -> Self {
        Err(ConnectionsError::new("", Vec::new()))
    }
}

impl<T> Stubbed for ByMember<T> {
    fn stub() -> Self {
        Self::new([])
    }
}

impl Stubbed for Diagnosis {
    fn stub() -> Self {
        Self::new(Vec::new())
    }
}

impl Stubbed for Reference {
    fn stub() -> Self {
        Self::of(Vec::new())
    }
}

impl Stubbed for () {
    fn stub() -> Self {}
}

impl Stubbed for Explanation {
    fn stub() -> Self {
        let instances = Vec::new();
        Self { instances }
    }
}

impl Stubbed for std::fmt::Result {
    fn stub() -> Self {
        Ok(())
    }
}

//! The inherent methods of derived types, one line each.
//!
//! They are `macro_rules`: the compiler expands these faster than it parses the same code from a derive.

/// Of a definition.
#[doc(hidden)]
#[macro_export]
macro_rules! __redis_config_methods {
    ($vis:vis [$($parameters:tt)*] $ident:ident [$($arguments:tt)*] [$($bounds:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($parameters)* $ident $($arguments)* $($bounds)* {
            /// Loads the definition from the environment and its defaults, and checks it.
            ///
            /// # Errors
            ///
            /// Everything that is missing or wrong, never only the first.
            $vis fn load() -> ::core::result::Result<Self, $crate::__private::Invalid> {
                $crate::__private::load::<Self>()
            }

            /// Loads the definition from `sources`, and checks it.
            ///
            /// # Errors
            ///
            /// Everything that is missing or wrong, never only the first.
            $vis fn load_from(sources: &$crate::__private::Sources) -> ::core::result::Result<Self, $crate::__private::Invalid> {
                $crate::__private::load_from::<Self>(sources)
            }

            /// Explains what `load_from` would give: every value with its source, and what was not used. It never connects and
            /// never fails, and shows no secret.
            $vis fn explain(sources: &$crate::__private::Sources) -> $crate::__private::Explanation {
                $crate::__private::explain::<Self>(sources)
            }

            /// The definition with nothing but its defaults.
            ///
            /// # Errors
            ///
            /// Every field that has no default.
            $vis fn defaults() -> ::core::result::Result<Self, $crate::__private::Invalid> {
                $crate::__private::defaults::<Self>()
            }

            /// Checks every value, alone and together.
            ///
            /// # Errors
            ///
            /// Everything that is wrong, never only the first.
            $vis fn validate(&self) -> ::core::result::Result<(), $crate::__private::Invalid> {
                $crate::__private::validate::<Self>(self)
            }

            /// The normal form of the definition, checked.
            ///
            /// # Errors
            ///
            /// Everything that is wrong, never only the first.
            $vis fn settings(&self) -> ::core::result::Result<$crate::__private::Settings, $crate::__private::Invalid> {
                $crate::__private::settings::<Self>(self)
            }

            /// The documentation of this configuration: `.env.example`, Markdown and JSON Schema. It contains no secret.
            $vis fn reference() -> $crate::__private::Reference {
                $crate::__private::Reference::from_definition::<Self>()
            }

            /// Checks the instance from here and names the causes of what is wrong: name resolution, TCP, TLS, credentials,
            /// topology, role, memory, persistence and more. Never fails, and takes at most 30 seconds.
            ///
            /// Cancel safe: nothing stays open.
            $vis async fn diagnose(&self) -> $crate::__private::Diagnosis {
                $crate::__private::diagnose::<Self>(self).await
            }

            /// Connects, and returns once the server has answered.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// What is wrong with the definition, or why the server could not be reached.
            $vis async fn connect(&self) -> ::core::result::Result<$crate::__private::Handle<Self>, $crate::__private::ConnectError> {
                $crate::__private::Handle::<Self>::connect(self).await
            }

            /// A handle that connects when it is first used.
            ///
            /// # Errors
            ///
            /// What is wrong with the definition.
            $vis fn connect_lazy(&self) -> ::core::result::Result<$crate::__private::Handle<Self>, $crate::__private::Invalid> {
                $crate::__private::Handle::<Self>::connect_lazy(self)
            }
        }
    };
}

/// Of a group of connections and of its configurations.
#[doc(hidden)]
#[macro_export]
macro_rules! __redis_config_group_methods {
    ($vis:vis [$($parameters:tt)*] $ident:ident $configs:ident [$($arguments:tt)*] [$($bounds:tt)*] [$($assumed:tt)*]) => {
        #[allow(unused_imports)]
        use $crate::__private::NoGroup as _;

        #[automatically_derived]
        #[allow(dead_code)]
        impl $($parameters)* $ident $($arguments)* $($bounds)* {
            /// Loads, checks and connects every member, all of them at the same time.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            $vis async fn connect() -> ::core::result::Result<Self, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!(async [$ident $($arguments)*] connect_from(&$crate::__private::Sources::standard()))
            }

            /// Like `connect`, from other sources than the environment of the process.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            $vis async fn connect_from(sources: &$crate::__private::Sources) -> ::core::result::Result<Self, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!(async [$ident $($arguments)*] connect_from(sources))
            }

            /// Loads and checks every member; each connects when it is first used.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            $vis fn connect_lazy() -> ::core::result::Result<Self, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] connect_lazy_from(&$crate::__private::Sources::standard()))
            }

            /// Like `connect_lazy`, from other sources than the environment of the process.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            $vis fn connect_lazy_from(sources: &$crate::__private::Sources) -> ::core::result::Result<Self, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] connect_lazy_from(sources))
            }

            /// Explains what `load_from` would give for every member: each value with its source, and what was not used. It
            /// never connects and never fails, and shows no secret.
            $vis fn explain(sources: &$crate::__private::Sources) -> $crate::__private::Explanation {
                $crate::__private::group_call!([$ident $($arguments)*] explain(sources))
            }

            /// Moves every member to another configuration while it is in use: all of them, or none. Every target is
            /// connected and verified before the first one is swapped.
            ///
            /// Cancel safe: dropped before it is complete, nothing has changed.
            ///
            /// # Errors
            ///
            /// Every member that cannot be switched, never only the first; then none is.
            $vis async fn switch(&self, configs: &$configs $($arguments)*) -> ::core::result::Result<(), $crate::__private::ConnectionsError> {
                $crate::__private::group_call!(async [$ident $($arguments)*] switch(self, configs))
            }

            /// Takes the last switch of every member back: of all of them, or of none.
            ///
            /// Cancel safe: dropped before it is complete, nothing has changed.
            ///
            /// # Errors
            ///
            /// Every member that cannot go back, never only the first; then none does.
            $vis async fn rollback(&self) -> ::core::result::Result<(), $crate::__private::ConnectionsError> {
                $crate::__private::group_call!(async [$ident $($arguments)*] rollback(self))
            }

            /// Asks every member for its health, all of them at the same time.
            ///
            /// Cancel safe.
            $vis async fn health(&self) -> $crate::__private::ByMember<::core::result::Result<$crate::__private::Health, $crate::__private::ConnectError>> {
                $crate::__private::group_call!(async [$ident $($arguments)*] health(self))
            }

            /// The current state of every member.
            $vis fn state(&self) -> $crate::__private::ByMember<$crate::__private::State> {
                $crate::__private::group_call!([$ident $($arguments)*] state(self))
            }

            /// Closes every member for good, all of them at the same time: waits until the commands in flight are answered,
            /// for up to `drain_timeout`. Later commands fail at once, also those of clones.
            ///
            /// Cancel safe: dropped before it is complete, members that are not closed yet stay open.
            $vis async fn close(&self) {
                $crate::__private::group_call!(async [$ident $($arguments)*] close(self))
            }

            /// The documentation of the configuration of all members: `.env.example`, Markdown and JSON Schema. It contains no
            /// secret.
            $vis fn reference() -> $crate::__private::Reference {
                $crate::__private::group_call!([$ident $($arguments)*] reference())
            }

            /// Loads every member, checks it from here and names the causes of what is wrong: name resolution, TCP, TLS,
            /// credentials, topology, role, memory, persistence and more. Never fails, and takes at most 30 seconds.
            ///
            /// Cancel safe: nothing stays open.
            $vis async fn diagnose(sources: &$crate::__private::Sources) -> $crate::__private::Diagnosis {
                $crate::__private::group_call!(async [$ident $($arguments)*] diagnose(sources))
            }

            /// Checks what `connect` would load, and connects nothing.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            $vis fn validate() -> ::core::result::Result<(), $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] validate_from(&$crate::__private::Sources::standard()))
            }

            /// Like `validate`, from other sources than the environment of the process.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            $vis fn validate_from(sources: &$crate::__private::Sources) -> ::core::result::Result<(), $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] validate_from(sources))
            }
        }

        #[automatically_derived]
        impl $($parameters)* $crate::__private::Definitions for $ident $($arguments)* $($bounds)* {
            fn check_from(sources: &$crate::__private::Sources) -> $crate::__private::Diagnosis {
                $crate::__private::group_call!([$ident $($arguments)*] check_from(sources))
            }

            fn explain_from(sources: &$crate::__private::Sources) -> $crate::__private::Explanation {
                $crate::__private::group_call!([$ident $($arguments)*] explain(sources))
            }

            async fn diagnose_from(sources: &$crate::__private::Sources) -> $crate::__private::Diagnosis {
                $crate::__private::group_call!(async [$ident $($arguments)*] diagnose(sources))
            }

            fn describe() -> $crate::__private::Reference {
                $crate::__private::group_call!([$ident $($arguments)*] reference())
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl $($parameters)* $ident $($arguments)* $($assumed)* {
            /// Loads and checks the configuration of every member, and connects none.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            $vis fn load() -> ::core::result::Result<$configs $($arguments)*, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] load_from(&$crate::__private::Sources::standard()))
            }

            /// Like `load`, from other sources than the environment of the process.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            $vis fn load_from(sources: &$crate::__private::Sources) -> ::core::result::Result<$configs $($arguments)*, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] load_from(sources))
            }
        }

        #[automatically_derived]
        impl $($parameters)* ::core::clone::Clone for $configs $($arguments)* $($assumed)* {
            fn clone(&self) -> Self {
                $crate::__private::group_call!([$ident $($arguments)*] copied(self))
            }
        }

        #[automatically_derived]
        impl $($parameters)* ::core::fmt::Debug for $configs $($arguments)* $($bounds)* {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::group_call!([$ident $($arguments)*] show(::core::stringify!($configs), self, f))
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl $($parameters)* $configs $($arguments)* $($bounds)* {
            /// Checks every configuration.
            ///
            /// # Errors
            ///
            /// Every member whose configuration is invalid, never only the first.
            $vis fn validate(&self) -> ::core::result::Result<(), $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] validate(self))
            }

            /// Connects every member, all of them at the same time.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            $vis async fn connect(&self) -> ::core::result::Result<$ident $($arguments)*, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!(async [$ident $($arguments)*] connect(self))
            }

            /// A group whose members connect when they are first used.
            ///
            /// # Errors
            ///
            /// Every member whose configuration is invalid, never only the first.
            $vis fn connect_lazy(&self) -> ::core::result::Result<$ident $($arguments)*, $crate::__private::ConnectionsError> {
                $crate::__private::group_call!([$ident $($arguments)*] connect_lazy(self))
            }
        }
    };
}

/// What such a method calls.
#[doc(hidden)]
#[macro_export]
macro_rules! __redis_config_group_call {
    (async [$($group:tt)*] $function:ident($($with:expr),*)) => {
        $crate::__private::Group::<$($group)*>::$function($($with),*).await
    };
    ([$($group:tt)*] $function:ident($($with:expr),*)) => {
        $crate::__private::Group::<$($group)*>::$function($($with),*)
    };
}

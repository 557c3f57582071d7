//! The codes that only one side can produce.

use redis_config_rules::Code;

/// The side that produces a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Only the macro, or the compiler in its name.
    Macro,
    /// Only the running program.
    RunTime,
    /// The macro refuses the form, so that the rule gets no value.
    FormFirst,
}

/// A code that has no common message.
#[derive(Debug)]
#[expect(dead_code, reason = "printed when a test fails")]
pub(super) struct Exempt {
    pub(super) code: Code,
    pub(super) side: Side,
    pub(super) because: &'static str,
}

const fn exempt(code: Code, side: Side, because: &'static str) -> Exempt {
    Exempt {
        code,
        side,
        because,
    }
}

#[rustfmt::skip]
pub(super) const EXEMPT: &[Exempt] = &[
    exempt(Code::MISSING, Side::RunTime, "whether a variable is set is known when the program starts"),
    exempt(Code::VALIDATOR, Side::RunTime, "a validator is a function of the application's own, called at run time"),
    exempt(Code::NOT_UTF8, Side::RunTime, "source code is UTF-8; a variable need not be"),
    exempt(Code::PLATFORM, Side::RunTime, "a platform sets its variables where the program runs"),
    exempt(Code::VARIABLE_AND_FILE, Side::RunTime, "about variables that are set"),
    exempt(Code::FILE, Side::RunTime, "about a file that a variable names"),
    exempt(Code::FILE_TOO_LARGE, Side::RunTime, "about a file that a variable names"),
    exempt(Code::UNKNOWN_VARIABLE, Side::RunTime, "about variables that are set"),
    exempt(Code::UNKNOWN_FIELD, Side::RunTime, "about a name given to `Sources::with`, which is text"),
    exempt(Code::CONFIG_FILE, Side::RunTime, "about a file, which `tests/ui/config_file` and `tests/load` have"),
    exempt(Code::UNKNOWN_KEY, Side::RunTime, "about a file, which `tests/ui/config_file` and `tests/load` have"),
    exempt(Code::UNKNOWN_INSTANCE, Side::RunTime, "about a file, which `tests/ui/config_file` and `tests/load` have"),
    exempt(Code::PROFILE, Side::RunTime, "the profile is chosen when the program starts"),
    exempt(Code::GUARD_RAIL, Side::RunTime, "the profile is chosen when the program starts"),
    exempt(Code::PROVIDER, Side::RunTime, "about a variable that names another"),
    exempt(Code::INSECURE_BY_VARIABLE, Side::RunTime, "about variables that are set"),
    exempt(Code::INSTANCE_NAME, Side::Macro, "the name is fixed by the definition; nothing loads it"),
    exempt(Code::ENV_PREFIX, Side::Macro, "the prefix is fixed by the definition; nothing loads it"),
    exempt(Code::VARIABLE_NAME, Side::Macro, "the variable is fixed by the definition; nothing loads it"),
    exempt(Code::BOUND, Side::Macro, "bounds are written in the definition, and the macro refuses the wrong ones"),
    exempt(Code::SETTING_TWICE, Side::Macro, "a definition that gives a setting twice does not compile"),
    exempt(Code::QUEUE_NAME, Side::RunTime, "not a setting: the macro refuses it in `#[job(queue = ..)]`, and at run time it is a `QueueError`, not a violation"),
    exempt(Code::INTEGER, Side::FormFirst, "the macro wants a literal of a whole number, and refuses any other literal first"),
    exempt(Code::FLOAT, Side::FormFirst, "the macro wants a literal of a number, and refuses any other literal first"),
    exempt(Code::FLAG, Side::FormFirst, "the macro wants `true` or `false`, and refuses any other literal first"),
    exempt(Code::FEATURE_OFF, Side::Macro, "the features of a build are one: see tests/consumers, where they are off"),
    exempt(Code::PORT, Side::RunTime, "only a Kubernetes service link gives this; a port out of range is `out-of-range`"),
];

//! Why a switch failed.

use std::fmt;

use crate::check::invalid::Invalid;
use crate::error::ConnectError;

/// The step of a switch that failed. Each of them is before the swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SwitchStep {
    /// The configuration is invalid: nothing was tried.
    Check,
    /// The target could not be reached, or refused the client.
    Connect,
    /// The target was reached, and is not fit: read-only, or it refuses `PING`.
    Probe,
    /// The target was fit, and was lost again before the swap.
    Swap,
    /// There is no earlier configuration to go back to.
    Rollback,
}

/// A switch that was not made; the configuration before it stays in force.
///
/// Neither `Display` nor `Debug` shows a secret.
#[derive(Clone)]
pub struct SwitchError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    step: SwitchStep,
    cause: ConnectError,
}

impl SwitchError {
    pub(crate) fn check(invalid: Invalid) -> Self {
        Self::at(SwitchStep::Check, invalid.into())
    }

    pub(super) fn at(step: SwitchStep, cause: ConnectError) -> Self {
        Self(Box::new(Inner { step, cause }))
    }

    /// The step that failed.
    #[must_use]
    pub fn step(&self) -> SwitchStep {
        self.0.step
    }

    /// Why it failed.
    #[must_use]
    pub fn cause(&self) -> &ConnectError {
        &self.0.cause
    }
}

impl fmt::Display for SwitchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { step, cause } = &*self.0;
        let step = match step {
            SwitchStep::Check => "the configuration is invalid",
            SwitchStep::Connect => "connecting to the target failed",
            SwitchStep::Probe => "the target is not fit",
            SwitchStep::Swap => "the target was lost before the swap",
            SwitchStep::Rollback => "there is nothing to go back to",
        };
        write!(f, "not switched, {step}: {cause}")
    }
}

impl fmt::Debug for SwitchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.step)
    }
}

impl std::error::Error for SwitchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.cause)
    }
}

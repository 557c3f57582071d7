//! How long a blocking command may block.

use std::time::Duration;

use redis::{Arg, Cmd};

/// The longest time that a command asks the server to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockTime {
    /// Up to this long.
    Limited(Duration),
    /// Without a limit.
    Unlimited,
}

/// Which argument of a blocking command is its block time.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BlockTimeArg {
    /// The last argument, in seconds.
    LastSeconds,
    /// The first argument, in seconds.
    FirstSeconds,
    /// The last argument, in milliseconds.
    LastMillis,
    /// The argument after `BLOCK`, in milliseconds. Without it the command does not block.
    AfterBlock,
}

impl BlockTimeArg {
    /// The index of the block time, and its unit in seconds. `None` if the command does not block.
    fn find(self, command: &Cmd) -> Option<(usize, f64)> {
        let count = command.args_iter().count();
        match self {
            Self::FirstSeconds => Some((1, 1.0)),
            // Index 1 does not exist without arguments; the server refuses such a command.
            Self::LastSeconds => Some(((count - 1).max(1), 1.0)),
            Self::LastMillis => Some(((count - 1).max(1), 0.001)),
            Self::AfterBlock => {
                let mut args = command.args_iter().enumerate().skip(1);
                loop {
                    let (index, option) = args.next()?;
                    let Arg::Simple(option) = option else {
                        continue;
                    };
                    if option.eq_ignore_ascii_case(b"BLOCK") {
                        return Some((index + 1, 0.001));
                    }
                    // Only keys and ids follow, and a key may be called `block`.
                    if option.eq_ignore_ascii_case(b"STREAMS") {
                        return None;
                    }
                    if option.eq_ignore_ascii_case(b"GROUP") {
                        args.nth(1);
                    }
                }
            }
        }
    }
}

impl BlockTime {
    /// The block time of a command; `None` if it does not block.
    ///
    /// The server refuses a malformed time at once, so it counts as zero.
    pub(crate) fn of(command: &Cmd, arg: BlockTimeArg) -> Option<Self> {
        let (index, unit) = arg.find(command)?;
        let text = match command.args_iter().nth(index) {
            Some(Arg::Simple(bytes)) => Some(bytes),
            Some(_) => Some(b"0".as_slice()),
            None => None,
        };
        let time = text
            .and_then(|text| std::str::from_utf8(text).ok())
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or(-1.0);
        Some(if time == 0.0 {
            Self::Unlimited
        } else if time < 0.0 {
            Self::Limited(Duration::ZERO)
        } else {
            Duration::try_from_secs_f64(time * unit).map_or(Self::Unlimited, Self::Limited)
        })
    }

    /// The remaining time.
    pub(crate) fn less(self, elapsed: Duration) -> Self {
        match self {
            Self::Limited(time) => Self::Limited(time.saturating_sub(elapsed)),
            Self::Unlimited => Self::Unlimited,
        }
    }

    /// The command with this block time in place of its own; `None` if no time is left.
    pub(crate) fn rewrite(self, command: &Cmd, block_time_arg: BlockTimeArg) -> Option<Cmd> {
        let (block_time, unit) = block_time_arg.find(command)?;
        let time = match self {
            Self::Unlimited => "0".to_owned(),
            Self::Limited(left) if left < Duration::from_millis(1) => return None,
            Self::Limited(left) if unit < 1.0 => left.as_millis().to_string(),
            Self::Limited(left) => format!("{:.3}", left.as_secs_f64()),
        };
        let mut rewritten = Cmd::new();
        for (index, arg) in command.args_iter().enumerate() {
            match arg {
                _ if index == block_time => rewritten.arg(&time),
                Arg::Simple(bytes) => rewritten.arg(bytes),
                // Only scans have a cursor, and those do not block.
                _ => return None,
            };
        }
        Some(rewritten)
    }

    /// The block time of two commands in a pipeline.
    pub(crate) fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Limited(first), Self::Limited(second)) => {
                Self::Limited(first.saturating_add(second))
            }
            _ => Self::Unlimited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_time(words: &str, arg: BlockTimeArg) -> Option<BlockTime> {
        let mut command = Cmd::new();
        for word in words.split(' ') {
            command.arg(word);
        }
        BlockTime::of(&command, arg)
    }

    #[test]
    fn the_block_time_is_found_in_every_position() {
        let ms = |ms| Some(BlockTime::Limited(Duration::from_millis(ms)));
        assert_eq!(
            block_time("BLPOP a b 0.25", BlockTimeArg::LastSeconds),
            ms(250)
        );
        assert_eq!(
            block_time("BLMPOP 5 2 a b LEFT", BlockTimeArg::FirstSeconds),
            ms(5000)
        );
        assert_eq!(block_time("WAIT 1 100", BlockTimeArg::LastMillis), ms(100));
        let read = "XREADGROUP GROUP block streams COUNT 1 block 70 STREAMS s >";
        assert_eq!(block_time(read, BlockTimeArg::AfterBlock), ms(70));
    }

    #[test]
    fn a_read_without_block_does_not_block() {
        assert_eq!(
            block_time("XREAD STREAMS block 9", BlockTimeArg::AfterBlock),
            None
        );
    }

    #[test]
    fn zero_is_unlimited_and_a_malformed_time_is_zero() {
        assert_eq!(
            block_time("BLPOP a 0", BlockTimeArg::LastSeconds),
            Some(BlockTime::Unlimited)
        );
        let none = Some(BlockTime::Limited(Duration::ZERO));
        assert_eq!(block_time("BLPOP a soon", BlockTimeArg::LastSeconds), none);
        assert_eq!(block_time("BLPOP a -1", BlockTimeArg::LastSeconds), none);
        assert_eq!(block_time("BLPOP", BlockTimeArg::LastSeconds), none);
        assert_eq!(
            block_time("BLPOP a 1e300", BlockTimeArg::LastSeconds),
            Some(BlockTime::Unlimited)
        );
    }

    #[test]
    fn the_block_time_is_rewritten_in_place() {
        let mut command = redis::cmd("XREADGROUP");
        command.arg(&["GROUP", "block", "c", "BLOCK", "70", "STREAMS", "s", ">"]);
        let left = BlockTime::Limited(Duration::from_millis(70)).less(Duration::from_millis(50));
        let shorter = left.rewrite(&command, BlockTimeArg::AfterBlock).unwrap();
        assert_eq!(
            BlockTime::of(&shorter, BlockTimeArg::AfterBlock),
            Some(left)
        );
        assert_eq!(shorter.args_iter().count(), command.args_iter().count());
        let none = BlockTime::Limited(Duration::ZERO);
        assert!(none.rewrite(&command, BlockTimeArg::AfterBlock).is_none());
    }

    #[test]
    fn block_times_add_up() {
        let second = BlockTime::Limited(Duration::from_secs(1));
        assert_eq!(
            second.then(second),
            BlockTime::Limited(Duration::from_secs(2))
        );
        assert_eq!(second.then(BlockTime::Unlimited), BlockTime::Unlimited);
    }
}

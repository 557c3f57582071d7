//! What worker processes did, in files that no fault of Redis can touch.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redis_config::queue::{Context, JobId};

/// A moment in the life of a job in a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The handler began.
    Start,
    /// The work of the job is done; the queue does not know yet.
    Done,
    /// The handler is about to fail, as the job asks it to.
    Fail,
}

/// One line of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What happened.
    pub step: Step,
    /// To which job.
    pub id: JobId,
    /// In which process.
    pub pid: u32,
    /// At which delivery, 1-based.
    pub delivery: u32,
    /// At which attempt, 1-based.
    pub attempt: u32,
    /// When.
    pub at: SystemTime,
}

/// The file of one process. Each mark is one write to a file opened for appending: it survives `kill -9`.
#[derive(Debug)]
pub struct Record(File);

impl Record {
    /// Opens or makes the file.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(
            OpenOptions::new().append(true).create(true).open(path)?,
        ))
    }

    /// Writes one mark.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn mark(&self, step: Step, context: &Context) -> io::Result<()> {
        let mark = Mark {
            step,
            id: context.id(),
            pid: std::process::id(),
            delivery: context.delivery(),
            attempt: context.attempt(),
            at: SystemTime::now(),
        };
        (&self.0).write_all(mark.line().as_bytes())
    }
}

impl Mark {
    fn line(&self) -> String {
        let step = match self.step {
            Step::Start => 'S',
            Step::Done => 'D',
            Step::Fail => 'F',
        };
        let Self {
            id,
            pid,
            delivery,
            attempt,
            ..
        } = self;
        let at = self.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        format!(
            "{step} {id} {pid} {delivery} {attempt} {}\n",
            at.as_micros()
        )
    }

    /// All marks of all files in a folder whose name ends in `.record`, oldest first.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a line that is no mark: a torn write would be a fault of the test.
    pub fn read_all(folder: &Path) -> io::Result<Vec<Self>> {
        let mut marks = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "record")
            {
                for line in std::fs::read_to_string(&path)?.lines() {
                    marks.push(line.parse().map_err(|()| {
                        io::Error::other(format!("{}: not a mark: {line}", path.display()))
                    })?);
                }
            }
        }
        marks.sort_by_key(|mark: &Self| mark.at);
        Ok(marks)
    }
}

impl FromStr for Mark {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let mut words = line.split(' ');
        let mut word = || words.next().ok_or(());
        let step = match word()? {
            "S" => Step::Start,
            "D" => Step::Done,
            "F" => Step::Fail,
            _ => return Err(()),
        };
        let id = word()?.parse().map_err(|_| ())?;
        let mut number = || word()?.parse::<u64>().map_err(|_| ());
        let pid = u32::try_from(number()?).map_err(|_| ())?;
        let delivery = u32::try_from(number()?).map_err(|_| ())?;
        let attempt = u32::try_from(number()?).map_err(|_| ())?;
        let at = UNIX_EPOCH + Duration::from_micros(number()?);
        Ok(Self {
            step,
            id,
            pid,
            delivery,
            attempt,
            at,
        })
    }
}

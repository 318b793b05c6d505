//! Where servers keep their histories, and how: a database for each profile, in the platform's
//! folder for data.

use std::path::{Path, PathBuf};
use std::time::Duration;

use directories::ProjectDirs;
use tertulia_server_core::{
    Durability, HistoryConfig, ModerationFile, ModerationFileError, MoveHistoryError,
    OpenHistoryError, move_history,
};

use crate::cli::ServerArgs;
use crate::profiles::{HistoryProfile, Profile, ProfileName, Source};

/// The folder for servers without a profile: no profile's name can lead into it.
const WITHOUT_PROFILE: &str = "unsaved";

/// The ending of a history's file.
const EXTENSION: &str = "sqlite3";

/// The ending of the file with who is banned and muted.
const MODERATION_EXTENSION: &str = "moderation.json";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder with the histories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histories {
    folder: PathBuf,
}

impl Histories {
    /// In the platform's folder for data; on Linux `$XDG_DATA_HOME/tertulia/history`. None where the
    /// system names no such folder.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let folders = ProjectDirs::from("", "", "tertulia")?;
        Some(Self::at(&folders.data_local_dir().join("history")))
    }

    /// In a folder of the caller's choice. Nothing is created before a server starts.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The database of a profile, or of a server without one at this port (as it was asked for),
    /// so that two such servers at different ports do not want the same. All those that let the system
    /// choose a port (0) have one together, because the port that they get is another each time. A
    /// profile's file that is not in the folder of profiles has a database of its own, even where
    /// it is called like another.
    #[must_use]
    pub fn path(&self, profile: Option<&Source>, port: u16) -> PathBuf {
        self.file(profile, port, EXTENSION)
    }

    /// The file with the operator's decisions, beside the database, whether there is a history or not.
    #[must_use]
    pub fn moderation_path(&self, profile: Option<&Source>, port: u16) -> PathBuf {
        self.file(profile, port, MODERATION_EXTENSION)
    }

    fn file(&self, profile: Option<&Source>, port: u16, extension: &str) -> PathBuf {
        let name = match profile {
            None => format!("{WITHOUT_PROFILE}/port-{port}"),
            Some(Source::Name(name)) => name.to_string(),
            Some(Source::File(path)) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let place = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                let place = crc32fast::hash(place.as_os_str().as_encoded_bytes());
                format!("{stem}-{place:08x}")
            }
        };
        self.folder.join(format!("{name}.{extension}"))
    }

    /// The history of a profile in the folder of profiles, where there is one.
    #[must_use]
    pub fn of_profile(&self, name: &ProfileName) -> Option<PathBuf> {
        let path = self.path(Some(&Source::Name(name.clone())), 0);
        path.exists().then_some(path)
    }

    /// Whether somebody is banned or muted on the server of a profile in the folder of profiles, or was.
    #[must_use]
    pub fn has_decided(&self, name: &ProfileName) -> bool {
        self.moderation_path(Some(&Source::Name(name.clone())), 0)
            .exists()
    }

    /// The file with who is banned and muted on the server of a profile in the folder of profiles,
    /// where there has been one. As long as it is held, no such server starts.
    ///
    /// # Errors
    /// When a server uses it.
    pub fn decided(
        &self,
        name: &ProfileName,
    ) -> Result<Option<ModerationFile>, ModerationFileError> {
        ModerationFile::existing(self.moderation_path(Some(&Source::Name(name.clone())), 0))
    }

    /// Lets a profile's history, and who is banned and muted, go with it to the profile's new name.
    ///
    /// # Errors
    /// When all stays where it is: a server uses the profile, with a history or without, or there is a
    /// history of the new name.
    pub fn rename(&self, from: &ProfileName, to: &ProfileName) -> Result<(), MoveHistoryError> {
        if from == to {
            return Ok(());
        }
        let path = |name: &ProfileName| self.path(Some(&Source::Name(name.clone())), 0);
        // Held meanwhile, so that no server begins with one and goes on with the other.
        let held = |name| {
            self.decided(name).map_err(|_in_use| {
                let path = self.moderation_path(Some(&Source::Name(name.clone())), 0);
                MoveHistoryError::InUse { path }
            })
        };
        let (old, new) = (held(from)?, held(to)?);
        let has_decided = |file: &Option<ModerationFile>| {
            let file = file.as_ref();
            file.is_some_and(ModerationFile::exists)
        };
        if has_decided(&old) && has_decided(&new) {
            let path = self.moderation_path(Some(&Source::Name(to.clone())), 0);
            return Err(MoveHistoryError::Exists { path });
        }
        move_history(&path(from), &path(to))?;
        let Some(old) = old.filter(ModerationFile::exists) else {
            return Ok(());
        };
        let path_of_old = old.path().to_owned();
        let to_be = self.moderation_path(Some(&Source::Name(to.clone())), 0);
        if let Err(source) = old.rename(&to_be) {
            move_history(&path(to), &path(from))?;
            let path = path_of_old;
            return Err(MoveHistoryError::Io { path, source });
        }
        Ok(())
    }
}

/// Why a history cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryProblem {
    /// Another Tertulia server keeps its history there.
    InUse,
    /// Nothing can be written in its folder.
    Folder {
        /// What the system says.
        detail: String,
    },
    /// It may only be read.
    ReadOnly,
    /// Another program has locked it.
    Locked,
    /// A newer Tertulia made it.
    Newer {
        /// The version it has.
        found: u32,
        /// The latest version that this program knows.
        known: u32,
    },
    /// It is a database of another program.
    Foreign,
    /// The disk is full.
    Full,
    /// Anything else.
    Other {
        /// What the system or the database says.
        detail: String,
    },
}

impl HistoryProblem {
    /// What helps, other than keeping no history; a word for the texts to choose by.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::ReadOnly => "permission",
            Self::Full => "space",
            Self::Locked => "close",
            Self::InUse | Self::Newer { .. } | Self::Foreign | Self::Other { .. } => "profile",
        }
    }

    /// Which history (or folder), and what is the matter with it.
    #[must_use]
    pub fn of(error: &OpenHistoryError) -> (PathBuf, Self) {
        let (path, problem) = match error {
            OpenHistoryError::InUse { path } => (path, Self::InUse),
            OpenHistoryError::Folder { folder, source } => (
                folder,
                Self::Folder {
                    detail: source.to_string(),
                },
            ),
            OpenHistoryError::ReadOnly { path } => (path, Self::ReadOnly),
            OpenHistoryError::Locked { path } => (path, Self::Locked),
            OpenHistoryError::Newer { path, found, known } => (
                path,
                Self::Newer {
                    found: *found,
                    known: *known,
                },
            ),
            OpenHistoryError::Foreign { path } => (path, Self::Foreign),
            OpenHistoryError::Full { path } => (path, Self::Full),
            OpenHistoryError::Other { path, why } => (
                path,
                Self::Other {
                    detail: why.clone(),
                },
            ),
            other => {
                let detail = other.to_string();
                return (PathBuf::new(), Self::Other { detail });
            }
        };
        (path.clone(), problem)
    }
}

/// Whether and how a server keeps its history. The command line comes before the profile, the
/// profile before the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryChoice {
    /// Whether it is kept at all.
    pub keep: bool,
    /// For how many days; 0 means for ever.
    pub days: u32,
    /// How many messages; 0 means any number.
    pub messages: u32,
    /// Whether what was confirmed survives the loss of power, and not only the program's end.
    pub durable: bool,
}

impl Default for HistoryChoice {
    fn default() -> Self {
        Self {
            keep: true,
            days: 90,
            messages: 1_000_000,
            durable: false,
        }
    }
}

impl HistoryChoice {
    /// What is in force.
    #[must_use]
    pub fn of(args: &ServerArgs, profile: &Profile) -> Self {
        let HistoryProfile {
            keep,
            days,
            messages,
            durable,
        } = profile.history;
        let default = Self::default();
        Self {
            keep: !args.no_history && keep.unwrap_or(default.keep),
            days: args.history_days.or(days).unwrap_or(default.days),
            messages: args
                .history_messages
                .or(messages)
                .unwrap_or(default.messages),
            durable: args.durable || durable.unwrap_or(default.durable),
        }
    }

    /// As a profile says it: only what is not so by default.
    #[must_use]
    pub fn to_profile(self) -> HistoryProfile {
        let default = Self::default();
        HistoryProfile {
            keep: (self.keep != default.keep).then_some(self.keep),
            days: (self.days != default.days).then_some(self.days),
            messages: (self.messages != default.messages).then_some(self.messages),
            durable: (self.durable != default.durable).then_some(self.durable),
        }
    }

    /// What the server is told; nothing when no history is kept.
    #[must_use]
    pub fn config(self, path: PathBuf) -> Option<HistoryConfig> {
        self.keep.then(|| HistoryConfig {
            path,
            durability: if self.durable {
                Durability::Power
            } else {
                Durability::Process
            },
            max_age: (self.days != 0).then(|| DAY * self.days),
            max_messages: (self.messages != 0).then_some(self.messages.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_profile_has_a_history_of_its_own() {
        let histories = Histories::at(Path::new("/data"));
        let path = |text: &str| histories.path(Some(&Source::parse(text).unwrap()), 2011);
        let at = |port| histories.path(None, port);
        assert_eq!(at(2010), Path::new("/data/unsaved/port-2010.sqlite3"));
        assert_eq!(at(2011), Path::new("/data/unsaved/port-2011.sqlite3"));
        assert_eq!(at(0), Path::new("/data/unsaved/port-0.sqlite3"));
        assert_ne!(path("port-2011"), at(2011));
        assert_eq!(path("aula"), Path::new("/data/aula.sqlite3"));
        let (here, there) = (path("/a/aula.ron"), path("/b/aula.ron"));
        assert_ne!(here, there);
        assert_ne!(here, path("aula"));
        assert_eq!(here, path("/a/aula.ron"));
        assert_eq!(here.parent(), Some(Path::new("/data")));
    }

    #[test]
    fn who_is_banned_stays_so_under_another_name_and_nobody_elses_bans_are_lost() {
        let folder = tempfile::tempdir().unwrap();
        let histories = Histories::at(folder.path());
        let name = |name: &str| ProfileName::parse(name).unwrap();
        let path = |of: &str| histories.moderation_path(Some(&Source::Name(name(of))), 0);
        fs::write(path("aula"), "bans").unwrap();
        histories.rename(&name("aula"), &name("lab")).unwrap();
        assert_eq!(fs::read_to_string(path("lab")).unwrap(), "bans");
        assert!(!path("aula").exists());
        fs::write(path("aula"), "others").unwrap();
        let error = histories.rename(&name("lab"), &name("aula")).unwrap_err();
        assert!(matches!(error, MoveHistoryError::Exists { .. }), "{error}");
        assert_eq!(fs::read_to_string(path("aula")).unwrap(), "others");
        assert_eq!(fs::read_to_string(path("lab")).unwrap(), "bans");
        // A server without a history, which would go on with the old name.
        let server = ModerationFile::open(path("lab")).unwrap();
        let error = histories.rename(&name("lab"), &name("new")).unwrap_err();
        assert!(matches!(error, MoveHistoryError::InUse { .. }), "{error}");
        drop(server);
        histories.rename(&name("lab"), &name("new")).unwrap();
        assert_eq!(fs::read_to_string(path("new")).unwrap(), "bans");
        let server = ModerationFile::open(path("undecided")).unwrap();
        let error = histories.rename(&name("undecided"), &name("lab"));
        assert!(matches!(error, Err(MoveHistoryError::InUse { .. })));
        drop(server);
    }

    #[test]
    fn the_command_line_comes_before_the_profile_and_zero_means_without_limit() {
        let profile = Profile {
            history: HistoryProfile {
                keep: Some(false),
                days: Some(7),
                messages: Some(0),
                durable: Some(true),
            },
            ..Profile::default()
        };
        let choice = HistoryChoice::of(&ServerArgs::default(), &profile);
        assert_eq!(choice.config(PathBuf::new()), None);
        assert_eq!(choice.to_profile(), profile.history);
        let args = ServerArgs {
            history_days: Some(0),
            ..ServerArgs::default()
        };
        let choice = HistoryChoice {
            keep: true,
            ..HistoryChoice::of(&args, &profile)
        };
        let config = choice.config(PathBuf::from("x")).unwrap();
        assert_eq!((config.max_age, config.max_messages), (None, None));
        assert_eq!(config.durability, Durability::Power);
        let default = HistoryChoice::default().config(PathBuf::from("x"));
        assert_eq!(default, Some(HistoryConfig::at("x")));
        assert_eq!(
            HistoryChoice::default().to_profile(),
            HistoryProfile::default()
        );
    }
}

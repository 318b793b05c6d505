//! The folder with the profiles.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::{LastUsed, Loaded, Profile, ProfileError, ProfileName, WindowSettings, file};

/// The ending of a profile's file.
const EXTENSION: &str = "ron";

/// The profiles of this user, and what was used last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profiles {
    settings: PathBuf,
}

/// What `--profile` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A profile in the folder.
    Name(ProfileName),
    /// A file anywhere.
    File(PathBuf),
}

impl Source {
    /// A text with a path separator, or ending in `.ron`, is a file; any other is a name.
    ///
    /// # Errors
    /// [`ProfileError::BadName`].
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let path = Path::new(text);
        let is_file = text.contains(std::path::is_separator)
            || path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION));
        if is_file {
            Ok(Self::File(path.to_owned()))
        } else {
            ProfileName::parse(text).map(Self::Name)
        }
    }
}

impl Profiles {
    /// In the platform's folder for settings; on Linux `$XDG_CONFIG_HOME/tertulia`.
    ///
    /// # Errors
    /// [`ProfileError::NoFolder`].
    pub fn of_user() -> Result<Self, ProfileError> {
        let folders = ProjectDirs::from("", "", "tertulia").ok_or(ProfileError::NoFolder)?;
        Ok(Self::at(folders.config_dir()))
    }

    /// In a folder of the caller's choice. Nothing is created before something is saved.
    #[must_use]
    pub fn at(settings: &Path) -> Self {
        Self {
            settings: settings.to_owned(),
        }
    }

    /// The folder in which the profiles are.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.settings.join("profiles")
    }

    /// The file of a profile, whether it exists or not.
    #[must_use]
    pub fn path(&self, name: &ProfileName) -> PathBuf {
        self.folder().join(format!("{name}.{EXTENSION}"))
    }

    /// The names of all profiles, in the order of the alphabet.
    ///
    /// # Errors
    /// [`ProfileError::NotReadable`]; a folder that is not there has no profiles.
    pub fn list(&self) -> Result<Vec<ProfileName>, ProfileError> {
        let folder = self.folder();
        let not_readable = |source: io::Error| ProfileError::NotReadable {
            path: folder.clone(),
            source,
        };
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(not_readable)?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let path = entry.map_err(not_readable)?.path();
            let is_profile = path
                .extension()
                .is_some_and(|extension| extension == EXTENSION)
                && path.is_file();
            let stem = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .filter(|_| is_profile);
            // A file with a name that no profile can have is somebody else's.
            names.extend(stem.and_then(|stem| {
                ProfileName::parse(stem)
                    .ok()
                    .filter(|name| name.as_str() == stem)
            }));
        }
        names.sort_by_cached_key(|name| (name.as_str().to_lowercase(), name.clone()));
        Ok(names)
    }

    /// Reads a profile, by name or from any file.
    ///
    /// # Errors
    /// Everything about reading in [`ProfileError`].
    pub fn load(&self, source: &Source) -> Result<Loaded<Profile>, ProfileError> {
        file::read(&self.path_of(source))
    }

    /// The text of a profile's file as it stands there, once it is understood.
    ///
    /// # Errors
    /// Everything about reading in [`ProfileError`].
    pub fn text(&self, source: &Source) -> Result<String, ProfileError> {
        let path = self.path_of(source);
        file::read::<Profile>(&path)?;
        Ok(String::from_utf8_lossy(&file::bytes_of(&path)?).into_owned())
    }

    /// Where a profile is.
    #[must_use]
    pub fn path_of(&self, source: &Source) -> PathBuf {
        match source {
            Source::Name(name) => self.path(name),
            Source::File(path) => path.clone(),
        }
    }

    /// Writes a profile, new or again.
    ///
    /// # Errors
    /// [`ProfileError::NotWritable`], or what is wrong with the file that stands there: one that is
    /// not understood completely is left as it is.
    pub fn save(&self, name: &ProfileName, profile: &Profile) -> Result<(), ProfileError> {
        file::write(&self.path(name), profile)
    }

    /// Copies a profile as it is, comments and unknown fields included.
    ///
    /// # Errors
    /// [`ProfileError::Exists`] when there is one of the new name, and those of reading and writing.
    pub fn duplicate(&self, from: &ProfileName, to: &ProfileName) -> Result<(), ProfileError> {
        file::create(&self.path(to), &file::bytes_of(&self.path(from))?)
    }

    /// Gives a profile another name.
    ///
    /// # Errors
    /// As [`Profiles::duplicate`], and [`ProfileError::NotWritable`] when the old one stays.
    pub fn rename(&self, from: &ProfileName, to: &ProfileName) -> Result<(), ProfileError> {
        if from == to {
            return file::bytes_of(&self.path(from)).map(drop);
        }
        // Systems differ in whether renaming replaces what is there; copying never does.
        self.duplicate(from, to)?;
        self.delete(from)
    }

    /// Removes a profile.
    ///
    /// # Errors
    /// [`ProfileError::NotFound`] or [`ProfileError::NotWritable`].
    pub fn delete(&self, name: &ProfileName) -> Result<(), ProfileError> {
        let path = self.path(name);
        fs::remove_file(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ProfileError::NotFound { path },
            _ => ProfileError::NotWritable { path, source },
        })
    }

    /// What was used last; nothing when the program starts for the first time.
    ///
    /// # Errors
    /// Everything about reading in [`ProfileError`] but [`ProfileError::NotFound`].
    pub fn last_used(&self) -> Result<Loaded<LastUsed>, ProfileError> {
        match file::read(&self.last_used_path()) {
            Err(ProfileError::NotFound { .. }) => Ok(Loaded {
                value: LastUsed::default(),
                unknown_fields: Vec::new(),
            }),
            other => other,
        }
    }

    /// Keeps what was used last. Of several windows the last one wins, each file complete.
    ///
    /// # Errors
    /// As [`Profiles::save`].
    pub fn save_last_used(&self, last_used: &LastUsed) -> Result<(), ProfileError> {
        file::write(&self.last_used_path(), last_used)
    }

    /// How the windows looked last; nothing when the program starts for the first time.
    ///
    /// # Errors
    /// Everything about reading in [`ProfileError`] but [`ProfileError::NotFound`].
    pub fn window_settings(&self) -> Result<WindowSettings, ProfileError> {
        match file::read::<WindowSettings>(&self.window_settings_path()) {
            Ok(loaded) => Ok(loaded.value),
            Err(ProfileError::NotFound { .. }) => Ok(WindowSettings::default()),
            Err(error) => Err(error),
        }
    }

    /// Keeps how the windows look. Of several windows the last one wins, each file complete.
    ///
    /// # Errors
    /// As [`Profiles::save`].
    pub fn save_window_settings(&self, settings: &WindowSettings) -> Result<(), ProfileError> {
        file::write(&self.window_settings_path(), settings)
    }

    /// Copies any profile's file into the folder, once it is understood.
    ///
    /// # Errors
    /// As [`Profiles::duplicate`].
    pub fn import(&self, from: &Path, to: &ProfileName) -> Result<(), ProfileError> {
        file::read::<Profile>(from)?;
        file::create(&self.path(to), &file::bytes_of(from)?)
    }

    /// Copies a profile out of the folder as it is. Nothing is replaced.
    ///
    /// # Errors
    /// As [`Profiles::duplicate`].
    pub fn export(&self, from: &ProfileName, to: &Path) -> Result<(), ProfileError> {
        file::create(to, &file::bytes_of(&self.path(from))?)
    }

    fn window_settings_path(&self) -> PathBuf {
        self.settings.join(format!("windows.{EXTENSION}"))
    }

    fn last_used_path(&self) -> PathBuf {
        self.settings.join(format!("last-used.{EXTENSION}"))
    }
}

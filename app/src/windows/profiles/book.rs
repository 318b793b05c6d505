//! The saved profiles and what was used last, as one window sees them.

use std::path::Path;

use crate::models::launcher::{LauncherModel, read_profiles};
use crate::profiles::{
    LastUsed, Mode, Profile, ProfileError, ProfileName, Profiles, Source, WindowSettings,
};

/// The folder with the profiles and what was read from it. The files are small and few; reading
/// them anew after every change means that nothing shown is older than the last action.
#[derive(Debug)]
pub struct ProfileBook {
    profiles: Option<Profiles>,
    model: LauncherModel,
    last_used: LastUsed,
}

impl ProfileBook {
    /// Reads the folder; without one there are no profiles, and saving says why.
    #[must_use]
    pub fn open(profiles: Option<Profiles>) -> Self {
        let mut book = Self {
            profiles,
            model: LauncherModel::default(),
            last_used: LastUsed::default(),
        };
        book.refresh();
        book
    }

    /// The profiles, the one used last first.
    #[must_use]
    pub fn model(&self) -> &LauncherModel {
        &self.model
    }

    /// The settings used last for this mode.
    #[must_use]
    pub fn last(&self, mode: Mode) -> Option<&Profile> {
        match mode {
            Mode::Server => self.last_used.server.as_ref(),
            Mode::Client => self.last_used.client.as_ref(),
        }
    }

    /// How the windows looked last.
    #[must_use]
    pub fn window_settings(&self) -> WindowSettings {
        let read = self.profiles.as_ref().map(Profiles::window_settings);
        match read {
            Some(Ok(settings)) => settings,
            Some(Err(error)) => {
                tracing::warn!(%error, "the windows' settings cannot be read");
                WindowSettings::default()
            }
            None => WindowSettings::default(),
        }
    }

    /// Keeps how the windows look. That it cannot be kept is no reason to disturb anybody.
    pub fn keep_window_settings(&self, settings: &WindowSettings) {
        if let Some(profiles) = &self.profiles
            && let Err(error) = profiles.save_window_settings(settings)
        {
            tracing::warn!(%error, "the windows' settings cannot be kept");
        }
    }

    /// Where a profile's file is.
    #[must_use]
    pub fn path(&self, name: &ProfileName) -> Option<std::path::PathBuf> {
        Some(self.profiles.as_ref()?.path(name))
    }

    /// Reads everything anew.
    pub fn refresh(&mut self) {
        let Some(profiles) = &self.profiles else {
            return;
        };
        match profiles.last_used() {
            Ok(loaded) => self.last_used = loaded.value,
            Err(error) => tracing::warn!(%error, "what was used last cannot be read"),
        }
        let rows = read_profiles(profiles).unwrap_or_else(|error| {
            tracing::warn!(%error, "the profiles cannot be listed");
            Vec::new()
        });
        self.model = LauncherModel::new(rows, &self.last_used);
    }

    /// The profile as it stands in its file.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn load(&self, name: &ProfileName) -> Result<Profile, ProfileError> {
        let source = Source::Name(name.clone());
        Ok(self.folder()?.load(&source)?.value)
    }

    /// Writes a profile.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn save(&mut self, name: &ProfileName, profile: &Profile) -> Result<(), ProfileError> {
        let saved = self.folder()?.save(name, profile);
        self.refresh();
        saved
    }

    /// Copies a profile under the first free name like its own. Gives that name.
    ///
    /// # Errors
    /// Why it cannot be copied.
    pub fn duplicate(&mut self, name: &ProfileName) -> Result<ProfileName, ProfileError> {
        let copy = self.free_name(name.as_str())?;
        let copied = self.folder()?.duplicate(name, &copy);
        self.refresh();
        copied.map(|()| copy)
    }

    /// Gives a profile another name.
    ///
    /// # Errors
    /// Why it cannot have it.
    pub fn rename(&mut self, from: &ProfileName, to: &ProfileName) -> Result<(), ProfileError> {
        let renamed = self.folder()?.rename(from, to);
        self.refresh();
        renamed
    }

    /// Removes a profile's file.
    ///
    /// # Errors
    /// Why it stays.
    pub fn delete(&mut self, name: &ProfileName) -> Result<(), ProfileError> {
        let deleted = self.folder()?.delete(name);
        self.refresh();
        deleted
    }

    /// Copies a file into the folder under the first free name like its own. Gives that name.
    ///
    /// # Errors
    /// Why it cannot be read or copied.
    pub fn import(&mut self, from: &Path) -> Result<ProfileName, ProfileError> {
        let stem = from.file_stem().unwrap_or_default().to_string_lossy();
        let name = self.free_name(&stem)?;
        let imported = self.folder()?.import(from, &name);
        self.refresh();
        imported.map(|()| name)
    }

    /// Copies a profile to a file that does not exist yet.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn export(&self, name: &ProfileName, to: &Path) -> Result<(), ProfileError> {
        self.folder()?.export(name, to)
    }

    /// Notes what is used now, and by which profile. Read anew first: other windows note theirs.
    pub fn note_used(&mut self, mode: Mode, settings: Profile, profile: Option<&ProfileName>) {
        self.refresh();
        if let Some(name) = profile {
            self.last_used.mark_used(name);
        }
        match mode {
            Mode::Server => self.last_used.server = Some(settings),
            Mode::Client => self.last_used.client = Some(settings),
        }
        if let Some(profiles) = &self.profiles
            && let Err(error) = profiles.save_last_used(&self.last_used)
        {
            tracing::warn!(%error, "what was used last cannot be kept");
        }
        self.refresh();
    }

    fn folder(&self) -> Result<&Profiles, ProfileError> {
        self.profiles.as_ref().ok_or(ProfileError::NoFolder)
    }

    fn free_name(&self, wanted: &str) -> Result<ProfileName, ProfileError> {
        match self.model.free_name(wanted) {
            Some(name) => Ok(name),
            // Nothing like it is a name; the reason is the wanted one's.
            None => ProfileName::parse(wanted),
        }
    }
}

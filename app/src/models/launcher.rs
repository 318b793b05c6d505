//! The saved profiles, for the launcher and the dialog that manages them.

use std::net::IpAddr;

use crate::profiles::{
    LastUsed, Loaded, Mode, NameProblem, Profile, ProfileError, ProfileName, Profiles, Source,
};

/// The profiles, the one used last first; those never used follow in the order of the alphabet.
#[derive(Debug, Default)]
pub struct LauncherModel {
    rows: Vec<ProfileRow>,
}

/// One profile.
#[derive(Debug)]
pub struct ProfileRow {
    /// Its name.
    pub name: ProfileName,
    /// What stands in its file, or why it cannot be used.
    pub state: Result<Loaded<Profile>, ProfileError>,
}

/// What a profile's row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summary<'p> {
    /// It starts a server.
    Server {
        /// Where it listens; none for this computer only.
        bind: Option<IpAddr>,
        /// Its port, when it is set.
        port: Option<u16>,
        /// Messages in any one second, when it is set; 0 is unlimited.
        max_rate: Option<u32>,
    },
    /// It starts a client.
    Client {
        /// The wanted name.
        name: Option<&'p str>,
        /// The server's host, or its address where that is set.
        host: Option<Host<'p>>,
        /// The server's port, when it is set.
        port: Option<u16>,
    },
}

/// Where a client connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host<'p> {
    /// A name.
    Name(&'p str),
    /// An address.
    Ip(IpAddr),
}

/// Why a profile cannot have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileNameProblem {
    /// It is no name for a profile.
    Bad(NameProblem),
    /// Another profile has it, perhaps in another case.
    Taken,
}

impl LauncherModel {
    /// From what was read; see [`read_profiles`].
    #[must_use]
    pub fn new(rows: Vec<ProfileRow>, last_used: &LastUsed) -> Self {
        let mut rows = rows;
        let rank = |row: &ProfileRow| {
            let name = row.name.as_str();
            let used = last_used.profiles.iter().position(|used| used == name);
            used.unwrap_or(usize::MAX)
        };
        rows.sort_by_cached_key(|row| (rank(row), row.name.as_str().to_lowercase()));
        Self { rows }
    }

    /// All profiles, in order.
    #[must_use]
    pub fn rows(&self) -> &[ProfileRow] {
        &self.rows
    }

    /// One of them.
    #[must_use]
    pub fn row(&self, name: &ProfileName) -> Option<&ProfileRow> {
        self.rows.iter().find(|row| row.name == *name)
    }

    /// Judges a typed name for a new profile, or for `renamed`.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn check_name(
        &self,
        text: &str,
        renamed: Option<&ProfileName>,
    ) -> Result<ProfileName, ProfileNameProblem> {
        let name = ProfileName::parse(text).map_err(|error| match error {
            ProfileError::BadName { problem, .. } => ProfileNameProblem::Bad(problem),
            _ => ProfileNameProblem::Bad(NameProblem::Unusable),
        })?;
        // Some systems take two names that differ in case for the same file.
        let lowered = name.as_str().to_lowercase();
        let taken = self
            .rows
            .iter()
            .any(|row| Some(&row.name) != renamed && row.name.as_str().to_lowercase() == lowered);
        if taken {
            return Err(ProfileNameProblem::Taken);
        }
        Ok(name)
    }

    /// The first free name like this one: `Classroom`, `Classroom 2`, …
    #[must_use]
    pub fn free_name(&self, wanted: &str) -> Option<ProfileName> {
        let numbered = (2..10_000).map(|number: u32| {
            let number = format!(" {number}");
            let room = ProfileName::MAX_CHARS - number.len();
            let base: String = wanted.trim().chars().take(room).collect();
            base.trim_end().to_owned() + &number
        });
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find_map(|name| self.check_name(&name, None).ok())
    }
}

impl ProfileRow {
    /// What the row says; none for a broken file.
    #[must_use]
    pub fn summary(&self) -> Option<Summary<'_>> {
        let profile = &self.state.as_ref().ok()?.value;
        Some(match mode_of(profile) {
            Mode::Server => Summary::Server {
                bind: profile.bind.filter(|ip| !ip.is_loopback()),
                port: profile.port,
                max_rate: profile.limits.max_rate,
            },
            Mode::Client => {
                let host = profile.host.as_deref().map(Host::Name);
                Summary::Client {
                    name: profile.name.as_deref(),
                    host: profile.ip.map(Host::Ip).or(host),
                    port: profile.port,
                }
            }
        })
    }
}

/// What a profile starts. One that does not say it is a client's as soon as it has something that
/// only clients have.
#[must_use]
pub fn mode_of(profile: &Profile) -> Mode {
    let like_a_client = profile.name.is_some()
        || profile.host.is_some()
        || profile.ip.is_some()
        || profile.greeting.is_some();
    profile.mode.unwrap_or(if like_a_client {
        Mode::Client
    } else {
        Mode::Server
    })
}

/// Reads all profiles; the only function here that does. A broken one is a row with its error.
///
/// # Errors
/// When the folder cannot be read.
pub fn read_profiles(profiles: &Profiles) -> Result<Vec<ProfileRow>, ProfileError> {
    let names = profiles.list()?;
    let read = |name: ProfileName| ProfileRow {
        state: profiles.load(&Source::Name(name.clone())),
        name,
    };
    Ok(names.into_iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ProfileName {
        ProfileName::parse(text).unwrap()
    }

    fn row(text: &str, profile: Profile) -> ProfileRow {
        ProfileRow {
            name: name(text),
            state: Ok(Loaded {
                value: profile,
                unknown_fields: Vec::new(),
            }),
        }
    }

    fn three() -> LauncherModel {
        let rows = ["a", "B", "c"].map(|text| row(text, Profile::default()));
        let mut last = LastUsed::default();
        last.mark_used(&name("c"));
        last.mark_used(&name("gone"));
        LauncherModel::new(rows.into(), &last)
    }

    #[test]
    fn the_profile_used_last_comes_first() {
        let model = three();
        let names: Vec<&str> = model.rows().iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["c", "a", "B"]);
    }

    #[test]
    fn names_that_differ_in_case_only_are_the_same() {
        let model = three();
        let taken = Err(ProfileNameProblem::Taken);
        assert_eq!(model.check_name(" b ", None), taken);
        assert_eq!(model.check_name("b", Some(&name("B"))), Ok(name("b")));
        assert!(matches!(
            model.check_name("a/b", None),
            Err(ProfileNameProblem::Bad(NameProblem::Character('/')))
        ));
        assert_eq!(model.free_name("b"), Some(name("b 2")));
        assert_eq!(model.free_name("new"), Some(name("new")));
        let long = "x".repeat(ProfileName::MAX_CHARS);
        let model = LauncherModel::new(vec![row(&long, Profile::default())], &LastUsed::default());
        let free = model.free_name(&long).unwrap();
        assert!(free.as_str().ends_with(" 2"));
    }

    #[test]
    fn a_row_says_what_its_profile_starts() {
        let client = Profile {
            name: Some("Ana".to_owned()),
            host: Some("lab".to_owned()),
            ip: Some("192.168.0.10".parse().unwrap()),
            ..Profile::default()
        };
        let ip = Host::Ip("192.168.0.10".parse().unwrap());
        assert_eq!(
            row("x", client).summary(),
            Some(Summary::Client {
                name: Some("Ana"),
                host: Some(ip),
                port: None
            })
        );
        let server = Profile {
            bind: Some("127.0.0.1".parse().unwrap()),
            port: Some(7),
            ..Profile::default()
        };
        assert_eq!(
            row("x", server).summary(),
            Some(Summary::Server {
                bind: None,
                port: Some(7),
                max_rate: None
            })
        );
    }

    #[test]
    fn a_broken_file_is_a_row_too() {
        let folder = tempfile::tempdir().unwrap();
        let profiles = Profiles::at(folder.path());
        profiles.save(&name("good"), &Profile::default()).unwrap();
        std::fs::write(profiles.path(&name("bad")), "(port: many)").unwrap();
        let model = LauncherModel::new(read_profiles(&profiles).unwrap(), &LastUsed::default());
        let bad = model.row(&name("bad")).unwrap();
        assert!(bad.summary().is_none());
        assert!(matches!(bad.state, Err(ProfileError::Broken { .. })));
        assert!(model.row(&name("good")).unwrap().summary().is_some());
    }
}

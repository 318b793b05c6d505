//! What was used last, for the next start.

use serde::{Deserialize, Serialize};

use super::{FormatVersion, Profile};

/// The settings that were used last, and which profiles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LastUsed {
    /// The version of the file's format.
    pub version: FormatVersion,
    /// Names of profiles, the one used last first.
    pub profiles: Vec<String>,
    /// The settings of the last server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Profile>,
    /// The settings of the last client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Profile>,
}

impl LastUsed {
    /// So many names of profiles are remembered.
    pub const MAX_PROFILES: usize = 50;

    /// Puts a profile at the front of those that were used.
    pub fn mark_used(&mut self, name: &super::ProfileName) {
        self.profiles.retain(|other| other != name.as_str());
        self.profiles.insert(0, name.as_str().to_owned());
        self.profiles.truncate(Self::MAX_PROFILES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::ProfileName;

    #[test]
    fn the_profile_used_last_stands_first_and_once() {
        let mut last = LastUsed::default();
        for name in ["one", "two", "one"] {
            last.mark_used(&ProfileName::parse(name).unwrap());
        }
        assert_eq!(last.profiles, ["one", "two"]);
    }
}

//! The words that the plain-text encoder says all the time, resolved once.

use super::catalog::{Catalog, Template};

/// Labels and sentences of one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// "Server"
    pub(crate) server: String,
    /// "[private]"
    pub(crate) private: String,
    /// "received #N"
    pub(crate) received: Template,
    /// "NAME joined", for one person and for several
    pub(crate) joined: [Template; 2],
    /// "NAME left", for one person and for several
    pub(crate) left: [Template; 2],
    /// "OLD is now NAME"
    pub(crate) renamed: Template,
}

impl Words {
    pub(super) fn new(catalog: &Catalog) -> Self {
        Self {
            server: catalog.message("label-server", &[]),
            private: catalog.message("label-private", &[]),
            received: catalog.template("received", &["number"]),
            joined: ["joined", "joined-several"].map(|key| catalog.template(key, &["people"])),
            left: ["left", "left-several"].map(|key| catalog.template(key, &["people"])),
            renamed: catalog.template("renamed", &["from", "to"]),
        }
    }
}

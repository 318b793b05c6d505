//! The program from the words of its command line to its exit code.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};

use tertulia_protocol::clean_text;

use crate::cli::{
    self, ClientArgs, Invocation, Parsed, PasswordChoice, ProfilesArgs, ServerArgs, Stop,
};
use crate::exit::{COULD_NOT, DONE, Failure, WRONG_USAGE};
use crate::histories::{Histories, HistoryChoice};
use crate::identity::IdentityFile;
use crate::profiles::{Profile, ProfileError, Profiles, Source};
use crate::texts::{Language, Texts, from_system};
use crate::windows::app::{Opening, Purpose};
use crate::windows::{self, CannotOpen};
use crate::{diagnostics, headless, load, passwords, sentences, settings, terminal};

/// What a window needs on Debian and its kin.
const WINDOW_PACKAGES: &str = "libxcursor1 libxi6 libxkbcommon-x11-0 libgl1";

/// Runs the program and gives its exit code: 0 done, 1 it could not (a sentence on standard error
/// says why), 2 wrong usage.
#[must_use]
pub fn run(words: &[OsString]) -> u8 {
    let parsed = match cli::parse(words) {
        Ok(parsed) => parsed,
        Err(Stop::Answer(answer)) => {
            // Whoever closed our output does not want the answer any more.
            let _closed = answer.print();
            return DONE;
        }
        Err(Stop::Usage(sentence)) => {
            complain(&sentence);
            return WRONG_USAGE;
        }
    };
    diagnostics::start(parsed.verbose);
    match carry_out(&parsed) {
        Ok(()) => DONE,
        Err(failure) => {
            complain(&failure.to_string());
            COULD_NOT
        }
    }
}

fn carry_out(parsed: &Parsed) -> Result<(), Failure> {
    let language = parsed.language.unwrap_or_else(from_system);
    match &parsed.invocation {
        Invocation::Launcher => open(Purpose::Launcher, parsed.language, &Texts::new(language)),
        Invocation::Server(args) => server(args, parsed.language),
        Invocation::Client(args) => client(args, parsed.language),
        Invocation::Profiles(args) => profiles(args, &Texts::new(language)),
        Invocation::Load(load) => load::run(load, &Texts::new(language)),
    }
}

/// Opens a window and stays until it is closed.
fn open(purpose: Purpose, language: Option<Language>, texts: &Texts) -> Result<(), Failure> {
    let opening = Opening {
        profiles: Profiles::of_user().ok(),
        histories: Histories::of_user(),
        language,
        purpose,
        data: settings::data_folder(),
        picker: None,
        launch: None,
    };
    windows::run(opening).map_err(|cannot| Failure::new(no_window(&cannot, texts)))
}

fn no_window(cannot: &CannotOpen, texts: &Texts) -> String {
    let (key, detail) = match cannot {
        CannotOpen::NoDisplay => ("window-no-display", ""),
        CannotOpen::NoLibrary(detail) => ("window-no-library", detail.as_str()),
        CannotOpen::NoWindow(detail) => ("window-no-window", detail.as_str()),
    };
    texts.with(
        key,
        &[
            ("detail", sentences::clean(detail).into()),
            ("server", "tertulia server --headless".into()),
            ("client", "tertulia client --terminal".into()),
            ("packages", WINDOW_PACKAGES.into()),
        ],
    )
}

fn server(args: &ServerArgs, language: Option<Language>) -> Result<(), Failure> {
    let (profile, texts) = profile_and_texts(args.profile.as_deref(), language)?;
    let mut args = args.clone();
    if let Some(PasswordChoice::File(path)) = &args.password {
        let exit_words = settings::server_config(&args, &profile, texts.language()).exit_words;
        let hash = passwords::read(path, &texts)
            .and_then(|password| passwords::hash(&password, &exit_words));
        let hash = hash.map_err(|problem| Failure::new(problem.sentence(&texts)))?;
        args.password = Some(PasswordChoice::Hash(hash));
    }
    if !args.headless {
        let profile = args.profile.is_some().then_some(profile);
        return open(Purpose::Server(args, profile), language, &texts);
    }
    let mut config = settings::server_config(&args, &profile, texts.language());
    let choice = HistoryChoice::of(&args, &profile);
    let named = args.profile.as_deref();
    let source = named.and_then(|name| Source::parse(name).ok());
    let port = config.bind.port();
    match Histories::of_user() {
        Some(histories) => {
            config.history = choice.config(histories.path(source.as_ref(), port));
            config.moderation = Some(histories.moderation_path(source.as_ref(), port));
        }
        None if choice.keep => return Err(Failure::new(texts.get("error-history-no-folder"))),
        None => {}
    }
    if let Some(file) = IdentityFile::of_user() {
        let identity = file.open().map_err(|problem| {
            let why = sentences::identity_problem(&problem, &texts);
            let path = file.path().display().to_string();
            let parts = [("path", path.into()), ("why", why.into())];
            Failure::new(texts.with("error-identity", &parts))
        })?;
        config.identity = Some(identity);
    }
    headless::run(config, &texts)
}

fn client(args: &ClientArgs, language: Option<Language>) -> Result<(), Failure> {
    let (profile, texts) = profile_and_texts(args.profile.as_deref(), language)?;
    if !args.terminal {
        let profile = args.profile.is_some().then_some(profile);
        return open(Purpose::Client(args.clone(), profile), language, &texts);
    }
    let user = settings::user_of_system();
    let mut settings = settings::client_settings(args, &profile, user.as_deref());
    if let Some(path) = &args.password_file {
        let password = passwords::read(path, &texts);
        let password = password.map_err(|problem| Failure::new(problem.sentence(&texts)))?;
        settings.password = Some(password);
    }
    // What the person chose for the windows holds here, too.
    let window = Profiles::of_user().and_then(|profiles| profiles.window_settings());
    let chosen = window.ok().and_then(|window| window.keep);
    let keep = !args.no_keep && chosen != Some(false);
    terminal::run(settings, args.json, keep, &texts)
}

/// The named profile, or one that says nothing; and the texts in the language that is then in force.
fn profile_and_texts(
    name: Option<&str>,
    language: Option<Language>,
) -> Result<(Profile, Texts), Failure> {
    let Some(name) = name else {
        return Ok((
            Profile::default(),
            Texts::new(language.unwrap_or_else(from_system)),
        ));
    };
    let loaded = source(name).and_then(|(profiles, source)| {
        let loaded = profiles.load(&source)?;
        Ok((loaded, profiles.path_of(&source)))
    });
    let (loaded, path) = loaded.map_err(|error| {
        let texts = Texts::new(language.unwrap_or_else(from_system));
        Failure::new(sentences::profile_error(&error, &texts))
    })?;
    let texts = Texts::new(
        language
            .or(loaded.value.language)
            .unwrap_or_else(from_system),
    );
    if !loaded.unknown_fields.is_empty() {
        let (path, fields) = (path.display().to_string(), loaded.unknown_fields.join(", "));
        complain(&texts.with(
            "profile-unknown-fields",
            &[("path", path.into()), ("fields", fields.into())],
        ));
    }
    Ok((loaded.value, texts))
}

fn source(name: &str) -> Result<(Profiles, Source), ProfileError> {
    let source = Source::parse(name)?;
    // A file can be read where the system names no folder for settings.
    let profiles = match (&source, Profiles::of_user()) {
        (Source::File(path), Err(ProfileError::NoFolder)) => Profiles::at(path),
        (_, profiles) => profiles?,
    };
    Ok((profiles, source))
}

fn profiles(args: &ProfilesArgs, texts: &Texts) -> Result<(), Failure> {
    let answer = match args {
        ProfilesArgs::List => list(texts),
        ProfilesArgs::Path => {
            Profiles::of_user().map(|profiles| format!("{}\n", profiles.folder().display()))
        }
        ProfilesArgs::Show(name) => {
            source(name).and_then(|(profiles, source)| profiles.text(&source))
        }
    };
    let answer = answer.map_err(|error| Failure::new(sentences::profile_error(&error, texts)))?;
    let answer = for_reader(&answer, io::stdout().is_terminal());
    // Whoever closed our output does not want the answer any more.
    let _closed = io::stdout().write_all(answer.as_bytes());
    Ok(())
}

/// A profile may come from anybody: as it is for a file or a program, and harmless for a terminal.
fn for_reader(answer: &str, is_terminal: bool) -> Cow<'_, str> {
    match is_terminal {
        true => clean_text(answer),
        false => Cow::Borrowed(answer),
    }
}

fn list(texts: &Texts) -> Result<String, ProfileError> {
    let profiles = Profiles::of_user()?;
    let names = profiles.list()?;
    if names.is_empty() {
        // Not on standard output, where a script expects names.
        let folder = profiles.folder().display().to_string();
        complain(&texts.with("profile-none", &[("folder", folder.into())]));
    }
    Ok(names.iter().map(|name| format!("{name}\n")).collect())
}

/// A sentence on standard error. A closed one is no reason to end otherwise.
fn complain(sentence: &str) {
    let _closed = writeln!(io::stderr(), "tertulia: {}", clean_text(sentence));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::{TEXTS, assert_harmless};

    #[test]
    fn somebody_elses_profile_is_shown_as_it_is_to_programs_and_harmless_to_terminals() {
        for text in TEXTS {
            assert_eq!(for_reader(text, false), *text);
            for line in for_reader(text, true).lines() {
                assert_harmless(line);
            }
        }
    }
}

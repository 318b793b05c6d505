//! What is in force: the command line comes before the profile, the profile before the defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use directories::ProjectDirs;
use tertulia_protocol::{ExitWords, Language, Name, Password};
use tertulia_server_core::{Config, FloodPolicy};

use crate::cli::{ClientArgs, PasswordChoice, ServerArgs};
use crate::connection::{ForeignSettings, LineEnding, Privacy};
use crate::profiles::{LineEndingChoice, Profile};

/// The address of a server when nothing else is said.
pub const DEFAULT_HOST: &str = "127.0.0.1";
/// The port of a server when nothing else is said.
pub const DEFAULT_PORT: u16 = 2010;

/// The most worker threads that can be asked for.
pub const MOST_WORKERS: usize = 256;

/// What a client is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// The wanted name; none when neither was one given nor has this computer a usable one.
    pub name: Option<String>,
    /// A host name or address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Said after the welcome.
    pub greeting: Option<String>,
    /// For servers that are not Tertulia's.
    pub foreign: ForeignSettings,
    /// Whether it is to be encrypted, and with whom.
    pub privacy: Privacy,
    /// The server's password, if it is known already.
    pub password: Option<Password>,
    /// Which interrupted chat to continue, if one is to be.
    pub go_on: Option<GoOn>,
}

/// Which interrupted chat to continue: the latest one for which what is said here holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GoOn {
    /// As whom.
    pub name: Option<String>,
    /// At which host.
    pub host: Option<String>,
    /// At which port.
    pub port: Option<u16>,
}

/// The server's configuration.
#[must_use]
pub fn server_config(args: &ServerArgs, profile: &Profile, language: Language) -> Config {
    let mut config = Config {
        language,
        ..Config::default()
    };
    let port = args.port.or(profile.port).unwrap_or(DEFAULT_PORT);
    config.bind = SocketAddr::new(args.bind.or(profile.bind).unwrap_or(config.bind.ip()), port);
    config.clear_guests = !(args.encrypted_only || profile.encrypted_only.unwrap_or(false));
    config.password = match &args.password {
        Some(PasswordChoice::Hash(hash)) => Some(hash.clone()),
        Some(PasswordChoice::None) => None,
        // A file has been read before.
        Some(PasswordChoice::File(_)) | None => profile.password.clone(),
    };
    let limits = &mut config.limits;
    limits.max_chars = args
        .max_chars
        .or(profile.limits.max_chars)
        .unwrap_or(limits.max_chars);
    limits.max_rate = args
        .max_rate
        .or(profile.limits.max_rate)
        .unwrap_or(limits.max_rate);
    limits.max_clients = args
        .max_clients
        .or(profile.limits.max_clients)
        .unwrap_or(limits.max_clients);
    let flood = args.flood.or(profile.flood);
    config.flood = flood.map_or(config.flood, FloodPolicy::from);
    let exempt = profile.exempt.iter().flatten().chain(&args.exempt);
    config.exempt.extend(exempt);
    // The command line refuses more; a profile may say anything.
    let workers = args.workers.or(profile.workers);
    config.workers = workers.map_or(config.workers, |workers| workers.min(MOST_WORKERS));
    let welcome = args
        .welcome
        .clone()
        .or_else(|| profile.texts.welcome.clone());
    config.welcome = welcome.filter(|words| !words.trim().is_empty());
    if !args.exit_words.is_empty() {
        config.exit_words = ExitWords::new(&args.exit_words);
    } else if let Some(words) = &profile.texts.exit_words {
        config.exit_words = ExitWords::new(words);
    }
    config
}

/// What a client is to do; `user` is the person's name on this computer.
#[must_use]
pub fn client_settings(args: &ClientArgs, profile: &Profile, user: Option<&str>) -> ClientSettings {
    // A name of the system's making is only a suggestion; a name that was given is used as it is,
    // and the server says what is wrong with it.
    let user = user
        .and_then(|user| Name::parse(user).ok())
        .map(|name| name.as_str().to_owned());
    let ip = || profile.ip.map(|ip| ip.to_string());
    let host = args
        .host
        .clone()
        .or_else(ip)
        .or_else(|| profile.host.clone());
    let greeting = args.greeting.clone().or_else(|| profile.greeting.clone());
    let line_ending = args
        .line_ending
        .or(profile.foreign.line_ending)
        .unwrap_or(LineEndingChoice::Auto);
    let go_on = args.go_on.then(|| GoOn {
        name: args.name.clone().or_else(|| profile.name.clone()),
        host: host.clone(),
        port: args.port.or(profile.port),
    });
    let privacy = match args.accept_key {
        Some(key) => Privacy::With(key),
        None if args.clear => Privacy::Clear,
        None if args.new_server => Privacy::Anew,
        None => Privacy::Usual,
    };
    ClientSettings {
        privacy,
        // Its file is read by whoever can say what is wrong with it.
        password: None,
        go_on,
        name: args.name.clone().or_else(|| profile.name.clone()).or(user),
        host: host.unwrap_or_else(|| DEFAULT_HOST.to_owned()),
        port: args.port.or(profile.port).unwrap_or(DEFAULT_PORT),
        greeting: greeting.filter(|text| !text.trim().is_empty()),
        foreign: ForeignSettings {
            send_name: !args.no_send_name && profile.foreign.send_name.unwrap_or(true),
            ending: match line_ending {
                LineEndingChoice::Auto => LineEnding::Auto,
                LineEndingChoice::None => LineEnding::None,
                LineEndingChoice::Lf => LineEnding::Lf,
                LineEndingChoice::CrLf => LineEnding::CrLf,
            },
        },
    }
}

/// Where the program keeps what is no setting: known servers, interrupted chats. None where the
/// system names no such folder.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    ProjectDirs::from("", "", "tertulia").map(|folders| folders.data_local_dir().to_owned())
}

/// The name of the person who runs this program, as the system's environment tells it.
#[must_use]
pub fn user_of_system() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|variable| std::env::var(variable).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::{ForeignProfile, LimitsProfile, TextsProfile};

    fn profile() -> Profile {
        Profile {
            name: Some("Eva".to_owned()),
            host: Some("aula".to_owned()),
            port: Some(3_000),
            bind: Some("0.0.0.0".parse().unwrap()),
            limits: LimitsProfile {
                max_chars: Some(10),
                max_rate: Some(0),
                max_clients: None,
            },
            texts: TextsProfile {
                welcome: Some("Hi".to_owned()),
                exit_words: Some(vec!["fin".to_owned()]),
            },
            foreign: ForeignProfile {
                send_name: Some(false),
                line_ending: Some(LineEndingChoice::None),
            },
            ..Profile::default()
        }
    }

    #[test]
    fn a_server_without_settings_has_the_defaults() {
        let config = server_config(&ServerArgs::default(), &Profile::default(), Language::Es);
        assert_eq!(
            (config.bind, config.language),
            ("127.0.0.1:2010".parse().unwrap(), Language::Es)
        );
        assert_eq!(config.limits, tertulia_protocol::Limits::default());
        assert_eq!(config.exit_words, ExitWords::default());
    }

    #[test]
    fn the_command_line_comes_before_the_profile_and_that_before_the_defaults() {
        let args = ServerArgs {
            port: Some(4_000),
            max_chars: Some(0),
            ..ServerArgs::default()
        };
        let config = server_config(&args, &profile(), Language::En);
        assert_eq!(config.bind, "0.0.0.0:4000".parse().unwrap());
        let limits = config.limits;
        assert_eq!(
            (limits.max_chars, limits.max_rate, limits.max_clients),
            (0, 0, 256)
        );
        assert_eq!(config.welcome.as_deref(), Some("Hi"));
        assert_eq!(config.exit_words, ExitWords::new(["fin"]));
        let args = ServerArgs {
            exit_words: vec!["ya".to_owned()],
            ..ServerArgs::default()
        };
        assert_eq!(
            server_config(&args, &profile(), Language::En).exit_words,
            ExitWords::new(["ya"])
        );
    }

    #[test]
    fn a_clients_name_is_the_given_one_or_the_profiles_or_the_computers() {
        let named = ClientArgs {
            name: Some("Ana".to_owned()),
            ..ClientArgs::default()
        };
        let name =
            |args: &ClientArgs, profile: &Profile, user| client_settings(args, profile, user).name;
        assert_eq!(
            name(&named, &profile(), Some("root")).as_deref(),
            Some("Ana")
        );
        assert_eq!(
            name(&ClientArgs::default(), &profile(), Some("root")).as_deref(),
            Some("Eva")
        );
        assert_eq!(
            name(&ClientArgs::default(), &Profile::default(), Some("root")).as_deref(),
            Some("root")
        );
        assert_eq!(
            name(&ClientArgs::default(), &Profile::default(), Some("$$")),
            None
        );
    }

    #[test]
    fn a_profiles_address_is_used_instead_of_looking_its_host_up() {
        let with_ip = Profile {
            ip: Some("127.0.0.9".parse().unwrap()),
            ..profile()
        };
        let settings = client_settings(&ClientArgs::default(), &with_ip, None);
        assert_eq!(
            (settings.host.as_str(), settings.port),
            ("127.0.0.9", 3_000)
        );
        assert_eq!(
            settings.foreign,
            ForeignSettings {
                send_name: false,
                ending: LineEnding::None
            }
        );
        let args = ClientArgs {
            host: Some("otra".to_owned()),
            ..ClientArgs::default()
        };
        assert_eq!(client_settings(&args, &with_ip, None).host, "otra");
    }
}

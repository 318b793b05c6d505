use super::super::limits::LimitField;
use super::*;
use crate::cli::ServerArgs;
use crate::profiles::HistoryProfile;
use crate::settings::server_config;
use tertulia_server_core::OpenHistoryError;

#[test]
fn the_form_makes_the_configuration_it_was_filled_with() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    form.bind = BindChoice::MyNetwork;
    form.edit_port("3000");
    form.edit_welcome(" Be kind ");
    form.add_exit_word("adiós").unwrap();
    let config = form.submit().unwrap();
    assert_eq!(config.bind, "0.0.0.0:3000".parse().unwrap());
    assert_eq!(config.welcome.as_deref(), Some("Be kind"));
    assert!(config.exit_words.matches("ADIÓS"));
    assert_eq!(
        StartForm::new(&config, HistoryChoice::default())
            .submit()
            .unwrap()
            .bind,
        config.bind
    );
}

#[test]
fn a_wrong_port_or_limit_keeps_the_server_from_starting() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    form.edit_port("99999");
    assert_eq!(form.port_problem(), None, "somebody types");
    assert!(form.submit().is_none());
    assert!(form.port_problem().is_some());
    form.edit_port("0");
    assert!(form.submit().is_some(), "the system chooses");
    form.limits.edit(LimitField::Rate, "x");
    assert!(form.submit().is_none());
    assert!(form.limits.problem(LimitField::Rate).is_some());
}

#[test]
fn wrong_days_keep_the_server_from_starting_only_where_there_is_a_history() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    form.edit_history_days("many");
    assert!(form.submit().is_none());
    assert!(form.history_days_problem().is_some());
    form.limits.edit(LimitField::Rate, "x");
    assert!(form.submit().is_none());
    let problem = form.limits.problem(LimitField::Rate);
    assert!(problem.is_some(), "it is marked as well");
    form.limits.edit(LimitField::Rate, "5");
    form.keep_history(false);
    assert!(form.submit().is_some());
    form.keep_history(true);
    form.edit_history_days("7");
    assert!(form.submit().is_some());
    assert_eq!(form.history().days, 7);
}

#[test]
fn a_history_in_use_is_a_problem_until_none_is_wanted() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    let path = PathBuf::from("history");
    let error = OpenHistoryError::InUse { path: path.clone() };
    form.fail(&StartError::History(error), None, None);
    let problem = HistoryProblem::InUse;
    assert_eq!(
        form.problem(),
        Some(&StartProblem::History { path, problem })
    );
    form.keep_history(false);
    assert_eq!(form.problem(), None);
}

#[test]
fn bans_that_cannot_be_read_are_a_problem_that_names_their_file() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    let path = PathBuf::from("aula.moderation.json");
    let (found, known) = (2, 1);
    let error = tertulia_server_core::ModerationFileError::Newer {
        path: path.clone(),
        found,
        known,
    };
    form.fail(&StartError::Moderation(error), None, None);
    let problem = ModerationProblem::Newer { path, found, known };
    assert_eq!(form.problem(), Some(&StartProblem::Moderation(problem)));
}

#[test]
fn a_port_in_use_offers_another_one() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    let error = StartError::PortInUse("127.0.0.1:2010".parse().unwrap());
    form.fail(&error, Some(("nc".to_owned(), 7)), Some(2_011));
    assert!(form.take_free_port());
    assert_eq!((form.port(), form.problem()), ("2011", None));
    assert!(!form.take_free_port());
}

#[test]
fn exit_words_are_each_there_once() {
    let mut form = StartForm::new(&Config::default(), HistoryChoice::default());
    let known = Err(ExitWordProblem::Known);
    assert_eq!(form.add_exit_word(" SALIR "), known);
    assert_eq!(form.add_exit_word(" "), Err(ExitWordProblem::Empty));
    let long = Err(ExitWordProblem::TooLong);
    assert_eq!(form.add_exit_word(&"x".repeat(33)), long);
    form.remove_exit_word(0);
    form.remove_exit_word(99);
    assert_eq!(form.exit_words(), ["/quit", "/exit", "/salir"]);
}

#[test]
fn a_profile_survives_the_form() {
    let profile = Profile {
        mode: Some(Mode::Server),
        bind: Some("10.8.0.4".parse().unwrap()),
        port: Some(0),
        encrypted_only: Some(true),
        limits: LimitsProfile {
            max_chars: Some(10),
            max_rate: Some(0),
            max_clients: Some(3),
        },
        history: HistoryProfile {
            keep: Some(false),
            days: Some(7),
            messages: Some(500),
            durable: Some(true),
        },
        flood: Some(FloodChoice::Slow),
        exempt: Some(vec!["10.0.0.7/32".parse().unwrap()]),
        workers: Some(3),
        texts: TextsProfile {
            welcome: Some("Hi".to_owned()),
            exit_words: Some(vec!["fin".to_owned()]),
        },
        language: Some(Language::Es),
        ..Profile::default()
    };
    let args = ServerArgs::default();
    let config = server_config(&args, &profile, Language::Es);
    let form = StartForm::new(&config, HistoryChoice::of(&args, &profile));
    assert_eq!(form.to_profile(&Profile::default()), profile);
    let mut form = form;
    form.edit_exempt("everybody");
    assert_eq!(form.to_profile(&profile).exempt, profile.exempt);
    assert!(form.submit().is_none());
    assert!(form.exempt_problem().is_some());
    form.edit_exempt("");
    form.flood = FloodPolicy::Disconnect;
    let changed = form.to_profile(&profile);
    assert_eq!((changed.flood, changed.exempt), (None, None));
    let config = form.submit().unwrap();
    assert_eq!(
        config.exempt,
        Config::default().exempt,
        "loopback always is"
    );
}

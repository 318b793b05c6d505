//! One window: owns models, connection and server, routes between the pages, carries out what they
//! ask for. It draws nothing itself.

mod asking_password;
mod chatting;
mod closing;
mod joining;
mod joining_anew;
mod keeping;
mod log_export;
mod pages;
mod profile_actions;
mod running;
mod serving;
mod shell;
#[cfg(test)]
pub(super) mod tests;
mod titles;
mod type_ahead;
mod waking;
mod watching;
mod wishes;

use std::path::PathBuf;

use crossbeam_channel::{Receiver, bounded};
use egui::{Context, RawInput, Rect, Ui, UiBuilder, Vec2, ViewportCommand, vec2};
use tertulia_protocol::Language;

use super::files::{FileDialogs, Picker};
use super::launcher::LauncherPage;
use super::password::PasswordDialog;
use super::preferences::{Preferences, Role};
use super::profiles::{ProfileBook, ProfileDialogs};
use crate::cli::{ClientArgs, ServerArgs};
use crate::connection::Privacy;
use crate::histories::{Histories, HistoryChoice};
use crate::identity::IdentityFile;
use crate::look;
use crate::look::motion::Caret;
use crate::models::serving::ServerModel;
use crate::profiles::{Mode, Profile, Profiles, Source};
use crate::settings::server_config;
use crate::texts::Language as TextLanguage;
use chatting::Chatting;
use joining::Joining;
use keeping::Keeping;
use serving::Serving;
use shell::Shell;

pub use shell::Launch;
use type_ahead::TypeAhead;

/// No page is drawn smaller, in points. Windows are not made so small, but may become it by a large
/// zoom on a small screen.
const LEAST_PAGE: Vec2 = vec2(240.0, 240.0);

/// With what a window opens.
#[derive(Debug, Default)]
pub struct Opening {
    /// Where profiles are; none where the system names no folder.
    pub profiles: Option<Profiles>,
    /// Where servers keep their histories; none where the system names no folder.
    pub histories: Option<Histories>,
    /// The language of the command line.
    pub language: Option<TextLanguage>,
    /// What the window is for.
    pub purpose: Purpose,
    /// Where the program keeps what is no setting: the servers known as Tertulia's, interrupted
    /// chats; none where the system names no folder.
    pub data: Option<PathBuf>,
    /// Another way to ask for files than the system's, for tests.
    pub picker: Option<Picker>,
    /// Another way to open a window than starting this program once more, for tests.
    pub launch: Option<Launch>,
}

/// What a window is for at first.
#[derive(Debug, Default)]
pub enum Purpose {
    /// Choosing.
    #[default]
    Launcher,
    /// Connecting, at once if `connect` is among the arguments.
    Client(ClientArgs, Option<Profile>),
    /// Serving, at once if `start` is among the arguments.
    Server(ServerArgs, Option<Profile>),
}

impl Purpose {
    /// Which remembered size the window takes.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Launcher => Role::Launcher,
            Self::Client(..) => Role::Client,
            Self::Server(..) => Role::Server,
        }
    }
}

/// Which page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Launcher,
    Connect,
    Chat,
    Server,
}

/// A question about ending something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Leave the chat with messages that are not confirmed.
    Chat { close: bool },
    /// Close the window of a server with people connected.
    Server,
}

/// One window.
#[derive(Debug)]
pub struct App {
    shell: Shell,
    page: Page,
    book: ProfileBook,
    dialogs: ProfileDialogs,
    files: FileDialogs,
    launcher: LauncherPage,
    joining: Joining,
    chat: Option<Chatting>,
    serving: Serving,
    histories: Option<Histories>,
    identity: Option<IdentityFile>,
    keeping: Keeping,
    ending: Option<Ending>,
    /// How to join a server as a new one, while that is asked.
    joining_anew: Option<Privacy>,
    /// What is typed while a server asks for its password.
    password: Option<PasswordDialog>,
    /// The window closes as soon as the server has said farewell.
    closing: bool,
    /// The system's requests to end, once somebody listens to them.
    end_requests: Receiver<()>,
    type_ahead: TypeAhead,
    caret: Caret,
}

impl App {
    /// A window that opens like this.
    #[must_use]
    pub fn new(ctx: &Context, opening: Opening) -> Self {
        look::install(ctx);
        let book = ProfileBook::open(opening.profiles);
        let profile = match &opening.purpose {
            Purpose::Client(_, profile) | Purpose::Server(_, profile) => profile.as_ref(),
            Purpose::Launcher => None,
        };
        let language = opening
            .language
            .or(profile.and_then(|profile| profile.language));
        let theme = profile.and_then(|profile| profile.theme);
        let preferences = Preferences::new(book.window_settings(), language, theme);
        let mut shell = Shell::new(ctx, preferences, opening.purpose.role());
        if let Some(launch) = opening.launch {
            shell.launch = launch;
        }
        let last = |mode| book.last(mode).cloned().unwrap_or_default();
        let (mut client, mut server) = (ClientArgs::default(), ServerArgs::default());
        let (mut client_base, mut server_base) = (last(Mode::Client), last(Mode::Server));
        let page = match opening.purpose {
            Purpose::Launcher => Page::Launcher,
            Purpose::Client(args, profile) => {
                client = args;
                client_base = profile.unwrap_or(client_base);
                Page::Connect
            }
            Purpose::Server(args, profile) => {
                server = args;
                server_base = profile.unwrap_or(server_base);
                Page::Server
            }
        };
        let config = server_config(&server, &server_base, fixed_texts(&shell, &server_base));
        let history = HistoryChoice::of(&server, &server_base);
        let given = |profile: &Option<String>| {
            let source = profile.as_deref().map(Source::parse)?.ok()?;
            let name = match &source {
                Source::Name(name) => Some(name.clone()),
                Source::File(_) => None,
            };
            Some((source, name))
        };
        let (_, client_profile) = given(&client.profile).unzip();
        let (server_source, server_profile) = given(&server.profile).unzip();
        let identity = opening.data.as_deref().map(IdentityFile::within);
        let mut app = Self {
            joining: Joining::new(&client, client_base, client_profile.flatten()),
            serving: Serving::new(
                &config,
                history,
                (opening.histories.clone(), identity.clone()),
                server_base,
                server_profile.flatten(),
            )
            .given(server_source),
            histories: opening.histories,
            identity,
            shell,
            page,
            book,
            dialogs: ProfileDialogs::default(),
            files: opening
                .picker
                .map_or_else(FileDialogs::default, FileDialogs::new),
            launcher: LauncherPage,
            keeping: Keeping::new(opening.data, client.no_keep),
            chat: None,
            ending: None,
            joining_anew: None,
            password: None,
            closing: false,
            end_requests: crossbeam_channel::never(),
            type_ahead: TypeAhead::default(),
            caret: Caret::default(),
        };
        app.keeping.refresh(&app.shell.ctx);
        if client.connect {
            app.submit();
        }
        if server.start {
            app.serving.start(&app.shell);
        }
        app
    }

    /// Listens to requests of the system to end the program.
    pub(super) fn end_when_asked(&mut self, requests: Receiver<()>) {
        let (sender, end_requests) = bounded(1);
        self.end_requests = end_requests;
        let ctx = self.shell.ctx.clone();
        shell::in_background("end-requests", move || {
            for () in requests {
                let _enough_already = sender.try_send(());
                ctx.request_repaint();
            }
        });
    }

    /// What is known of the server, while this window has one.
    #[must_use]
    pub fn server(&self) -> Option<&ServerModel> {
        self.serving.running.as_ref().map(|running| &running.model)
    }

    /// Shows another page.
    fn show(&mut self, page: Page) {
        self.page = page;
        match page {
            Page::Launcher => {
                self.book.refresh();
                self.keeping.refresh(&self.shell.ctx);
                self.shell.set_role(Role::Launcher);
            }
            Page::Connect => {
                self.keeping.refresh(&self.shell.ctx);
                self.joining.page.shown_again();
            }
            Page::Chat => self.shell.set_role(Role::Client),
            Page::Server => {
                self.serving.start_page.shown_again();
                self.shell.set_role(Role::Server);
            }
        }
        self.shell.ctx.request_repaint();
    }

    // -----------------------------------------------------------------------------------------
    // What happens

    fn drain(&mut self) {
        self.shell.waker.frame_begins();
        let visible = self
            .shell
            .ctx
            .input(|input| input.viewport().minimized != Some(true));
        self.joining.poll();
        self.poll_keeping();
        if self.serving.poll(&mut self.shell, visible) {
            let settings = self.serving.to_profile();
            let profile = self.serving.profile.clone();
            self.book
                .note_used(Mode::Server, settings, profile.as_ref());
        }
        self.drain_exports();
        if let Some(picked) = self.files.poll() {
            self.picked(picked);
        }
        self.drain_chat();
        if self.end_requests.try_recv().is_ok() {
            self.end_requested();
        }
        self.set_title();
        if self.closing && !self.serving.is_alive() {
            self.shell.ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn drain_chat(&mut self) {
        let Some(chat) = &mut self.chat else { return };
        let form = &mut self.joining.form;
        chat.drain(&self.shell, |event| form.handle_event(event, Shell::now()));
        if self.page != Page::Connect {
            let looking = self.shell.ctx.input(|input| input.focused);
            let selected = chat.model.selected().id();
            let at_newest = chat.page.is_at_newest(selected);
            chat.model.set_attentive(looking && at_newest);
            return;
        }
        if chat.model.was_open() {
            let settings = self.joining.to_profile();
            let profile = self.joining.profile.clone();
            self.book
                .note_used(Mode::Client, settings, profile.as_ref());
            self.show(Page::Chat);
        } else if chat.model.link().has_ended() {
            // Why stands in the form.
            self.give_up();
            if self.joining.form.is_trying() {
                self.joining.form.cancel();
            }
        }
    }
}

/// Where a page is drawn. A window that a desktop makes smaller than any page can be shows the
/// page's upper left corner.
fn large_enough(ui: &mut Ui) -> Ui {
    let window = ui.available_rect_before_wrap();
    let page = Rect::from_min_size(window.min, window.size().max(LEAST_PAGE));
    let mut page = ui.new_child(UiBuilder::new().max_rect(page));
    page.set_clip_rect(window);
    page
}

/// The language in which a server speaks to plain clients, unless its profile says.
fn fixed_texts(shell: &Shell, profile: &Profile) -> Language {
    profile
        .language
        .unwrap_or_else(|| shell.preferences.language())
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, ctx: &Context, raw_input: &mut RawInput) {
        if let Some(now) = raw_input.time {
            let touched = !raw_input.events.is_empty();
            look::set_caret_blinking(ctx, self.caret.blinks(now, touched));
        }
        self.type_ahead.pace(&mut raw_input.events);
    }

    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.drain();
        if ctx.input(|input| input.viewport().close_requested()) {
            self.close_requested();
        }
        if self.shell.preferences.note_scale(ctx) {
            self.keep_preferences();
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        tracing::trace!("a frame");
        if self.type_ahead.drawn() {
            ui.ctx().request_repaint();
        }
        if self.shell.shortcuts() {
            self.new_window();
        }
        self.page_ui(&mut large_enough(ui));
        super::preferences::settle(&self.shell.ctx);
        self.overlays();
        self.shell.note_size();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        look::clear_colour(visuals).to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(chat) = self.chat.take() {
            chat.finish();
        }
        self.keep_preferences();
    }

    fn persist_egui_memory(&self) -> bool {
        // Scroll positions and open menus of one window are no business of the next.
        false
    }
}

//! The dialog with all profiles: the list at the left, the chosen one at the right.

use egui::{
    Align, Color32, Context, CornerRadius, Id, Layout, Margin, Rect, Response, ScrollArea, Sense,
    Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::details;
use super::{ProfileAction, ProfilesView};
use crate::look::mark::{self, MarkColours};
use crate::look::seat::{Seat, SeatKind};
use crate::look::tokens::{height, radius, space, width};
use crate::look::widgets::{Button, IconButton, dialog, focus_ring};
use crate::look::{Icon, Ink, Type, icons, palette, text};
use crate::models::launcher::{ProfileRow, Summary};
use crate::profiles::{ProfileError, ProfileName};
use crate::texts::Texts;
use crate::windows::files::Wish;

const HEIGHT: f32 = 500.0;
/// It is not lower, even in a window that is.
const LEAST_HEIGHT: f32 = 200.0;
const LIST: f32 = 296.0;
const ROW: f32 = 52.0;
/// Below this the list and the chosen profile do not fit side by side.
const TWO_COLUMNS: f32 = 600.0;

/// The dialog's own state.
#[derive(Debug)]
pub(super) struct ManageDialog {
    chosen: Option<ProfileName>,
    /// Where there is room for one column: whether it is the chosen profile.
    opened: bool,
    /// The name that is being typed, and for which profile.
    pub(super) renaming: Option<(ProfileName, String)>,
}

impl ManageDialog {
    pub(super) fn new(chosen: Option<ProfileName>) -> Self {
        Self {
            opened: chosen.is_some(),
            chosen,
            renaming: None,
        }
    }

    pub(super) fn choose(&mut self, name: ProfileName) {
        self.chosen = Some(name);
        self.renaming = None;
    }

    /// Draws the dialog. Whether it is to be closed.
    pub(super) fn ui(
        &mut self,
        ctx: &Context,
        view: &ProfilesView<'_>,
        actions: &mut Vec<ProfileAction>,
    ) -> bool {
        let room = ctx.content_rect().size() - Vec2::splat(2.0 * space::S16);
        let wide = room.x >= TWO_COLUMNS;
        let rows = view.book.model().rows();
        let known = self
            .chosen
            .as_ref()
            .is_some_and(|name| view.book.model().row(name).is_some());
        if !known {
            self.chosen = rows.first().map(|row| row.name.clone());
            self.renaming = None;
            self.opened = false;
        }
        let id = Id::unique("windows::profiles");
        let shown = dialog(ctx, id, width::DIALOG_WIDE, Margin::ZERO, |ui| {
            let size = vec2(ui.available_width(), room.y.clamp(LEAST_HEIGHT, HEIGHT));
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let (head, body) = rect.split_top_bottom_at_y(rect.top() + height::PAGE_HEADER);
            let closed = self.header(ui, head, wide, view.texts);
            let stroke = ui.visuals().window_stroke;
            ui.painter().hline(rect.x_range(), head.bottom(), stroke);
            if wide {
                let (left, right) = body.split_left_right_at_x(body.left() + LIST);
                self.list(ui, left, view, actions);
                ui.painter().vline(left.right(), left.y_range(), stroke);
                self.chosen_ui(ui, right, view, actions);
            } else if self.opened && self.chosen.is_some() {
                self.chosen_ui(ui, body, view, actions);
            } else {
                self.list(ui, body, view, actions);
            }
            closed
        });
        shown.inner || shown.should_close()
    }

    fn header(&mut self, ui: &mut Ui, rect: Rect, wide: bool, texts: &Texts) -> bool {
        let inner = rect.shrink2(vec2(space::DIALOG, 0.0));
        let from_right = Layout::right_to_left(Align::Center);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
        let closed = IconButton::new(Icon::Close, &texts.get("window-close"))
            .show(&mut ui)
            .clicked();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if !wide && self.opened {
                let back = texts.get("profiles-all");
                if IconButton::new(Icon::Back, &back).show(ui).clicked() {
                    self.opened = false;
                }
            }
            text::label(ui, texts.get("profiles-title"), Type::Title, Ink::Strong);
        });
        closed
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &ProfilesView<'_>,
        actions: &mut Vec<ProfileAction>,
    ) {
        let colours = palette(ui);
        let corner = CornerRadius {
            sw: radius::DIALOG,
            ..CornerRadius::ZERO
        };
        ui.painter().rect_filled(rect, corner, colours.background);
        let (rows, foot) = rect.split_top_bottom_at_y(rect.bottom() - 52.0);
        let inner = rows.shrink(space::S8);
        let mut list = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("list"));
        ScrollArea::vertical().show(&mut list, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for row in view.book.model().rows() {
                let selected = self.chosen.as_ref() == Some(&row.name);
                let response = list_row(ui, row, selected, view.texts);
                if response.clicked() {
                    self.choose(row.name.clone());
                    self.opened = true;
                }
                if response.double_clicked() && row.state.is_ok() {
                    actions.push(ProfileAction::Load(row.name.clone()));
                }
            }
        });
        let inner = foot.shrink2(vec2(space::S8, 0.0));
        let across = Layout::left_to_right(Align::Center);
        let mut foot = ui.new_child(UiBuilder::new().max_rect(inner).layout(across));
        foot.spacing_mut().item_spacing.x = space::S4;
        let new = view.texts.get("profiles-new");
        if quiet(&mut foot, &new, Icon::Plus).clicked() {
            actions.push(ProfileAction::New);
        }
        let import = view.texts.get("profiles-import");
        if quiet(&mut foot, &import, Icon::Import).clicked() {
            actions.push(ProfileAction::Files(Wish::Import));
        }
    }

    fn chosen_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &ProfilesView<'_>,
        actions: &mut Vec<ProfileAction>,
    ) {
        let inner = rect.shrink2(vec2(space::DIALOG, space::S16));
        let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("chosen"));
        let row = self
            .chosen
            .as_ref()
            .and_then(|name| view.book.model().row(name));
        match row {
            Some(row) => details::show(&mut ui, row, &mut self.renaming, view, actions),
            None => {
                text::label(
                    &mut ui,
                    view.texts.get("profiles-none"),
                    Type::Body,
                    Ink::Strong,
                );
                let how = view.texts.get("profiles-none-how");
                text::label(&mut ui, how, Type::Control, Ink::Weak);
            }
        }
    }
}

fn quiet(ui: &mut Ui, words: &str, icon: Icon) -> Response {
    Button::quiet(words).small().icon(icon).show(ui)
}

fn list_row(ui: &mut Ui, row: &ProfileRow, selected: bool, texts: &Texts) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (below, ink) = match (&row.state, row.summary()) {
        (Err(error), _) => (broken_line(error, texts), Ink::Danger),
        (_, Some(Summary::Server { .. })) => (texts.get("profile-mode-server"), Ink::Weak),
        _ => (texts.get("profile-mode-client"), Ink::Weak),
    };
    let name = format!("{}, {below}", row.name);
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, selected, &name));
    let fill = match (selected, response.hovered()) {
        (true, _) => colours.selection,
        (false, true) => colours.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect_filled(rect, corner, fill);
    let surface = if selected {
        colours.selection
    } else {
        colours.background
    };
    profile_sign(ui, pos2(rect.left() + 24.0, rect.center().y), row, surface);
    let words = rect
        .with_min_x(rect.left() + 48.0)
        .shrink2(vec2(space::S8, 5.0));
    let mut words = ui.new_child(UiBuilder::new().max_rect(words));
    words.spacing_mut().item_spacing.y = 0.0;
    text::label_truncated(&mut words, row.name.as_str(), Type::Body, Ink::Strong);
    text::label_truncated(&mut words, below, Type::Small, ink);
    focus_ring(ui, rect.shrink(2.0), radius::CONTROL, &response);
    response
}

/// What stands before a profile: the mark, the person's seat, or a warning.
pub fn profile_sign(ui: &Ui, centre: egui::Pos2, row: &ProfileRow, surface: Color32) {
    let colours = palette(ui);
    let square = |size: f32| Rect::from_center_size(centre, Vec2::splat(size));
    match row.summary() {
        None => icons::paint(ui.painter(), square(22.0), Icon::Warning, colours.danger),
        Some(Summary::Server { .. }) => {
            mark::paint(ui.painter(), square(26.0), MarkColours::profile(colours));
        }
        Some(Summary::Client { name, .. }) => {
            let seat = Seat::new(colours, name.unwrap_or(row.name.as_str()), SeatKind::App);
            seat.paint(ui.painter(), centre, 14.0, colours, surface);
        }
    }
}

/// What is wrong with a file, in half a line; the whole sentence stands beside it.
#[must_use]
pub fn broken_line(error: &ProfileError, texts: &Texts) -> String {
    match error {
        ProfileError::Broken {
            line,
            column,
            detail,
            ..
        } => texts.with(
            "profiles-broken-line",
            &[
                ("line", line.to_string().into()),
                ("column", column.to_string().into()),
                ("detail", crate::sentences::clean(detail).into()),
            ],
        ),
        other => crate::sentences::profile_error(other, texts),
    }
}

# The windows around the pages: launcher, connecting, profiles, preferences.

window-settings = Language, theme and size
window-language = Language
window-theme = Theme
window-theme-system = As the system
window-theme-light = Light
window-theme-dark = Dark
window-size = Size
window-percent = { $percent } %
window-close = Close
window-cancel = Cancel
window-back = Back
window-more = More
window-key-new = Ctrl N
window-new = new window
window-new-failed = No new window: { $detail }
window-copied = Copied
window-title-server = Server — { $address }
window-title-server-off = Start a server
window-title-server-stopped = Server stopped — { $address }
window-title-chat = { $name } — { $address }
window-title-chat-away = { $name } — reconnecting to { $address }
window-title-chat-over = { $name } — not connected
window-title-unread = ({ $count }) { $title }
window-leave-title = Leave the chat?
window-leave-consequence = { $count ->
    [one] One message is not confirmed yet and would be lost.
   *[other] { $count } messages are not confirmed yet and would be lost.
}
window-leave-stay = Stay
window-leave-act = Leave
window-discarded = Message discarded
window-undo = Undo
window-server-busy = The server did not take that. Try again in a moment.
window-stop-title = Stop the server?
window-stop-consequence = { $count ->
    [one] One person is connected, and is told first.
   *[other] { $count } people are connected. They are told first.
}
window-stop-keep = Keep running
window-stop-act = Stop server

window-no-display = There is no display to open a window on; “{ $server }” serves and “{ $client }” chats in this terminal, and with a desktop the packages { $packages } are needed (apt-get install { $packages }).
window-no-library = A graphics library is missing ({ $detail }): install it with “apt-get install { $packages }”; without any window “{ $server }” serves and “{ $client }” chats in this terminal.
window-no-window = No window could be opened ({ $detail }): check that DISPLAY or WAYLAND_DISPLAY names a display that runs, and install what windows need with “apt-get install { $packages }”; without any window “{ $server }” serves and “{ $client }” chats in this terminal.

launcher-server = Start a server
launcher-server-how = Set the table. You choose whether your network may join, or this computer only.
launcher-client = Join a chat
launcher-client-how = Take a seat. All you need is a name and an address.
launcher-start = Start
launcher-join = Join
launcher-broken = Details…
launcher-open = Open without starting
launcher-rename = Rename…
launcher-more = More on { $name }
launcher-row-server = Server · { $reach }, port { $port }
launcher-row-client = { $host }, port { $port }
launcher-row-rate = { $count ->
    [one] one message a second
   *[other] { $count } messages a second
}

profile-mode-server = Server
profile-mode-client = Client
profile-bind-here = this computer only
profile-bind-network = my network (every interface)
profile-bind-here-short = this computer only
profile-bind-network-short = my network

profiles-title = Profiles
profiles-all = All profiles
profiles-manage = Manage…
profiles-import = Import…
profiles-export = Export…
profiles-new = New…
profiles-new-title = New profile
profiles-new-name = New profile
profiles-none = No profiles yet
profiles-none-how = Save the settings of a server or a chat and open them here with a double click.
profiles-name = Name of the profile
profiles-name-taken = Another profile has this name. Choose another.
profiles-rename-help = Rename here. Enter keeps the new name, Esc the old one.
profiles-mode = Mode
profiles-reach = Reachable from
profiles-length = Message length
profiles-chars = { $count ->
    [one] at most one character
   *[other] at most { $count } characters
}
profiles-rate-label = Rate
profiles-rate = { $count ->
    [one] one message in any second
   *[other] { $count } messages in any second
}
profiles-people = People
profiles-number = { $count }
profiles-unlimited = unlimited
profiles-usual = as usual
profiles-no-greeting = none
profiles-language-theme = Language, theme
profiles-as-chosen = as chosen in the window
profiles-file = File
profiles-unknown = This version does not know { $fields }. The file is not overwritten.
profiles-broken = This profile cannot be read
profiles-broken-line = Line { $line }, column { $column }: { $detail }
profiles-load = Load
profiles-duplicate = Duplicate
profiles-delete = Delete…
profiles-delete-title = Delete “{ $name }”?
profiles-delete-consequence = Its file is removed. This cannot be undone.
profiles-delete-consequence-bans = Its file is removed, and with it whom you have banned or muted there. This cannot be undone.
profiles-delete-act = Delete
profiles-keep = Keep it
profiles-delete-in-use = A server uses “{ $name }”. Stop the server, then delete the profile.
profiles-deleted-not-bans = “{ $name }” deleted, but a new profile of this name would have its bans and mutes, for { $path } could not be removed: { $detail }
profiles-deleted = “{ $name }” deleted
profiles-deleted-not-history = “{ $name }” deleted; its history stays: { $path }
profiles-save-as = Save as profile…
profiles-save-title = Save as profile
profiles-save-how = It appears on the launcher, and starts there with a double click.
profiles-save = Save
profiles-saved = “{ $name }” saved
profiles-replace = Replace
profiles-replaces = There is a profile of this name. It will be replaced.
profiles-copied = Copied as “{ $name }”
profiles-imported = Imported as “{ $name }”
profiles-exported = Exported to { $path }

files-kind = Profiles
files-import = Import a profile
files-export = Export the profile
files-log = Export the log
files-waiting = Choose a file
files-waiting-how = The system's dialog is open in a window of its own.
files-type = Type a path…
files-no-dialog = This system has no dialog for files. Type where the file is.
files-no-dialog-to = This system has no dialog for files. Type where the file is to be written.
files-path = Path
files-import-title = Import a profile
files-import-act = Import
files-export-title = Export the profile
files-export-act = Export

connect-name = Name
connect-name-help = This is what the others see.
connect-name-empty = Enter a name: it is what the others see.
connect-name-long = A name has at most 32 characters. Shorten it.
connect-name-reserved = This name is reserved. Choose another.
connect-name-bad = Begin with a letter or digit; then letters, digits, single spaces and _ - . are possible.
connect-host = Host
connect-host-help = The server's name or address, as its window shows it.
connect-host-looking = Looking { $host } up…
connect-host-one = This is the address of { $host }.
connect-host-several = { $host } has { $count } addresses; this is the first. Choose or type another.
connect-host-unknown = No computer called { $host } was found. Type its IP address.
connect-host-empty = Enter the server's name or IP address.
connect-host-bad = { $character } cannot be part of a host's name. Check what was typed.
connect-ip = IP
connect-ip-hint = by itself
connect-ip-choose = Choose an address
connect-ip-bad = Not an IP address. Try one like 192.168.0.10, or leave it empty.
connect-port = Port
connect-port-empty = Enter a port.
connect-port-bad = From 1 to 65535.
connect-greeting = Greeting
connect-optional = optional
connect-greeting-help = Sent by itself after the welcome.
connect-greeting-long = { $count ->
    [one] One character too many. Shorten it.
   *[other] { $count } characters too many. Shorten it.
}
connect-profile = Profile
connect-profile-none = none
connect-connect = Connect
connect-looking = Looking the host up…
connect-trying = Connecting…
connect-trying-address = Connecting to { $address }…
connect-meeting = { $address } answered. Waiting for the welcome…
connect-join-as = Join as { $name }
connect-copy = Copy details
connect-new-server = Join as a new server…
connect-fail-key = Another key than before at
connect-fail-key-how = Its key was { $known } and is { $shown } now. Either the server was installed anew, or somebody sits in between. Nothing was sent. Ask whoever runs the server which key is its own.
connect-fail-stripped = No longer encrypted:
connect-fail-stripped-how = This server was encrypted before. Either another server runs there now, or somebody sits in between. Nothing was sent. Ask whoever runs it.
connect-fail-unproven = The key is not proven by
connect-fail-unproven-how = The server shows a key and cannot use it. Somebody may sit in between. Nothing was sent. Ask whoever runs it.
connect-fail-clear = This server is known as encrypted
connect-fail-clear-how = It is not talked to in clear. Start Tertulia without --clear.
connect-fail-known = The known servers cannot be read
connect-detail-key = another key
connect-detail-clear = not encrypted
anew-title = Join as a new server?
anew-key = Only if { $shown } is the key that the server’s own window shows. If somebody sits in between, they read and change everything you say there. The old server stays known, and nothing of the old chat goes to the new one.
anew-clear = Only if you know that another server runs there now. What was known of the old one is forgotten. If somebody sits in between, they read and change everything you say there.
anew-safe = Do not join
anew-act = Join as a new server
connect-detail = { $what } after { $after }, at { $time }
connect-detail-said = { $what } · after { $after }, at { $time }
connect-detail-refused = connection refused
connect-detail-route = no route
connect-detail-timeout = no answer
connect-detail-closed = closed without a word
connect-detail-silent = no welcome
connect-detail-foreign = not Tertulia
connect-fail-lookup = No computer called “{ $host }” was found
connect-fail-lookup-how = Check the name, or type the IP address that the server's window shows.
connect-fail-refused = Nobody listens at
connect-fail-refused-how = That computer answered and refused. Is the server started there, and is its port { $port }?
connect-fail-route = There is no way to
connect-fail-route-how = Are both computers in the same network? Check the cable or the Wi-Fi.
connect-fail-timeout = No answer from
connect-fail-timeout-how = Check the address. If it is right, the firewall on the server's computer may keep others out.
connect-fail-closed = The connection was closed at once by
connect-fail-closed-how = Something listens there, but is it a chat server? Check the port.
connect-fail-silent = No welcome came from
connect-fail-silent-how = Try again. If it stays silent, restart that server.
connect-fail-foreign = No Tertulia server any more at
connect-fail-foreign-how = Connect again to talk to it in plain text.
connect-fail-taken = The name “{ $name }” is taken
connect-fail-taken-how = Somebody in the room has it. Take the free one, or type another above.
connect-fail-name = The name “{ $name }” was refused
connect-fail-bad-name = The name was not sent
connect-fail-full = The server is full
connect-fail-full-how = As many people are in as it lets in. Try again later.
connect-fail-version = The server speaks another version
connect-fail-version-how = Update the older of the two programs.
connect-fail-away = The server sent you away
connect-fail-banned = You are banned from this server
connect-fail-banned-until = You are banned from this server until { $time }
connect-fail-passwords = No password is taken from you for now
connect-fail-passwords-how = Too many wrong ones came from your address. Ask whoever runs the server for the password, and try again in some minutes.
connect-fail-password-clear = A password would be readable on the way to
connect-fail-password-clear-how = This server asks for a password, but cannot encrypt. It was not sent. Whoever runs the server should start it with a key.
connect-fail-other = Connecting failed
connect-fail-other-how = Check host and port, and try again.

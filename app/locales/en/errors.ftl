# Why something could not be done, and what to do. One sentence each.

error-thread = The system refuses a thread or a file handle ({ $detail }); close some programs and try again.

error-port-in-use = Port { $port } at { $ip } is in use by another program; stop it, or choose another port, for example --port { $free }.
error-port-in-use-by = Port { $port } at { $ip } is in use by { $program } (process { $process }); stop it, or choose another port, for example --port { $free }.
error-address-not-here = { $ip } is not an address of this computer; with --bind, choose one of { $addresses }, or 0.0.0.0 for all of them.
error-not-allowed-low-port = Port { $port } is reserved for the administrator; choose a port from 1024 on, for example --port { $free }.
error-not-allowed = The system does not allow listening at { $address }; choose another address or port.
error-listen = Listening at { $address } failed ({ $detail }); choose another address or port.

error-lookup = No computer called “{ $host }” was found ({ $detail }); check the name, or give its IP address with --host.
error-refused = Nobody listens at { $address }; is the server started, and is the port right?
error-no-route = There is no way to { $address } from here; are both computers in the same network?
error-timed-out = { $address } did not answer within { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }; check the address, and the firewall on the server's computer.
error-closed-at-once = { $address } closed the connection at once; is it really a chat server?
error-silent-tertulia = { $address } did not welcome us within { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }; try again, and if it stays silent, restart that server.
error-not-tertulia = { $address } is not a Tertulia server any more; start the client anew to talk to it.
error-other-key = The server at { $address } shows another key than it should: { $shown } instead of { $known }. Either it was installed anew, or somebody sits in between; nothing was sent. Ask whoever runs it; if the key is right, join it as a new server with --accept-key "{ $shown }".
error-not-encrypted = The server at { $address } was encrypted before and now answers without encryption. Either another server runs there, or somebody sits in between; nothing was sent. Ask whoever runs it; if it is another server, join it as a new one with --new-server.
error-unproven = The server at { $address } does not prove that its key is its own ({ $detail }). Somebody may sit in between; nothing was sent. Ask whoever runs it.
error-in-clear-refused = This server is known as encrypted, so it is not talked to in clear; leave --clear out, or join whatever is there now as a new server with --new-server.
error-known-servers-broken = The known servers cannot be read: { $path }, line { $line }, column { $column }: { $detail }. Correct that place; the file was left as it is, and nothing was sent.
error-known-servers = The known servers cannot be read: { $path } ({ $detail }). Check its permissions; nothing was sent.
error-name-refused = The name “{ $name }” was refused: { $why } Choose another with --name.
error-name-taken = The name “{ $name }” is taken; { $suggestion ->
        [none] choose another with --name.
       *[other] try --name "{ $suggestion }".
    }
error-bad-name = That name is too long: a name has at most 32 characters. Choose another with --name.
error-server-full = The server is full: { $why } Try again later.
error-version = The server speaks another version of the protocol: { $why } Update the older of both programs.
error-sent-away = The server sent us away: { $why }
error-banned = This server does not let us in: { $why }
error-cancelled = Connecting was cancelled.
error-connect = Connecting failed: { $detail }. Check host and port, and try again.
error-no-name = Your name on this computer cannot be used in the chat; give one with --name.

error-profile-no-folder = The system names no folder for settings; set HOME or XDG_CONFIG_HOME, or name a file, as in --profile ./NAME.ron.
error-profile-name-empty = A profile needs a name.
error-profile-name-long = “{ $name }” is too long for a profile; take at most 64 characters.
error-profile-name-character = “{ $name }” cannot be a profile's name because of { $character }; take letters, digits and spaces.
error-profile-name-unusable = “{ $name }” cannot be a file's name on every computer; take letters, digits and spaces.
error-profile-not-found = There is no profile at { $path }; “tertulia profiles list” shows those there are.
error-profile-exists = { $path } exists already; take another name.
error-profile-folder = { $path } is not a file; name the file of a profile.
error-profile-not-readable = { $path } cannot be read ({ $detail }); check its permissions.
error-profile-too-large = { $path } is too large for a profile (more than { $limit } bytes); is it the right file?
error-profile-not-utf8 = { $path } is not UTF-8 text (see byte { $offset }); save it as UTF-8 in your editor.
error-profile-empty = { $path } is empty; write “()” into it for a profile with all defaults, or choose another.
error-profile-broken = { $path }, line { $line }, column { $column }: { $detail }. Correct that place; the file was left as it is.
error-profile-newer = { $path } was written by a newer Tertulia (format { $version }, this one knows { $known }); update Tertulia.
error-profile-would-lose = { $path } has settings that this Tertulia does not know ({ $fields }); save under another name, so that they are not lost.
error-profile-not-writable = { $path } cannot be written ({ $detail }); check the permissions and the space left.
error-file-exists = { $path } exists already; take another name.
error-file-not-writable = { $path } cannot be written ({ $detail }). Take a folder that exists and that you may write to.

# The history of a server, and what can be the matter with it.

error-history = The history { $path } cannot be used: { $why }. { $remedy ->
    [folder] See to it that this folder can be made and written
    [permission] Allow it to be written
    [space] Make room on the disk
    [close] Close that program
   *[profile] Choose another profile with --profile
}, or start with --no-history.
error-history-no-folder = The system names no folder for the history; start with --no-history.
history-move-in-use = A server uses this profile ({ $path }). Stop the server, then rename the profile.
history-move-exists = There is a history of this name already: { $path }. Move it away, or choose another name.
history-move-failed = This profile's history ({ $path }) cannot be renamed, so the profile keeps its name: { $detail }
error-identity = The server's key { $path } cannot be used: { $why }
error-identity-no-folder = The system names no folder to keep the server's key in, so nobody could connect encrypted. Set HOME or XDG_DATA_HOME, or start without --encrypted-only.
identity-folder = nothing can be kept in its folder ({ $detail }). Make the folder writable for this user, or choose another one with XDG_DATA_HOME.
identity-unreadable = it cannot be read ({ $detail }). Make it readable for this user and nobody else.
identity-open = others on this computer may read or change it. If you are sure that nobody has copied it, make it private (chmod 600). Otherwise move it away: a new key is made, and whoever trusted this one is warned.
identity-damaged = it is damaged ({ $detail }). It was left as it is. Put a copy in its place, or move it away: a new key is made, and whoever trusted this one is warned.
identity-not-made = none could be made ({ $detail }).
history-in-use = another Tertulia server keeps its history there
history-folder = nothing can be written in its folder ({ $detail })
history-read-only = it may only be read
history-locked = another program has locked it
history-newer = it was made by a newer Tertulia (version { $found }, and this one knows { $known })
history-foreign = it is a database of another program
history-full = the disk is full
history-damaged = it is damaged ({ $detail })
history-broken = a fault of Tertulia's own ({ $detail }); start the server again

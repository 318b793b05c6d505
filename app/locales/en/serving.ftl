# The server's pages.

serving-number = { $number }
serving-now = now
serving-used-of = { $used } of { $limit }
serving-optional = optional
serving-back = Back
serving-cancel = Cancel

# What is wrong with a number.

serving-problem-empty = Type a number.
serving-problem-not-a-number = Type digits only.
serving-problem-too-small = Type { $least } or more.
serving-problem-too-large = Type { $most } or less.

# The start page.

serving-start-title = Start a server
serving-save-profile = Save…
serving-reach = Who can reach it
serving-reach-this = This computer only
serving-reach-this-help = For trying things out. Nobody else can connect.
serving-reach-network = My network
serving-reach-network-help = Every computer that can reach this one.
serving-reach-interface = One interface
serving-reach-interface-help = For a computer in several networks.
serving-interface = Interface
serving-port = Port
serving-port-usual = The usual one
serving-port-any = Any free one
serving-limit-chars = Message length
serving-limit-chars-help = characters, at most
serving-limit-rate = Rate
serving-limit-rate-help = messages a second
serving-limit-people = People
serving-limit-people-help = at once, at most
serving-limits-none = A limit of 0 is no limit.
serving-flood = Whoever writes too fast
serving-flood-disconnect = is disconnected
serving-flood-slow = is slowed down
serving-exempt = Networks without a cap
serving-exempt-help = Any number may connect from there, like 192.168.0.0/16
serving-exempt-problem = “{ $word }” is no network. Write it like 192.168.0.0/16 or 10.0.0.7.
serving-more = { $what }: more
serving-less = { $what }: less
serving-welcome = Words of welcome
serving-exit-words = Exit words
serving-exit-word-add = Add a word
serving-exit-word-remove = Remove { $word }
serving-plain-language = Plain-text language
serving-language-en = English
serving-language-es = Spanish
serving-preview = What people will meet
serving-preview-hello = hello
serving-seats = { $seats ->
        [one] 1 seat, nobody yet
       *[other] { $seats } seats, nobody yet
    }
serving-seats-unlimited = Any number of seats, nobody yet
serving-will-listen = Will listen on
serving-and-here = and on this computer
serving-start = Start server
serving-starting = Starting…
serving-in-use = Another program listens at
serving-in-use-advice = Choose another port, or end that program.
serving-in-use-by = It is { $program }, process { $id }.
serving-take-port = Use port { $port }
serving-not-here = No interface of this computer has the address of
serving-not-here-advice = Choose another interface, or my network.
serving-not-allowed = The system does not allow listening at
serving-not-allowed-advice = Ports below 1024 are often reserved. Choose a higher one.
serving-not-started = The server could not start at
serving-not-started-advice = This is what the system says:

# The header.

serving-title = Server
serving-stop = Stop server
serving-limits = Limits
serving-limits-edit = Limits…
serving-listening = Listening
serving-paused-accepting = Accepting is paused
serving-stopping = Stopping…
serving-stopped = Stopped
serving-people = { $people ->
        [one] 1 person
       *[other] { $people } people
    }
serving-messages-per-second = { $messages } messages/s
serving-bytes-per-second = { $bytes }/s

# The address.

serving-type-elsewhere = On other computers, type
serving-type-here = On this computer, type
serving-port-word = port
serving-copy = Copy
serving-copy-address = Copy { $address }
serving-further = +{ $count }
serving-kind-network = this network
serving-kind-other = other network
serving-kind-this = this computer
serving-firewall = Nobody can connect? Most often it is this computer’s firewall.
serving-asks-password = Asks for a password
serving-only-here = Only this computer can join. For others, stop and choose “{ serving-reach-network }”.

# The table.

serving-talks-app = app
serving-talks-plain = plain text
serving-legend-rate = this second, of { $limit }
serving-lost = connection lost

# The clients.

serving-clients = Clients
serving-at-the-table = At the table
serving-find-client = Find a client
serving-find-end = End the search
serving-nobody = Nobody is connected yet. Type the address on another computer.
serving-nobody-here = Nobody is connected yet. Press Ctrl N to join in a window of your own.
serving-nobody-found = No client has that in its name or address.
serving-nameless = no name yet
serving-dialect-app = App
serving-dialect-plain = Plain
serving-column-name = Name
serving-column-address = Address
serving-column-talks = Talks
serving-column-here-for = Here for
serving-column-idle = Idle
serving-column-messages = Messages
serving-column-bytes = Bytes in/out
serving-column-rate = Rate
serving-client-actions = Actions for { $who }
serving-message-privately = Message privately
serving-copy-its-address = Copy address
serving-log-of-client = Only this client in the log
serving-kick = Kick…

# The log.

serving-log = Log
serving-kind-messages = Messages
serving-kind-comings = Comings
serving-kind-warnings = Warnings
serving-kind-notices = Notices
serving-kind-details = Detail
serving-log-kinds = Kinds shown
serving-log-filter = Filter
serving-log-pause = Pause
serving-log-go-on = Go on
serving-log-more = More for the log
serving-log-copy = Copy what is shown
serving-log-export = Export the log shown
serving-log-export-text = As text…
serving-log-export-json = As JSON Lines…
serving-log-export-csv = As CSV for spreadsheets…
serving-log-exported = { $count ->
    [one] One line written to { $file }
   *[other] { $count } lines written to { $file }
}
serving-log-copy-line = Copy line
serving-log-everybody = Show every client again
serving-log-searching = Searching…
serving-log-empty = Nothing has happened yet.
serving-log-nothing = Nothing here passes the filter.
serving-log-newest = To the newest
serving-log-below = { $count } new below
serving-log-paused = Paused, { $count } new
serving-operator = Server
serving-log-to-everyone = to everyone
serving-log-to-chosen = { $count ->
        [one] to one person
       *[other] to { $count } people
    }
serving-said-listening = listening
serving-said-connected = connected
serving-said-joined = joined, { $dialect }
serving-said-joined-again = came back to the earlier session, { $dialect }
serving-said-passwords-closed = no password is taken from { $address } { $until }: too many wrong ones came; lift it under “{ serving-moderation-open }”
serving-said-name-refused = was refused the name “{ $wanted }”: { $why }
serving-said-private = to { $to }: { $chars ->
        [one] a private message of one character
       *[other] a private message of { $chars } characters
    }
serving-said-renamed = was { $from } before
serving-said-away = vanished; the name is kept for a moment
serving-said-left = left: { $why }
serving-said-cut-off = disconnected: { $why }

# The operator's box.

serving-send = Send
serving-addressees = For whom
serving-to-everyone = To everyone
serving-to-one = To { $name }
serving-to-chosen = { $count ->
        [one] To one
       *[other] To { $count }
    }
serving-operator-field = Message from the operator
serving-operator-hint = Write to the people here
serving-write-first = Write something first

# The dialogs.

serving-stop-title = Stop the server?
serving-stop-consequence = { $people ->
        [one] 1 person is connected. That person is told first, then the connection is closed.
       *[other] { $people } people are connected. They are told first, then every connection is closed.
    }
serving-stop-safe = Keep running
serving-kick-title = Kick { $who }?
serving-kick-consequence = The connection is closed. Whoever it was can come back.
serving-kick-reason = Reason
serving-kick-act = Kick
serving-limits-consequence = They hold for everybody from now on, and everybody is told.
serving-limits-act = Apply

## The history

serving-history-keep = Keep the history on this computer
serving-history-keep-help = Messages and sessions survive a restart of the server.
serving-history-nowhere = The system names no folder for it.
serving-history-days = Days
serving-history-days-help = 0: for ever
serving-key = Key of this server, for comparing
serving-key-is = Key of this server: { $fingerprint }. Press to copy it.
serving-copy-key = Copy the key
serving-encrypted = encrypted
serving-identity-problem = The server's key cannot be used:
serving-identity-advice = { $why }
serving-no-identity = The server's key cannot be kept
serving-no-identity-advice = The system names no folder for it, so nobody could connect encrypted. Set HOME or XDG_DATA_HOME, or allow connections in clear.
serving-allow-clear = Allow connections in clear
serving-encrypted-only = Encrypted connections only
serving-encrypted-only-help = Tertulia always encrypts. Guests with nc or telnet are refused and told how to connect.
serving-history-problem = The history cannot be used:
serving-history-advice = { $why }. { $remedy ->
    [folder] See to it that this folder can be made and written
    [permission] Allow it to be written
    [space] Make room on the disk
    [close] Close that program
   *[profile] Choose another profile
}, or keep no history.
serving-history-without = Keep no history
serving-history-failing = Messages cannot be kept, so they are refused
serving-history-failing-more = { $why }. The server goes on trying by itself. { $refused ->
    [0] {""}
    [one] One message was refused so far.
   *[other] { $refused } messages were refused so far.
}
serving-said-not-kept = a message was refused, because it could not be kept

# The chat page of a client's window.

chat-everyone = Everyone
chat-direct = Direct messages
chat-conversations = Conversations
chat-people = People
chat-more = More
chat-new-message = New message…
chat-new-window = New window
chat-disconnect = Disconnect
chat-close = Close
chat-not-here = not here
chat-preview-you = You
chat-unread = { $count } unread
chat-number = { $count }

chat-people-count = { $count ->
        [one] 1 person
       *[other] { $count } people
    }
chat-people-when-last-seen = { $count ->
        [one] 1 person when last seen
       *[other] { $count } people when last seen
    }
chat-direct-here = here · direct message
chat-direct-absent = not here · direct message
chat-foreign-title = { $host }, port { $port }
chat-foreign-subtitle = plain text · another program’s server
chat-filter-people = { $count ->
        [one] Filter 1 person
       *[other] Filter { $count } people
    }
chat-no-people = Nobody by that name is here

chat-you = you
chat-plain-text = plain text
chat-server = Server
chat-to-everyone = to everyone
chat-to-you = to you
chat-state-waiting = waiting
chat-state-sending = sending
chat-state-sent = sent
chat-state-sent-by-itself = sent by itself
chat-state-confirmed = confirmed
chat-state-failed = not delivered
chat-retry = Retry
chat-discard = Discard
chat-new = { $count } new
chat-new-below = { $count } new below
chat-to-newest = Newest messages
chat-nothing-yet = Nothing has been said yet
chat-alone = Nobody else is here. Others join at { $address }.
chat-private-note = Only { $name } receives what you write here. The server passes it on, so whoever runs it can read it too.
chat-today = Today
chat-date = { $weekday ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }, { $day } { $month ->
        [jan] January
        [feb] February
        [mar] March
        [apr] April
        [may] May
        [jun] June
        [jul] July
        [aug] August
        [sep] September
        [oct] October
        [nov] November
       *[dec] December
    } { $year }

chat-names = { $names } and { $last }
chat-names-more = { $names } and { $count } more
chat-names-unlisted = { $count ->
    [one] 1 person
   *[other] { $count } people
}
chat-crowd-joined = { $count ->
        [one] { $names } joined
       *[other] { $names } joined
    }
chat-crowd-left = { $count ->
        [one] { $names } left
       *[other] { $names } left
    }
chat-crowd-passed = { $count ->
        [one] { $names } came and left
       *[other] { $names } came and left
    }
chat-crowd-returned = { $count ->
        [one] { $names } left and came back
       *[other] { $names } left and came back
    }
chat-renamed = { $from } is now called { $to }
chat-renamed-you = You are now called { $to }
chat-not-renamed = You could not be called { $name }. { $why }
chat-name-lost = The name { $name } is somebody else’s by now.
chat-gap = Some messages were missed that the server no longer has
chat-limits = The server’s limits changed: { $chars ->
        [0] messages of any length
        [one] messages of 1 character
       *[other] messages of { $chars } characters
    }, { $rate ->
        [0] as many a second as one likes
        [one] 1 a second
       *[other] { $rate } a second
    }
chat-person-left = left
chat-person-lost = the connection was lost
chat-person-removed = was removed by the operator
chat-person-back = is here again
chat-server-error = The server did not understand something: { $words }
chat-back = connected again
chat-back-rejoined = connected again; the others saw you leave and come
chat-back-new-run = connected again; the server was started anew, what was said meanwhile is unknown

chat-fail-empty = Not sent: there is nothing in it.
chat-fail-too-long = Not sent: it has { $chars ->
        [one] 1 character
       *[other] { $chars } characters
    }, the server takes { $limit }.
chat-fail-too-many-bytes = Not sent: it is too long for the server.
chat-fail-bad-name = Not sent: no name is that long.
chat-fail-queue-full = Not sent: too many messages are waiting already.
chat-fail-refused = Refused: { $why }
chat-fail-not-here = Not sent: this server cannot do that.
chat-fail-exit-word = Not sent: it means leaving.
chat-fail-not-sent = Not sent: the connection ended before.
chat-fail-unconfirmed = The connection ended before the server confirmed it. It may have arrived.
chat-fail-partly-sent = { $sent ->
        [one] Only 1 of its { $lines } lines was sent before the connection ended.
       *[other] Only { $sent } of its { $lines } lines were sent before the connection ended.
    }

chat-lost-closed = the server closed the connection
chat-lost-silent = the server stopped answering
chat-lost-farewell = the server said goodbye: { $words }
chat-lost-broken = the connection broke
chat-lost-garbled = what came is not Tertulia’s protocol
chat-trying-again = { $why ->
        [closed] The server was closed.
       *[lost] The connection was lost.
    } Trying again in { $seconds } s
chat-trying-now = { $why ->
        [closed] The server was closed.
       *[lost] The connection was lost.
    } Trying again now
chat-attempt = Attempt { $attempt }. What you write waits here and is sent afterwards, once.
chat-attempt-failed = Attempt { $attempt }: { $why }. What you write waits here.
chat-try-now = Try now
chat-stop-trying = Stop trying
chat-connect-again = Connect again
chat-ended-left = You left
chat-ended-left-how = What was said stays here until you close it. You can come back at any time.
chat-ended-dismissed = The server ended the connection
chat-ended-kicked = The operator disconnected you
chat-ended-kicked-how = { $words } Ask there before you connect again.
chat-ended-replaced = This chat goes on in another window
chat-ended-limit = The server disconnected you at one of its limits
chat-ended-foreign-closed = The server closed the connection
chat-ended-foreign-broken = The connection to the server broke
chat-ended-foreign-how = Whether it had read what you sent cannot be known. Connect again to go on.
chat-first-key = First time here: this server’s key is { $fingerprint }
chat-first-key-how = Compare it with the one in the server’s window. From now on the server is known by it.
chat-first-key-unkept = Compare it with the one in the server’s window. It cannot be remembered on this computer.
chat-first-key-seen = OK
chat-encrypted = Encrypted
chat-in-clear = Not encrypted
chat-encrypted-how = Only the server with this key can read what you send
chat-in-clear-how = Whoever is on the way can read along
chat-foreign = This server speaks plain text and is not Tertulia
chat-foreign-detail = Messages are not confirmed here, and there is no list of people.
chat-line-ending = Messages end with
chat-ending-auto = as its prompt did
chat-ending-none = nothing

chat-message-field = Message
chat-hint-everyone = Write to everyone
chat-hint-person = Write to { $name }
chat-hint-foreign = Write to this server
chat-send = Send
chat-send-nothing = Nothing is written yet
chat-send-ended = The connection has ended
chat-allowance = { $left } of { $limit } left this second
chat-waiting-turn = { $count ->
        [one] 1 message waits for its turn
       *[other] { $count } messages wait for their turn
    }
chat-waiting-connection = { $count ->
        [one] 1 message waits for the connection
       *[other] { $count } messages wait for the connection
    }
chat-foreign-pace = 4 messages a second, so that they stay apart
chat-key-shift-enter = Shift Enter
chat-key-new-line = new line
chat-counter = { $chars } / { $limit }
chat-too-many = { $over } too many
chat-too-many-lines = { $over ->
        [one] 1 line too many
       *[other] { $over } lines too many
    }
chat-paste-title = { $lines ->
        [one] Paste 1 line?
       *[other] Paste { $lines } lines?
    }
chat-paste-one = One message
chat-paste-many = { $lines ->
        [one] 1 message
       *[other] { $lines } messages
    }
chat-paste-one-how = As one message they go into your text, and nothing is sent yet.
chat-paste-many-how = { $lines ->
        [one] As 1 message it is sent at once.
       *[other] As { $lines } messages they are sent one after the other, as fast as the server allows.
    }
chat-paste-not-one = Not as one message: { $why }.
chat-paste-not-many = Not as single messages: { $why }.
chat-paste-line-by-line = This server gets every line as a message of its own.
chat-paste-too-long = { $over ->
        [one] 1 character too many
       *[other] { $over } characters too many
    }
chat-paste-too-many = { $limit ->
        [one] 1 line is the most
       *[other] { $limit } lines are the most
    }
chat-paste-exit-word = one of the lines is a word with which one leaves
chat-problem-unknown-command = There is no command { $word }. To send it as it is, begin with two slashes.
chat-problem-usage = Use it like this: { $usage }
chat-problem-nobody = Nobody here is called { $name }
chat-problem-no-action = /me works in the room only

chat-state-line = Connection: { $state }
chat-connected = Connected
chat-connecting = Connecting
chat-reconnecting = Reconnecting
chat-not-connected = Not connected
chat-fact-confirmed = every message is confirmed
chat-fact-foreign = plain text, not confirmed
chat-fact-last-heard = last heard { $ago } ago
chat-next-try = next try { $pause }
chat-round-trip-unknown = round trip unknown

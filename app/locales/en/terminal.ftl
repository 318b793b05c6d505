# The client in a terminal.

terminal-looking-up = Looking up { $host }…
terminal-connecting = Connecting to { $address }…
terminal-first-key = First time at this server: its key is { $fingerprint }. Compare it with the one that the server shows; from now on it is known by it.
terminal-first-key-unkept = First time at this server: its key is { $fingerprint }. It cannot be remembered on this computer, so compare it each time with the one that the server shows.
terminal-in-clear = Not encrypted: whoever is on the way can read along.
terminal-foreign = This is not a Tertulia server: messages are not confirmed and there is no list of people.
terminal-welcome = You are in as { $name }. { $count ->
        [one] Nobody else is here yet.
       *[other] { $count } people are here: { $people }.
    } /help lists commands, { $exit } leaves.
terminal-welcome-back = Back again as { $name }. { $missed ->
        [0] Nothing was missed.
        [one] One message was missed; here it is.
       *[other] { $missed } messages were missed; here they are.
    }
terminal-welcome-new-run = The server was started anew; you are in as { $name }. What was said meanwhile is not known.
terminal-name-lost = The name { $from } is somebody else's by now.
terminal-and-more = { $people } and { $count ->
        [one] one more
       *[other] { $count } more
    }
terminal-server-name = Server
terminal-private = [private]
terminal-private-to = [private to { $to }]
terminal-people = { $count ->
        [one] Only you are here: { $people }.
       *[other] { $count } people are here: { $people }.
    }
terminal-people-page = Also here: { $people }.
terminal-history-empty = There are no older messages.
terminal-history = { $count ->
        [one] The latest message:
       *[other] The latest { $count } messages:
    }
terminal-history-end = (End of the older messages.)
terminal-page-dropped = The server cannot be asked for that now.
terminal-gap = Some messages were missed that the server no longer has.
terminal-turn = Messages wait for their turn, so that the server's limit of { $rate } a second is kept.
terminal-kept = The server is away; what you write is kept and sent when it is back.
terminal-server-error = The server says: { $why }
terminal-lost = The server is away: { $why } Coming back by itself.
terminal-still-waiting = { $count ->
    [one] One message waits for the server to come back.
   *[other] { $count } messages wait for the server to come back.
} Leave once more to go without waiting.
terminal-lost-closed = it closed the connection.
terminal-lost-silent = nothing was heard from it for too long.
terminal-lost-broken = the connection broke.
terminal-lost-garbled = what it sent is not Tertulia's protocol.
terminal-attempt = { $seconds ->
        [0] Trying again (attempt { $attempt })…
        [one] Trying again in one second (attempt { $attempt })…
       *[other] Trying again in { $seconds } seconds (attempt { $attempt })…
    }
terminal-not-delivered = Not delivered: { $text } ({ $why })
terminal-fail-empty = it is empty
terminal-fail-too-long = it has { $chars ->
        [one] 1 character
       *[other] { $chars } characters
    }, the server takes { $limit }
terminal-fail-too-many-bytes = it is too long for the server
terminal-fail-bad-name = no name is that long
terminal-fail-queue-full = too many messages are waiting already
terminal-fail-not-here = this server cannot do that
terminal-fail-exit-word = it means leaving
terminal-fail-not-sent = the connection ended before
terminal-fail-unconfirmed = the connection ended before the server confirmed it
terminal-fail-partly-sent = { $sent ->
        [one] only 1 of its { $lines } lines was sent before the connection ended
       *[other] only { $sent } of its { $lines } lines were sent before the connection ended
    }
terminal-dismissed = The server ended the connection: { $why }
terminal-foreign-closed = The server closed the connection.
terminal-foreign-broken = The connection to the server broke.
terminal-undelivered = { $count ->
        [one] One message was not delivered.
       *[other] { $count } messages were not delivered.
    }
terminal-help =
    Lines go to everyone. Commands:
      /msg NAME text   a private message
      /me text         say what you do
      /nick NAME       take another name
      /who             who is here
      /history [N]     older messages
      /quit            leave
    A line that begins with // is sent with one slash.
terminal-unknown-command = There is no command { $command }; /help lists them. To send a line that begins with a slash, write it twice.
terminal-usage = Use it like this: { $usage }
terminal-nobody-called = Nobody here is called “{ $name }”; /who shows who is here.
terminal-line-too-long = That line is too long, and was not sent.
terminal-bad-request = Not a request: { $detail }

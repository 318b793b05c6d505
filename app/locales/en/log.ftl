# The server's log. What the room reads too comes from the protocol's own texts.

log-listening = Listening on { $address }.
log-connected = { $address } connected
log-joined = { $notice } { $address } ({ $dialect })
log-joined-again = { $notice } { $address } ({ $dialect }, came back to the earlier session)
log-dialect-plain = plain text
log-dialect-app = app
log-name-refused = { $who } was refused the name “{ $wanted }”: { $why }
log-private = { $who } to { $to }: { $chars ->
        [one] a private message of one character
       *[other] a private message of { $chars } characters
    }
log-operator = Server: { $text }
log-operator-chosen = Server to { $count ->
        [one] one person
       *[other] { $count } people
    }: { $text }
log-away = { $who } is away, and the name is kept for a moment: { $reason }
log-left = { $notice } { $address }: { $reason }
log-disconnected = { $address } disconnected: { $reason }
log-reason-quit = said goodbye
log-reason-stopping = the server is closing
log-reason-closed = closed the connection
log-reason-broken = the connection broke ({ $error })
log-reason-not-spoken = speaks { $protocol }, which is not served here
log-accept-paused = Nobody can be accepted for the moment: { $why }
log-accept-resumed = New connections are accepted again.
log-stopped = The server has stopped.
log-skipped = { $count ->
        [one] 1 entry skipped
       *[other] { $count } entries skipped
    }

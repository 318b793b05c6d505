# The server's log. What the room reads too comes from the protocol's own texts.

log-listening = Listening on { $address }.
log-connected = { $address } connected
log-joined = { $notice } { $address } ({ $dialect })
log-joined-again = { $notice } { $address } ({ $dialect }, came back to the earlier session)
log-dialect-plain = plain text
log-dialect-app = app
log-dialect-encrypted = { $dialect }, encrypted
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
log-reason-handshake = could not be encrypted: { $why }
log-handshake-slow = the handshake took too long
log-handshake-many = too many others began at the same time
log-handshake-not-tls = what came was no TLS
log-handshake-nothing-in-common = neither TLS 1.2 nor 1.3 was offered, or no cipher of theirs
log-handshake-not-trusted = the client did not accept this server's certificate
log-reason-not-spoken = speaks { $protocol }, which is not served here
log-accept-paused = Nobody can be accepted for the moment: { $why }
log-accept-resumed = New connections are accepted again.
log-stopped = The server has stopped.
log-skipped = { $count ->
        [one] 1 entry skipped
       *[other] { $count } entries skipped
    }
log-address-unknown = (before this start)
log-history-new = A history begins: { $path }
log-history-opened = The history goes on{ $awaited ->
        [0] {""}
        [one] , and one person is awaited back
       *[other] , and { $awaited } people are awaited back
    }: { $path }
log-history-aside = The history was damaged ({ $why }). It is kept as { $aside }, and a fresh one begins: { $path }
log-history-put-back = { $messages ->
    [one] The latest message was put back into it.
   *[other] The latest { $messages } messages were put back into it.
}
log-history-vanished = The history was deleted while the server runs; a fresh one begins: { $path }
log-history-migrated = The history was brought from version { $from } to version { $to }.
log-storage-failing = Messages cannot be kept: { $why }. They are refused until they can be kept again; the server goes on trying by itself.
log-storage-works = Messages are kept again. { $refused ->
        [0] None was refused.
        [one] One message was refused.
       *[other] { $refused } messages were refused.
    }
log-not-kept = { $who }: a message was refused, because it could not be kept
log-not-kept-operator = Your message was not sent, because it could not be kept

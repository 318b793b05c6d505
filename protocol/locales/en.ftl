# What the server says, in English. Every sentence is one line; `help` alone has several.
# Numbers are written with a thousands separator: 1,000.

## Labels before the lines of the plain-text dialect

label-server = Server
label-private = [private]

## Naming

prompt = Tertulia 1. Please send your name:
password-prompt = Tertulia 1. This server asks for a password. Please send it:
password-prompt-readable = Tertulia 1. This server asks for a password, and others on the network can read what you type here. Please send the password:
password-required = This server asks for a password. Please send it:
password-right = The password is right. Please send your name:
wrong-password = Wrong password. Please send it again:
wrong-password-wait = { $seconds ->
    [one] Wrong password. The next one is answered after 1 second. Please send it again:
   *[other] Wrong password. The next one is answered after { $seconds } seconds. Please send it again:
}
no-password = A password has 1 to { $max } characters, and no control characters. Please send it again:
password-busy = Many passwords are being checked just now. Please send yours again in a moment:
ask-again = Please send another name:
name-empty = A name needs at least one letter or digit.
name-too-long = That name has { $chars } characters, and { $max } is the limit.
name-character = A name cannot have the character { $character }. Letters, digits, spaces and _ - . are fine.
name-start = A name begins with a letter or a digit.
name-spaces = A name has no two spaces in a row.
name-reserved = That name is reserved here, or looks like one that is.
name-taken = { $name } is taken, or looks like the name of somebody here; { $suggestion } is free.

## The welcome

welcome = Welcome, { $name }. { $here } { $how }
welcome-alone = Nobody else is here yet.
welcome-here = Here: { $people }.
welcome-how = Type /help for help, { $exit } to leave.

## What happens in the room; these lines have `* ` before them

received = received #{ $number }
joined = { $people } joined
joined-several = { $people } joined
left = { $people } left
left-several = { $people } left
renamed = { $from } is now { $to }
people-and-more = { $people } and { $more } more
roster = Here ({ $total }): { $people }.
roster-empty = Nobody is here.
history-start = { $count ->
    [one] history: 1 message
   *[other] history: { $count } messages
}
history-end = end of history
limits = The limits are now: { $chars }, { $rate }, { $clients }.
limits-chars = { $max ->
    [one] 1 character a message
   *[other] { $max } characters a message
}
limits-chars-none = messages of any length
limits-rate = { $max ->
    [one] 1 message a second
   *[other] { $max } messages a second
}
limits-rate-none = any number of messages a second
limits-clients = { $max ->
    [one] 1 person at a time
   *[other] { $max } people at a time
}
limits-clients-none = any number of people
acks-on = Your messages are confirmed.
acks-off = Your messages are no longer confirmed; /ack on confirms them again.
closing = The server is closing.
farewell = Goodbye.
farewell-name = Goodbye, { $name }.

# Every line has `* ` put before it. The commands stay as they are in every language.
help =
    /who – who is here
    /msg NAME text – a message to one person
    /me text – say what you do
    /nick NAME – change your name
    /history [N] – the latest messages
    /ack off, /ack on – whether your messages are confirmed
    //text – a text that begins with a slash
    /help – this list
    /quit – leave

## Requests that were not carried out

nobody-called = Nobody here is called { $name }. /who tells who is here.
empty-text = A message needs a text. Nothing was sent.
too-many-lines = A message has at most { $max } lines. Nothing was sent; send it in parts.
old-number = That number was used before and its answer is forgotten. Use a number above all earlier ones.
not-kept-full = Your message was not kept: the server's disk is full. It was not delivered; send it again later.
not-kept-read-only = Your message was not kept: the server's history cannot be written. It was not delivered; send it again later.
not-kept-locked = Your message was not kept: another program has locked the server's history. It was not delivered; send it again later.
not-kept-damaged = Your message was not kept: the server's history is damaged. It was not delivered; send it again later.
not-kept = Your message was not kept: the server's history cannot be written just now. It was not delivered; send it again later.
history-unreadable = Older messages cannot be read just now. Ask again later.
unknown-command = There is no command { $command }. /help lists the commands; type // to begin a message with a slash.
usage = Something is missing. Use it like this: { $usage }
malformed = That line was not understood: { $detail }
unknown-type = This server does not know requests of the type { $kind }. The line was passed over.
hello-first = Please introduce yourself first, with a hello.
hello-again = You are already welcome; a second hello is not needed. To change your name, use rename.

## What the operator decides about who may write; as notices, and as refusals

muted = The operator has muted you: you can read, but not write or change your name.
muted-for = The operator has muted you for { $span }: you can read, but not write or change your name.
unmuted = You can write again.
frozen = The operator lets nobody write for now: you can read, but not write or change your name.
unfrozen = Everybody can write again.
reason-given = Reason: { $reason }
span-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

## Why a connection ends

server-full = { $max ->
    [one] This server is full: 1 person is the limit here. Please try again later.
   *[other] This server is full: { $max } people are the limit here. Please try again later.
}
version = This server speaks version { $supported } of the protocol, and your program another one. Please use a program of the same version.
too-long = { $max ->
    [one] Your message is longer than 1 character, the limit here. You are disconnected; connect again and send it in parts.
   *[other] Your message is longer than { $max } characters, the limit here. You are disconnected; connect again and send it in parts.
}
too-fast = { $max ->
    [one] You sent more than 1 message in a second, the limit here. You are disconnected; connect again and leave more time between messages.
   *[other] You sent more than { $max } messages in a second, the limit here. You are disconnected; connect again and leave more time between messages.
}
too-many-requests = { $max ->
    [one] Your program asked more than 1 thing in a second, the limit here. You are disconnected; it should ask less often.
   *[other] Your program asked more than { $max } things in a second, the limit here. You are disconnected; it should ask less often.
}
kicked = The operator disconnected you.
kicked-reason = The operator disconnected you: { $reason }
banned = You are banned from this server.
banned-for = You are banned from this server for { $span }.
too-many-connections = Too many connections come from your address. Close some, or try again in a minute.
slow-reader = You are disconnected (slow reader): more messages were waiting for you than the server keeps. Connect again to go on.
replaced = You are connected from somewhere else now, so this connection ends.
bad-names = Three names could not be used, and that is the limit. You are disconnected; connect again and choose another one.
nameless = No name came for too long, or too many people are waiting without one. You are disconnected; connect again and send your name.
silent = Nothing was heard from your program for too long. You are disconnected; connect again to go on.
bad-passwords = No right password came. You are disconnected; connect again and send it.
bad-passwords-for = Too many wrong passwords came from your address. Try again in { $span }.
encrypted-only = This server takes encrypted connections only. Use Tertulia (tertulia client), or: openssl s_client -quiet -connect HOST:PORT
not-spoken = This is a Tertulia chat server, and { $protocol } is not spoken here. Use Tertulia, nc or telnet.

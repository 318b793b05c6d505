# The password with which people join a server.

## The command line

cli-heading-password = Password
cli-password-file = Ask everybody who joins for the password in this file; - reads a line from standard input
cli-no-password = Ask for no password, whatever the profile says
cli-client-password-file = The server's password is in this file; it is only sent encrypted. Needs --terminal
cli-value-file = FILE
error-password-file = The password cannot be read from { $path }: { $why }
error-password-file-large = it has more than { $limit } bytes
error-password-file-text = it is not text
error-password-empty = A password needs at least one character.
error-password-too-long = A password has at most { $max } characters.
error-password-control = A password is one line, without tabs or other control characters.
error-password-leaves = People leave with this word, so it cannot be the password. Choose another one.
error-password-other-protocol = The server would take this for the beginning of another program's language, so it cannot be the password. Choose another one.
error-password-hashing = The password could not be prepared: { $detail }

## Joining

error-password-in-clear = { $address } asks for a password, and this connection is not encrypted: others on the network could read it. It was not sent. Connect without --clear; if you did, whoever runs the server should start it with a key.
error-bad-passwords = This server does not let us in: { $why }
terminal-password = This server asks for a password. Type it and press Enter; it is not shown:
terminal-password-changed = The server's password is another one than before. Type it and press Enter; it is not shown:
terminal-password-not-of-file = The password in that file is not the server's. Type it and press Enter; it is not shown:
terminal-password-wrong = Wrong password. Type it again; it is not shown:
terminal-password-wrong-wait = { $seconds ->
        [one] Wrong password. The next one is answered after 1 second. Type it again; it is not shown:
       *[other] Wrong password. The next one is answered after { $seconds } seconds. Type it again; it is not shown:
    }
terminal-password-judged = The password is being checked. What you type until then is not sent.
terminal-password-first = A password is asked for, and this line was not sent. Send the password as an object of the type "password".
terminal-password-needed = This server asks for a password. Give it with --password-file FILE.
terminal-password-file-wrong = The password in that file is not the server's.

## The server's log and console

log-wrong-password = wrong password from { $address } ({ $count } from there, { $counted } count as guesses)
log-passwords-closed = Too many wrong passwords from { $address }: none is taken from there { $until }; it can be lifted where bans are
log-passwords-reopened = Passwords are taken from { $address } again
log-password-set = Whoever joins is asked for a password from now on
log-password-none = Nobody is asked for a password any more
serving-said-wrong-password = sent a wrong password ({ $count } from there, { $counted } count as guesses)
server-password-type = Type the new password and press Enter; an empty line changes nothing:
server-password-is-command = What begins with a slash is not taken for a password here. Nothing was changed; type /password to try again.
server-asks-password = Whoever joins is asked for a password.
password-type = Type the password and press Enter; it is not shown:
server-password-kept = Nothing was changed.

## The windows

password-label = Password
password-show = Show what is typed
password-asked = This server asks for a password
password-asked-how = Whoever runs { $host } can tell you. It is sent encrypted, and this computer does not keep it.
password-join = Join
password-checking = It is being checked…
password-checking-wait = It is being checked; the answer takes { $seconds ->
        [one] 1 second.
       *[other] { $seconds } seconds.
    }
password-wrong = Wrong password. Type it again.
password-wrong-wait = Wrong password. The answer to the next one takes { $seconds ->
        [one] 1 second.
       *[other] { $seconds } seconds.
    }
serving-password = Password for joining
serving-password-is-set = Whoever joins is asked for it.
serving-password-is-none = None: whoever reaches the port can join.
serving-password-set = Set…
serving-password-change = Change…
serving-password-remove = Remove
serving-password-menu-set = Password: set…
serving-password-menu-none = Password: none…
serving-password-how = Whoever joins is asked for it, also with nc and telnet, where others on the network can read it. Only its hash is kept. Those who are in already stay.
serving-password-act = Set password

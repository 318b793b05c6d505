# The console of a server without a window.

server-key = Encrypted connections are served too. This server's key: { $fingerprint }
server-no-key = The system names no folder to keep a key in (set HOME or XDG_DATA_HOME), so connections are not encrypted.
server-hint = Lines typed here go to everyone; /help lists commands, { $exit } stops the server.
server-help =
    Lines go to everyone. Commands:
      /who                                   who is connected
      /kick NAME [reason]                    disconnect somebody
      /mute NAME [minutes] [reason]          let somebody read, but not write
      /unmute NAME                           let somebody write again
      /freeze, /unfreeze                     let nobody write, or everybody again
      /ban NAME|ADDRESS [minutes|forever] [reason]  keep an address out
      /unban ADDRESS                         let it in again, also after too many wrong passwords
      /bans                                  who is banned, muted, or closed out after wrong passwords
      /flood disconnect|slow                 what becomes of those who write too fast
      /password [off]                        ask newcomers for another password, or for none
      /limits [chars N] [rate N] [clients N] show or change the limits; 0 means unlimited
      /stats                                 what the server has done so far
      /help                                  this
      /quit                                  stop the server
    A line that begins with // is sent with one slash.
server-unknown-command = There is no command { $command }; /help lists them. To send a line that begins with a slash, write it twice.
server-usage = Use it like this: { $usage }
server-usage-kick = /kick NAME [reason]
server-usage-mute = /mute NAME [minutes] [reason]
server-usage-unmute = /unmute NAME
server-usage-ban = /ban NAME|ADDRESS [minutes|forever] [reason]
server-usage-unban = /unban ADDRESS
server-usage-flood = /flood disconnect|slow
server-usage-password = /password, then the password in the next line, which is not shown; or /password off
server-usage-limits = /limits [chars N] [rate N] [clients N]
server-is-so = That is so already.
server-line-too-long = That line is too long, and was not sent.
server-not-taken = The server has too much to do at the moment; try again.
server-nobody-called = Nobody here is called “{ $name }”; /who shows who is here.
server-who = { $count ->
        [0] Nobody is connected.
        [one] One connection:
       *[other] { $count } connections:
    }
server-who-line = { $name } { $address }, { $dialect }, { $messages ->
        [one] 1 message
       *[other] { $messages } messages
    }
server-nameless = (no name yet)
server-dialect-unknown = not a word yet
server-limits = Limits: { $chars ->
        [0] messages of any length
        [one] messages of 1 character
       *[other] messages of { $chars } characters
    }, { $rate ->
        [0] as many a second as one likes
        [one] 1 a second
       *[other] { $rate } a second
    }, { $clients ->
        [0] any number of people
        [one] 1 person
       *[other] { $clients } people
    }.
server-stats = { $uptime } running: { $people ->
        [one] 1 person
       *[other] { $people } people
    } here on { $connections ->
        [one] 1 connection
       *[other] { $connections } connections
    } ({ $accepted } in all), { $messages ->
        [one] 1 message
       *[other] { $messages } messages
    }, { $deliveries } deliveries, { $bytes_in } bytes in, { $bytes_out } bytes out, { $cut_off } cut off.

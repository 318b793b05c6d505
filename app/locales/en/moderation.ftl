# Who may not write and who may not come in: in the log, at the console, and in the windows.

moderation-until = until { $time }
moderation-for-good = for good

log-muted = { $who } is muted { $until }
log-unmuted = { $name } is no longer muted
log-frozen = Nobody but the operator can write now
log-unfrozen = Everybody can write again
log-banned = { $address } is banned { $until }
log-banned-name = { $name } is banned { $until } with the address { $address }
log-unbanned-not-wider = The ban of { $address } is lifted, but that of { $wider } still holds there
log-unbanned-not-narrower = { $address } is no longer banned as a whole, but { $count ->
        [one] 1 ban still holds
       *[other] { $count } bans still hold
    } for a part of it
log-unbanned = { $address } is no longer banned
log-turned-away = { $count ->
        [one] 1 connection from { $address } turned away
       *[other] { $count } connections from { $address } turned away
    }
log-turned-away-others = { $count ->
        [one] 1 connection from another address turned away
       *[other] { $count } connections from other addresses turned away
    }
log-moderation-not-kept = The bans and mutes hold, but could not be kept in { $path }, so the next start would not know of them: { $why }. It is tried again until it succeeds.
log-moderation-kept = The bans and mutes are kept again in { $path }

error-moderation-in-use = Another server uses the bans and mutes in { $path }. Stop it, or start this one with another profile (--profile), or without a profile at another port.
error-moderation-unreadable = The bans and mutes in { $path } cannot be read ({ $detail }). Check its permissions, or move the file away to start without any.
error-moderation-broken = The bans and mutes in { $path } cannot be understood (line { $line }, column { $column }: { $detail }). Correct that place, or move the file away to start without any; it was left as it is.
error-moderation-newer = The bans and mutes in { $path } were written by a newer Tertulia (format { $found }, this one knows { $known }). Update Tertulia.

server-not-muted = Nobody called “{ $name }” is muted; /bans shows who is.
server-not-banned = “{ $address }” is not banned; /bans shows what is.
server-banned-wider = “{ $address }” is not banned by itself, but as a part of { $wider }; /unban { $wider } lifts that.
server-ban-namesake = Somebody here is called “{ $name }” too; the address is banned, not that person. To ban that person: /ban { $address }
server-bad-minutes = “{ $value }” is no number of minutes from 1 to { $most }.
server-bans-none = Nobody is banned, nobody is muted, and everybody can write.
server-bans-frozen = Frozen: nobody but the operator can write. /unfreeze ends that.
server-bans-ban = banned { $until }: { $address }
server-bans-ban-name = banned { $until }: { $address } ({ $name })
server-bans-mute = muted { $until }: { $name } ({ $address })
server-bans-closed = too many wrong passwords, none is taken { $until }: { $address }
server-bans-reason = { $what } – { $reason }
server-flood-slow = Whoever writes too fast is slowed down from now on.
server-flood-disconnect = Whoever writes too fast is disconnected from now on.
serving-moderation-problem = The bans and mutes cannot be used:

## In the server's window

serving-mute = Mute…
serving-unmute = Let write again
serving-ban = Ban address…
serving-muted-name = { $name } · muted
serving-mute-title = Mute { $who }?
serving-mute-consequence = Whoever is muted can read, but not write or change their name; the same holds for whoever comes from that address later. Coming back under another name does not help.
serving-mute-act = Mute
serving-ban-title = Ban { $who }?
serving-ban-consequence = All connections from { $address } are closed, and nobody can come in from there.
serving-ban-act = Ban
serving-how-long = For how long
serving-for-minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
serving-for-hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
serving-for-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
serving-for-good = For good
serving-until-lifted = Until you lift it
serving-moderation-open = Bans and mutes…
serving-moderation = Who may write and come in
serving-freeze = Freeze: nobody but you can write
serving-frozen = Nobody but you can write
serving-frozen-more = Everybody else reads, and whoever comes is told so.
serving-unfreeze = Let everybody write
serving-nobody-banned = Nobody is banned or muted.
serving-lift-of = Lift for { $who }
serving-pardon = Take passwords again from { $address }
serving-close = Close

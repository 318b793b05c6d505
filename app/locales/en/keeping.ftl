# What the client keeps on this computer, and chats that ended without a goodbye.

keeping-failing-full = The disk is full: waiting messages and the transcript are kept in memory only until there is room.
keeping-failing = Waiting messages and the transcript cannot be written, and are kept in memory only: { $detail }
keeping-working = Waiting messages and the transcript are kept on this computer again.
keeping-set-aside = The file with waiting messages and the transcript was damaged. What is left of it is { $path }; a fresh one was begun.

keeping-continued = The chat as { $name } at { $host }, port { $port }, goes on where it was interrupted.
keeping-latest = { $count ->
        [one] The latest message:
       *[other] The latest { $count } messages:
    }
keeping-waiting = { $count ->
        [one] One message was not confirmed; it is sent now:
       *[other] { $count } messages were not confirmed; they are sent now:
    }
keeping-failed = { $count ->
        [one] One message was not delivered:
       *[other] { $count } messages were not delivered:
    }
keeping-failed-earlier = it failed before the program ended
keeping-none = There is no interrupted chat to continue; a new one begins.
keeping-taken = Another window continues that chat already.
keeping-damaged = That chat cannot be continued: its file is damaged. What is left of it is { $path }.
keeping-unreadable = That chat cannot be continued: { $detail }
keeping-there-is = A chat as { $name } at { $host }, port { $port }, ended without a goodbye ({ $what }). “{ $command }” continues it.
keeping-kept = { $count ->
        [one] One message was not confirmed and is kept; “{ $command }” sends it.
       *[other] { $count } messages were not confirmed and are kept; “{ $command }” sends them.
    }

keeping-what-waiting = { $count ->
        [one] 1 message is waiting
       *[other] { $count } messages are waiting
    }
keeping-what-drafts = { $count ->
        [one] 1 message was being written
       *[other] { $count } messages were being written
    }
keeping-what-transcript = { $count ->
        [one] 1 message to read again
       *[other] { $count } messages to read again
    }

keeping-offer = A chat as { $name } at { $host } ended without a goodbye
keeping-offer-detail = { $what }.
keeping-more = { $count ->
        [one] and one more
       *[other] and { $count } more
    }
keeping-continue = Continue
keeping-discard = Discard…
keeping-discard-title = Discard this chat?
keeping-discard-consequence = { $count ->
        [0] What is kept of it is removed. This cannot be undone.
        [one] One message that was not confirmed is removed with it. This cannot be undone.
       *[other] { $count } messages that were not confirmed are removed with it. This cannot be undone.
    }
keeping-discard-safe = Keep it
keeping-discard-act = Discard
keeping-later = Keep for later
keeping-chats = Chats
keeping-switch = Keep unsent messages and transcripts

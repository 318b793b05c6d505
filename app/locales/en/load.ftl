# Measuring a server with simulated clients.

load-not-loopback = { $address } is not this computer. Measuring can bring a server and its network down: if that server is yours, add --i-own-this-server.
load-too-many-files = { $wanted ->
        [one] One client does not fit
       *[other] { $wanted } clients do not fit
    }: this system lets a program have { $room ->
        [one] one
       *[other] { $room }
    } of them. Raise the limit on open files (ulimit -n), or take fewer.
load-not-encrypted = The server at { $address } does not talk TLS, or has no key for it; leave --tls out, or measure another server.
load-other-key = The server at { $address } has the key { $shown } instead of { $known }, so it was not measured. If { $shown } is right, give it with --accept-key, or leave that option out.
load-asks-password = The server asks for a password. To measure it, start it with --no-password.
load-turned-away = The server turned client { $client } away: { $words } To measure it, start it with { $options }.
load-cut-off = The server ended a connection that the measurement needs: { $words } To measure it, start it with { $options }.
load-without-a-word = it closed the connection without a word.
load-stuck = Only { $present } of { $wanted } clients were welcomed, and for { $seconds } seconds nobody else; is it the right port and the right --dialect, and may the server have so many open files?
load-server-gone = The server closed every connection; is it still running?
load-no-process = There is no process { $id } that can be looked into; give the server's own number with --server-pid, or leave it out.

load-progress-joining = { $present } of { $wanted } clients are in
load-progress-measuring = { $seconds } s left, { $deliveries } counted

load-row-what = Measured
load-row-joined = Clients in
load-row-measured = Time
load-row-messages = Messages
load-row-deliveries = Deliveries
load-row-visits = Visits
load-row-time = Sending to hearing
load-row-welcome-time = Connecting to welcome
load-row-lateness = Late at sending
load-row-mistakes = Mistakes
load-row-lost = Connections lost
load-row-slow = Slow readers
load-row-process = Server
load-row-cpu = Its CPU time
load-row-memory = Its memory

load-what-throughput = { $in_flight ->
        [one] throughput, one message in flight
       *[other] throughput, { $in_flight } messages in flight
    }
load-what-latency = { $rate ->
        [one] latency at one message a second
       *[other] latency at { $rate } messages a second
    }
load-what-idle = a silent crowd
load-what-churn = coming and going
load-what-clients = { $clients ->
        [one] one client
       *[other] { $clients } clients
    }
load-what-crowd = { $senders ->
        [one] one sends
       *[other] { $senders } send
    }, { $clients ->
        [one] one listens
       *[other] { $clients } listen
    }, { $slow ->
        [0] nobody is slow
        [one] one never reads
       *[other] { $slow } never read
    }, { $size } characters
load-joined = { $clients } in { $time }
load-measured-partly = { $time }, ended early
load-number = { $number }
load-messages = { $messages } sent, { $confirmations } confirmed
load-deliveries = { $deliveries }, { $rate } a second ({ $bytes } a second)
load-visits = { $visits }, { $rate } a second
load-times = half within { $p50 }, 99 % within { $p99 }, longest { $max }
load-mistakes = { $count ->
        [one] one message did not come, or not in order, or twice
       *[other] { $count } messages did not come, or not in order, or twice
    }
load-lost = { $count ->
        [one] one, unasked
       *[other] { $count }, unasked
    }
load-slow = { $count } of { $all } disconnected by the server
load-process = process { $id }, { $threads ->
        [one] one thread
       *[other] { $threads } threads
    }
load-cpu-per-delivery = { $time }, { $each } a delivery
load-memory = { $before } before, { $after } after
load-memory-per-client = { $before } before, { $after } after, { $each } a client

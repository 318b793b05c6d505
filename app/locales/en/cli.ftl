# The command line: help and usage errors.

cli-about = Tertulia: chat for a local network, and a window onto how a TCP server works.
cli-usage-label = Usage:
cli-commands = Commands
cli-heading-network = Where
cli-heading-limits = Limits (0 means unlimited)
cli-heading-history = History
cli-heading-texts = Texts
cli-heading-how = How it runs
cli-heading-foreign = Servers that are not Tertulia's
cli-heading-load-what = What is measured
cli-heading-general = General
cli-usage-top = tertulia <COMMAND> [OPTIONS]
cli-usage-server = tertulia server --headless [OPTIONS]
cli-usage-client = tertulia client --terminal [OPTIONS]
cli-usage-profiles = tertulia profiles <COMMAND>
cli-usage-profiles-show = tertulia profiles show <NAME|FILE>
cli-usage-load = tertulia load [MODE] [OPTIONS]
cli-command = COMMAND
cli-examples =
    Examples:
      tertulia server --headless                    a server for this computer
      tertulia server --headless --bind 0.0.0.0     a server for the whole network
      tertulia client --terminal --name Ana         join the server on this computer
      nc 127.0.0.1 2010                             join without Tertulia
cli-examples-server =
    Examples:
      tertulia server --headless
      tertulia server --headless --bind 0.0.0.0 --port 2011 --max-rate 10
      tertulia server --headless --welcome "Today: sockets" --exit-word bye

    Every line on standard input goes to everyone as the operator; /help lists
    the operator's commands; salir or Ctrl+C stops the server.
cli-examples-client =
    Examples:
      tertulia client --terminal --name Ana --host 192.168.0.10
      echo "The build is done" | tertulia client --terminal --name Robot
      tertulia client --terminal --json --name Robot | jq .text

    Inside, /help lists the commands; salir or Ctrl+C leaves.
cli-examples-load =
    Examples:
      tertulia server --headless --max-clients 0 --max-rate 0
      tertulia load --clients 1000 --in-flight 64
      tertulia load latency --clients 1000 --rate 100 --slow 1
      tertulia load idle --clients 10000 --json

    Only servers on this computer are measured, unless you say that the server
    is yours. Ctrl+C ends a measurement and shows what there is.
cli-about-server = Run a server
cli-about-client = Join a chat
cli-about-profiles = List and show the saved settings
cli-about-load = Measure a server with many simulated clients
cli-about-profiles-list = List the names of the profiles
cli-about-profiles-path = Print the folder with the profiles
cli-about-profiles-show = Print a profile
cli-bind = Address to listen at: 127.0.0.1 is this computer only, 0.0.0.0 is every network [default: 127.0.0.1]
cli-server-port = TCP port; 0 lets the system choose [default: 2010]
cli-encrypted-only = Take encrypted connections only: Tertulia and TLS clients, no plain nc or telnet
cli-profile = Take settings from this profile; options given here come first
cli-max-clients = People in the room at the same time [default: 256]
cli-max-chars = Characters in one message [default: 1000]
cli-max-rate = Messages that one client may send in any one second [default: 5]
cli-flood = What happens to those who send more: disconnect or slow (they are read from no faster) [default: disconnect]
cli-exempt = Network from which any number of connections may come, like 192.168.0.0/16; may be given several times
cli-workers = Threads that serve clients; 0 means as many as fit this computer [default: 0]
cli-welcome = What newcomers are told
cli-exit-word = A word with which clients leave; give it again for more words [default: salir /quit /exit /salir]
cli-no-history = Keep nothing on this computer: when the server ends, so do messages and sessions
cli-history-days = Forget messages that are older than so many days; 0 means never [default: 90]
cli-history-messages = Forget the oldest when there are more messages; 0 means any number [default: 1000000]
cli-durable = Confirm messages only when they survive a loss of power too; slower
cli-headless = No window: the log goes to standard output, standard input goes to everyone
cli-start = Start the server at once, without asking in the window
cli-name = Your name in the chat [default: your name on this computer]
cli-host = The server's name or address [default: 127.0.0.1]
cli-client-port = The server's TCP port [default: 2010]
cli-greeting = Say this once you are in
cli-terminal = No window: chat in this terminal
cli-json = Write one JSON object per event, for scripts; needs --terminal
cli-connect = Connect at once, without asking in the window
cli-continue = Continue the latest chat that ended without a goodbye: what was not confirmed is sent; needs --terminal
cli-no-keep = Keep nothing of this chat on this computer
cli-accept-key = Join only the server with this key, as a new server where another key is known; needs --terminal
cli-new-server = Forget which keys are known at this address, and join whatever is there now as a new server; needs --terminal
cli-clear = Never encrypt, so that the wire can be watched; not for servers known as encrypted
cli-line-ending = How messages end: auto (as the server's prompt does), none, lf or crlf [default: auto]
cli-no-send-name = Do not send the name by itself as the first message
cli-load-mode = throughput: as fast as it goes; latency: at a steady pace; idle: a silent crowd; churn: coming and going [default: throughput]
cli-load-clients = Clients that listen, are silent, or come and go [default: 100]
cli-load-senders = Clients that send, beside them [default: 1]
cli-load-slow = Clients that never read, beside them [default: 0]
cli-load-at-once = Clients that join at the same time [default: 200]
cli-load-size = Characters in one message, 28 at least [default: 100]
cli-load-in-flight = Messages that a sender sends in one go; the next ones when these have arrived everywhere [default: 1]
cli-load-rate = Messages a second, of all senders together [default: 100]
cli-load-seconds = How long to measure, at most 3600 [default: 10]
cli-load-dialect = How the clients talk: plain, app (JSON Lines), or irc for comparing [default: plain]
cli-load-tls = Encrypt every connection with TLS
cli-load-accept-key = Measure only the server with this key
cli-load-server-pid = The server's process, for its CPU time and memory [default: whoever listens at the port]
cli-load-own = The server is mine, wherever it is
cli-load-json = Write one JSON object instead of a table
cli-lang = Language: en or es [default: the system's]
cli-verbose = Say more about what happens, on standard error; twice for everything
cli-help = Print this help
cli-version = Print the version
cli-value-address = ADDRESS
cli-value-key = KEY
cli-value-number = N
cli-value-profile = NAME|FILE
cli-value-text = TEXT
cli-value-word = WORD
cli-value-name = NAME
cli-value-host = HOST
cli-value-ending = HOW
cli-value-network = NETWORK
cli-value-mode = MODE
cli-value-dialect = HOW
cli-value-language = LANGUAGE

usage-unknown-option = There is no option “{ $option }”.
usage-unknown-option-suggestion = There is no option “{ $option }”; did you mean “{ $suggestion }”?
usage-unknown-command = There is no command “{ $command }”; there are server, client, profiles and load.
usage-unknown-command-suggestion = There is no command “{ $command }”; did you mean “{ $suggestion }”?
usage-missing-value = “{ $option }” needs a value after it.
usage-bad-value = “{ $value }” does not fit “{ $option }”: { $expected }.
usage-bad-choice = “{ $value }” does not fit “{ $option }”; possible are { $choices }.
usage-missing-argument = Something is missing: “{ $option }”.
usage-missing-command = Say what to do: { $choices }.
usage-twice = “{ $option }” was given twice.
usage-conflict = “{ $option }” and “{ $other }” do not go together.
usage-other-mode = “{ $option }” has no meaning in the mode { $mode }; it belongs to { $modes }.
usage-not-utf8 = An argument is not valid UTF-8 text.
usage-other = The command line was not understood: { $detail }
usage-see-help = More about it: { $command } --help
usage-expected-port = a port is a whole number from 0 to 65535
usage-expected-port-to-connect = a port is a whole number from 1 to 65535
usage-expected-address = an IP address like 127.0.0.1, 0.0.0.0 or ::1 is needed
usage-expected-network = an address or a network like 192.168.0.0/16 is needed
usage-expected-number = a whole number from 0 to 4294967295 is needed
usage-expected-workers = a whole number from 0 to 256 is needed
usage-expected-clients = a whole number from 1 to 50000 is needed
usage-expected-slow = a whole number from 0 to 50000 is needed
usage-expected-senders = a whole number from 1 to 1000 is needed
usage-expected-size = a whole number from 28 to 100000 is needed
usage-expected-up-to-10000 = a whole number from 1 to 10000 is needed
usage-expected-rate = a whole number from 1 to 1000000 is needed
usage-expected-seconds = a whole number from 1 to 3600 is needed
usage-expected-process = the number of a process is needed
usage-expected-key = a key as the server shows it is needed: eight groups of four digits from 0 to F
usage-expected-text = a text is needed

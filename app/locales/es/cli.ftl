# La línea de órdenes: ayuda y errores de uso.

cli-about = Tertulia: chat para una red local, y una ventana a cómo funciona un servidor TCP.
cli-usage-label = Uso:
cli-commands = Órdenes
cli-heading-network = Dónde
cli-heading-limits = Límites (0 significa sin límite)
cli-heading-history = Historial
cli-heading-texts = Textos
cli-heading-how = Cómo se ejecuta
cli-heading-foreign = Servidores que no son de Tertulia
cli-heading-load-what = Qué se mide
cli-heading-general = General
cli-usage-top = tertulia <ORDEN> [OPCIONES]
cli-usage-server = tertulia server --headless [OPCIONES]
cli-usage-client = tertulia client --terminal [OPCIONES]
cli-usage-profiles = tertulia profiles <ORDEN>
cli-usage-profiles-show = tertulia profiles show <NOMBRE|FICHERO>
cli-usage-load = tertulia load [MODO] [OPCIONES]
cli-command = ORDEN
cli-examples =
    Ejemplos:
      tertulia server --headless                    un servidor para este equipo
      tertulia server --headless --bind 0.0.0.0     un servidor para toda la red
      tertulia client --terminal --name Ana         entrar en el servidor de este equipo
      nc 127.0.0.1 2010                             entrar sin Tertulia
cli-examples-server =
    Ejemplos:
      tertulia server --headless
      tertulia server --headless --bind 0.0.0.0 --port 2011 --max-rate 10
      tertulia server --headless --welcome "Hoy: sockets" --exit-word adiós

    Cada línea de la entrada estándar llega a todos como del operador; /help enumera
    las órdenes del operador; salir o Ctrl+C detiene el servidor.
cli-examples-client =
    Ejemplos:
      tertulia client --terminal --name Ana --host 192.168.0.10
      echo "La compilación ha terminado" | tertulia client --terminal --name Robot
      tertulia client --terminal --json --name Robot | jq .text

    Dentro, /help enumera las órdenes; salir o Ctrl+C termina.
cli-examples-load =
    Ejemplos:
      tertulia server --headless --max-clients 0 --max-rate 0
      tertulia load --clients 1000 --in-flight 64
      tertulia load latency --clients 1000 --rate 100 --slow 1
      tertulia load idle --clients 10000 --json

    Solo se miden servidores de este equipo, salvo que digas que el servidor es
    tuyo. Ctrl+C termina una medición y muestra lo que haya.
cli-about-server = Poner en marcha un servidor
cli-about-client = Entrar en un chat
cli-about-profiles = Enumerar y mostrar los ajustes guardados
cli-about-load = Medir un servidor con muchos clientes simulados
cli-about-profiles-list = Enumerar los nombres de los perfiles
cli-about-profiles-path = Mostrar la carpeta de los perfiles
cli-about-profiles-show = Mostrar un perfil
cli-bind = Dirección en la que escucha: 127.0.0.1 es solo este equipo, 0.0.0.0 es toda la red [por omisión: 127.0.0.1]
cli-server-port = Puerto TCP; con 0 lo elige el sistema [por omisión: 2010]
cli-encrypted-only = Admitir solo conexiones cifradas: Tertulia y clientes TLS, no nc ni telnet sin cifrar
cli-profile = Tomar los ajustes de este perfil; las opciones dadas aquí tienen preferencia
cli-max-clients = Personas en la sala al mismo tiempo [por omisión: 256]
cli-max-chars = Caracteres de un mensaje [por omisión: 1000]
cli-max-rate = Mensajes que un cliente puede enviar en un segundo cualquiera [por omisión: 5]
cli-flood = Qué pasa con quien envía más: disconnect (se le desconecta) o slow (se le lee más despacio) [por omisión: disconnect]
cli-exempt = Red desde la que pueden llegar todas las conexiones que quieran, como 192.168.0.0/16; se puede dar varias veces
cli-workers = Hilos que atienden a los clientes; 0 significa los que convengan a este equipo [por omisión: 0]
cli-welcome = Lo que se dice a quien llega
cli-exit-word = Una palabra con la que se sale; repítase para dar más [por omisión: salir /quit /exit /salir]
cli-no-history = No guardar nada en este equipo: cuando el servidor termina, también los mensajes y las sesiones
cli-history-days = Olvidar los mensajes de más días; con 0, nunca [por omisión: 90]
cli-history-messages = Olvidar los más antiguos cuando haya más mensajes; con 0, nunca [por omisión: 1000000]
cli-durable = Confirmar los mensajes solo cuando sobrevivan también a un corte de corriente; más lento
cli-headless = Sin ventana: el registro va a la salida estándar, la entrada estándar llega a todos
cli-start = Poner en marcha el servidor enseguida, sin preguntar en la ventana
cli-name = Tu nombre en el chat [por omisión: tu nombre en este equipo]
cli-host = Nombre o dirección del servidor [por omisión: 127.0.0.1]
cli-client-port = Puerto TCP del servidor [por omisión: 2010]
cli-greeting = Decir esto al entrar
cli-terminal = Sin ventana: chat en este terminal
cli-json = Escribir un objeto JSON por suceso, para programas; necesita --terminal
cli-connect = Conectar enseguida, sin preguntar en la ventana
cli-continue = Continuar la última charla que acabó sin despedida: se envía lo que no se confirmó; necesita --terminal
cli-no-keep = No guardar nada de esta charla en este ordenador
cli-accept-key = Entrar solo en el servidor con esta clave, como en uno nuevo donde se conoce otra; necesita --terminal
cli-new-server = Olvidar las claves conocidas en esta dirección y entrar en lo que haya allí como en un servidor nuevo; necesita --terminal
cli-clear = No cifrar nunca, para poder mirar el cable; no vale con servidores que se sabe que cifran
cli-line-ending = Cómo acaban los mensajes: auto (como la pregunta del servidor), none, lf o crlf [por omisión: auto]
cli-no-send-name = No enviar por sí solo el nombre como primer mensaje
cli-load-mode = throughput: tan deprisa como se pueda; latency: a un ritmo fijo; idle: una multitud callada; churn: entrar y salir [por omisión: throughput]
cli-load-clients = Clientes que escuchan, callan, o entran y salen [por omisión: 100]
cli-load-senders = Clientes que además envían [por omisión: 1]
cli-load-slow = Clientes que además nunca leen [por omisión: 0]
cli-load-at-once = Clientes que entran al mismo tiempo [por omisión: 200]
cli-load-size = Caracteres de un mensaje, 28 como mínimo [por omisión: 100]
cli-load-in-flight = Mensajes que se envían de una vez; los siguientes, cuando estos han llegado a todos [por omisión: 1]
cli-load-rate = Mensajes por segundo, entre todos los que envían [por omisión: 100]
cli-load-seconds = Cuánto tiempo medir, 3600 como máximo [por omisión: 10]
cli-load-dialect = Cómo hablan los clientes: plain, app (JSON Lines), o irc para comparar [por omisión: plain]
cli-load-tls = Cifrar todas las conexiones con TLS
cli-load-accept-key = Medir solo el servidor con esta clave
cli-load-server-pid = El proceso del servidor, para su tiempo de CPU y su memoria [por omisión: el que escuche en el puerto]
cli-load-own = El servidor es mío, esté donde esté
cli-load-json = Escribir un objeto JSON en lugar de una tabla
cli-lang = Idioma: en o es [por omisión: el del sistema]
cli-verbose = Contar más de lo que ocurre, por la salida de errores; dos veces, todo
cli-help = Mostrar esta ayuda
cli-version = Mostrar la versión
cli-value-address = DIRECCIÓN
cli-value-key = CLAVE
cli-value-number = N
cli-value-profile = NOMBRE|FICHERO
cli-value-text = TEXTO
cli-value-word = PALABRA
cli-value-name = NOMBRE
cli-value-host = EQUIPO
cli-value-ending = CÓMO
cli-value-network = RED
cli-value-mode = MODO
cli-value-dialect = CÓMO
cli-value-language = IDIOMA

usage-unknown-option = No hay ninguna opción «{ $option }».
usage-unknown-option-suggestion = No hay ninguna opción «{ $option }»; ¿querías decir «{ $suggestion }»?
usage-unknown-command = No hay ninguna orden «{ $command }»; hay server, client, profiles y load.
usage-unknown-command-suggestion = No hay ninguna orden «{ $command }»; ¿querías decir «{ $suggestion }»?
usage-missing-value = «{ $option }» necesita un valor detrás.
usage-bad-value = «{ $value }» no sirve para «{ $option }»: { $expected }.
usage-bad-choice = «{ $value }» no sirve para «{ $option }»; es posible { $choices }.
usage-missing-argument = Falta algo: «{ $option }».
usage-missing-command = Di qué hacer: { $choices }.
usage-twice = «{ $option }» se ha dado dos veces.
usage-conflict = «{ $option }» y «{ $other }» no van juntas.
usage-other-mode = «{ $option }» no significa nada en el modo { $mode }; es de { $modes }.
usage-not-utf8 = Un argumento no es texto UTF-8 válido.
usage-other = No se ha entendido la línea de órdenes: { $detail }
usage-see-help = Más información: { $command } --help
usage-expected-port = un puerto es un número entero de 0 a 65535
usage-expected-port-to-connect = un puerto es un número entero de 1 a 65535
usage-expected-address = hace falta una dirección IP como 127.0.0.1, 0.0.0.0 o ::1
usage-expected-network = hace falta una dirección o una red como 192.168.0.0/16
usage-expected-number = hace falta un número entero de 0 a 4294967295
usage-expected-workers = hace falta un número entero de 0 a 256
usage-expected-clients = hace falta un número entero de 1 a 50000
usage-expected-slow = hace falta un número entero de 0 a 50000
usage-expected-senders = hace falta un número entero de 1 a 1000
usage-expected-size = hace falta un número entero de 28 a 100000
usage-expected-up-to-10000 = hace falta un número entero de 1 a 10000
usage-expected-rate = hace falta un número entero de 1 a 1000000
usage-expected-seconds = hace falta un número entero de 1 a 3600
usage-expected-process = hace falta el número de un proceso
usage-expected-key = hace falta una clave como la muestra el servidor: ocho grupos de cuatro cifras de 0 a F
usage-expected-text = hace falta un texto

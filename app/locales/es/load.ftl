# Medir un servidor con clientes simulados.

load-not-loopback = { $address } no es este equipo. Medir puede tumbar un servidor y su red: si ese servidor es tuyo, añade --i-own-this-server.
load-too-many-files = { $wanted ->
        [one] Un cliente no cabe
       *[other] { $wanted } clientes no caben
    }: este sistema deja a un programa tener { $room ->
        [one] uno
       *[other] { $room }
    }. Sube el límite de ficheros abiertos (ulimit -n), o pon menos.
load-not-encrypted = El servidor de { $address } no habla TLS, o no tiene clave para ello; quita --tls, o mide otro servidor.
load-other-key = El servidor de { $address } tiene la clave { $shown } en vez de { $known }, así que no se midió. Si { $shown } es la correcta, dala con --accept-key, o quita esa opción.
load-asks-password = El servidor pide una contraseña. Para medirlo, ponlo en marcha con --no-password.
load-turned-away = El servidor rechazó al cliente { $client }: { $words } Para medirlo, ponlo en marcha con { $options }.
load-cut-off = El servidor cortó una conexión que la medición necesita: { $words } Para medirlo, ponlo en marcha con { $options }.
load-without-a-word = cerró la conexión sin decir nada.
load-stuck = Solo entraron { $present } de { $wanted } clientes, y en { $seconds } segundos ninguno más; ¿son el puerto y el --dialect correctos, y puede el servidor tener tantos ficheros abiertos?
load-server-gone = El servidor cerró todas las conexiones; ¿sigue en marcha?
load-no-process = No hay ningún proceso { $id } que se pueda mirar; da el número del servidor con --server-pid, o no lo pongas.

load-progress-joining = { $present } de { $wanted } clientes dentro
load-progress-measuring = quedan { $seconds } s, { $deliveries } contadas

load-row-what = Medido
load-row-joined = Clientes dentro
load-row-measured = Tiempo
load-row-messages = Mensajes
load-row-deliveries = Entregas
load-row-visits = Visitas
load-row-time = De enviar a recibir
load-row-welcome-time = De conectar a entrar
load-row-lateness = Retraso al enviar
load-row-mistakes = Fallos
load-row-lost = Conexiones perdidas
load-row-slow = Lectores lentos
load-row-process = Servidor
load-row-cpu = Su tiempo de CPU
load-row-memory = Su memoria

load-what-throughput = { $in_flight ->
        [one] caudal, un mensaje en camino
       *[other] caudal, { $in_flight } mensajes en camino
    }
load-what-latency = { $rate ->
        [one] demora con un mensaje por segundo
       *[other] demora con { $rate } mensajes por segundo
    }
load-what-idle = una multitud callada
load-what-churn = entrar y salir
load-what-clients = { $clients ->
        [one] un cliente
       *[other] { $clients } clientes
    }
load-what-crowd = { $senders ->
        [one] uno envía
       *[other] { $senders } envían
    }, { $clients ->
        [one] uno escucha
       *[other] { $clients } escuchan
    }, { $slow ->
        [0] ninguno es lento
        [one] uno nunca lee
       *[other] { $slow } nunca leen
    }, { $size } caracteres
load-joined = { $clients } en { $time }
load-measured-partly = { $time }, terminado antes
load-number = { $number }
load-messages = { $messages } enviados, { $confirmations } confirmados
load-deliveries = { $deliveries }, { $rate } por segundo ({ $bytes } por segundo)
load-visits = { $visits }, { $rate } por segundo
load-times = la mitad en { $p50 }, el 99 % en { $p99 }, la más larga { $max }
load-mistakes = { $count ->
        [one] un mensaje no llegó, o llegó desordenado o dos veces
       *[other] { $count } mensajes no llegaron, o llegaron desordenados o dos veces
    }
load-lost = { $count ->
        [one] una, sin pedirlo
       *[other] { $count }, sin pedirlo
    }
load-slow = { $count } de { $all } desconectados por el servidor
load-process = proceso { $id }, { $threads ->
        [one] un hilo
       *[other] { $threads } hilos
    }
load-cpu-per-delivery = { $time }, { $each } por entrega
load-memory = { $before } antes, { $after } después
load-memory-per-client = { $before } antes, { $after } después, { $each } por cliente

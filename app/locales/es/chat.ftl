# La página de conversación de la ventana de un cliente.

chat-everyone = Todos
chat-direct = Mensajes directos
chat-conversations = Conversaciones
chat-people = Personas
chat-more = Más
chat-new-message = Mensaje nuevo…
chat-new-window = Ventana nueva
chat-disconnect = Desconectar
chat-close = Cerrar
chat-not-here = no está
chat-preview-you = Tú
chat-unread = { $count } sin leer
chat-number = { $count }

chat-people-count = { $count ->
        [one] 1 persona
       *[other] { $count } personas
    }
chat-people-when-last-seen = { $count ->
        [one] 1 persona la última vez
       *[other] { $count } personas la última vez
    }
chat-direct-here = está aquí · mensaje directo
chat-direct-absent = no está · mensaje directo
chat-foreign-title = { $host }, puerto { $port }
chat-foreign-subtitle = texto simple · servidor de otro programa
chat-filter-people = { $count ->
        [one] Filtrar 1 persona
       *[other] Filtrar { $count } personas
    }
chat-no-people = Aquí no hay nadie con ese nombre

chat-you = tú
chat-plain-text = texto simple
chat-server = Servidor
chat-to-everyone = a todos
chat-to-you = a ti
chat-state-waiting = en espera
chat-state-sending = enviando
chat-state-sent = enviado
chat-state-sent-by-itself = enviado sin pedirlo
chat-state-confirmed = confirmado
chat-state-failed = sin entregar
chat-retry = Reintentar
chat-discard = Descartar
chat-new = { $count ->
        [one] 1 nuevo
       *[other] { $count } nuevos
    }
chat-new-below = { $count ->
        [one] 1 nuevo abajo
       *[other] { $count } nuevos abajo
    }
chat-to-newest = Lo más reciente
chat-nothing-yet = Todavía no se ha dicho nada
chat-alone = No hay nadie más. Los demás entran por { $address }.
chat-private-note = Solo { $name } recibe lo que escribas aquí. El servidor lo transmite, así que quien lo gestiona también puede leerlo.
chat-today = Hoy
chat-date = { $weekday ->
        [mon] lunes
        [tue] martes
        [wed] miércoles
        [thu] jueves
        [fri] viernes
        [sat] sábado
       *[sun] domingo
    }, { $day } de { $month ->
        [jan] enero
        [feb] febrero
        [mar] marzo
        [apr] abril
        [may] mayo
        [jun] junio
        [jul] julio
        [aug] agosto
        [sep] septiembre
        [oct] octubre
        [nov] noviembre
       *[dec] diciembre
    } { $year }

chat-names = { $names } y { $last }
chat-names-more = { $names } y { $count } más
chat-names-unlisted = { $count ->
    [one] 1 persona
   *[other] { $count } personas
}
chat-crowd-joined = { $count ->
        [one] Entró { $names }
       *[other] Entraron { $names }
    }
chat-crowd-left = { $count ->
        [one] Salió { $names }
       *[other] Salieron { $names }
    }
chat-crowd-passed = { $count ->
        [one] Entró y salió { $names }
       *[other] Entraron y salieron { $names }
    }
chat-crowd-returned = { $count ->
        [one] Salió y volvió { $names }
       *[other] Salieron y volvieron { $names }
    }
chat-renamed = { $from } ahora se llama { $to }
chat-renamed-you = Ahora te llamas { $to }
chat-not-renamed = No has podido llamarte { $name }. { $why }
chat-name-lost = El nombre { $name } ya es de otra persona.
chat-gap = Faltan algunos mensajes que el servidor ya no tiene
chat-limits = Han cambiado los límites del servidor: { $chars ->
        [0] mensajes de cualquier longitud
        [one] mensajes de 1 carácter
       *[other] mensajes de { $chars } caracteres
    }, { $rate ->
        [0] tantos por segundo como se quiera
        [one] 1 por segundo
       *[other] { $rate } por segundo
    }
chat-person-left = salió
chat-person-lost = se perdió su conexión
chat-person-removed = quien gestiona el servidor le hizo salir
chat-person-back = está aquí otra vez
chat-server-error = El servidor no ha entendido algo: { $words }
chat-back = conexión recuperada
chat-back-rejoined = conexión recuperada; los demás te vieron salir y entrar
chat-back-new-run = conexión recuperada; el servidor ha arrancado de nuevo y no se sabe lo que se dijo entretanto

chat-fail-empty = Sin enviar: no contiene nada.
chat-fail-too-long = Sin enviar: tiene { $chars ->
        [one] 1 carácter
       *[other] { $chars } caracteres
    }, el servidor admite { $limit }.
chat-fail-too-many-bytes = Sin enviar: es demasiado largo para el servidor.
chat-fail-bad-name = Sin enviar: ningún nombre es tan largo.
chat-fail-queue-full = Sin enviar: ya esperan demasiados mensajes.
chat-fail-refused = Rechazado: { $why }
chat-fail-not-here = Sin enviar: este servidor no sabe hacer eso.
chat-fail-exit-word = Sin enviar: significa salir.
chat-fail-not-sent = Sin enviar: la conexión terminó antes.
chat-fail-unconfirmed = La conexión terminó antes de que el servidor lo confirmara. Puede que haya llegado.
chat-fail-partly-sent = { $sent ->
        [one] Solo se envió 1 de sus { $lines } líneas antes de que terminara la conexión.
       *[other] Solo se enviaron { $sent } de sus { $lines } líneas antes de que terminara la conexión.
    }

chat-lost-closed = el servidor cerró la conexión
chat-lost-silent = el servidor dejó de responder
chat-lost-farewell = el servidor se despidió: { $words }
chat-lost-broken = se rompió la conexión
chat-lost-garbled = lo que llegó no es el protocolo de Tertulia
chat-trying-again = { $why ->
        [closed] Se cerró el servidor.
       *[lost] Se perdió la conexión.
    } Nuevo intento en { $seconds } s
chat-trying-now = { $why ->
        [closed] Se cerró el servidor.
       *[lost] Se perdió la conexión.
    } Nuevo intento ahora
chat-attempt = Intento { $attempt }. Lo que escribas espera aquí y se envía después, una sola vez.
chat-attempt-failed = Intento { $attempt }: { $why }. Lo que escribas espera aquí.
chat-try-now = Intentar ahora
chat-stop-trying = Dejarlo
chat-connect-again = Conectar de nuevo
chat-ended-left = Has salido
chat-ended-left-how = Lo dicho se queda aquí hasta que lo cierres. Puedes volver cuando quieras.
chat-ended-dismissed = El servidor terminó la conexión
chat-ended-kicked = El operador te desconectó
chat-ended-kicked-how = { $words } Pregunta allí antes de conectar de nuevo.
chat-ended-replaced = Este chat sigue en otra ventana
chat-ended-limit = El servidor te desconectó por uno de sus límites
chat-ended-foreign-closed = El servidor cerró la conexión
chat-ended-foreign-broken = Se rompió la conexión con el servidor
chat-ended-foreign-how = No se puede saber si leyó lo que enviaste. Conecta de nuevo para seguir.
chat-first-key = Primera vez aquí: la clave de este servidor es { $fingerprint }
chat-first-key-how = Compárala con la de la ventana del servidor. Desde ahora se le conoce por ella.
chat-first-key-unkept = Compárala con la de la ventana del servidor. No se puede recordar en este ordenador.
chat-first-key-seen = Vale
chat-encrypted = Cifrado
chat-in-clear = Sin cifrar
chat-encrypted-how = Solo el servidor con esta clave puede leer lo que envías
chat-in-clear-how = Quien esté en el camino puede leer todo
chat-foreign = Este servidor habla texto simple y no es Tertulia
chat-foreign-detail = Aquí los mensajes no se confirman y no hay lista de personas.
chat-line-ending = Los mensajes acaban en
chat-ending-auto = como su pregunta
chat-ending-none = nada

chat-message-field = Mensaje
chat-hint-everyone = Escribe a todos
chat-hint-person = Escribe a { $name }
chat-hint-foreign = Escribe a este servidor
chat-send = Enviar
chat-send-nothing = Todavía no hay nada escrito
chat-send-ended = La conexión ha terminado
chat-allowance = { $left ->
        [one] queda 1 de { $limit } este segundo
       *[other] quedan { $left } de { $limit } este segundo
    }
chat-waiting-turn = { $count ->
        [one] 1 mensaje espera su turno
       *[other] { $count } mensajes esperan su turno
    }
chat-waiting-connection = { $count ->
        [one] 1 mensaje espera la conexión
       *[other] { $count } mensajes esperan la conexión
    }
chat-foreign-pace = 4 mensajes por segundo, para que no se junten
chat-key-shift-enter = Mayús Intro
chat-key-new-line = línea nueva
chat-counter = { $chars } / { $limit }
chat-too-many = { $over ->
        [one] sobra 1
       *[other] sobran { $over }
    }
chat-too-many-lines = { $over ->
        [one] sobra 1 línea
       *[other] sobran { $over } líneas
    }
chat-paste-title = { $lines ->
        [one] ¿Pegar 1 línea?
       *[other] ¿Pegar { $lines } líneas?
    }
chat-paste-one = Un mensaje
chat-paste-many = { $lines ->
        [one] 1 mensaje
       *[other] { $lines } mensajes
    }
chat-paste-one-how = Como un mensaje pasan a tu texto y todavía no se envía nada.
chat-paste-many-how = { $lines ->
        [one] Como 1 mensaje se envía en el acto.
       *[other] Como { $lines } mensajes se envían uno tras otro, tan rápido como el servidor permite.
    }
chat-paste-not-one = No como un mensaje: { $why }.
chat-paste-not-many = No como mensajes sueltos: { $why }.
chat-paste-line-by-line = Este servidor recibe cada línea como un mensaje.
chat-paste-too-long = { $over ->
        [one] sobra 1 carácter
       *[other] sobran { $over } caracteres
    }
chat-paste-too-many = { $limit ->
        [one] como mucho 1 línea
       *[other] como mucho { $limit } líneas
    }
chat-paste-exit-word = una de las líneas es una palabra con la que se sale
chat-problem-unknown-command = No hay ninguna orden { $word }. Para enviarla tal cual, empieza con dos barras.
chat-problem-usage = Se usa así: { $usage }
chat-problem-nobody = Aquí nadie se llama { $name }
chat-problem-no-action = /me solo funciona con todos

chat-state-line = Conexión: { $state }
chat-connected = Conectado
chat-connecting = Conectando
chat-reconnecting = Reconectando
chat-not-connected = Sin conexión
chat-fact-confirmed = cada mensaje se confirma
chat-fact-foreign = texto simple, sin confirmar
chat-fact-last-heard = última señal hace { $ago }
chat-next-try = próximo intento { $pause }
chat-round-trip-unknown = ida y vuelta desconocida

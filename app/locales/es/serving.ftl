# Las páginas del servidor.

serving-number = { $number }
serving-now = ahora
serving-used-of = { $used } de { $limit }
serving-optional = opcional
serving-back = Volver
serving-cancel = Cancelar

# Qué le pasa a un número.

serving-problem-empty = Escribe un número.
serving-problem-not-a-number = Escribe solo cifras.
serving-problem-too-small = Escribe { $least } o más.
serving-problem-too-large = Escribe { $most } o menos.

# La página de inicio.

serving-start-title = Iniciar un servidor
serving-save-profile = Guardar…
serving-reach = Quién puede entrar
serving-reach-this = Solo este equipo
serving-reach-this-help = Para probar. Nadie más puede conectarse.
serving-reach-network = Mi red
serving-reach-network-help = Todos los equipos que pueden llegar a este.
serving-reach-interface = Una interfaz
serving-reach-interface-help = Para un equipo que está en varias redes.
serving-interface = Interfaz
serving-port = Puerto
serving-port-usual = El de siempre
serving-port-any = Uno cualquiera libre
serving-limit-chars = Largo del mensaje
serving-limit-chars-help = caracteres como mucho
serving-limit-rate = Ritmo
serving-limit-rate-help = mensajes por segundo
serving-limit-people = Personas
serving-limit-people-help = a la vez como mucho
serving-limits-none = Un límite de 0 es no tener límite.
serving-flood = A quien escribe demasiado deprisa
serving-flood-disconnect = se le desconecta
serving-flood-slow = se le frena
serving-exempt = Redes sin tope
serving-exempt-help = Desde ellas entra quien quiera, como 192.168.0.0/16
serving-exempt-problem = «{ $word }» no es una red. Escríbela como 192.168.0.0/16 o 10.0.0.7.
serving-more = { $what }: más
serving-less = { $what }: menos
serving-welcome = Palabras de bienvenida
serving-exit-words = Palabras para salir
serving-exit-word-add = Añadir otra
serving-exit-word-remove = Quitar { $word }
serving-plain-language = Idioma del texto simple
serving-language-en = Inglés
serving-language-es = Español
serving-preview = Lo que encontrará la gente
serving-preview-hello = hola
serving-seats = { $seats ->
        [one] 1 asiento, nadie todavía
       *[other] { $seats } asientos, nadie todavía
    }
serving-seats-unlimited = Asientos sin límite, nadie todavía
serving-will-listen = Escuchará en
serving-and-here = y en este equipo
serving-start = Iniciar servidor
serving-starting = Iniciando…
serving-in-use = Otro programa escucha en
serving-in-use-advice = Elige otro puerto o cierra ese programa.
serving-in-use-by = Es { $program }, proceso { $id }.
serving-take-port = Usar el puerto { $port }
serving-not-here = Ninguna interfaz de este equipo tiene la dirección de
serving-not-here-advice = Elige otra interfaz, o mi red.
serving-not-allowed = El sistema no permite escuchar en
serving-not-allowed-advice = Los puertos por debajo de 1024 suelen estar reservados. Elige uno más alto.
serving-not-started = El servidor no pudo iniciarse en
serving-not-started-advice = Esto es lo que dice el sistema:

# La cabecera.

serving-title = Servidor
serving-stop = Detener
serving-limits = Límites
serving-limits-edit = Límites…
serving-listening = Escuchando
serving-paused-accepting = Entradas en pausa
serving-stopping = Deteniéndose…
serving-stopped = Detenido
serving-people = { $people ->
        [one] 1 persona
       *[other] { $people } personas
    }
serving-messages-per-second = { $messages } mensajes/s
serving-bytes-per-second = { $bytes }/s

# La dirección.

serving-type-elsewhere = En otros equipos, escribe
serving-type-here = En este equipo, escribe
serving-port-word = puerto
serving-copy = Copiar
serving-copy-address = Copiar { $address }
serving-further = +{ $count }
serving-kind-network = esta red
serving-kind-other = otra red
serving-kind-this = este equipo
serving-firewall = ¿Nadie puede entrar? Casi siempre es el cortafuegos de este equipo.
serving-asks-password = Pide contraseña
serving-only-here = Solo puede entrar este equipo. Para que entren otros, detén y elige «{ serving-reach-network }».

# La mesa.

serving-talks-app = app
serving-talks-plain = texto simple
serving-legend-rate = este segundo, de { $limit }
serving-lost = conexión perdida

# Los clientes.

serving-clients = Clientes
serving-at-the-table = En la mesa
serving-find-client = Buscar un cliente
serving-find-end = Terminar la búsqueda
serving-nobody = Todavía no hay nadie. Escribe la dirección en otro equipo.
serving-nobody-here = Todavía no hay nadie. Pulsa Ctrl N para entrar en una ventana propia.
serving-nobody-found = Ningún cliente tiene eso en su nombre o su dirección.
serving-nameless = sin nombre aún
serving-dialect-app = App
serving-dialect-plain = Simple
serving-column-name = Nombre
serving-column-address = Dirección
serving-column-talks = Habla
serving-column-here-for = Aquí
serving-column-idle = Inactivo
serving-column-messages = Mensajes
serving-column-bytes = Bytes e/s
serving-column-rate = Ritmo
serving-client-actions = Acciones para { $who }
serving-message-privately = Mensaje privado
serving-copy-its-address = Copiar la dirección
serving-log-of-client = Solo este cliente en el registro
serving-kick = Expulsar…

# El registro.

serving-log = Registro
serving-kind-messages = Mensajes
serving-kind-comings = Entradas
serving-kind-warnings = Avisos
serving-kind-notices = Noticias
serving-kind-details = Detalle
serving-log-kinds = Tipos visibles
serving-log-filter = Filtrar
serving-log-pause = Pausar
serving-log-go-on = Seguir
serving-log-more = Más sobre el registro
serving-log-copy = Copiar lo que se ve
serving-log-export = Exportar lo que se ve
serving-log-export-text = Como texto…
serving-log-export-json = Como JSON Lines…
serving-log-export-csv = Como CSV para hojas de cálculo…
serving-log-exported = { $count ->
    [one] Una línea escrita en { $file }
   *[other] { $count } líneas escritas en { $file }
}
serving-log-copy-line = Copiar la línea
serving-log-everybody = Mostrar otra vez a todos
serving-log-searching = Buscando…
serving-log-empty = Todavía no ha pasado nada.
serving-log-nothing = Nada de lo que hay pasa el filtro.
serving-log-newest = A lo más nuevo
serving-log-below = { $count } más abajo
serving-log-paused = En pausa, { $count } más
serving-operator = Servidor
serving-log-to-everyone = a todos
serving-log-to-chosen = { $count ->
        [one] a una persona
       *[other] a { $count } personas
    }
serving-said-listening = escuchando
serving-said-connected = se ha conectado
serving-said-joined = ha entrado, { $dialect }
serving-said-joined-again = ha vuelto a su sesión anterior, { $dialect }
serving-said-passwords-closed = no se admiten contraseñas de { $address } { $until }: llegaron demasiadas incorrectas; se levanta en «{ serving-moderation-open }»
serving-said-name-refused = no recibió el nombre «{ $wanted }»: { $why }
serving-said-private = a { $to }: { $chars ->
        [one] un mensaje privado de un carácter
       *[other] un mensaje privado de { $chars } caracteres
    }
serving-said-renamed = antes era { $from }
serving-said-away = ha desaparecido; su nombre se guarda un momento
serving-said-left = ha salido: { $why }
serving-said-cut-off = se ha desconectado: { $why }

# El cuadro del operador.

serving-send = Enviar
serving-addressees = Para quién
serving-to-everyone = A todos
serving-to-one = A { $name }
serving-to-chosen = { $count ->
        [one] A una
       *[other] A { $count }
    }
serving-operator-field = Mensaje del operador
serving-operator-hint = Escribe a quienes están aquí
serving-write-first = Primero escribe algo

# Los diálogos.

serving-stop-title = ¿Detener el servidor?
serving-stop-consequence = { $people ->
        [one] Hay 1 persona conectada. Primero se le avisa; después se cierra la conexión.
       *[other] Hay { $people } personas conectadas. Primero se les avisa; después se cierran las conexiones.
    }
serving-stop-safe = Que siga
serving-kick-title = ¿Expulsar a { $who }?
serving-kick-consequence = Se cierra la conexión. Quien era puede volver.
serving-kick-reason = Motivo
serving-kick-act = Expulsar
serving-limits-consequence = Valen para todos desde ahora, y a todos se les avisa.
serving-limits-act = Aplicar

## The history

serving-history-keep = Guardar aquí el historial
serving-history-keep-help = Los mensajes y las sesiones sobreviven a un reinicio del servidor.
serving-history-nowhere = El sistema no indica ninguna carpeta para ello.
serving-history-days = Días
serving-history-days-help = 0: para siempre
serving-key = Clave de este servidor, para comparar
serving-key-is = Clave de este servidor: { $fingerprint }. Pulsa para copiarla.
serving-copy-key = Copiar la clave
serving-encrypted = cifrado
serving-identity-problem = La clave del servidor no se puede usar:
serving-identity-advice = { $why }
serving-no-identity = La clave del servidor no se puede guardar
serving-no-identity-advice = El sistema no indica ninguna carpeta para ella, así que nadie podría conectarse cifrado. Define HOME o XDG_DATA_HOME, o admite conexiones sin cifrar.
serving-allow-clear = Admitir conexiones sin cifrar
serving-encrypted-only = Solo conexiones cifradas
serving-encrypted-only-help = Tertulia siempre cifra. A quien llega con nc o telnet se le rechaza y se le explica cómo conectarse.
serving-history-problem = El historial no se puede usar:
serving-history-advice = { $why }. { $remedy ->
    [folder] Haz que esta carpeta se pueda crear y escribir
    [permission] Permite que se pueda escribir
    [space] Haz sitio en el disco
    [close] Cierra ese programa
   *[profile] Elige otro perfil
}, o no guardes el historial.
serving-history-without = No guardar el historial
serving-history-failing = Los mensajes no se pueden guardar, así que se rechazan
serving-history-failing-more = { $why }. El servidor sigue intentándolo por sí mismo. { $refused ->
    [0] {""}
    [one] Hasta ahora se ha rechazado un mensaje.
   *[other] Hasta ahora se han rechazado { $refused } mensajes.
}
serving-said-not-kept = un mensaje se ha rechazado, porque no se pudo guardar

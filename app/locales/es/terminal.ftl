# El cliente en un terminal.

terminal-looking-up = Buscando { $host }…
terminal-connecting = Conectando con { $address }…
terminal-first-key = Primera vez en este servidor: su clave es { $fingerprint }. Compárala con la que muestra el servidor; desde ahora se le conoce por ella.
terminal-first-key-unkept = Primera vez en este servidor: su clave es { $fingerprint }. No se puede recordar en este ordenador, así que compárala cada vez con la que muestra el servidor.
terminal-in-clear = Sin cifrar: quien esté en el camino puede leer todo.
terminal-foreign = Este no es un servidor de Tertulia: los mensajes no se confirman y no hay lista de personas.
terminal-welcome = Has entrado como { $name }. { $count ->
        [one] Todavía no hay nadie más.
       *[other] Hay { $count } personas: { $people }.
    } /help enumera las órdenes, { $exit } termina.
terminal-welcome-back = De vuelta como { $name }. { $missed ->
        [0] No se ha perdido nada.
        [one] Faltaba un mensaje; aquí está.
       *[other] Faltaban { $missed } mensajes; aquí están.
    }
terminal-welcome-new-run = El servidor ha arrancado de nuevo; has entrado como { $name }. No se sabe lo que se dijo entretanto.
terminal-name-lost = El nombre { $from } ya es de otra persona.
terminal-and-more = { $people } y { $count ->
        [one] una más
       *[other] { $count } más
    }
terminal-server-name = Servidor
terminal-private = [privado]
terminal-private-to = [privado para { $to }]
terminal-people = { $count ->
        [one] Solo estás tú: { $people }.
       *[other] Hay { $count } personas: { $people }.
    }
terminal-people-page = También están: { $people }.
terminal-history-empty = No hay mensajes anteriores.
terminal-history = { $count ->
        [one] El último mensaje:
       *[other] Los últimos { $count } mensajes:
    }
terminal-history-end = (Fin de los mensajes anteriores.)
terminal-page-dropped = Ahora no se le puede preguntar eso al servidor.
terminal-gap = Faltan algunos mensajes que el servidor ya no tiene.
terminal-turn = Los mensajes esperan su turno para respetar el límite del servidor, { $rate } por segundo.
terminal-kept = El servidor no está; lo que escribas se guarda y se envía cuando vuelva.
terminal-server-error = El servidor dice: { $why }
terminal-lost = El servidor no está: { $why } Se vuelve por sí solo.
terminal-still-waiting = { $count ->
    [one] Un mensaje espera a que vuelva el servidor.
   *[other] { $count } mensajes esperan a que vuelva el servidor.
} Para salir sin esperar, sal otra vez.
terminal-lost-closed = ha cerrado la conexión.
terminal-lost-silent = no se sabe nada de él desde hace demasiado.
terminal-lost-broken = la conexión se ha roto.
terminal-lost-garbled = lo que ha enviado no es el protocolo de Tertulia.
terminal-attempt = { $seconds ->
        [0] Nuevo intento (el { $attempt })…
        [one] Nuevo intento en un segundo (el { $attempt })…
       *[other] Nuevo intento en { $seconds } segundos (el { $attempt })…
    }
terminal-not-delivered = Sin entregar: { $text } ({ $why })
terminal-fail-empty = está vacío
terminal-fail-too-long = tiene { $chars ->
        [one] 1 carácter
       *[other] { $chars } caracteres
    }, el servidor admite { $limit }
terminal-fail-too-many-bytes = es demasiado largo para el servidor
terminal-fail-bad-name = ningún nombre es tan largo
terminal-fail-queue-full = ya esperan demasiados mensajes
terminal-fail-not-here = este servidor no sabe hacer eso
terminal-fail-exit-word = significa salir
terminal-fail-not-sent = la conexión terminó antes
terminal-fail-unconfirmed = la conexión terminó antes de que el servidor lo confirmara
terminal-fail-partly-sent = { $sent ->
        [one] solo se envió 1 de sus { $lines } líneas antes de que terminara la conexión
       *[other] solo se enviaron { $sent } de sus { $lines } líneas antes de que terminara la conexión
    }
terminal-dismissed = El servidor ha terminado la conexión: { $why }
terminal-foreign-closed = El servidor ha cerrado la conexión.
terminal-foreign-broken = La conexión con el servidor se ha roto.
terminal-undelivered = { $count ->
        [one] Un mensaje no se ha entregado.
       *[other] { $count } mensajes no se han entregado.
    }
terminal-help =
    Las líneas llegan a todos. Órdenes:
      /msg NOMBRE texto  un mensaje privado
      /me texto          decir lo que haces
      /nick NOMBRE       tomar otro nombre
      /who               quién está
      /history [N]       mensajes anteriores
      /quit              salir
    Una línea que empieza por // se envía con una sola barra.
terminal-unknown-command = No hay ninguna orden { $command }; /help las enumera. Para enviar una línea que empieza por una barra, escríbela dos veces.
terminal-usage = Se usa así: { $usage }
terminal-nobody-called = Aquí nadie se llama «{ $name }»; /who muestra quién está.
terminal-line-too-long = Esa línea es demasiado larga y no se ha enviado.
terminal-bad-request = No es una petición: { $detail }

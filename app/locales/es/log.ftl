# El registro del servidor. Lo que lee también la sala sale de los textos del protocolo.

log-listening = Escuchando en { $address }.
log-connected = { $address } se ha conectado
log-joined = { $notice } { $address } ({ $dialect })
log-joined-again = { $notice } { $address } ({ $dialect }, vuelve a la sesión anterior)
log-dialect-plain = texto simple
log-dialect-app = aplicación
log-name-refused = A { $who } no se le ha aceptado el nombre «{ $wanted }»: { $why }
log-private = { $who } a { $to }: { $chars ->
        [one] un mensaje privado de un carácter
       *[other] un mensaje privado de { $chars } caracteres
    }
log-operator = Servidor: { $text }
log-operator-chosen = Servidor a { $count ->
        [one] una persona
       *[other] { $count } personas
    }: { $text }
log-away = { $who } no está, y su nombre se guarda un momento: { $reason }
log-left = { $notice } { $address }: { $reason }
log-disconnected = { $address } se ha desconectado: { $reason }
log-reason-quit = se ha despedido
log-reason-stopping = el servidor se cierra
log-reason-closed = ha cerrado la conexión
log-reason-broken = la conexión se ha roto ({ $error })
log-reason-not-spoken = habla { $protocol }, que aquí no se atiende
log-accept-paused = De momento no se puede aceptar a nadie: { $why }
log-accept-resumed = Se aceptan conexiones nuevas otra vez.
log-stopped = El servidor se ha detenido.
log-skipped = { $count ->
        [one] 1 entrada omitida
       *[other] { $count } entradas omitidas
    }

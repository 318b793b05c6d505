# El registro del servidor. Lo que lee también la sala sale de los textos del protocolo.

log-listening = Escuchando en { $address }.
log-connected = { $address } se ha conectado
log-joined = { $notice } { $address } ({ $dialect })
log-joined-again = { $notice } { $address } ({ $dialect }, vuelve a la sesión anterior)
log-dialect-plain = texto simple
log-dialect-app = aplicación
log-dialect-encrypted = { $dialect }, cifrado
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
log-reason-handshake = no se ha podido cifrar: { $why }
log-handshake-slow = el saludo de TLS ha tardado demasiado
log-handshake-many = demasiadas conexiones empezaban a la vez
log-handshake-not-tls = lo que ha llegado no era TLS
log-handshake-nothing-in-common = no se ha ofrecido TLS 1.2 ni 1.3, ni ninguno de sus cifrados
log-handshake-not-trusted = el cliente no ha aceptado el certificado de este servidor
log-reason-not-spoken = habla { $protocol }, que aquí no se atiende
log-accept-paused = De momento no se puede aceptar a nadie: { $why }
log-accept-resumed = Se aceptan conexiones nuevas otra vez.
log-stopped = El servidor se ha detenido.
log-skipped = { $count ->
        [one] 1 entrada omitida
       *[other] { $count } entradas omitidas
    }
log-address-unknown = (antes de este arranque)
log-history-new = Empieza un historial: { $path }
log-history-opened = El historial sigue{ $awaited ->
        [0] {""}
        [one] , y se espera la vuelta de una persona
       *[other] , y se espera la vuelta de { $awaited } personas
    }: { $path }
log-history-aside = El historial estaba dañado ({ $why }). Se conserva como { $aside }, y empieza uno nuevo: { $path }
log-history-put-back = { $messages ->
    [one] Se ha repuesto en él el último mensaje.
   *[other] Se han repuesto en él los últimos { $messages } mensajes.
}
log-history-vanished = El historial se borró con el servidor en marcha; empieza uno nuevo: { $path }
log-history-migrated = El historial ha pasado de la versión { $from } a la versión { $to }.
log-storage-failing = Los mensajes no se pueden guardar: { $why }. Se rechazan hasta que se puedan guardar otra vez; el servidor sigue intentándolo por sí mismo.
log-storage-works = Los mensajes se guardan otra vez. { $refused ->
        [0] No se ha rechazado ninguno.
        [one] Se ha rechazado un mensaje.
       *[other] Se han rechazado { $refused } mensajes.
    }
log-not-kept = { $who }: un mensaje se ha rechazado, porque no se pudo guardar
log-not-kept-operator = Tu mensaje no se ha enviado, porque no se pudo guardar

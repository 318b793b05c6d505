# La consola de un servidor sin ventana.

server-key = También se atienden conexiones cifradas. La clave de este servidor: { $fingerprint }
server-no-key = El sistema no indica ninguna carpeta donde guardar una clave (define HOME o XDG_DATA_HOME), así que las conexiones no se cifran.
server-hint = Lo que se escribe aquí llega a todos; /help enumera las órdenes, { $exit } detiene el servidor.
server-help =
    Las líneas llegan a todos. Órdenes:
      /who                                   quién está conectado
      /kick NOMBRE [motivo]                  desconectar a alguien
      /mute NOMBRE [minutos] [motivo]        dejar leer a alguien, pero no escribir
      /unmute NOMBRE                         dejar que vuelva a escribir
      /freeze, /unfreeze                     que no escriba nadie, o de nuevo todo el mundo
      /ban NOMBRE|DIRECCIÓN [minutos|siempre] [motivo]  prohibir la entrada desde una dirección
      /unban DIRECCIÓN                       permitirla de nuevo, también tras demasiadas contraseñas incorrectas
      /bans                                  quién tiene la entrada prohibida, está silenciado o ha quedado fuera por contraseñas incorrectas
      /flood disconnect|slow                 qué pasa con quien escribe demasiado deprisa
      /password [off]                        pedir otra contraseña a quien entre, o ninguna
      /limits [chars N] [rate N] [clients N] ver o cambiar los límites; 0 significa sin límite
      /stats                                 lo que el servidor ha hecho hasta ahora
      /help                                  esto
      /quit                                  detener el servidor
    Una línea que empieza por // se envía con una sola barra.
server-unknown-command = No hay ninguna orden { $command }; /help las enumera. Para enviar una línea que empieza por una barra, escríbela dos veces.
server-usage = Se usa así: { $usage }
server-usage-kick = /kick NOMBRE [motivo]
server-usage-mute = /mute NOMBRE [minutos] [motivo]
server-usage-unmute = /unmute NOMBRE
server-usage-ban = /ban NOMBRE|DIRECCIÓN [minutos|siempre] [motivo]
server-usage-unban = /unban DIRECCIÓN
server-usage-flood = /flood disconnect|slow
server-usage-password = /password y, en la línea siguiente, la contraseña, que no se muestra; o /password off
server-usage-limits = /limits [chars N] [rate N] [clients N]
server-is-so = Ya es así.
server-line-too-long = Esa línea es demasiado larga y no se ha enviado.
server-not-taken = El servidor tiene demasiado trabajo en este momento; inténtalo de nuevo.
server-nobody-called = Aquí nadie se llama «{ $name }»; /who muestra quién está.
server-who = { $count ->
        [0] No hay nadie conectado.
        [one] Una conexión:
       *[other] { $count } conexiones:
    }
server-who-line = { $name } { $address }, { $dialect }, { $messages ->
        [one] 1 mensaje
       *[other] { $messages } mensajes
    }
server-nameless = (aún sin nombre)
server-dialect-unknown = aún sin decir nada
server-limits = Límites: { $chars ->
        [0] mensajes de cualquier longitud
        [one] mensajes de 1 carácter
       *[other] mensajes de { $chars } caracteres
    }, { $rate ->
        [0] cuantos se quiera por segundo
        [one] 1 por segundo
       *[other] { $rate } por segundo
    }, { $clients ->
        [0] cualquier número de personas
        [one] 1 persona
       *[other] { $clients } personas
    }.
server-stats = { $uptime } en marcha: { $people ->
        [one] 1 persona
       *[other] { $people } personas
    } aquí con { $connections ->
        [one] 1 conexión
       *[other] { $connections } conexiones
    } ({ $accepted } en total), { $messages ->
        [one] 1 mensaje
       *[other] { $messages } mensajes
    }, { $deliveries } entregas, { $bytes_in } bytes recibidos, { $bytes_out } bytes enviados, { $cut_off } expulsiones.

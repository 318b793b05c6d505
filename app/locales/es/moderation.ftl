# Quién no puede escribir y quién no puede entrar: en el registro, en la consola y en las ventanas.

moderation-until = hasta { $time }
moderation-for-good = para siempre

log-muted = Se ha silenciado a { $who } { $until }
log-unmuted = { $name } puede volver a escribir
log-frozen = Ahora solo puede escribir quien lleva el servidor
log-unfrozen = Todo el mundo puede volver a escribir
log-banned = { $address } tiene prohibida la entrada { $until }
log-banned-name = { $name } tiene prohibida la entrada { $until } con la dirección { $address }
log-unbanned-not-wider = Se ha quitado la prohibición de { $address }, pero allí sigue en vigor la de { $wider }
log-unbanned-not-narrower = { $address } ya no tiene prohibida la entrada en conjunto, pero { $count ->
        [one] sigue en vigor 1 prohibición
       *[other] siguen en vigor { $count } prohibiciones
    } para una parte
log-unbanned = { $address } puede volver a entrar
log-turned-away = { $count ->
        [one] 1 conexión desde { $address } rechazada
       *[other] { $count } conexiones desde { $address } rechazadas
    }
log-turned-away-others = { $count ->
        [one] 1 conexión desde otra dirección rechazada
       *[other] { $count } conexiones desde otras direcciones rechazadas
    }
log-moderation-not-kept = Las prohibiciones y los silencios siguen en vigor, pero no se han podido guardar en { $path }, así que se perderían al reiniciar el servidor: { $why }. Se seguirá intentando.
log-moderation-kept = Las prohibiciones y los silencios vuelven a guardarse en { $path }

error-moderation-in-use = Otro servidor usa las prohibiciones y los silencios de { $path }. Detenlo, o inicia este con otro perfil (--profile) o, sin perfil, en otro puerto.
error-moderation-unreadable = No se pueden leer las prohibiciones y los silencios de { $path } ({ $detail }). Revisa sus permisos, o aparta el archivo para empezar sin nada.
error-moderation-broken = No se entienden las prohibiciones y los silencios de { $path } (línea { $line }, columna { $column }: { $detail }). Corrige ese lugar, o aparta el archivo para empezar sin nada; se ha dejado como estaba.
error-moderation-newer = Las prohibiciones y los silencios de { $path } los escribió un Tertulia más nuevo (formato { $found }, este conoce el { $known }). Actualiza Tertulia.

server-not-muted = Nadie llamado «{ $name }» está silenciado; /bans muestra quién lo está.
server-not-banned = «{ $address }» no tiene la entrada prohibida; /bans muestra quién la tiene.
server-banned-wider = «{ $address }» no tiene la entrada prohibida por sí sola, sino como parte de { $wider }; se quita con /unban { $wider }.
server-ban-namesake = Aquí hay también alguien que se llama «{ $name }»; se ha prohibido la dirección, no a esa persona. Para prohibirle la entrada: /ban { $address }
server-bad-minutes = «{ $value }» no es un número de minutos de 1 a { $most }.
server-bans-none = Nadie tiene la entrada prohibida, nadie está silenciado y todo el mundo puede escribir.
server-bans-frozen = Congelado: solo puede escribir quien lleva el servidor. Se descongela con /unfreeze.
server-bans-ban = entrada prohibida { $until }: { $address }
server-bans-ban-name = entrada prohibida { $until }: { $address } ({ $name })
server-bans-mute = silenciado { $until }: { $name } ({ $address })
server-bans-closed = demasiadas contraseñas incorrectas, no se admite ninguna { $until }: { $address }
server-bans-reason = { $what } – { $reason }
server-flood-slow = Desde ahora se frena a quien escribe demasiado deprisa.
server-flood-disconnect = Desde ahora se desconecta a quien escribe demasiado deprisa.
serving-moderation-problem = No se pueden usar las prohibiciones y los silencios:

## En la ventana del servidor

serving-mute = Silenciar…
serving-unmute = Dejar escribir de nuevo
serving-ban = Prohibir la dirección…
serving-muted-name = { $name } · silenciado
serving-mute-title = ¿Silenciar a { $who }?
serving-mute-consequence = Quien está silenciado puede leer, pero no escribir ni cambiar de nombre; tampoco quien llegue después desde esa dirección. Volver con otro nombre no sirve.
serving-mute-act = Silenciar
serving-ban-title = ¿Prohibir la entrada a { $who }?
serving-ban-consequence = Se cierran todas las conexiones desde { $address }, y desde allí no puede entrar nadie.
serving-ban-act = Prohibir
serving-how-long = Durante cuánto tiempo
serving-for-minutes = { $count ->
        [one] 1 minuto
       *[other] { $count } minutos
    }
serving-for-hours = { $count ->
        [one] 1 hora
       *[other] { $count } horas
    }
serving-for-days = { $count ->
        [one] 1 día
       *[other] { $count } días
    }
serving-for-good = Para siempre
serving-until-lifted = Hasta que lo quites
serving-moderation-open = Prohibiciones y silencios…
serving-moderation = Quién puede escribir y entrar
serving-freeze = Congelar: solo tú puedes escribir
serving-frozen = Solo tú puedes escribir
serving-frozen-more = Los demás leen, y a quien llega se le avisa.
serving-unfreeze = Dejar escribir a todos
serving-nobody-banned = Nadie tiene la entrada prohibida ni está silenciado.
serving-lift-of = Quitar la restricción a { $who }
serving-pardon = Volver a admitir contraseñas de { $address }
serving-close = Cerrar

# Lo que dice el servidor, en español. Cada frase ocupa una línea; solo `help` tiene varias.
# Los números llevan punto de millar: 1.000.

## Etiquetas delante de las líneas del dialecto de texto

label-server = Servidor
label-private = [privado]

## El nombre

prompt = Tertulia 1. Envía tu nombre, por favor:
password-prompt = Tertulia 1. Este servidor pide una contraseña. Envíala, por favor:
password-prompt-readable = Tertulia 1. Este servidor pide una contraseña, y en la red otros pueden leer lo que escribas aquí. Envía la contraseña, por favor:
password-required = Este servidor pide una contraseña. Envíala, por favor:
password-right = La contraseña es correcta. Envía tu nombre, por favor:
wrong-password = Contraseña incorrecta. Envíala otra vez, por favor:
wrong-password-wait = { $seconds ->
    [one] Contraseña incorrecta. La próxima se responde pasado 1 segundo. Envíala otra vez, por favor:
   *[other] Contraseña incorrecta. La próxima se responde pasados { $seconds } segundos. Envíala otra vez, por favor:
}
no-password = Una contraseña tiene de 1 a { $max } caracteres y ningún carácter de control. Envíala otra vez, por favor:
password-busy = Ahora mismo se están comprobando muchas contraseñas. Envía la tuya otra vez dentro de un momento:
ask-again = Envía otro nombre, por favor:
name-empty = Un nombre necesita al menos una letra o una cifra.
name-too-long = Ese nombre tiene { $chars } caracteres y el límite es { $max }.
name-character = Un nombre no puede llevar el carácter { $character }. Valen letras, cifras, espacios y _ - .
name-start = Un nombre empieza por una letra o una cifra.
name-spaces = Un nombre no lleva dos espacios seguidos.
name-reserved = Ese nombre está reservado aquí, o se parece a uno que lo está.
name-taken = { $name } ya está en uso, o se parece al nombre de alguien de aquí; { $suggestion } está libre.

## La bienvenida

welcome = Te damos la bienvenida, { $name }. { $here } { $how }
welcome-alone = Aún no hay nadie más.
welcome-here = Están aquí: { $people }.
welcome-how = Escribe /help para ver la ayuda, { $exit } para irte.

## Lo que ocurre en la sala; estas líneas llevan `* ` delante

received = recibido #{ $number }
joined = { $people } ha entrado
joined-several = { $people } han entrado
left = { $people } ha salido
left-several = { $people } han salido
renamed = { $from } ahora es { $to }
people-and-more = { $people } y { $more } más
roster = Están aquí ({ $total }): { $people }.
roster-empty = No hay nadie.
history-start = { $count ->
    [one] historial: 1 mensaje
   *[other] historial: { $count } mensajes
}
history-end = fin del historial
limits = Los límites son ahora: { $chars }, { $rate }, { $clients }.
limits-chars = { $max ->
    [one] 1 carácter por mensaje
   *[other] { $max } caracteres por mensaje
}
limits-chars-none = mensajes de cualquier longitud
limits-rate = { $max ->
    [one] 1 mensaje por segundo
   *[other] { $max } mensajes por segundo
}
limits-rate-none = cualquier número de mensajes por segundo
limits-clients = { $max ->
    [one] 1 persona a la vez
   *[other] { $max } personas a la vez
}
limits-clients-none = cualquier número de personas
acks-on = Tus mensajes se confirman.
acks-off = Tus mensajes ya no se confirman; /ack on los confirma de nuevo.
closing = El servidor se cierra.
farewell = Hasta luego.
farewell-name = Hasta luego, { $name }.

# Cada línea recibe `* ` delante. Las órdenes son las mismas en todos los idiomas.
help =
    /who – quién está aquí
    /msg NOMBRE texto – un mensaje para una persona
    /me texto – di lo que haces
    /nick NOMBRE – cambia tu nombre
    /history [N] – los últimos mensajes
    /ack off, /ack on – si se confirman tus mensajes
    //texto – un texto que empieza por una barra
    /help – esta lista
    /quit – salir

## Peticiones que no se han cumplido

nobody-called = Aquí nadie se llama { $name }. /who dice quién está.
empty-text = Un mensaje necesita un texto. No se ha enviado nada.
too-many-lines = Un mensaje tiene como mucho { $max } líneas. No se ha enviado nada; envíalo por partes.
old-number = Ese número ya se usó y su respuesta está olvidada. Usa un número mayor que todos los anteriores.
not-kept-full = Tu mensaje no se ha guardado: el disco del servidor está lleno. No se ha entregado; envíalo otra vez más tarde.
not-kept-read-only = Tu mensaje no se ha guardado: no se puede escribir en el historial del servidor. No se ha entregado; envíalo otra vez más tarde.
not-kept-locked = Tu mensaje no se ha guardado: otro programa ha bloqueado el historial del servidor. No se ha entregado; envíalo otra vez más tarde.
not-kept-damaged = Tu mensaje no se ha guardado: el historial del servidor está dañado. No se ha entregado; envíalo otra vez más tarde.
not-kept = Tu mensaje no se ha guardado: ahora mismo no se puede escribir en el historial del servidor. No se ha entregado; envíalo otra vez más tarde.
history-unreadable = Los mensajes anteriores no se pueden leer ahora mismo. Pídelos otra vez más tarde.
unknown-command = No existe la orden { $command }. /help muestra las órdenes; escribe // para empezar un mensaje por una barra.
usage = Falta algo. Se usa así: { $usage }
malformed = Esa línea no se ha entendido: { $detail }
unknown-type = Este servidor no conoce peticiones del tipo { $kind }. La línea se ha pasado por alto.
hello-first = Preséntate primero, por favor, con un hello.
hello-again = Ya tienes la bienvenida; no hace falta un segundo hello. Para cambiar de nombre, usa rename.

## Lo que decide quien lleva el servidor sobre quién puede escribir

muted = Quien lleva el servidor te ha silenciado: puedes leer, pero no escribir ni cambiar de nombre.
muted-for = Quien lleva el servidor te ha silenciado durante { $span }: puedes leer, pero no escribir ni cambiar de nombre.
unmuted = Puedes volver a escribir.
frozen = Quien lleva el servidor no deja escribir a nadie por ahora: puedes leer, pero no escribir ni cambiar de nombre.
unfrozen = Todo el mundo puede volver a escribir.
reason-given = Motivo: { $reason }
span-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
span-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
span-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}

## Por qué termina una conexión

server-full = { $max ->
    [one] El servidor está lleno: el límite aquí es de 1 persona. Prueba más tarde, por favor.
   *[other] El servidor está lleno: el límite aquí es de { $max } personas. Prueba más tarde, por favor.
}
version = Este servidor habla la versión { $supported } del protocolo, y tu programa otra. Usa un programa de la misma versión, por favor.
too-long = { $max ->
    [one] Tu mensaje tiene más de 1 carácter, el límite aquí. Se ha cerrado tu conexión; conéctate de nuevo y envíalo por partes.
   *[other] Tu mensaje tiene más de { $max } caracteres, el límite aquí. Se ha cerrado tu conexión; conéctate de nuevo y envíalo por partes.
}
too-fast = { $max ->
    [one] Has enviado más de 1 mensaje en un segundo, el límite aquí. Se ha cerrado tu conexión; conéctate de nuevo y deja más tiempo entre mensajes.
   *[other] Has enviado más de { $max } mensajes en un segundo, el límite aquí. Se ha cerrado tu conexión; conéctate de nuevo y deja más tiempo entre mensajes.
}
too-many-requests = { $max ->
    [one] Tu programa ha pedido más de 1 cosa en un segundo, el límite aquí. Se ha cerrado tu conexión; conviene que pida menos a menudo.
   *[other] Tu programa ha pedido más de { $max } cosas en un segundo, el límite aquí. Se ha cerrado tu conexión; conviene que pida menos a menudo.
}
kicked = Quien lleva el servidor te ha desconectado.
kicked-reason = Quien lleva el servidor te ha desconectado: { $reason }
banned = Tienes prohibida la entrada a este servidor.
banned-for = Tienes prohibida la entrada a este servidor durante { $span }.
too-many-connections = Llegan demasiadas conexiones desde tu dirección. Cierra alguna o prueba dentro de un minuto.
slow-reader = Se ha cerrado tu conexión (lector lento): había más mensajes esperándote de los que guarda el servidor. Conéctate de nuevo para seguir.
replaced = Te has conectado desde otro sitio, así que esta conexión termina.
bad-names = Tres nombres no han podido usarse, y ese es el límite. Se ha cerrado tu conexión; conéctate de nuevo y elige otro.
nameless = No ha llegado ningún nombre en mucho tiempo, o esperan demasiadas personas sin nombre. Se ha cerrado tu conexión; conéctate de nuevo y envía tu nombre.
silent = No se sabe nada de tu programa desde hace mucho. Se ha cerrado tu conexión; conéctate de nuevo para seguir.
bad-passwords = No ha llegado la contraseña correcta. Se ha cerrado tu conexión; conéctate de nuevo y envíala.
bad-passwords-for = Han llegado demasiadas contraseñas incorrectas desde tu dirección. Prueba otra vez dentro de { $span }.
encrypted-only = Este servidor solo admite conexiones cifradas. Usa Tertulia (tertulia client), o bien: openssl s_client -quiet -connect SERVIDOR:PUERTO
not-spoken = Esto es un servidor de chat Tertulia, y aquí no se habla { $protocol }. Usa Tertulia, nc o telnet.

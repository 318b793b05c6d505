# La contraseña con la que se entra en un servidor.

## La línea de órdenes

cli-heading-password = Contraseña
cli-password-file = Pedir a quien entre la contraseña de este archivo; - lee una línea de la entrada estándar
cli-no-password = No pedir contraseña, diga lo que diga el perfil
cli-client-password-file = La contraseña del servidor está en este archivo; solo se envía cifrada. Necesita --terminal
cli-value-file = ARCHIVO
error-password-file = No se puede leer la contraseña de { $path }: { $why }
error-password-file-large = tiene más de { $limit } bytes
error-password-file-text = no es texto
error-password-empty = Una contraseña necesita al menos un carácter.
error-password-too-long = Una contraseña tiene como mucho { $max } caracteres.
error-password-control = Una contraseña es una sola línea, sin tabuladores ni otros caracteres de control.
error-password-leaves = Con esta palabra se sale del servidor, así que no puede ser la contraseña. Elige otra.
error-password-other-protocol = El servidor lo tomaría por el comienzo del lenguaje de otro programa, así que no puede ser la contraseña. Elige otra.
error-password-hashing = No se ha podido preparar la contraseña: { $detail }

## Entrar

error-password-in-clear = { $address } pide una contraseña y esta conexión no está cifrada: en la red podrían leerla otros. No se ha enviado. Conéctate sin --clear; si ya lo hacías, quien lleva el servidor debería arrancarlo con una clave.
error-bad-passwords = Este servidor no nos deja entrar: { $why }
terminal-password = Este servidor pide una contraseña. Escríbela y pulsa Intro; no se muestra:
terminal-password-changed = La contraseña del servidor ya no es la de antes. Escríbela y pulsa Intro; no se muestra:
terminal-password-not-of-file = La contraseña de ese archivo no es la del servidor. Escríbela y pulsa Intro; no se muestra:
terminal-password-wrong = Contraseña incorrecta. Escríbela otra vez; no se muestra:
terminal-password-wrong-wait = { $seconds ->
        [one] Contraseña incorrecta. La próxima se responde pasado 1 segundo. Escríbela otra vez; no se muestra:
       *[other] Contraseña incorrecta. La próxima se responde pasados { $seconds } segundos. Escríbela otra vez; no se muestra:
    }
terminal-password-judged = Se está comprobando la contraseña. Lo que escribas hasta entonces no se envía.
terminal-password-first = Se pide una contraseña, y esta línea no se ha enviado. Envía la contraseña como objeto del tipo "password".
terminal-password-needed = Este servidor pide una contraseña. Dala con --password-file ARCHIVO.
terminal-password-file-wrong = La contraseña de ese archivo no es la del servidor.

## El registro y la consola del servidor

log-wrong-password = contraseña incorrecta desde { $address } ({ $count } desde allí; cuentan como intentos { $counted })
log-passwords-closed = Demasiadas contraseñas incorrectas desde { $address }: no se admite ninguna desde allí { $until }; se puede levantar donde se quitan las prohibiciones
log-passwords-reopened = Se admiten otra vez contraseñas desde { $address }
log-password-set = Desde ahora se pide una contraseña a quien entra
log-password-none = Ya no se pide contraseña a nadie
serving-said-wrong-password = ha enviado una contraseña incorrecta ({ $count } desde allí; cuentan como intentos { $counted })
server-password-type = Escribe la contraseña nueva y pulsa Intro; una línea vacía no cambia nada:
server-password-is-command = Aquí no se toma por contraseña lo que empieza por una barra. No se ha cambiado nada; escribe /password para intentarlo de nuevo.
server-asks-password = A quien entra se le pide una contraseña.
password-type = Escribe la contraseña y pulsa Intro; no se muestra:
server-password-kept = No se ha cambiado nada.

## Las ventanas

password-label = Contraseña
password-show = Mostrar lo que se escribe
password-asked = Este servidor pide una contraseña
password-asked-how = Quien lleva { $host } puede decírtela. Se envía cifrada y este equipo no la guarda.
password-join = Entrar
password-checking = Se está comprobando…
password-checking-wait = Se está comprobando; la respuesta tarda { $seconds ->
        [one] 1 segundo.
       *[other] { $seconds } segundos.
    }
password-wrong = Contraseña incorrecta. Escríbela otra vez.
password-wrong-wait = Contraseña incorrecta. La respuesta a la próxima tarda { $seconds ->
        [one] 1 segundo.
       *[other] { $seconds } segundos.
    }
serving-password = Contraseña para entrar
serving-password-is-set = Se le pide a quien entra.
serving-password-is-none = Ninguna: puede entrar quien llegue al puerto.
serving-password-set = Poner…
serving-password-change = Cambiar…
serving-password-remove = Quitar
serving-password-menu-set = Contraseña: puesta…
serving-password-menu-none = Contraseña: ninguna…
serving-password-how = Se le pide a quien entra, también con nc y telnet, donde otros pueden leerla en la red. Solo se guarda su hash. Quien ya está dentro se queda.
serving-password-act = Poner contraseña

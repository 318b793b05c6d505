# Las ventanas alrededor de las páginas: inicio, conexión, perfiles, preferencias.

window-settings = Idioma, tema y tamaño
window-language = Idioma
window-theme = Tema
window-theme-system = Como el sistema
window-theme-light = Claro
window-theme-dark = Oscuro
window-size = Tamaño
window-percent = { $percent } %
window-close = Cerrar
window-cancel = Cancelar
window-back = Atrás
window-more = Más
window-key-new = Ctrl N
window-new = ventana nueva
window-new-failed = No hay ventana nueva: { $detail }
window-copied = Copiado
window-title-server = Servidor — { $address }
window-title-server-off = Iniciar un servidor
window-title-server-stopped = Servidor detenido — { $address }
window-title-chat = { $name } — { $address }
window-title-chat-away = { $name } — reconectando con { $address }
window-title-chat-over = { $name } — sin conexión
window-title-unread = ({ $count }) { $title }
window-leave-title = ¿Salir del chat?
window-leave-consequence = { $count ->
    [one] Un mensaje aún no está confirmado y se perdería.
   *[other] { $count } mensajes aún no están confirmados y se perderían.
}
window-leave-stay = Quedarse
window-leave-act = Salir
window-discarded = Mensaje descartado
window-undo = Deshacer
window-server-busy = El servidor no lo aceptó. Inténtalo otra vez en un momento.
window-stop-title = ¿Detener el servidor?
window-stop-consequence = { $count ->
    [one] Hay una persona conectada. Primero se le avisa.
   *[other] Hay { $count } personas conectadas. Primero se les avisa.
}
window-stop-keep = Seguir
window-stop-act = Detener el servidor

window-no-display = No hay pantalla en la que abrir una ventana; «{ $server }» sirve y «{ $client }» conversa en este terminal, y con un escritorio hacen falta los paquetes { $packages } (apt-get install { $packages }).
window-no-library = Falta una biblioteca gráfica ({ $detail }): instálala con «apt-get install { $packages }»; sin ventanas, «{ $server }» sirve y «{ $client }» conversa en este terminal.
window-no-window = No se pudo abrir una ventana ({ $detail }): comprueba que DISPLAY o WAYLAND_DISPLAY nombra una pantalla que funciona, e instala lo que necesitan las ventanas con «apt-get install { $packages }»; sin ventanas, «{ $server }» sirve y «{ $client }» conversa en este terminal.

launcher-server = Iniciar un servidor
launcher-server-how = Pon la mesa. Tú eliges si puede entrar toda la red o solo este equipo.
launcher-client = Entrar en un chat
launcher-client-how = Toma asiento. Bastan un nombre y una dirección.
launcher-start = Iniciar
launcher-join = Entrar
launcher-broken = Detalles…
launcher-open = Abrir sin iniciar
launcher-rename = Cambiar el nombre…
launcher-more = Más sobre { $name }
launcher-row-server = Servidor · { $reach }, puerto { $port }
launcher-row-client = { $host }, puerto { $port }
launcher-row-rate = { $count ->
    [one] un mensaje por segundo
   *[other] { $count } mensajes por segundo
}

profile-mode-server = Servidor
profile-mode-client = Cliente
profile-bind-here = solo este equipo
profile-bind-network = mi red (todas las interfaces)
profile-bind-here-short = solo este equipo
profile-bind-network-short = mi red

profiles-title = Perfiles
profiles-all = Todos los perfiles
profiles-manage = Gestionar…
profiles-import = Importar…
profiles-export = Exportar…
profiles-new = Nuevo…
profiles-new-title = Perfil nuevo
profiles-new-name = Perfil nuevo
profiles-none = Aún no hay perfiles
profiles-none-how = Guarda los ajustes de un servidor o de un chat y ábrelos aquí con un doble clic.
profiles-name = Nombre del perfil
profiles-name-taken = Otro perfil tiene este nombre. Elige otro.
profiles-rename-help = Cambia aquí el nombre. Intro guarda el nuevo, Esc deja el anterior.
profiles-mode = Modo
profiles-reach = Accesible desde
profiles-length = Longitud
profiles-chars = { $count ->
    [one] un carácter como máximo
   *[other] { $count } caracteres como máximo
}
profiles-rate-label = Ritmo
profiles-rate = { $count ->
    [one] un mensaje en cualquier segundo
   *[other] { $count } mensajes en cualquier segundo
}
profiles-people = Personas
profiles-number = { $count }
profiles-unlimited = sin límite
profiles-usual = lo habitual
profiles-no-greeting = ninguno
profiles-language-theme = Idioma, tema
profiles-as-chosen = los de la ventana
profiles-file = Archivo
profiles-unknown = Esta versión no conoce { $fields }. El archivo no se sobrescribe.
profiles-broken = Este perfil no se puede leer
profiles-broken-line = Línea { $line }, columna { $column }: { $detail }
profiles-load = Cargar
profiles-duplicate = Duplicar
profiles-delete = Borrar…
profiles-delete-title = ¿Borrar «{ $name }»?
profiles-delete-consequence = Se elimina su archivo. No se puede deshacer.
profiles-delete-consequence-bans = Se elimina su archivo y, con él, las prohibiciones y los silencios que pusiste. No se puede deshacer.
profiles-delete-act = Borrar
profiles-keep = Conservarlo
profiles-delete-in-use = Un servidor usa «{ $name }». Detén el servidor y borra después el perfil.
profiles-deleted-not-bans = «{ $name }» borrado, pero un perfil nuevo con ese nombre tendría sus prohibiciones y silencios, porque no se ha podido eliminar { $path }: { $detail }
profiles-deleted = «{ $name }» borrado
profiles-deleted-not-history = «{ $name }» borrado; su historial se queda: { $path }
profiles-save-as = Guardar como perfil…
profiles-save-title = Guardar como perfil
profiles-save-how = Aparece en el inicio y allí se abre con un doble clic.
profiles-save = Guardar
profiles-saved = «{ $name }» guardado
profiles-replace = Reemplazar
profiles-replaces = Hay un perfil con este nombre. Se reemplazará.
profiles-copied = Copiado como «{ $name }»
profiles-imported = Importado como «{ $name }»
profiles-exported = Exportado a { $path }

files-kind = Perfiles
files-import = Importar un perfil
files-export = Exportar el perfil
files-log = Exportar el registro
files-waiting = Elige un archivo
files-waiting-how = El diálogo del sistema está abierto en una ventana propia.
files-type = Escribir una ruta…
files-no-dialog = Este sistema no tiene diálogo de archivos. Escribe dónde está el archivo.
files-no-dialog-to = Este sistema no tiene diálogo de archivos. Escribe dónde guardar el archivo.
files-path = Ruta
files-import-title = Importar un perfil
files-import-act = Importar
files-export-title = Exportar el perfil
files-export-act = Exportar

connect-name = Nombre
connect-name-help = Es lo que ven los demás.
connect-name-empty = Escribe un nombre: es lo que ven los demás.
connect-name-long = Un nombre tiene como máximo 32 caracteres. Acórtalo.
connect-name-reserved = Este nombre está reservado. Elige otro.
connect-name-bad = Empieza con letra o cifra; después valen letras, cifras, espacios sueltos y _ - .
connect-host = Equipo
connect-host-help = El nombre o la dirección del servidor, como los muestra su ventana.
connect-host-looking = Buscando { $host }…
connect-host-one = Esta es la dirección de { $host }.
connect-host-several = { $host } tiene { $count } direcciones; esta es la primera. Elige o escribe otra.
connect-host-unknown = No se encontró ningún equipo llamado { $host }. Escribe su dirección IP.
connect-host-empty = Escribe el nombre o la dirección IP del servidor.
connect-host-bad = { $character } no puede formar parte del nombre de un equipo. Revisa lo escrito.
connect-ip = IP
connect-ip-hint = automática
connect-ip-choose = Elegir una dirección
connect-ip-bad = No es una dirección IP. Prueba una como 192.168.0.10 o deja el campo vacío.
connect-port = Puerto
connect-port-empty = Escribe un puerto.
connect-port-bad = De 1 a 65535.
connect-greeting = Saludo
connect-optional = opcional
connect-greeting-help = Se envía por sí mismo después de la bienvenida.
connect-greeting-long = { $count ->
    [one] Sobra un carácter. Acórtalo.
   *[other] Sobran { $count } caracteres. Acórtalo.
}
connect-profile = Perfil
connect-profile-none = ninguno
connect-connect = Conectar
connect-looking = Buscando el equipo…
connect-trying = Conectando…
connect-trying-address = Conectando con { $address }…
connect-meeting = { $address } respondió. Esperando la bienvenida…
connect-join-as = Entrar como { $name }
connect-copy = Copiar detalles
connect-new-server = Entrar como si fuera nuevo…
connect-fail-key = Otra clave que antes en
connect-fail-key-how = Su clave era { $known } y ahora es { $shown }. O el servidor se instaló de nuevo, o hay alguien en medio. No se ha enviado nada. Pregunta a quien lo lleva cuál es su clave.
connect-fail-stripped = Ya no cifra:
connect-fail-stripped-how = Este servidor cifraba antes. O ahora hay allí otro servidor, o hay alguien en medio. No se ha enviado nada. Pregunta a quien lo lleva.
connect-fail-unproven = No demuestra su clave
connect-fail-unproven-how = El servidor muestra una clave y no sabe usarla. Puede haber alguien en medio. No se ha enviado nada. Pregunta a quien lo lleva.
connect-fail-clear = Se sabe que este servidor cifra
connect-fail-clear-how = No se le habla sin cifrar. Abre Tertulia sin --clear.
connect-fail-known = No se pueden leer los servidores conocidos
connect-detail-key = otra clave
connect-detail-clear = sin cifrar
anew-title = ¿Entrar como en un servidor nuevo?
anew-key = Solo si { $shown } es la clave que muestra la ventana del propio servidor. Si hay alguien en medio, leerá y cambiará todo lo que digas allí. El servidor de antes sigue siendo conocido, y nada de la charla anterior va al nuevo.
anew-clear = Solo si sabes que ahora hay allí otro servidor. Lo que se sabía del anterior se olvida. Si hay alguien en medio, leerá y cambiará todo lo que digas allí.
anew-safe = No entrar
anew-act = Entrar como en uno nuevo
connect-detail = { $what } tras { $after }, a las { $time }
connect-detail-said = { $what } · tras { $after }, a las { $time }
connect-detail-refused = conexión rechazada
connect-detail-route = sin ruta
connect-detail-timeout = sin respuesta
connect-detail-closed = cerrada sin una palabra
connect-detail-silent = sin bienvenida
connect-detail-foreign = no es Tertulia
connect-fail-lookup = No se encontró ningún equipo llamado «{ $host }»
connect-fail-lookup-how = Revisa el nombre o escribe la dirección IP que muestra la ventana del servidor.
connect-fail-refused = Nadie escucha en
connect-fail-refused-how = Ese equipo respondió y rechazó la conexión. ¿Está iniciado allí el servidor, y es { $port } su puerto?
connect-fail-route = No hay camino hasta
connect-fail-route-how = ¿Están los dos equipos en la misma red? Revisa el cable o la wifi.
connect-fail-timeout = Sin respuesta de
connect-fail-timeout-how = Revisa la dirección. Si es correcta, quizá el cortafuegos del equipo del servidor no deja entrar.
connect-fail-closed = Cerró la conexión al momento
connect-fail-closed-how = Algo escucha allí, pero ¿es un servidor de chat? Revisa el puerto.
connect-fail-silent = No llegó la bienvenida de
connect-fail-silent-how = Inténtalo otra vez. Si sigue en silencio, reinicia ese servidor.
connect-fail-foreign = Ya no hay un servidor Tertulia en
connect-fail-foreign-how = Conecta otra vez para hablar con él en texto plano.
connect-fail-taken = El nombre «{ $name }» está ocupado
connect-fail-taken-how = Alguien en la sala lo tiene. Toma el libre o escribe otro arriba.
connect-fail-name = El nombre «{ $name }» fue rechazado
connect-fail-bad-name = El nombre no se envió
connect-fail-full = El servidor está lleno
connect-fail-full-how = Ya hay tantas personas como admite. Inténtalo más tarde.
connect-fail-version = El servidor habla otra versión
connect-fail-version-how = Actualiza el más antiguo de los dos programas.
connect-fail-away = El servidor te despidió
connect-fail-banned = Tienes prohibida la entrada a este servidor
connect-fail-banned-until = Tienes prohibida la entrada a este servidor hasta { $time }
connect-fail-passwords = Por ahora no se admiten contraseñas tuyas
connect-fail-passwords-how = Han llegado demasiadas incorrectas desde tu dirección. Pide la contraseña a quien lleva el servidor y prueba otra vez dentro de unos minutos.
connect-fail-password-clear = La contraseña se podría leer de camino a
connect-fail-password-clear-how = Este servidor pide una contraseña, pero no cifra. No se ha enviado. Quien lleva el servidor debería arrancarlo con una clave.
connect-fail-other = No se pudo conectar
connect-fail-other-how = Revisa el equipo y el puerto, e inténtalo otra vez.

# Por qué algo no pudo hacerse, y qué hacer. Una frase para cada caso.

error-thread = El sistema niega un hilo o un descriptor de fichero ({ $detail }); cierra algunos programas e inténtalo de nuevo.

error-port-in-use = Otro programa usa el puerto { $port } en { $ip }; detenlo o elige otro puerto, por ejemplo --port { $free }.
error-port-in-use-by = El programa { $program } (proceso { $process }) usa el puerto { $port } en { $ip }; detenlo o elige otro puerto, por ejemplo --port { $free }.
error-address-not-here = { $ip } no es una dirección de este equipo; elige con --bind una de { $addresses }, o 0.0.0.0 para todas.
error-not-allowed-low-port = El puerto { $port } está reservado al administrador; elige un puerto desde 1024, por ejemplo --port { $free }.
error-not-allowed = El sistema no permite escuchar en { $address }; elige otra dirección u otro puerto.
error-listen = No se ha podido escuchar en { $address } ({ $detail }); elige otra dirección u otro puerto.

error-lookup = No se ha encontrado ningún equipo llamado «{ $host }» ({ $detail }); comprueba el nombre o da su dirección IP con --host.
error-refused = Nadie escucha en { $address }; ¿está el servidor en marcha y es ese el puerto?
error-no-route = No hay camino hasta { $address } desde aquí; ¿están los dos equipos en la misma red?
error-timed-out = { $address } no ha respondido en { $seconds ->
        [one] un segundo
       *[other] { $seconds } segundos
    }; comprueba la dirección y el cortafuegos del equipo del servidor.
error-closed-at-once = { $address } ha cerrado la conexión enseguida; ¿es de verdad un servidor de chat?
error-silent-tertulia = { $address } no nos ha dado la bienvenida en { $seconds ->
        [one] un segundo
       *[other] { $seconds } segundos
    }; inténtalo de nuevo y, si sigue callado, reinicia ese servidor.
error-not-tertulia = { $address } ya no es un servidor de Tertulia; abre el cliente de nuevo para hablar con él.
error-other-key = El servidor en { $address } muestra otra clave que la debida: { $shown } en lugar de { $known }. O se instaló de nuevo, o hay alguien en medio; no se ha enviado nada. Pregunta a quien lo lleva; si la clave es correcta, entra como en un servidor nuevo con --accept-key "{ $shown }".
error-not-encrypted = El servidor en { $address } antes cifraba y ahora responde sin cifrar. O hay allí otro servidor, o hay alguien en medio; no se ha enviado nada. Pregunta a quien lo lleva; si es otro servidor, entra como en uno nuevo con --new-server.
error-unproven = El servidor en { $address } no demuestra que su clave sea suya ({ $detail }). Puede haber alguien en medio; no se ha enviado nada. Pregunta a quien lo lleva.
error-in-clear-refused = Se sabe que este servidor cifra, así que no se le habla sin cifrar; quita --clear, o entra en lo que haya allí ahora como en un servidor nuevo con --new-server.
error-known-servers-broken = No se pueden leer los servidores conocidos: { $path }, línea { $line }, columna { $column }: { $detail }. Corrige ese lugar; el fichero se ha dejado como está y no se ha enviado nada.
error-known-servers = No se pueden leer los servidores conocidos: { $path } ({ $detail }). Comprueba sus permisos; no se ha enviado nada.
error-name-refused = El nombre «{ $name }» no se ha aceptado: { $why } Elige otro con --name.
error-name-taken = El nombre «{ $name }» está ocupado; { $suggestion ->
        [none] elige otro con --name.
       *[other] prueba --name "{ $suggestion }".
    }
error-bad-name = Ese nombre es demasiado largo: un nombre tiene como mucho 32 caracteres. Elige otro con --name.
error-server-full = El servidor está lleno: { $why } Inténtalo más tarde.
error-version = El servidor habla otra versión del protocolo: { $why } Actualiza el programa más antiguo de los dos.
error-sent-away = El servidor nos ha despedido: { $why }
error-banned = Este servidor no nos deja entrar: { $why }
error-cancelled = La conexión se ha cancelado.
error-connect = La conexión ha fallado: { $detail }. Comprueba el equipo y el puerto, e inténtalo de nuevo.
error-no-name = Tu nombre en este equipo no sirve en el chat; da uno con --name.

error-profile-no-folder = El sistema no indica ninguna carpeta para ajustes; define HOME o XDG_CONFIG_HOME, o nombra un fichero, como en --profile ./NOMBRE.ron.
error-profile-name-empty = Un perfil necesita un nombre.
error-profile-name-long = «{ $name }» es demasiado largo para un perfil; usa como mucho 64 caracteres.
error-profile-name-character = «{ $name }» no puede ser el nombre de un perfil por { $character }; usa letras, cifras y espacios.
error-profile-name-unusable = «{ $name }» no puede ser el nombre de un fichero en cualquier equipo; usa letras, cifras y espacios.
error-profile-not-found = No hay ningún perfil en { $path }; «tertulia profiles list» muestra los que hay.
error-profile-exists = { $path } ya existe; elige otro nombre.
error-profile-folder = { $path } no es un fichero; nombra el fichero de un perfil.
error-profile-not-readable = No se puede leer { $path } ({ $detail }); comprueba sus permisos.
error-profile-too-large = { $path } es demasiado grande para un perfil (más de { $limit } bytes); ¿es el fichero correcto?
error-profile-not-utf8 = { $path } no es texto UTF-8 (véase el byte { $offset }); guárdalo como UTF-8 en tu editor.
error-profile-empty = { $path } está vacío; escribe «()» en él para un perfil con todo por omisión, o elige otro.
error-profile-broken = { $path }, línea { $line }, columna { $column }: { $detail }. Corrige ese lugar; el fichero se ha dejado como está.
error-profile-newer = { $path } lo ha escrito una Tertulia más nueva (formato { $version }, esta conoce { $known }); actualiza Tertulia.
error-profile-would-lose = { $path } tiene ajustes que esta Tertulia no conoce ({ $fields }); guarda con otro nombre para no perderlos.
error-profile-not-writable = No se puede escribir { $path } ({ $detail }); comprueba los permisos y el espacio libre.
error-file-exists = { $path } ya existe; elige otro nombre.
error-file-not-writable = No se puede escribir { $path } ({ $detail }). Elige una carpeta que exista y en la que puedas escribir.

# The history of a server, and what can be the matter with it.

error-history = El historial { $path } no se puede usar: { $why }. { $remedy ->
    [folder] Haz que esta carpeta se pueda crear y escribir
    [permission] Permite que se pueda escribir
    [space] Haz sitio en el disco
    [close] Cierra ese programa
   *[profile] Elige otro perfil con --profile
}, o empieza con --no-history.
error-history-no-folder = El sistema no indica ninguna carpeta para el historial; empieza con --no-history.
history-move-in-use = Un servidor usa este perfil ({ $path }). Detén el servidor y cambia después el nombre.
history-move-exists = Ya hay un historial con ese nombre: { $path }. Muévelo a otro sitio, o elige otro nombre.
history-move-failed = El historial de este perfil ({ $path }) no se puede renombrar, así que el perfil conserva su nombre: { $detail }
error-identity = La clave del servidor { $path } no se puede usar: { $why }
error-identity-no-folder = El sistema no indica ninguna carpeta donde guardar la clave del servidor, así que nadie podría conectarse cifrado. Define HOME o XDG_DATA_HOME, o empieza sin --encrypted-only.
identity-folder = no se puede guardar nada en su carpeta ({ $detail }). Haz que este usuario pueda escribir en ella, o elige otra con XDG_DATA_HOME.
identity-unreadable = no se puede leer ({ $detail }). Haz que la pueda leer este usuario y nadie más.
identity-open = otras personas de este equipo pueden leerla o cambiarla. Si tienes la certeza de que nadie la ha copiado, hazla privada (chmod 600). Si no, apártala: se crea una clave nueva, y quien confiaba en esta recibe un aviso.
identity-damaged = está dañada ({ $detail }). Se ha dejado como está. Pon una copia en su lugar, o apártala: se crea una clave nueva, y quien confiaba en esta recibe un aviso.
identity-not-made = no se ha podido crear ninguna ({ $detail }).
history-in-use = otro servidor de Tertulia guarda ahí su historial
history-folder = no se puede escribir en su carpeta ({ $detail })
history-read-only = solo se puede leer
history-locked = otro programa lo ha bloqueado
history-newer = lo hizo una Tertulia más nueva (versión { $found }, y esta conoce la { $known })
history-foreign = es una base de datos de otro programa
history-full = el disco está lleno
history-damaged = está dañado ({ $detail })
history-broken = un fallo de la propia Tertulia ({ $detail }); reinicia el servidor

# Lo que el cliente guarda en este ordenador, y charlas que acabaron sin despedida.

keeping-failing-full = El disco está lleno: los mensajes en espera y la conversación solo se guardan en memoria hasta que haya sitio.
keeping-failing = Los mensajes en espera y la conversación no se pueden escribir, y solo se guardan en memoria: { $detail }
keeping-working = Los mensajes en espera y la conversación se guardan de nuevo en este ordenador.
keeping-set-aside = El archivo con los mensajes en espera y la conversación estaba dañado. Lo que queda de él es { $path }; se ha empezado uno nuevo.

keeping-continued = La charla como { $name } en { $host }, puerto { $port }, sigue donde se interrumpió.
keeping-latest = { $count ->
        [one] El último mensaje:
       *[other] Los últimos { $count } mensajes:
    }
keeping-waiting = { $count ->
        [one] Un mensaje no se confirmó; se envía ahora:
       *[other] { $count } mensajes no se confirmaron; se envían ahora:
    }
keeping-failed = { $count ->
        [one] Un mensaje no se entregó:
       *[other] { $count } mensajes no se entregaron:
    }
keeping-failed-earlier = falló antes de que acabara el programa
keeping-none = No hay ninguna charla interrumpida que continuar; empieza una nueva.
keeping-taken = Otra ventana continúa ya esa charla.
keeping-damaged = Esa charla no se puede continuar: su archivo está dañado. Lo que queda de él es { $path }.
keeping-unreadable = Esa charla no se puede continuar: { $detail }
keeping-there-is = Una charla como { $name } en { $host }, puerto { $port }, acabó sin despedida ({ $what }). «{ $command }» la continúa.
keeping-kept = { $count ->
        [one] Un mensaje no se confirmó y queda guardado; «{ $command }» lo envía.
       *[other] { $count } mensajes no se confirmaron y quedan guardados; «{ $command }» los envía.
    }

keeping-what-waiting = { $count ->
        [one] 1 mensaje espera
       *[other] { $count } mensajes esperan
    }
keeping-what-drafts = { $count ->
        [one] 1 mensaje se estaba escribiendo
       *[other] { $count } mensajes se estaban escribiendo
    }
keeping-what-transcript = { $count ->
        [one] 1 mensaje para releer
       *[other] { $count } mensajes para releer
    }

keeping-offer = Una charla como { $name } en { $host } acabó sin despedida
keeping-offer-detail = { $what }.
keeping-more = { $count ->
        [one] y una más
       *[other] y { $count } más
    }
keeping-continue = Continuar
keeping-discard = Descartar…
keeping-discard-title = ¿Descartar esta charla?
keeping-discard-consequence = { $count ->
        [0] Se elimina lo que se guardó de ella. No se puede deshacer.
        [one] Con ella se elimina un mensaje que no se confirmó. No se puede deshacer.
       *[other] Con ella se eliminan { $count } mensajes que no se confirmaron. No se puede deshacer.
    }
keeping-discard-safe = Conservarla
keeping-discard-act = Descartar
keeping-later = Guardar para luego
keeping-chats = Charlas
keeping-switch = Guardar conversaciones y mensajes sin enviar

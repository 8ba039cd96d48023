/** What people say in a generated history, in three languages. */
import type { ComponentKind, Language } from "#core/model/document.ts";
import type { TicketKind } from "#core/ticket/ticket.ts";

export type Wording = Record<Language, string>;
export type Trouble = { kind: TicketKind; on: readonly ComponentKind[]; subject: Wording; description: Wording; solution: Wording };

const w = (en: string, fr: string, es: string): Wording => ({ en, fr, es });

export const troubles: readonly Trouble[] = [
  {
    kind: "incident",
    on: ["application", "integration"],
    subject: w("Card payments are refused", "Les paiements par carte sont refusés", "Los pagos con tarjeta se rechazan"),
    description: w(
      "Since a few minutes ago one payment in three ends with “try again later”. Shops are calling us.",
      "Depuis quelques minutes, un paiement sur trois se termine par « réessayez plus tard ». Les magasins nous appellent.",
      "Desde hace unos minutos, uno de cada tres pagos acaba en «inténtelo más tarde». Las tiendas nos llaman.",
    ),
    solution: w(
      "The connection pool to the bank was exhausted after a restart on their side; its time-out is now 5 s and the pool is watched.",
      "Le pool de connexions vers la banque était épuisé après un redémarrage chez eux ; délai ramené à 5 s et pool surveillé.",
      "El pool de conexiones con el banco se agotó tras un reinicio suyo; el tiempo de espera es ahora de 5 s y el pool se vigila.",
    ),
  },
  {
    kind: "incident",
    on: ["database"],
    subject: w("The monthly report never finishes", "Le rapport mensuel n'aboutit jamais", "El informe mensual no termina nunca"),
    description: w(
      "It used to take two minutes. Now the page turns for half an hour and ends with an error.",
      "Il prenait deux minutes. Maintenant la page tourne une demi-heure puis affiche une erreur.",
      "Tardaba dos minutos. Ahora la página da vueltas media hora y acaba en error.",
    ),
    solution: w(
      "Statistics were stale after the bulk load, so the planner scanned the whole table; analysed, and an index added on the booking date.",
      "Statistiques périmées après le chargement : la table était lue en entier ; analyse refaite, index ajouté sur la date d'écriture.",
      "Estadísticas obsoletas tras la carga: se leía toda la tabla; se analizó y se añadió un índice por fecha de asiento.",
    ),
  },
  {
    kind: "incident",
    on: ["application"],
    subject: w("Export to CSV loses accents", "L'export CSV perd les accents", "La exportación a CSV pierde los acentos"),
    description: w(
      "Names such as “Müller” or “Peña” arrive broken in our accounting tool.",
      "Des noms comme « Müller » ou « Peña » arrivent abîmés dans notre comptabilité.",
      "Nombres como «Müller» o «Peña» llegan dañados a nuestra contabilidad.",
    ),
    solution: w(
      "The file was written without a byte-order mark; it has one now, and the documentation says UTF-8.",
      "Le fichier était écrit sans marque d'ordre des octets ; elle y est, et la documentation précise UTF-8.",
      "El archivo se escribía sin marca de orden de bytes; ahora la tiene y la documentación indica UTF-8.",
    ),
  },
  {
    kind: "incident",
    on: ["application", "integration", "network"],
    subject: w(
      "Certificate expired on the partner address",
      "Certificat expiré sur l'adresse partenaire",
      "Certificado caducado en la dirección de socios",
    ),
    description: w(
      "Our partners cannot connect any more: their systems say that the certificate ended last night.",
      "Nos partenaires ne se connectent plus : le certificat aurait expiré cette nuit.",
      "Nuestros socios ya no pueden conectarse: dicen que el certificado caducó anoche.",
    ),
    solution: w(
      "Renewed; the renewal job had lost its DNS permission. It has it back and warns 21 days ahead.",
      "Renouvelé ; la tâche de renouvellement avait perdu ses droits DNS. Rétablis, avec alerte 21 jours avant.",
      "Renovado; la tarea de renovación había perdido su permiso de DNS. Lo recuperó y avisa 21 días antes.",
    ),
  },
  {
    kind: "incident",
    on: ["host", "storage"],
    subject: w(
      "Disk almost full on the application server",
      "Disque presque plein sur le serveur applicatif",
      "Disco casi lleno en el servidor de aplicaciones",
    ),
    description: w(
      "Monitoring shows 96 % used and rising by a point an hour.",
      "La supervision indique 96 % d'occupation, un point de plus par heure.",
      "La monitorización muestra un 96 % de uso, subiendo un punto por hora.",
    ),
    solution: w(
      "Old logs were kept uncompressed after the rotation settings were lost in the upgrade; rotated, settings back, 41 % used.",
      "Journaux gardés sans compression depuis la mise à jour ; rotation rétablie, 41 % d'occupation.",
      "Registros sin comprimir desde la actualización; rotación restablecida, 41 % de uso.",
    ),
  },
  {
    kind: "incident",
    on: ["application"],
    subject: w(
      "Nobody can sign in since the update",
      "Plus personne ne peut se connecter depuis la mise à jour",
      "Nadie puede entrar desde la actualización",
    ),
    description: w(
      "The sign-in page comes back empty for everybody, in every browser.",
      "La page de connexion revient vide pour tout le monde, quel que soit le navigateur.",
      "La página de acceso vuelve vacía para todos, en cualquier navegador.",
    ),
    solution: w(
      "A cookie setting of the new release was refused behind the proxy; rolled back, corrected, released again with a test.",
      "Un réglage de cookie de la nouvelle version était refusé derrière le proxy ; retour arrière, correction, nouvelle livraison testée.",
      "Un ajuste de cookie de la nueva versión se rechazaba tras el proxy; vuelta atrás, corrección y nueva entrega con prueba.",
    ),
  },
  {
    kind: "incident",
    on: ["integration", "application"],
    subject: w(
      "Orders arrive twice in the warehouse",
      "Les commandes arrivent en double à l'entrepôt",
      "Los pedidos llegan duplicados al almacén",
    ),
    description: w(
      "This morning 14 orders were prepared twice. We are checking by hand meanwhile.",
      "Ce matin 14 commandes ont été préparées deux fois. Nous vérifions à la main en attendant.",
      "Esta mañana se prepararon dos veces 14 pedidos. Mientras tanto comprobamos a mano.",
    ),
    solution: w(
      "A retry without an idempotency key after a time-out; the key is sent now and the doubles were cancelled.",
      "Une reprise sans clé d'idempotence après un délai dépassé ; la clé est envoyée, les doublons sont annulés.",
      "Un reintento sin clave de idempotencia tras agotarse el tiempo; ahora se envía y los duplicados se anularon.",
    ),
  },
  {
    kind: "incident",
    on: ["access-control-hardware"],
    subject: w("Turnstile 3 does not open", "Le tourniquet 3 ne s'ouvre plus", "El torno 3 no se abre"),
    description: w(
      "The light turns green, the arm stays locked. Members use the side door.",
      "Le voyant passe au vert mais le bras reste bloqué. Les membres passent par la porte latérale.",
      "La luz se pone verde pero el brazo sigue bloqueado. Los socios usan la puerta lateral.",
    ),
    solution: w(
      "The reader's firmware kept the old site key; keys renewed from the console.",
      "Le micrologiciel du lecteur gardait l'ancienne clé du site ; clés renouvelées depuis la console.",
      "El firmware del lector conservaba la clave antigua; claves renovadas desde la consola.",
    ),
  },
  {
    kind: "incident",
    on: ["network", "host"],
    subject: w("The site is slow from one office", "Le site est lent depuis un bureau", "El sitio va lento desde una oficina"),
    description: w(
      "Pages take ten seconds from the second floor, everywhere else it is fine.",
      "Dix secondes par page au deuxième étage, partout ailleurs tout va bien.",
      "Diez segundos por página en la segunda planta; en el resto va bien.",
    ),
    solution: w(
      "A switch port had fallen back to 10 Mbit/s half duplex; cable replaced by the site, port fixed at automatic.",
      "Un port de commutateur était retombé à 10 Mbit/s ; câble remplacé sur place, port en automatique.",
      "Un puerto del conmutador había caído a 10 Mbit/s; cable cambiado en el sitio, puerto en automático.",
    ),
  },
  {
    kind: "incident",
    on: ["peripheral"],
    subject: w("Receipts print blank", "Les tickets s'impriment vierges", "Los tiques salen en blanco"),
    description: w(
      "The printer at till 2 feeds paper but prints nothing.",
      "L'imprimante de la caisse 2 avance le papier sans rien imprimer.",
      "La impresora de la caja 2 saca papel pero no imprime nada.",
    ),
    solution: w(
      "The driver of the last update asked for a code page that this model lacks; set back to the earlier one.",
      "Le pilote demandait une page de codes absente de ce modèle ; réglage précédent remis.",
      "El controlador pedía una página de códigos que este modelo no tiene; se volvió a la anterior.",
    ),
  },
  {
    kind: "request",
    on: ["application", "database", "integration", "host", "network", "other", "storage"],
    subject: w("Access for a new colleague", "Accès pour une nouvelle collègue", "Acceso para una nueva compañera"),
    description: w(
      "She starts on Monday and needs the same rights as the rest of the accounting team.",
      "Elle commence lundi et a besoin des mêmes droits que l'équipe comptable.",
      "Empieza el lunes y necesita los mismos permisos que el equipo de contabilidad.",
    ),
    solution: w(
      "Account created, invitation sent, rights as asked.",
      "Compte créé, invitation envoyée, droits conformes.",
      "Cuenta creada, invitación enviada, permisos según lo pedido.",
    ),
  },
  {
    kind: "request",
    on: ["application", "database"],
    subject: w(
      "A copy of last quarter's data",
      "Une copie des données du trimestre dernier",
      "Una copia de los datos del trimestre pasado",
    ),
    description: w(
      "For the auditors, as a spreadsheet, by Thursday if possible.",
      "Pour les commissaires aux comptes, en tableur, jeudi si possible.",
      "Para los auditores, en hoja de cálculo, a ser posible el jueves.",
    ),
    solution: w(
      "Extracted, checked against the totals, and put into the shared folder.",
      "Extraites, totaux vérifiés, déposées dans le dossier partagé.",
      "Extraídos, totales verificados y dejados en la carpeta compartida.",
    ),
  },
  {
    kind: "problem",
    on: ["application", "database", "integration"],
    subject: w(
      "Three time-outs in two weeks, same hour",
      "Trois dépassements de délai en deux semaines, même heure",
      "Tres tiempos agotados en dos semanas, a la misma hora",
    ),
    description: w(
      "Each at about 02:10, each gone by itself. We would like to know why before month end.",
      "Chaque fois vers 2 h 10, disparus d'eux-mêmes. Nous voudrions en connaître la cause avant la fin du mois.",
      "Siempre hacia las 02:10 y desaparecen solos. Queremos saber la causa antes de fin de mes.",
    ),
    solution: w(
      "The nightly backup and the reconciliation locked the same table; reconciliation moved to 03:30 and reads a snapshot.",
      "La sauvegarde et le rapprochement verrouillaient la même table ; rapprochement déplacé à 3 h 30, sur un instantané.",
      "La copia nocturna y la conciliación bloqueaban la misma tabla; la conciliación pasa a las 03:30 y lee una instantánea.",
    ),
  },
  {
    kind: "evolution",
    on: ["application"],
    subject: w("Show the VAT number on invoices", "Afficher le numéro de TVA sur les factures", "Mostrar el NIF en las facturas"),
    description: w(
      "Two of our customers ask for it. It should stand below the address.",
      "Deux de nos clients le demandent. Il devrait figurer sous l'adresse.",
      "Dos de nuestros clientes lo piden. Debería ir bajo la dirección.",
    ),
    solution: w(
      "Released with version 5.12; shown when the field is filled.",
      "Livré en version 5.12 ; affiché si le champ est rempli.",
      "Entregado en la versión 5.12; se muestra si el campo está relleno.",
    ),
  },
];

export const says = {
  taken: [
    w("Thank you, I am looking into it now.", "Merci, je regarde tout de suite.", "Gracias, lo estoy mirando ahora."),
    w(
      "I have it. First news within the hour.",
      "C'est pris. Premières nouvelles dans l'heure.",
      "Lo tengo. Primeras noticias en una hora.",
    ),
    w(
      "We can see it on our side too and are on it.",
      "Nous le voyons aussi de notre côté et nous y sommes.",
      "También lo vemos por nuestra parte y estamos en ello.",
    ),
  ],
  asks: [
    w(
      "Since when exactly, and for whom? A screenshot would help.",
      "Depuis quand exactement, et pour qui ? Une capture d'écran aiderait.",
      "¿Desde cuándo exactamente y a quién le pasa? Una captura ayudaría.",
    ),
    w(
      "May we restart the service for a minute this evening?",
      "Pouvons-nous redémarrer le service une minute ce soir ?",
      "¿Podemos reiniciar el servicio un minuto esta tarde?",
    ),
    w(
      "Could you try again with the new address and tell us?",
      "Pourriez-vous réessayer avec la nouvelle adresse et nous dire ?",
      "¿Podría probar con la nueva dirección y decirnos?",
    ),
  ],
  answers: [
    w(
      "Since 09:15, for all three of us. Screenshot attached.",
      "Depuis 9 h 15, pour nous trois. Capture jointe.",
      "Desde las 09:15, a los tres. Adjunto captura.",
    ),
    w("Yes, after 19:00 is fine.", "Oui, après 19 h, c'est bon.", "Sí, después de las 19:00 está bien."),
    w("Just tried: still the same.", "Je viens d'essayer : toujours pareil.", "Acabo de probar: sigue igual."),
  ],
  updates: [
    w(
      "We have narrowed it down and are testing a correction.",
      "Nous avons cerné la cause et testons une correction.",
      "Hemos acotado la causa y probamos una corrección.",
    ),
    w(
      "Still working on it; the workaround holds meanwhile.",
      "Toujours en cours ; le contournement tient en attendant.",
      "Seguimos en ello; la alternativa aguanta entretanto.",
    ),
  ],
  notes: [
    w(
      "Log shows a burst of 504 at the same minute. Asking the platform team.",
      "Le journal montre une rafale de 504 à la même minute. Je demande à la plateforme.",
      "El registro muestra una ráfaga de 504 en el mismo minuto. Pregunto a plataforma.",
    ),
    w(
      "Same signature as last month's case, see its runbook.",
      "Même signature que le mois dernier, voir la procédure.",
      "La misma firma que el mes pasado, ver el procedimiento.",
    ),
    w("Reproduced on staging.", "Reproduit en préproduction.", "Reproducido en preproducción."),
  ],
  escalates: [
    w(
      "Needs somebody who knows the queries.",
      "Il faut quelqu'un qui connaît les requêtes.",
      "Hace falta alguien que conozca las consultas.",
    ),
    w(
      "Beyond the runbook: please take over.",
      "Au-delà de la procédure : à reprendre.",
      "Más allá del procedimiento: por favor, continuad.",
    ),
  ],
  handsBack: [w("A setting, not a defect: yours to change.", "Un réglage, pas un défaut : à vous.", "Un ajuste, no un defecto: os toca.")],
  contests: [
    w("It is the software that fails, not the arm.", "C'est le logiciel qui est en cause, pas le bras.", "Falla el programa, no el brazo."),
  ],
  covers: [
    w(
      "The log shows our console sent the wrong key: ours.",
      "Le journal montre que notre console envoyait la mauvaise clé : c'est pour nous.",
      "El registro muestra que nuestra consola enviaba la clave equivocada: es nuestro.",
    ),
  ],
  reopens: [w("It is back since this morning.", "C'est revenu ce matin.", "Ha vuelto esta mañana.")],
  worse: [
    w(
      "It spreads: now all shops are affected.",
      "Cela s'étend : tous les magasins sont touchés.",
      "Se extiende: ahora afecta a todas las tiendas.",
    ),
  ],
  quotes: [
    w(
      "Half a day including the test, released next week.",
      "Une demi-journée test compris, livrée la semaine prochaine.",
      "Medio día con la prueba, entregado la próxima semana.",
    ),
  ],
  unanswered: [
    w(
      "Closed for now, as we had no answer. Reply here and it opens again.",
      "Clos pour l'instant, faute de réponse. Répondez ici et il rouvre.",
      "Cerrado por ahora, sin respuesta. Responda aquí y se reabre.",
    ),
  ],
  alerts: [
    w(
      "Error rate above 5 % for 3 minutes",
      "Taux d'erreur au-dessus de 5 % depuis 3 minutes",
      "Tasa de errores superior al 5 % durante 3 minutos",
    ),
    w(
      "Response time above 2 s (p95) for 5 minutes",
      "Temps de réponse au-dessus de 2 s (p95) depuis 5 minutes",
      "Tiempo de respuesta superior a 2 s (p95) durante 5 minutos",
    ),
    w("Replication lag above 60 s", "Retard de réplication au-dessus de 60 s", "Retraso de replicación superior a 60 s"),
  ],
} as const satisfies Record<string, readonly Wording[]>;

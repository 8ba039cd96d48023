/** What people say beside the course of a ticket in a generated history, in three languages. */
import type { Wording } from "#simulator/phrases.ts";

const w = (en: string, fr: string, es: string): Wording => ({ en, fr, es });

export const besideSays = {
  tasks: [
    w("Read what was deployed last", "Lire ce qui a été déployé en dernier", "Leer qué se desplegó por último"),
    w("Ask for the log of the hour before", "Demander le journal de l'heure précédente", "Pedir el registro de la hora anterior"),
    w("Try it in the rehearsal environment", "Essayer dans l'environnement de recette", "Probarlo en el entorno de ensayo"),
    w("Look whether others are affected", "Vérifier si d'autres sont touchés", "Ver si hay otros afectados"),
    w("Write it into the runbook", "L'ajouter à la procédure", "Anotarlo en el procedimiento"),
  ],
  praise: [
    w("Quick and clear, thank you.", "Rapide et clair, merci.", "Rápido y claro, gracias."),
    w(
      "We knew at every moment where we stood.",
      "Nous savions à tout moment où nous en étions.",
      "En todo momento supimos cómo estábamos.",
    ),
    w("Solved at the first call.", "Résolu dès le premier appel.", "Resuelto a la primera llamada."),
  ],
  blame: [
    w(
      "We had to explain it three times to three people.",
      "Nous avons dû l'expliquer trois fois à trois personnes.",
      "Tuvimos que explicarlo tres veces a tres personas.",
    ),
    w(
      "Fixed in the end, but nobody told us for hours.",
      "Réparé, mais des heures sans nouvelles.",
      "Arreglado al final, pero horas sin noticias.",
    ),
  ],
  complaints: [
    w(
      "This is the second time this month, and each time we lose a morning.",
      "C'est la deuxième fois ce mois-ci, et chaque fois nous perdons une matinée.",
      "Es la segunda vez este mes, y cada vez perdemos una mañana.",
    ),
    w(
      "It was said to be solved. Our people found out that it was not.",
      "On nous l'a dit résolu. Ce sont nos équipes qui ont découvert le contraire.",
      "Se nos dijo que estaba resuelto. Fue nuestra gente quien descubrió que no.",
    ),
  ],
} as const satisfies Record<string, readonly Wording[]>;

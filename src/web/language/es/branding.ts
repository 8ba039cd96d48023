/** Spanish: how the portal and the door look. */

import type { branding as english } from "../en/branding.ts";
import type { Translation } from "../message.ts";

export const branding = {
  title: "Imagen de marca",
  lead: "Su nombre, su logotipo y su color en el portal y en la puerta. El aspecto del puesto de trabajo no cambia.",
  name: "Nombre",
  nameHint: "Vacío: el nombre del modelo, {name}.",
  logo: "Logotipo",
  logoHint: "PNG o WebP, 256 kB como máximo; se muestra con 32 píxeles de alto.",
  choose: "Elegir una imagen",
  remove: "Quitar el logotipo",
  tooLarge: "Esta imagen tiene {size} kB; como máximo 256 kB.",
  wrongType: "Elija una imagen PNG o WebP.",
  noLogo: "Todavía sin logotipo",
  colour: "Color",
  colourHint: "De enlaces y botones. Vacío: el de Guardia.",
  pick: "Elegir un color",
  badColour: "Escriba un color con seis cifras hexadecimales, por ejemplo #0b5c69.",
  own: "El de Guardia",
  contrast: "{ratio}:1 sobre blanco; las palabras necesitan 4,5:1.",
  readable: "Legible tal cual de día.",
  adjusted: "Demasiado pálido para palabras de día: enlaces y botones toman {colour}, el más cercano que se lee.",
  night: "De noche toman {colour}.",
  preview: "Cómo se ve",
  day: "De día",
  dark: "De noche",
  sampleLink: "Un enlace",
  sampleButton: "Un botón",
  save: "Guardar",
  saved: "Guardado",
} as const satisfies Translation<typeof english>;

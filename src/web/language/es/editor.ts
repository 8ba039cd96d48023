/** Spanish: where people write, what was written, and the files beside it. */

import type { editor as english } from "../en/editor.ts";
import type { Translation } from "../message.ts";

export const editor: Translation<typeof english> = {
  toolbar: "Formato",
  bold: "Negrita",
  italic: "Cursiva",
  code: "Código",
  link: "Enlace",
  linkAddress: "Dirección del enlace",
  setLink: "Poner el enlace",
  bullets: "Lista",
  numbers: "Lista numerada",
  quote: "Cita",
  block: "Bloque de código",
  mention: "Mencionar a alguien",
  shown: { quoted: "Texto citado", image: "Imagen" },
  files: {
    attach: "Adjuntar archivos",
    drop: "Suéltelos aquí",
    list: "Adjuntos",
    remove: "Quitar {name}",
    uploading: "{name}: {percent} %",
    again: "Reintentar",
    failed: "No se pudo enviar {name}.",
    tooLarge: "{name} supera {limit}.",
    tooMany: "Un mensaje lleva como máximo {count, plural, one {# archivo} other {# archivos}}.",
    empty: "{name} está vacío.",
    refused: "No se aceptan archivos como {name}.",
    open: "Abrir {name}, {size}",
    download: "Descargar {name}, {size}",
  },
};

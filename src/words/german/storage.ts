/** German words: what the page keeps and where. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

const counted = (one: string, many: string) => (count: number) => `${count} ${count === 1 ? one : many}`;

/** The words. */
export const storage: Words['storage'] = {
  whole: (name, written) => `${name} ist vollständig: ${written}.`,
  stopped: 'Angehalten. Von der Datei wurde nichts behalten.',
  counted: {
    runs: counted('Lauf', 'Läufe'),
    studies: counted('Studie', 'Studien'),
    datasets: counted('Datensatz', 'Datensätze'),
    adapters: counted('Adapter', 'Adapter'),
    models: counted('Modell', 'Modelle'),
    class: counted('Ergebnis der Klasse', 'Ergebnisse der Klasse'),
  },
  lost: (what) =>
    `Bei einem früheren Besuch hat das Labor hier etwas gespeichert, das es nicht mehr findet (${what}): Der Browser hat es entfernt, um Platz zu machen oder nach Wochen ohne Besuch, oder seine Daten für diese Adresse wurden gelöscht. Importiere, was du als Datei gespeichert hast; was nicht gespeichert war, ist verloren.`,
  askClassAgain: 'Bitte die Schülerinnen und Schüler der Klasse noch einmal um ihre Dateien oder Codes.',
};

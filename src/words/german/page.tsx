/** German words: the page as a whole: head, introduction, notices. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const page: Words['page'] = {
  model: 'Modell',
  modelStates: {
    ready: 'bereit',
    loading: (size) => `lädt ${size}`,
    notHere: 'noch nicht hier',
    notLoaded: 'noch nicht geladen',
  },
  share: 'teilen',
  shareTitle: 'Kopiert einen Link mit diesen Einstellungen',
  linkCopied: 'kopiert',
  linkNotCopied:
    'Der Browser ließ die Seite den Link nicht kopieren. Er steht in der Adresszeile: Kopiere ihn von dort.',
  themes: { system: 'System', light: 'hell', dark: 'dunkel' },
  changeTheme: (theme) => `Farben: ${theme}. Ändern.`,
  intro: (paper) => (
    <>
      Findet ein Modell, das sieht, wo etwas ist, auch den Weg? Trainiere ein kleines Bild-Sprach-Modell auf
      räumliche Grundfähigkeiten, hier auf deinem eigenen Computer, und miss, ob ihm dann auch
      zusammengesetzte Aufgaben gelingen, wie im Artikel {paper('Sparkle')}.
    </>
  ),
  problem: 'Problem',
  note: 'Hinweis',
  closeMessage: 'Diese Meldung schließen',
  framed: (link) => (
    <>
      Das Labor steht in einer anderen Seite: Dort gibt ihm der Browser vielleicht keine Grafikkarte und nur
      einen Thread, und seine Läufe sind von denen des Labors auf eigener Seite getrennt.{' '}
      {link('Das Labor auf eigener Seite öffnen')}, mit denselben Einstellungen.
    </>
  ),
  noGpu: (reason) => `${reason} Stattdessen rechnet der Prozessor: dieselben Zahlen, langsamer.`,
  withoutGpu:
    'Fragen werden auf dem Prozessor beantwortet (WebAssembly), und dort wird auch das eingebaute Modell trainiert. Die Seite sagt, wie lange das Training dauern wird, bevor es beginnt.',
  getGpuHere:
    'Schneller geht es, und auch mit größeren Modellen, wenn du in den Einstellungen des Browsers die Hardwarebeschleunigung einschaltest oder den Grafiktreiber aktualisierst.',
  getGpuElsewhere:
    'Schneller geht es, und auch mit größeren Modellen, in einem aktuellen Chrome, Edge, Safari oder Firefox mit eingeschalteter Hardwarebeschleunigung.',
  keptUntilClosed: (why) =>
    `Was hier entsteht, bleibt, bis dieses Fenster geschlossen oder neu geladen wird. ${why}`,
  keptInMemory:
    'Dieser Browser lässt die Seite hier nichts speichern: Läufe, Datensätze, Adapter und Modelle bleiben, bis dieses Fenster geschlossen oder neu geladen wird. Lade herunter, was du behalten willst, oder öffne das Labor auf eigener Seite in einem Fenster, das nicht privat ist.',
  keptInBrowser: (isDatabase, isPromised) =>
    `Läufe, Datensätze, Adapter und Modelle bleiben für diese Adresse ${isDatabase ? 'in der Datenbank dieses Browsers' : 'in diesem Browser'} gespeichert, bis du sie löschst${isPromised ? '' : ' oder der Browser den Platz braucht'}; in einem privaten Fenster, bis es geschlossen wird.`,
  needs: {
    WebAssembly: 'WebAssembly',
    simd: 'WebAssembly SIMD',
    workers: 'Worker',
    canvas: 'OffscreenCanvas',
    popovers: 'Popover',
  },
  lacking: (need) =>
    `Das Labor braucht etwas, das diesem Browser fehlt oder in ihm abgeschaltet ist: ${need}. Nimm einen neueren Browser, oder schalte es in den Einstellungen ein.`,
  unknownLanguage: (said, known) =>
    `Der Link verlangt die Sprache „${said}“, die dieses Labor nicht spricht; es spricht ${known.join(', ')}: Berichtige den Link, oder wähle oben auf der Seite.`,
  languageNotFetched: (name) =>
    `Die Wörter der Sprache ${name} konnten nicht geholt werden. Versuche es noch einmal, wenn das Netz wieder da ist.`,
};

/** German words: questions about own pictures, and the camera. Not here: where they stand (src/app/pictures). */
import type { Words } from '../english.ts';

/** `1, 2 und 7`; after the tenth only how many more. */
const numbersText = (numbers: readonly number[]): string => {
  const listed = numbers.slice(0, 10);
  const more = numbers.length - listed.length;
  if (more > 0) return `${listed.join(', ')} und ${more} weitere`;
  return listed.length === 1 ? `${listed[0]}` : `${listed.slice(0, -1).join(', ')} und ${listed.at(-1)}`;
};

/** The words. */
export const pictures: Words['pictures'] = {
  title: 'Fragen zu eigenen Bildern',
  place: 'Eigene Bilder',
  files: 'Bilder',
  invitation:
    'Zieh Bilder hierher, füge sie ein, wähle sie aus oder nimm sie auf; schreib dann neben jedes eine Frage und ihre Antwort.',
  privacy:
    'Ein Bild wird mit höchstens 1024 px behalten, ohne das, was eine Kamera in ihre Dateien schreibt, etwa den Ort. Nichts verlässt dieses Gerät, und nichts wird gespeichert, bevor du die Sammlung behältst.',
  choose: 'Bilder auswählen',
  useCamera: 'Kamera benutzen',
  cameraApp: 'Kamera-App öffnen',
  orDrop: 'oder zieh sie hierher.',
  pictureName: 'Kamera',
  reading: 'Gelesene Bilder',
  read: (done, of) => `${done} von ${of} Bildern gelesen`,
  stop: 'Anhalten',
  refused: (count) =>
    count === 1 ? 'Ein Bild wurde nicht genommen:' : `${count} Bilder wurden nicht genommen:`,
  more: (count) => `und ${count} weitere.`,
  faults: {
    empty: (name) => `${name} ist leer. Kopiere die Datei noch einmal.`,
    'large-file': (name) => `${name} ist größer als 64 MiB. Verkleinere das Bild.`,
    'many-pixels': (name) => `${name} hat mehr als 64 Millionen Pixel. Verkleinere das Bild.`,
    heic: (name) =>
      `${name} ist ein HEIC-Bild, das dieser Browser nicht lesen kann. Speichere es als JPEG, oder stell die Kamera des Telefons auf „Maximale Kompatibilität“.`,
    damaged: (name) => `${name} ist beschädigt oder abgeschnitten. Kopiere die Datei noch einmal.`,
    other: (name) =>
      `${name} ist kein Bild, das dieser Browser lesen kann. Speichere es als JPEG oder PNG. Ein ZIP mit Fragen wird weiter unten importiert.`,
    unreadable: (name) =>
      `${name} lässt sich nicht lesen: Die Datei wurde verschoben, geändert oder gesperrt. Wähle sie noch einmal aus.`,
    twice: (name) => `${name} ist schon in der Sammlung.`,
    over: (name) =>
      `${name} ist eines zu viel: Eine Sammlung, die hier geschrieben wird, hat bis zu 500 Bilder. Behalte diese und beginne eine neue.`,
  },
  alt: (number, name) => `Bild ${number}: ${name}`,
  caption: (number, name) => `${number} · ${name}`,
  question: (place) => (place === null ? 'Frage' : `Frage ${place}`),
  answer: 'Antwort',
  questionOf: (number, place) =>
    place === null ? `Frage zu Bild ${number}` : `Frage ${place} zu Bild ${number}`,
  firstQuestion: 'Eine Frage schreiben',
  firstQuestionTo: (number) => `Eine Frage zu Bild ${number} schreiben`,
  anotherQuestion: 'Noch eine Frage',
  anotherQuestionTo: (number) => `Noch eine Frage zu Bild ${number}`,
  removeQuestion: 'Entfernen',
  removeQuestionOf: (number, place) =>
    place === null ? `Die Frage zu Bild ${number} entfernen` : `Frage ${place} zu Bild ${number} entfernen`,
  removePicture: 'Bild entfernen',
  removePictureNumber: (number) => `Bild ${number} entfernen`,
  tag: 'Ein Wort in spitzen Klammern wie <image> stünde für etwas anderes als seine Buchstaben. Schreib es mit anderen Worten.',
  unknownWords: (unknown) =>
    `sparkle-tiny kann nur sein eigenes Englisch und hat ${unknown.map((word) => `„${word}“`).join(', ')} nie gelesen: Bevor es mit diesen Fragen trainiert ist, antwortet es trotzdem irgendetwas.`,
  long: (bytes, surely) =>
    `Das ist vielleicht zu lang für sparkle-tiny: Frage und Antwort haben ${bytes} Buchstaben (Umlaute zählen doppelt), und bis zu ${surely} passen sicher hinein. Ein Lauf lässt weg, was nicht passt, und sagt es.`,
  needed: {
    title: 'Wie viele du brauchst',
    count: (questions, recommended) => `${questions} von ${recommended} Fragen`,
    tooFew: (tests, changes, recommended) =>
      `Zum Messen: Ein Lauf mit den Einstellungen dieser Seite macht ${tests} Tests. Darum müssen sich mindestens ${changes} Antworten in dieselbe Richtung ändern, um sich vom Zufall zu unterscheiden. Mit weniger als ${changes} Fragen lässt sich nichts sagen; mit ${recommended} zeigt sich, wenn sich ein Viertel ändert.`,
    measure: (tests, changes, points, recommended) =>
      `Zum Messen: Ein Lauf mit den Einstellungen dieser Seite macht ${tests} Tests. Darum müssen sich etwa ${changes} dieser Antworten (${points} Prozentpunkte) in dieselbe Richtung ändern, um sich vom Zufall zu unterscheiden. Kleinere Änderungen bleiben unsichtbar; mit ${recommended} Fragen zeigt sich, wenn sich ein Viertel ändert.`,
    blind: (share) => `Wer immer dieselbe Antwort gibt, hat ohne hinzusehen ${share} richtig.`,
    train: (count, shown, times) =>
      `Zum Trainieren: Ein solcher Lauf zeigt ${shown} Bilder, ${count === 1 ? 'dieses eine' : `jedes von diesen ${count}`} also etwa ${times}-mal. Die Fähigkeiten des Labors werden mit ebenso vielen verschiedenen gelehrt. Wenige Bilder lernt das Modell auswendig: An denselben gemessen sieht das wie Können aus. Behalte andere Bilder in einer eigenen Sammlung, um daran zu messen.`,
  },
  name: 'Name der Sammlung',
  standardName: 'Meine Bilder',
  copyName: (name) => `${name}, geändert`,
  inMemory:
    'Bis du sie behältst, ist die Sammlung nur im Arbeitsspeicher: Sie ist weg, wenn diese Seite geschlossen wird.',
  unfinished: (numbers) =>
    numbers.length === 1
      ? `Bild ${numbersText(numbers)} ist nicht fertig: Jede Frage braucht ihren Text und eine Antwort.`
      : `Die Bilder ${numbersText(numbers)} sind nicht fertig: Jede Frage braucht ihren Text und eine Antwort.`,
  toFirst: (number) => `Zu Bild ${number}`,
  leaveOut: 'Weglassen, was nicht fertig ist',
  stillReading: 'Es werden noch Bilder gelesen.',
  keep: 'Diese Sammlung behalten',
  keeping: 'Gespeicherte Bilder',
  keepStopped: 'Angehalten. Die Sammlung ist noch nicht gespeichert; nichts davon ist verloren.',
  kept: (name, images, questions) =>
    `„${name}“ ist gespeichert: ${images} ${images === 1 ? 'Bild' : 'Bilder'}, ${questions} ${questions === 1 ? 'Frage' : 'Fragen'}. Die Sammlung steht in der Liste unten.`,
  discard: 'Verwerfen',
  discardQuestion: (count) =>
    count === 1
      ? 'Das Bild mit allem, was geschrieben ist, verwerfen?'
      : `Alle ${count} Bilder mit allem, was geschrieben ist, verwerfen?`,
  discardForGood: 'Endgültig verwerfen',
  camera: {
    title: 'Bilder aufnehmen',
    close: 'Schließen',
    consent:
      'Was die Kamera sieht, wird nur hier gezeigt. Ein Bild wird aufgenommen, wenn du den Knopf drückst, und erst gespeichert, wenn du die Sammlung behältst. Frag vorher alle, die darauf zu sehen sind.',
    preview: 'Was die Kamera sieht',
    take: 'Bild aufnehmen',
    taken: (count) => (count === 1 ? 'Ein Bild aufgenommen' : `${count} Bilder aufgenommen`),
    waiting: 'Die Seite wartet auf die Kamera. Vielleicht fragt dich der Browser zuerst.',
    again: 'Noch einmal versuchen',
    faults: {
      unsupported:
        'Dieser Browser gibt Seiten unter dieser Adresse keine Kamera: Sie muss sicher sein (https oder dieser Computer selbst). Nimm die Bilder mit einer anderen App auf und wähle sie hier aus.',
      refused:
        'Die Kamera ist auf dieser Seite nicht erlaubt. Erlaube sie in der Adressleiste des Browsers und versuch es noch einmal, oder nimm die Bilder mit einer anderen App auf und wähle sie hier aus. Steht das Labor im Rahmen einer anderen Seite, öffne es auf eigener Seite.',
      none: 'Es gibt keine Kamera. Schließ eine an und versuch es noch einmal, oder wähle Bilder aus, die schon da sind.',
      busy: 'Die Kamera antwortet nicht: Vielleicht benutzt sie ein anderes Programm. Schließ es und versuch es noch einmal.',
      hidden:
        'Die Kamera wurde ausgeschaltet, weil diese Seite nicht zu sehen war. Die aufgenommenen Bilder sind noch da.',
      gone: 'Die Kamera wurde ausgeschaltet oder getrennt. Die aufgenommenen Bilder sind noch da.',
    },
  },
};

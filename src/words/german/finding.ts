/**
 * German words: what tasks, variants, controls and arms are called, and the sentences of a finding. Not here: where they
 * stand (src/app).
 */

import type { Changes, Counted } from '../english/finding.ts';
import type { Words } from '../english.ts';

/** In a verdict names stand after a colon, where they need no inflection. */
const changed =
  (rose: string, notAll: string, fell: string) =>
  (changes: Changes): string =>
    [
      ...(changes.rose ? [`${rose} ${changes.rose}.`] : []),
      ...(changes.rose && changes.unclear ? [`${notAll} ${changes.unclear}.`] : []),
      ...(changes.fell ? [`${changes.rose ? 'Schlechter geworden:' : fell} ${changes.fell}.`] : []),
    ].join(' ');

const better = (opening: string) =>
  changed(
    `${opening} wurde es besser bei:`,
    'Nicht deutlich besser bei:',
    `${opening} wurde es schlechter bei:`,
  );

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`;

const untaught = ({ isTaught }: Counted): string => (isTaught ? '' : ', die ihm nie beigebracht wurden');

/** The words. */
export const finding: Words['finding'] = {
  list,
  tasks: {
    direction: () => 'Richtung',
    distance: () => 'Entfernung',
    localization: () => 'Lage',
    spp: (size, isChanged) => `${isChanged ? 'Weg' : 'kürzester Weg'} ${size} × ${size}`,
    tsp: (size) => `Route durch ${size}`,
    crossings: () => 'Linien, die sich kreuzen',
    touching: () => 'Kreise, die sich berühren',
    grid: () => 'Zeilen und Spalten',
    map: () => 'Landkarten',
  },
  variants: {
    colors: 'unbekannte Farben',
    labels: 'aufgedruckte Namen',
    font: 'andere Schriften',
    background: 'Hintergründe',
    size: 'Größen der Scheiben',
    more: 'mehr Scheiben',
    blocked: 'fehlende Kanten',
    maze: 'Labyrinthe',
    rotated: 'gedreht',
    jittered: 'verschobene Knoten',
  },
  controls: { blank: 'leeres Bild', told: 'in Worten beschrieben' },
  imported: {
    imported: 'importierte Fragen',
    'whatsup-a': 'What’s Up A (auf, unter, links, rechts)',
    'whatsup-b': 'What’s Up B (vor, hinter, links, rechts)',
    'coco-one': 'COCO-spatial, ein Gegenstand',
    'coco-two': 'COCO-spatial, zwei Gegenstände',
    'gqa-one': 'GQA-spatial, ein Gegenstand',
    'gqa-two': 'GQA-spatial, zwei Gegenstände',
  },
  kinds: {
    basic: 'Grundfähigkeiten',
    composite: 'Zusammengesetzte Aufgaben',
    'out-of-distribution': 'Anders als im Training',
    perception: 'Wahrnehmung und Landkarten',
    control: 'Kontrollen, ohne das Bild',
    imported: 'Importierte Fragen',
  },
  suites: {
    pictures: 'Andere Bilder',
    shapes: 'Andere Gitter und Routen',
    perception: 'Wahrnehmung und Landkarten',
    controls: 'Kontrollen für jede Aufgabenart',
  },
  larger: 'größere',
  forms: {
    direction: 'Richtung',
    comparison: 'näher oder weiter',
    pair: 'nächstes oder fernstes Paar',
    number: 'Entfernung',
    coordinates: 'Koordinaten',
    region: 'Bildteil',
    description: 'Beschreibung',
    path: 'kürzester Weg',
    route: 'kürzeste Route',
    count: 'Anzahl',
    'yes-no': 'ja oder nein',
  },
  answerVerdicts: {
    right: 'richtig',
    wrongReasons: 'richtig aus falschen Gründen',
    way: 'der Nächste zuerst ist nicht am kürzesten',
    thinking: 'falsch gedacht',
    seeingAndThinking: 'falsch gesehen und gedacht',
    seeing: 'falsch gesehen',
    form: 'nicht lesbar',
  },
  arms: {
    none: { label: 'nichts (Kontrolle)', opening: 'Ohne Training' },
    composite: {
      label: 'zusammengesetzte Aufgaben (Kontrolle)',
      opening: 'Auf die zusammengesetzten Aufgaben selbst trainiert,',
    },
    shuffled: {
      label: 'alle Fähigkeiten mit vertauschten Antworten (Kontrolle)',
      opening: 'Auf die Antworten zu anderen Bildern trainiert,',
    },
    imported: { label: 'importierte Fragen', opening: 'Auf importierte Fragen trainiert,' },
    measured: { label: 'nichts: ein Adapter wird gemessen', opening: 'Mit dem gemessenen Adapter' },
  },
  openingOfSkills: (names) => `Nur auf ${names} trainiert,`,

  p: (digits) => `p = ${digits.replace('.', ',')}`,
  pBelow: (digits) => `p < ${digits.replace('.', ',')}`,
  subjects: {
    direction: { verb: 'beantwortete', things: 'Fragen nach Richtungen', counted: 'Fragen nach Richtungen' },
    distance: {
      verb: 'beantwortete',
      things: 'Fragen nach Entfernungen',
      counted: 'Fragen nach Entfernungen',
    },
    localization: { verb: 'beantwortete', things: 'Fragen nach der Lage', counted: 'Fragen nach der Lage' },
    spp: { verb: 'fand', things: 'kürzeste Wege', counted: 'kürzesten Wegen' },
    tsp: { verb: 'fand', things: 'kürzeste Routen', counted: 'kürzesten Routen' },
    imported: { verb: 'beantwortete', things: 'importierte Fragen', counted: 'importierten Fragen' },
  },
  lead: (opening, verb) => (opening === null ? `Es ${verb} ` : `${opening} ${verb} das Modell `),
  count: (right, items) => `${right} von ${items}`,
  unchanged: (counted, isSame) =>
    ` ${counted.things}${untaught(counted)}: keine deutliche Änderung (vorher: ${counted.before}${isSame ? '' : `, ${counted.test}`}). `,
  rose: (counted) =>
    ` ${counted.things}${untaught(counted)} (vorher: ${counted.before}). McNemar ${counted.test}. `,
  fell: ({ things, before, test }) => ` ${things}, weniger als vorher (${before}). McNemar ${test}. `,
  mixed: (counted, rose, fell) => {
    const which = [...(rose ? [`besser: ${rose}`] : []), ...(fell ? [`schlechter: ${fell}`] : [])];
    return ` ${counted.things}${untaught(counted)}; ${which.join('; ')} (vorher: ${counted.before}). McNemar ${counted.test}. `;
  },
  basic: (task, count, after, items, p) => `${task} ${count} → ${after} von ${items} (${p})`,
  basics: (parts) => `Grundfähigkeiten: ${parts}.`,
  adjusted: (tests) => `Jedes p ist für ${tests} Tests angepasst (Holm).`,

  verdicts: {
    transfer: {
      changed: changed(
        'Das Gelernte übertrug sich auf:',
        'Nicht deutlich auf:',
        'Schlechter geworden ist das Modell bei:',
      ),
      nothing: 'Kein Anzeichen, dass sich das Gelernte übertrug.',
    },
    none: {
      changed: better('Ohne Training'),
      nothing: 'Nichts wurde trainiert, und nichts änderte sich deutlich.',
    },
    composite: {
      changed: better('Mit den Aufgaben selbst trainiert,'),
      nothing: 'Mit den Aufgaben selbst trainiert, lernte es sie nicht deutlich.',
    },
    shuffled: {
      changed: better('Mit vertauschten Antworten trainiert,'),
      nothing: 'Vertauschte Antworten änderten nichts deutlich.',
    },
    imported: {
      changed: better('Mit importierten Fragen trainiert,'),
      nothing: 'Importierte Fragen änderten nichts deutlich.',
    },
    measured: { changed: better('Mit dem Adapter'), nothing: 'Kein deutlicher Unterschied mit dem Adapter.' },
  },
  notLearned: 'Es lernte nicht deutlich, was ihm beigebracht wurde.',
  learned: (skills, others) => `Gelernt hat es: ${skills}${others ? `; nicht deutlich: ${others}` : ''}.`,
  reach: (items, tests, needed) => {
    const of = `Bei ${items} ${items === 1 ? 'Aufgabe' : 'Aufgaben'} je Aufgabenart und ${tests === 1 ? 'einem Test' : `${tests} Tests`}`;
    return needed > items
      ? `${of} ist keine Änderung vom Zufall zu unterscheiden: Nimm mindestens ${needed} Aufgaben.`
      : `${of} müssen sich etwa ${needed} Aufgaben einer Art (${Math.round((100 * needed) / items)} Prozentpunkte) ändern, alle in dieselbe Richtung, um sich vom Zufall zu unterscheiden: Kleinere Wirkungen bleiben unsichtbar.`;
  },
  oneTraining: 'Das ist ein einziges Training: Mit einem anderen Startwert kann es anders ausgehen.',
};

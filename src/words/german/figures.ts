/**
 * German words: the figures: axes, legends, captions, what they say to screen readers; and why an answer is right. Not
 * here: where they stand (src/app/figures), what tasks are called (finding.ts).
 */
import type { Words } from '../english.ts';
import { inGerman, nameOf, placeOf } from './gloss.ts';

/** A decimal comma. */
const number = (value: number): string => String(value).replace('.', ',');

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Columns and classes of the figures' tables. */
const cells: Readonly<Record<string, string>> = {
  task: 'Aufgabenart',
  kind: 'Art',
  basic: 'grundlegend',
  composite: 'zusammengesetzt',
  perception: 'Wahrnehmung',
  imported: 'importiert',
  series: 'Reihe',
  run: 'Lauf',
  mean: 'Mittel',
  change: 'Änderung',
  value: 'Wert',
  strength: 'Stärke',
  low95: 'unten (95 %)',
  high95: 'oben (95 %)',
  seeds: 'Startwerte',
  bySeed: 'je Startwert',
  students: 'Schülerinnen und Schüler',
  byStudent: 'je Schülerin oder Schüler',
  before: 'vorher',
  after: 'nachher',
  blindBaseline: 'blind geraten',
  nearestNeighbour: 'immer zum Nächsten',
  class: 'Antwort',
  count: 'Anzahl',
  items: 'Aufgaben',
  answers: 'Antworten',
  right: 'richtig',
  correct: 'richtig',
  parsed: 'lesbar',
  correctBefore: 'richtig vorher',
  lowBefore95: 'unten vorher (95 %)',
  highBefore95: 'oben vorher (95 %)',
  parsedBefore: 'lesbar vorher',
  correctAfter: 'richtig nachher',
  lowAfter95: 'unten nachher (95 %)',
  highAfter95: 'oben nachher (95 %)',
  parsedAfter: 'lesbar nachher',
  pHolm: 'p (Holm)',
  'not in the asked form': 'nicht in der verlangten Form',
  when: 'wann',
  wrongReasons: 'richtig aus falschen Gründen',
  way: 'immer zum Nächsten ist nicht am kürzesten',
  thinking: 'falsch gedacht',
  seeingAndThinking: 'falsch gesehen und gedacht',
  seeing: 'falsch gesehen',
  form: 'nicht lesbar',
  'positions exact': 'Positionen genau',
  'positions near': 'Positionen ein Feld daneben',
  'positions wrong': 'Positionen weiter daneben',
  'positions missing': 'Positionen ausgelassen',
  'positions extra': 'Positionen nicht im Bild',
  step: 'Schritt',
  loss: 'Verlust',
  gradNorm: 'Gradientennorm',
  learningRate: 'Lernrate',
  tokensPerSecond: 'Tokens je Sekunde',
  paddingShare: 'Anteil der Auffüllung',
  stepMs: 'ms je Schritt',
  validationLoss: 'Validierungsverlust',
  validationAccuracy: 'Validierungsgenauigkeit',
  hops: 'Schritte',
  lattice: 'Gitter',
  objects: 'Objekte',
  gap: 'Unterschied',
};

/** The words. */
export const figures: Words['figures'] = {
  notDrawn: (why) =>
    `Die Abbildung konnte nicht gezeichnet werden (${why}). Ihre Zahlen stehen in der Tabelle.`,
  cell: (text) =>
    cells[text] ??
    placeOf(text) ??
    text
      .replace(/^(\S+) to (\S+)$/, '$1 bis $2')
      .replace(/^(\S+) or more$/, '$1 oder mehr')
      // The values of several seeds in one cell.
      .replace(/\b(\d+)\.(\d+)\b/g, '$1,$2'),
  table: 'Tabelle',
  save: 'Diese Abbildung speichern',

  before: 'vorher',
  after: 'nachher',
  beforeTraining: 'vor dem Training',
  afterTraining: 'nach dem Training',
  afterOnSame: 'nachher, mit denselben Aufgaben',
  wilson: '95-%-Wilson-Intervall',
  interval: '95-%-Intervall',
  blindGuess: 'bestes blindes Raten',
  step: 'Schritt',
  hollowAndFilled:
    'Hohl: vor dem Training; gefüllt: nachher, mit denselben Aufgaben. Striche: 95-%-Wilson-Intervall.',
  percentOfTask: 'Richtige Antworten, Prozent der Aufgaben einer Art.',
  tickIsBlind: 'Kurzer senkrechter Strich: was bestes blindes Raten erreicht.',
  range: (low, high) => `${low} bis ${high}`,
  className: (name) => placeOf(name) ?? name,

  arms: {
    title: (what) => `Richtige Antworten: ${what}`,
    mean: { seed: 'Mittel über die Startwerte', student: 'Mittel der Klasse' },
    one: { seed: 'ein Startwert', student: 'eine Schülerin oder ein Schüler' },
    control: 'eine Kontrolle',
    blind: 'blindes Raten',
    dot: { seed: 'Startwert', student: 'Schülerin oder Schüler' },
    large: {
      seed: 'Groß: das Mittel über die Startwerte; klein: jeder Startwert.',
      student: 'Groß: das Mittel der Klasse; klein: jede Schülerin, jeder Schüler.',
    },
    largeAfter: 'Groß: nach dem Training.',
    hollowControl: 'Hohl: eine Kontrolle.',
    dashedBefore: 'Gestrichelte Linie: vor dem Training.',
    diamondBefore: 'Raute: derselbe Lauf vor dem Training.',
    told: ({ name, mean, interval, before }) =>
      `${name} ${mean} %${interval ? ` (${interval.low} % bis ${interval.high} %)` : ''}${before === null ? '' : `, vorher ${before} %`}`,
    task: (task, before, blind, means) =>
      `${task}: ${before === null ? '' : `vor dem Training ${before} %, `}blind ${blind} %; ${means}`,
  },

  balance: {
    title: (form) => `Wie oft jede Antwort die richtige ist: ${form}`,
    caption: (form, what, isEqual) =>
      `Richtige Antworten: ${form}${what ? `, ${what}` : ''}.${isEqual ? ' Gestrichelt: wenn alle gleich oft vorkämen.' : ''}`,
    classes: {
      comparison: 'nach der Stelle der richtigen in der Frage',
      pair: 'nach dem Buchstaben oder der Stelle des richtigen Paars',
      number: 'nach der ganzzahligen Entfernung, in einem Bild der Breite 10',
      path: 'nach den Schritten des kürzesten Wegs',
    },
    label: (total, classes) => `Richtige Antworten von ${total}: ${classes}`,
  },

  confusion: {
    title: {
      direction: 'Was womit verwechselt wird: Richtungen',
      region: 'Was womit verwechselt wird: Bildteile',
    },
    caption: {
      direction:
        'Richtungen: Eine Zeile ist die richtige Antwort, eine Spalte die gegebene, ? eine Antwort nicht in der verlangten Form. Zahlen zählen Aufgaben, die Tönung zeigt ihren Anteil an der Zeile; richtige Antworten sind umrahmt.',
      region:
        'Bildteile: Eine Zeile ist die richtige Antwort, eine Spalte die gegebene, ? eine Antwort nicht in der verlangten Form. Zahlen zählen Aufgaben, die Tönung zeigt ihren Anteil an der Zeile; richtige Antworten sind umrahmt.',
    },
    hint: 'Wähle ein Feld, um seine Aufgaben zu sehen.',
    corner: 'wahr ↓ gesagt →',
    label:
      'Richtige und gegebene Antworten. Die Pfeiltasten führen zwischen den Feldern hin und her, die Aufgaben zählen.',
    unread: 'nicht in der verlangten Form',
    cell: (when, truth, given) => `${when} · wahr: ${truth} · gesagt: ${given}`,
    show: (cell, items) => `${cell} · ${plural(items, 'Aufgabe', 'Aufgaben')}. Zeigen.`,
  },

  coordinates: '(x,y) ist Spalte und Zeile, jeweils 0 bis 9, von unten links gezählt.',

  differences: {
    title: (what) => `Änderung durch das Training: ${what}`,
    caption: 'Änderung in Prozentpunkten, nach dem Training minus vorher.',
    clear: 'Fett und unterlegt: deutlich, p unter 0,05.',
  },

  difficulty: {
    title: 'Richtige Antworten nach Schwierigkeit',
    axes: { hops: 'Schritte', latticeSize: 'Gitter', objects: 'Objekte', distanceGap: 'Unterschied' },
    captions: {
      hops: 'Kürzeste Wege, nach den Schritten des kürzesten. In Klammern: Aufgaben.',
      latticeSize: 'Kürzeste Wege, nach der Größe des Gitters. In Klammern: Aufgaben.',
      objects: 'Kürzeste Routen, nach den Objekten, die zu besuchen sind. In Klammern: Aufgaben.',
      distanceGap:
        'Was näher oder weiter ist: nach dem Unterschied der beiden Entfernungen, in einem Bild der Breite 10. In Klammern: Aufgaben.',
    },
    level: (label) => label.replace(' to ', ' bis ').replace(' or more', ' oder mehr'),
    label: (axis, levels) => `Richtige Antworten nach Schwierigkeit (${axis}): ${levels}`,
    counts: (level, before, after, items) => `${level}: ${before} vorher, ${after} nachher, von ${items}`,
  },

  dumbbell: {
    title: (run) => `Richtige Antworten vorher und nachher: ${run}`,
    nearest: 'immer zum Nächsten',
    nearestNeighbour: 'nächster Nachbar',
    ceiling: (each) =>
      `Gestrichelter Strich: was ein Modell erreicht, das alles sieht und immer zum nächstgelegenen Objekt weitergeht, der einzigen Art, Routen zu finden, die diesem Modell beigebracht wurde (${each}).`,
    hint: 'Wähle eine Zeile, um ihre Aufgaben zu sehen.',
    counts: (before, after, items) => `${before} → ${after} von ${items}`,
    label: 'Richtige Antworten vorher und nachher, nach Aufgabenart',
    row: (task, before, after, items) =>
      `${task}: ${before} von ${items} vorher, ${after} nachher. Ihre Aufgaben zeigen.`,
  },

  reasons: {
    direction: 'Vom ersten Objekt aus gesehen liegt das zweite im getönten von acht gleichen Sektoren.',
    comparison: 'Die Längen der beiden Linien entscheiden, in einem Bild der Breite 10.',
    pair: 'Die Längen der Linien entscheiden, in einem Bild der Breite 10; die kräftige Linie ist das richtige Paar.',
    number: 'Die gerade Linie, auf eine ganze Zahl gerundet, in einem Bild der Breite 10.',
    coordinates:
      'Das Bild hat 10 mal 10 Felder: zuerst das Feld nach rechts, dann das Feld nach oben, beide ab 0.',
    region: 'Das Bild ist in beiden Richtungen in gleiche Drittel geteilt.',
    description:
      'Jedes Objekt mit seinem Feld in einem Bild von 10 mal 10: zuerst nach rechts, dann nach oben, beide ab 0.',
    path: 'Jeder Weg auf dem Gitter ohne Umweg ist richtig.',
    route: 'Von allen Reihenfolgen ab diesem Start ist diese die kürzeste. Sie kehrt nicht zurück.',
    count: 'Das Bild wurde mit genau so vielen gezeichnet.',
    'yes-no': 'Das Bild wurde so gezeichnet, dass es keinen Zweifel gibt.',
  },
  reasonsInWords: {
    number: 'Die gerade Linie von Mitte zu Mitte, in einem Bild der Breite 10.',
    coordinates: 'Zuerst nach rechts, dann nach oben, von der unteren linken Ecke eines Bilds der Breite 10.',
    description:
      'Wo jedes Objekt liegt: zuerst nach rechts, dann nach oben, in einem Bild der Breite 10, und in welchem von neun Teilen.',
  },
  unequalSectors: (axesDeg, diagonalsDeg) =>
    `Vom ersten Objekt aus gesehen liegt das zweite im getönten Sektor. Rechts, oben, links und unten sind ${axesDeg} Grad breit, die Diagonalen ${diagonalsDeg}.`,
  unequalRegions: (low, high) =>
    `Das Bild ist bei ${number(low)} und ${number(high)} von 10 geteilt, in beiden Richtungen.`,
  greyZones: 'Nach nichts in den grauen Zonen wird gefragt.',
  onlyPath: (hops) => `Dieser hat ${plural(hops, 'Schritt', 'Schritte')} und ist der einzige kürzeste Weg.`,
  oneOfPaths: (hops, count) =>
    `Dieser hat ${plural(hops, 'Schritt', 'Schritte')} und ist einer von ${count} kürzesten Wegen; er geht so früh wie möglich zur Seite.`,
  freeRoute: 'Von allen Reihenfolgen ab irgendeinem Start ist diese die kürzeste. Sie kehrt nicht zurück.',
  longRoute:
    'Von so vielen Reihenfolgen ist die kürzeste nicht sicher bekannt; diese ist eine kurze. Sie kehrt nicht zurück.',
  routeLength: (length) => `Ihre Länge ist ${length} in einem Bild der Breite 10.`,

  curve: {
    title: 'Richtige Antworten während des Trainings',
    caption: (items, points) =>
      `Richtige Antworten, Prozent derselben ${items} Aufgaben einer Art an jedem Punkt, nach Trainingsschritt; 0 ist das Basismodell. Striche: 95-%-Wilson-Intervall. Es ist bei so wenigen Aufgaben bis zu ${points} Punkte breit: Nur große Änderungen sind zu sehen, kleines Auf und Ab ist Zufall.`,
    blind: 'Gestrichelt: blindes Raten.',
    chosen: (step) =>
      `Der Lauf endet mit dem Adapter von Schritt ${step}, den die Validierung wählte: Spätere Punkte gehören zu Adaptern, die nicht benutzt werden, und nach dem letzten Schritt wurde nicht gefragt.`,
    point: (task, step, correct, items) => `${task}, Schritt ${step}: ${correct} von ${items} richtig`,
    counted: (step, correct, items) => `${correct} von ${items} bei Schritt ${step}`,
    label: (tasks) => `Richtige Antworten während des Trainings. ${tasks}.`,
  },

  loss: {
    title: 'Verlust (Loss) im Training nach Schritt',
    aStep: 'ein Schritt',
    average: 'gleitendes Mittel',
    heldOut: 'zurückgehaltene Gespräche',
    caption:
      'Verlust (Loss) im Training nach Schritt: mittlere Kreuzentropie der Antwort-Tokens, in Nat. Punkte sind einzelne Schritte, die Linie ist ihr gleitendes Mittel.',
    dashed: 'Die gestrichelte Linie ist der Verlust bei Gesprächen, die im Training zurückgehalten wurden.',
    severalCaption:
      'Verlust (Loss) im Training nach Schritt: mittlere Kreuzentropie der Antwort-Tokens, in Nat; gleitende Mittel. Verluste von Läufen, die mit anderen Daten trainiert wurden, sind nicht an ihrer Höhe zu vergleichen.',
    label: (loss, steps) => `Verlust ${loss} nach ${plural(steps, 'Schritt', 'Schritten')}`,
    noStep: 'Noch kein Schritt',
    labelOf: (run, loss, steps) => `${run}: Verlust ${loss} nach ${plural(steps, 'Schritt', 'Schritten')}`,
  },

  scene: {
    lattice: (size) => `Ein Gitter von ${size} mal ${size} mit grünem Start und rotem Ziel`,
    map: (names) => `Eine Landkarte mit ${names.map(nameOf).join(', ')}`,
    figure: (told) => `Eine Figur. ${inGerman(told) ?? told}`,
    discs: (names) => `${names.length} Scheiben: ${names.map(nameOf).join(', ')}`,
  },

  strength: {
    title: 'Richtige Antworten nach Stärke des Ortssinns',
    axis: 'Stärke des Ortssinns',
    chosen: 'die eingestellte Stärke',
    caption: (items, first, second) =>
      `Richtige Antworten des untrainierten Modells, Prozent von ${items} Aufgaben, nach der Stärke des Ortssinns: ${first} (durchgezogene Linie) und ${second} (gestrichelt). Striche: 95-%-Wilson-Intervall. Die senkrechte Linie ist die eingestellte Stärke.`,
    point: (task, strength, percent) => `${task} bei ${strength}: ${percent} %`,
  },

  sweep: {
    title: (setting, what) => `Richtige Antworten je nach „${setting}“: ${what}`,
    caption: (setting, lines, about) =>
      `Richtige Antworten, Prozent der Aufgaben einer Art, je nach „${setting}“. ${lines} Klein: jeder Startwert. ${about} Dünne Linie quer: was bestes blindes Raten erreicht.`,
    axis: (setting) => setting,
    lines: {
      arm: ['durchgezogene Linie', 'lang gestrichelt'],
      control: ['gepunktet', 'strichpunktiert'],
    },
    trainedOn: (name) => `Trainiert auf: ${name}.`,
    trainedOnEach: (each) => `Trainiert auf ${each}.`,
    point: (name, value, percent) => `${name} bei ${value} ${percent} %`,
  },

  verdicts: {
    title: 'Sehen oder Denken: Antworten nach dem, was an ihnen falsch ist',
    hint: 'Die Tabelle zählt auch die Positionen: genau, ein Feld daneben, weiter daneben, ausgelassen, nicht im Bild.',
    caption:
      'Antworten nach dem, was an ihnen falsch ist, Prozent der Aufgaben einer Art. Eine Antwort zählt Positionen auf und leitet dann etwas daraus ab. Falsch gesehen: Eine Position ist nicht genau, aber das Weitere ist für die geschriebenen Positionen richtig. Falsch gedacht: Die Positionen sind genau, das Weitere ist falsch. Richtig aus falschen Gründen: Nur die Antwort ist richtig. Immer zum Nächsten ist nicht am kürzesten: kein Fehler, aber immer zum Nächsten weiterzugehen ist hier nicht die kürzeste Route.',
    told: 'In Worten beschrieben: Die Positionen wurden gesagt, sodass nur das Denken bleibt.',
    segment: (task, when, verdict, count, items) => `${task}, ${when}: ${verdict} ${count} von ${items}`,
    bar: (task, when, items, verdicts) => `${task}, ${when}, von ${items}: ${verdicts}`,
    label: (bars) => `Antworten nach Urteil. ${bars}.`,
  },
};

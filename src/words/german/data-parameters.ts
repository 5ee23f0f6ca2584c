/**
 * German words of the parameters of data made to order: the labels, helps and ranges of their schema, found by the English
 * ones. Not here: the schema (src/sparkle/dataset/data-config.ts).
 */

/** By what the schema says. */
const german: Readonly<Record<string, string>> = {
  Mode: 'Modus',
  'balanced: equal sectors and thirds, every class equally often, no scene twice. paper: the released generator, with narrow axis sectors, a small middle region and chance alone. Its shortest paths are for evaluation, from all starts and ends, since the paper never trains on them; training has half of them, which evaluation then has too.':
    'ausgewogen: gleiche Sektoren und Drittel, jede Antwort gleich oft, keine Szene zweimal. wie im Artikel: der veröffentlichte Generator mit schmalen Achsensektoren, einer kleinen Mitte und reinem Zufall. Seine kürzesten Wege sind zum Messen, mit allen Anfängen und Enden, denn der Artikel trainiert nie mit ihnen; zum Trainieren gibt es die Hälfte davon, die dann auch beim Messen vorkommt.',
  Style: 'Stil',
  'How questions are asked and answered: the embedded model’s language, free words, or lettered options with a boxed letter.':
    'Wie gefragt und geantwortet wird: in der Sprache des eingebauten Modells, in freien Worten, oder mit Buchstaben zur Auswahl, der Buchstabe in einem Kasten.',
  Objects: 'Objekte',
  'Discs that are asked about.': 'Scheiben, nach denen gefragt wird.',
  Distractors: 'Ablenker',
  'Discs nobody asks about, in evaluation scenes only. 2 in the paper.':
    'Scheiben, nach denen niemand fragt, nur in Szenen zum Messen. Im Artikel 2.',
  Appearance: 'Aussehen',
  'plain: solid colours. translucent: the paper’s colour mode. labels: grey discs with printed names N1, N2 and on. Training and evaluation have different colours, but the same printed names.':
    'einfarbig: volle Farben. durchscheinend: der Farbmodus des Artikels. mit Namen: graue Scheiben mit aufgedruckten Namen N1, N2 und so weiter. Trainieren und Messen haben andere Farben, aber dieselben aufgedruckten Namen.',
  'plain: solid colours. translucent: the paper’s colour mode. labels: grey discs with printed names N1, N2 and on. Colours are the same in training and evaluation.':
    'einfarbig: volle Farben. durchscheinend: der Farbmodus des Artikels. mit Namen: graue Scheiben mit aufgedruckten Namen N1, N2 und so weiter. Die Farben sind beim Trainieren und Messen gleich.',
  'Disc radius': 'Radius der Scheiben',
  'On an image 10 wide. 0.5 in the paper.': 'Auf einem Bild der Breite 10. Im Artikel 0,5.',
  Gap: 'Abstand',
  'Least distance between two centres, on an image 10 wide. 3 in the paper.':
    'Kleinste Entfernung zweier Mittelpunkte, auf einem Bild der Breite 10. Im Artikel 3.',
  Background: 'Hintergrund',
  'plain: white, as in the paper. noise: small light squares. gradient: from white to a light blue. Balanced mode only.':
    'einfarbig: weiß, wie im Artikel. Rauschen: kleine helle Quadrate. Verlauf: von Weiß zu einem hellen Blau. Nur im Modus „ausgewogen“.',
  'Label font': 'Schrift der Namen',
  'Of printed labels: sans-serif, serif or monospaced. Others than sans in the balanced mode only.':
    'Schrift der aufgedruckten Namen: ohne Serifen, mit Serifen oder mit fester Breite. Andere als ohne Serifen nur im Modus „ausgewogen“.',
  'Angle margin': 'Abstand der Winkel',
  'Degrees a direction keeps from the border of its sector. 0 in the paper.':
    'Grad, die eine Richtung von der Grenze ihres Sektors entfernt bleibt. Im Artikel 0.',
  'Distance margin': 'Abstand der Entfernungen',
  'Compared distances differ by more than this, on an image 10 wide. 0 in the paper.':
    'Verglichene Entfernungen unterscheiden sich um mehr als das, auf einem Bild der Breite 10. Im Artikel 0.',
  Numbers: 'Zahlen',
  'Also ask for distances and coordinates. Multiple choice and the paper’s test never do.':
    'Auch nach Entfernungen und Koordinaten fragen. Die Auswahl mit Buchstaben und der Test des Artikels tun das nie.',
  'Region margin': 'Abstand der Bereiche',
  'How far an object keeps from the border of its region, on an image 10 wide. 0 in the paper.':
    'Wie weit ein Objekt von der Grenze seines Bereichs entfernt bleibt, auf einem Bild der Breite 10. Im Artikel 0.',
  'Nodes a side': 'Knoten je Seite',
  '4 and 5 in the paper.': 'Im Artikel 4 und 5.',
  'Least hops': 'Mindestzahl der Schritte',
  'The shortest path has at least this many moves. 2 in the paper.':
    'So viele Schritte hat der kürzeste Weg mindestens. Im Artikel 2.',
  'Node labels': 'Namen der Knoten',
  'N1, N2 and on, column by column from the bottom-left.':
    'N1, N2 und so weiter, Spalte für Spalte von links unten.',
  Walls: 'Wände',
  'Missing edges; every node stays in reach. none: as in the paper. random: the wall share of all edges. maze: as many as can be, so that only one path leads from node to node. Balanced mode only.':
    'Fehlende Kanten; jeder Knoten bleibt erreichbar. keine: wie im Artikel. zufällig: der Anteil der Wände an allen Kanten. Labyrinth: so viele wie möglich, sodass nur ein Weg von Knoten zu Knoten führt. Nur im Modus „ausgewogen“.',
  'Wall share': 'Anteil der Wände',
  'Share of all edges that random walls take. Without random walls it does nothing.':
    'Der Anteil aller Kanten, den zufällige Wände wegnehmen. Ohne zufällige Wände bewirkt er nichts.',
  Rotation: 'Drehung',
  'Degrees the lattice is turned, counter-clockwise; it shrinks to fit, so large ones are clearer without node labels. Moves keep their names. Balanced mode only.':
    'Grad, um die das Gitter gegen den Uhrzeigersinn gedreht ist; es schrumpft, bis es passt, darum sind große Drehungen ohne Namen der Knoten deutlicher zu sehen. Die Richtungen behalten ihre Namen. Nur im Modus „ausgewogen“.',
  Jitter: 'Verschiebung',
  'Each node is moved by up to this share of the spacing, right or left and up or down. Balanced mode only.':
    'Jeder Knoten ist um bis zu diesen Anteil des Abstands verschoben, nach rechts oder links und nach oben oder unten. Nur im Modus „ausgewogen“.',
  'Stops of the route. 5 in the paper. Above 12 the answer is the best route known, which may not be the shortest.':
    'Halte der Route. Im Artikel 5. Über 12 ist die Antwort die beste bekannte Route, die nicht die kürzeste sein muss.',
  Start: 'Anfang',
  'Whether the question names the first stop. The route is open: it never returns.':
    'Ob die Frage den ersten Halt nennt. Die Route ist offen: Sie kehrt nie zurück.',
  'Length margin': 'Abstand der Längen',
  'The second-shortest route is longer by more than this share, so that one order is clearly right. 0 in the paper.':
    'Die zweitkürzeste Route ist um mehr als diesen Anteil länger, sodass eine Reihenfolge klar richtig ist. Im Artikel 0.',
  Seed: 'Startwert',
  'The same seed gives the same scenes and words on every machine.':
    'Derselbe Startwert ergibt auf jedem Computer dieselben Szenen und Wörter.',
  Images: 'Bilder',
  'Image side, px': 'Bildseite, px',
  'The embedded model sees 192; the paper’s images have 1232.':
    'Das eingebaute Modell sieht 192; die Bilder des Artikels haben 1232.',
};

/** By the value. In links and files the values stay as they are. */
const choices: Readonly<Record<string, string>> = {
  direction: 'Richtung',
  distance: 'Entfernung',
  localization: 'Lage',
  description: 'Beschreibung',
  basic: 'gemischt',
  path: 'Weg',
  route: 'Route',
  balanced: 'ausgewogen',
  paper: 'wie im Artikel',
  embedded: 'eingebaut',
  words: 'in Worten',
  choice: 'Auswahl',
  training: 'zum Trainieren',
  evaluation: 'zum Messen',
  plain: 'einfarbig',
  translucent: 'durchscheinend',
  labels: 'mit Namen',
  noise: 'Rauschen',
  gradient: 'Verlauf',
  sans: 'ohne Serifen',
  serif: 'mit Serifen',
  mono: 'feste Breite',
  none: 'keine',
  random: 'zufällig',
  maze: 'Labyrinth',
  fixed: 'fest',
  free: 'frei',
  yes: 'ja',
  no: 'nein',
};

/** What a value is called. */
export const choiceWords = (value: string): string => choices[value] ?? value;

/** A range as `option.ts` words it. */
function rangeText(text: string): string | null {
  const found = /^a (whole )?number from (\S+) to (\S+)$/.exec(text);
  if (!found) return null;
  const [low, high] = [found[2]!, found[3]!].map((bound) => bound.replace('.', ','));
  return `eine ${found[1] ? 'ganze ' : ''}Zahl von ${low} bis ${high}`;
}

/** The German words of a label, help or range; the English ones if there are none. */
export const parameterWords = (text: string): string => german[text] ?? rangeText(text) ?? text;

/** German for what the engine says of scenes, their parameters and what can be asked about them. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const scenes: Words['thrown'] = [
  // src/sparkle/dataset/dataset-check.ts
  ['balanced', '„ausgewogen“'],
  ['paper', '„wie im Artikel“'],
  [
    'The paper has plain backgrounds, sans-serif labels, and lattices without walls, rotation and jitter. Choose these, or the balanced mode.',
    'Der Artikel hat einfarbige Hintergründe, Namen ohne Serifen und Gitter ohne Wände, Drehung und Verschiebung. Wähle diese, oder den Modus „ausgewogen“.',
  ],
  [
    'No labels are printed that could be in {0}. Choose printed labels, or the label font sans.',
    'Es werden keine Namen aufgedruckt, die in {0} sein könnten. Wähle aufgedruckte Namen, oder die Schrift „ohne Serifen“.',
  ],
  [
    'No shortest path on a lattice of {0} by {1} has {2} hops: the longest has {3}. Choose at most {4} least hops, or more nodes a side.',
    'Kein kürzester Weg auf einem Gitter von {0} mal {1} hat {2} Schritte: Der längste hat {3}. Wähle für „Mindestzahl der Schritte“ höchstens {4}, oder mehr Knoten je Seite.',
  ],
  [
    'A lattice of {0} by {1} can lose {2} edges with every node still in reach; a wall share of {3} takes {4}. Choose a smaller wall share, more nodes a side, or the walls maze.',
    'Ein Gitter von {0} mal {1} kann {2} Kanten verlieren, sodass jeder Knoten erreichbar bleibt; ein Anteil der Wände von {3} nimmt {4}. Wähle einen kleineren Anteil der Wände, mehr Knoten je Seite, oder die Wände „Labyrinth“.',
  ],
  [
    'A lattice of {0} by {1} has no two nodes {2} hops apart left for {3}. Choose fewer least hops, or more nodes a side.',
    'Ein Gitter von {0} mal {1} hat für {3} keine zwei Knoten im Abstand von {2} Schritten mehr. Wähle eine kleinere Mindestzahl der Schritte, oder mehr Knoten je Seite.',
  ],
  [
    'Lattices of {0} by {1} with at least {2} hops give {3} different scenes for {4}; {5} were asked for. Ask for {6} at most, for more nodes a side, or for the paper mode, where scenes come again.',
    'Gitter von {0} mal {1} mit mindestens {2} Schritten geben {3} verschiedene Szenen für {4}; verlangt waren {5}. Verlange höchstens {6}, mehr Knoten je Seite, oder den Modus „wie im Artikel“, in dem Szenen wiederkommen.',
  ],
  [
    'Discs of radius {0} can touch where centres are only {1} apart. Choose a gap of at least {2}, or a smaller disc radius.',
    'Scheiben mit Radius {0} können sich berühren, wenn ihre Mitten nur {1} auseinander liegen. Wähle einen Abstand von mindestens {2}, oder einen kleineren Radius.',
  ],
  [
    'The embedded language names objects by colour and cannot say N1. Choose plain or translucent discs, or the style words or choice.',
    'Die eingebaute Sprache nennt Objekte nach ihrer Farbe und kann nicht N1 sagen. Wähle das Aussehen „einfarbig“ oder „durchscheinend“, oder den Stil „in Worten“ oder „Auswahl“.',
  ],
  [
    'There are {0} objects, and colours for {1}. Choose at most {2} objects, or printed labels.',
    'Es sind {0} Objekte, und Farben für {1}. Wähle höchstens {2} Objekte, oder aufgedruckte Namen.',
  ],
  [
    'There are {0} distractors, and colours for {1}. Choose at most {2} distractors, or printed labels.',
    'Es sind {0} Ablenker, und Farben für {1}. Wähle höchstens {2} Ablenker, oder aufgedruckte Namen.',
  ],
  [
    'The embedded language has no question about a route with a free start. Choose a fixed start, or the style words or choice.',
    'Die eingebaute Sprache hat keine Frage nach einer Route mit freiem Anfang. Wähle einen festen Anfang, oder den Stil „in Worten“ oder „Auswahl“.',
  ],
  [
    'Of more than {0} objects the second-best route is not known; there are {1}. Choose a length margin of 0, or at most {2} objects.',
    'Bei mehr als {0} Objekten ist die zweitbeste Route nicht bekannt; es sind {1}. Wähle für „Abstand der Längen“ 0, oder höchstens {2} Objekte.',
  ],
  [
    'Routes of {0} objects are hardly ever shorter than the second best by more than {1} of their length. Choose a length margin of at most {2}, or fewer objects.',
    'Routen durch {0} Objekte sind fast nie um mehr als {1} ihrer Länge kürzer als die zweitbeste. Wähle für „Abstand der Längen“ höchstens {2}, oder weniger Objekte.',
  ],
  [
    'An angle margin of {0} degrees leaves nothing of the narrowest sector. Choose less than {1} in the {2} mode.',
    'Ein Abstand der Winkel von {0} Grad lässt vom schmalsten Sektor nichts übrig. Wähle weniger als {1} im Modus {2}.',
  ],
  [
    'A region margin of {0} leaves nothing of the middle region. Choose less than {1} in the {2} mode.',
    'Ein Abstand der Bereiche von {0} lässt vom mittleren Bereich nichts übrig. Wähle weniger als {1} im Modus {2}.',
  ],
  // src/sparkle/dataset/dataset.ts
  [
    'In {0} scenes of {1} objects no second-best route was longer by more than {2} of the best. Choose a smaller length margin or fewer objects.',
    'In {0} Szenen mit {1} Objekten war keine zweitbeste Route um mehr als {2} länger als die beste. Wähle einen kleineren Abstand der Längen oder weniger Objekte.',
  ],
  [
    'In {0} scenes with {1} objects at least {2} apart, none had every question that is due clear of the margins. Choose smaller margins, a smaller gap or another number of objects.',
    'Von {0} Szenen mit {1} Objekten im Abstand von mindestens {2} hielt keine bei allen fälligen Fragen die Abstände ein. Wähle kleinere Abstände von Winkeln, Entfernungen und Bereichen, einen kleineren Abstand oder eine andere Zahl von Objekten.',
  ],
  [
    'There are hardly more than {0} different scenes with {1} and these parameters. Ask for {2} images at most, for more objects, or for the paper mode, where scenes may come again.',
    'Es gibt kaum mehr als {0} verschiedene Szenen mit {1} und diesen Parametern. Verlange höchstens {2} Bilder, mehr Objekte, oder den Modus „wie im Artikel“, in dem Szenen wiederkommen dürfen.',
  ],
  ['one object', 'einem Objekt'],
  ['{0} objects', '{0} Objekten'],
  ['{0} objects and {1} distractors', '{0} Objekten und {1} Ablenkern'],
  // src/sparkle/scene/, style/, task/
  ['The scene has no object "{0}"; it has {1}.', 'Die Szene hat kein Objekt „{0}“; sie hat {1}.'],
  [
    'A lattice of {0} by {1} can lose 0 to {2} edges with every node still reachable; {3} were asked for. Block fewer edges, or take a larger lattice.',
    'Ein Gitter von {0} mal {1} kann 0 bis {2} Kanten verlieren, sodass jeder Knoten erreichbar bleibt; verlangt waren {3}. Sperre weniger Kanten, oder nimm ein größeres Gitter.',
  ],
  [
    'No path leads from node ({0},{1}) to node ({2},{3}): {4} edges are missing. Block fewer, or choose another end.',
    'Kein Weg führt von Knoten ({0},{1}) zu Knoten ({2},{3}): {4} Kanten fehlen. Sperre weniger, oder wähle ein anderes Ende.',
  ],
  ['No colour is known for "{0}". Known are {1}.', 'Für „{0}“ ist keine Farbe bekannt. Bekannt sind {1}.'],
  [
    'A route needs at least one object; there are none. Ask for more objects.',
    'Eine Route braucht mindestens ein Objekt; es gibt keines. Verlange mehr Objekte.',
  ],
  [
    'The start of a route must be one of its {0} objects; there is no object number {1}.',
    'Der Anfang einer Route muss eines ihrer {0} Objekte sein; ein Objekt Nummer {1} gibt es nicht.',
  ],
  [
    'Discs of radius {0} overlap where centres are {1} apart: the gap must be at least {2}. Choose a larger gap or a smaller radius above 0.',
    'Scheiben mit Radius {0} überlappen, wenn ihre Mitten {1} auseinander liegen: Der Abstand muss mindestens {2} sein. Wähle einen größeren Abstand, oder einen kleineren Radius über 0.',
  ],
  [
    'There is no room for {0} at least {1} apart: {2} layouts were tried. Ask for fewer of them or a smaller gap.',
    'Für {0} im Abstand von mindestens {1} ist kein Platz: {2} Anordnungen wurden versucht. Verlange weniger davon, oder einen kleineren Abstand.',
  ],
  [
    'A path needs an end other than its start; both are node ({0},{1}). Choose another end.',
    'Ein Weg braucht ein anderes Ende als seinen Anfang; beide sind Knoten ({0},{1}). Wähle ein anderes Ende.',
  ],
  [
    'Node ({0},{1}) lies outside a lattice of {2} by {3}. Columns and rows count from 0 to {4}.',
    'Knoten ({0},{1}) liegt außerhalb eines Gitters von {2} mal {3}. Spalten und Zeilen zählen von 0 bis {4}.',
  ],
  [
    'Nodes can be moved by 0 to {0} of their spacing; {1} was asked for. Choose a smaller jitter.',
    'Knoten lassen sich um 0 bis {0} ihres Abstands verschieben; verlangt war {1}. Wähle eine kleinere Verschiebung.',
  ],
  [
    "A lattice can be turned by up to {0} degrees either way, or 'right' would not point right; {1} was asked for. Choose a smaller rotation.",
    'Ein Gitter lässt sich um bis zu {0} Grad in jede Richtung drehen, sonst zeigte „right“ nicht nach rechts; verlangt war {1}. Wähle eine kleinere Drehung.',
  ],
  [
    'There are {0} pairs of objects and {1} letters. Ask about 7 objects at most.',
    'Es sind {0} Paare von Objekten und {1} Buchstaben. Frage nach höchstens 7 Objekten.',
  ],
  [
    'This scene has no clear description: every object lies too near a border.',
    'Diese Szene lässt sich nicht eindeutig beschreiben: Jedes Objekt liegt zu nah an einer Grenze.',
  ],
  [
    'This question has no clear answer: the object lies too near a border.',
    'Diese Frage hat keine eindeutige Antwort: Das Objekt liegt zu nah an einer Grenze.',
  ],
  [
    'A path can only be asked for on a lattice; this scene has points.',
    'Nach einem Weg lässt sich nur auf einem Gitter fragen; diese Szene hat Punkte.',
  ],
  [
    'A path can only be asked for on a lattice; this is none.',
    'Nach einem Weg lässt sich nur auf einem Gitter fragen; dies ist keines.',
  ],
  ['"{0}" is not a task. Tasks are {1}.', '„{0}“ ist keine Aufgabenart. Es gibt {1}.'],
];

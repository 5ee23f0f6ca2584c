/**
 * The sentences of the model's language, of all styles, and the same in German: `{0}` stands for names, numbers or places.
 * Not here: finding them in a text (gloss.ts), the English (src/sparkle/style, src/sparkle/task).
 */

type Sentences = readonly (readonly [english: string, german: string])[];

/** The embedded model's language, and what every style shares. */
const embedded: Sentences = [
  ['What is the direction from {0} to {1}?', 'Was ist die Richtung von {0} nach {1}?'],
  ['In which direction is {1} from {0}?', 'In welcher Richtung liegt {1} von {0} aus?'],
  ['Which is closer to {0}: {1}?', 'Was ist näher an {0}: {1}?'],
  ['Which is farther from {0}: {1}?', 'Was ist weiter weg von {0}: {1}?'],
  ['How far is {0} from {1}?', 'Wie weit ist {0} von {1} entfernt?'],
  ['What is the distance between {0} and {1}?', 'Was ist die Entfernung zwischen {0} und {1}?'],
  ['What are the coordinates of {0}?', 'Was sind die Koordinaten von {0}?'],
  ['Where is {0}?', 'Wo ist {0}?'],
  ['Which part of the image is {0} in?', 'In welchem Teil des Bilds ist {0}?'],
  ['In which region is {0}?', 'In welchem Bildteil ist {0}?'],
  ['Describe the positions of all objects.', 'Beschreibe die Positionen aller Objekte.'],
  [
    'Find the shortest path from the {0} node to the {1} node.',
    'Finde den kürzesten Weg vom Knoten {0} zum Knoten {1}.',
  ],
  [
    'Starting at {0}, find the shortest route that visits every object once.',
    'Finde ab {0} die kürzeste Route, die jedes Objekt einmal besucht.',
  ],
  ['What does the image show?', 'Was zeigt das Bild?'],
  ['How many objects are there?', 'Wie viele Objekte gibt es?'],
  ['List all objects.', 'Zähle alle Objekte auf.'],
  ['List the objects from left to right.', 'Zähle die Objekte von links nach rechts auf.'],
  ['List the objects from top to bottom.', 'Zähle die Objekte von oben nach unten auf.'],
  ['Is there an object {0}?', 'Gibt es ein Objekt {0}?'],
];

/** Perception and maps. */
const figures: Sentences = [
  ['How many nodes are in each row of the grid?', 'Wie viele Knoten sind in jeder Zeile des Gitters?'],
  ['How many nodes are in each column of the grid?', 'Wie viele Knoten sind in jeder Spalte des Gitters?'],
  ['How many times does the blue line cross the red line?', 'Wie oft kreuzt die blaue Linie die rote Linie?'],
  [
    'Do the blue circle and the red circle touch or overlap?',
    'Berühren oder überlappen sich der blaue Kreis und der rote Kreis?',
  ],
  ['Answer yes or no.', 'Antworte mit ja oder nein.'],
  [
    'From {0}, every other place on the map lies in one of eight directions: right, top right, top and so on.',
    'Von {0} aus liegt jeder andere Ort der Karte in einer von acht Richtungen: rechts, oben rechts, oben und so weiter.',
  ],
  ['How many lie {0}?', 'Wie viele liegen {0}?'],
];

/** Free words: direction, distance, localization. */
const basic: Sentences = [
  ['In which direction does {0} lie, seen from {1}?', 'In welcher Richtung liegt {0}, von {1} aus gesehen?'],
  ['Which way leads from {0} to {1}?', 'In welche Richtung geht es von {0} nach {1}?'],
  [
    'Where does an arrow point that starts at {0} and ends at {1}?',
    'Wohin zeigt ein Pfeil, der bei {0} beginnt und bei {1} endet?',
  ],
  ['Of {0}, which is closer to {1}?', 'Was von {0} ist näher an {1}?'],
  ['Of {0}, which is farther from {1}?', 'Was von {0} ist weiter weg von {1}?'],
  ['Which one is closer to {0}, {1}?', 'Was ist näher an {0}, {1}?'],
  ['Which one is farther from {0}, {1}?', 'Was ist weiter weg von {0}, {1}?'],
  ['Of {0}, which two are nearest to each other?', 'Welche zwei von {0} sind einander am nächsten?'],
  ['Of {0}, which two are farthest apart?', 'Welche zwei von {0} sind am weitesten voneinander entfernt?'],
  ['Take every two of {0}.', 'Nimm je zwei von {0}.'],
  ['Between which two is the distance shortest?', 'Zwischen welchen zwei ist die Entfernung am kürzesten?'],
  ['Between which two is the distance longest?', 'Zwischen welchen zwei ist die Entfernung am längsten?'],
  ['Which two are closer together: {0}?', 'Welche zwei sind näher beieinander: {0}?'],
  ['Which two are farther apart: {0}?', 'Welche zwei sind weiter auseinander: {0}?'],
  ['Which distance is shorter: {0}?', 'Welche Entfernung ist kürzer: {0}?'],
  ['Which distance is longer: {0}?', 'Welche Entfernung ist länger: {0}?'],
  [
    'How far is it from {0} to {1}, centre to centre, if the image is {2} wide?',
    'Wie weit ist es von {0} bis {1}, von Mitte zu Mitte, wenn das Bild {2} breit ist?',
  ],
  ['The image measures {0} by {1}.', 'Das Bild misst {0} mal {1}.'],
  [
    'How long is the line between the centres of {0} and {1}?',
    'Wie lang ist die Linie zwischen den Mitten von {0} und {1}?',
  ],
  [
    'The image measures {0} by {1} and (0, 0) is its bottom left corner.',
    'Das Bild misst {0} mal {1}, und (0, 0) ist seine untere linke Ecke.',
  ],
  ['At which (x, y) is {0}?', 'Bei welchem (x, y) ist {0}?'],
  [
    'Give the centre of {0} as (x, y): both run from 0 to {1}, x to the right and y up.',
    'Gib die Mitte von {0} als (x, y) an: Beide gehen von 0 bis {1}, x nach rechts und y nach oben.',
  ],
  ['In which of the nine parts of the image does {0} lie?', 'In welchem der neun Teile des Bilds liegt {0}?'],
  ['Cut the image into three columns and three rows.', 'Teile das Bild in drei Spalten und drei Zeilen.'],
  ['Which part holds {0}?', 'Welcher Teil enthält {0}?'],
  [
    'Which part of the image would you search to find {0}?',
    'In welchem Teil des Bilds würdest du suchen, um {0} zu finden?',
  ],
  [
    'Tell where in the image {0} are and how they lie to each other.',
    'Sage, wo im Bild {0} sind und wie sie zueinander liegen.',
  ],
  ['Describe the arrangement of {0} in full.', 'Beschreibe die Anordnung von {0} vollständig.'],
  [
    'Answer with the letter of the right option in \\boxed{}.',
    'Antworte mit dem Buchstaben der richtigen Möglichkeit in \\boxed{}.',
  ],
];

/** Free words: paths and routes. */
const composite: Sentences = [
  [
    'The image shows a grid of {0} by {1} nodes, joined by lines.',
    'Das Bild zeigt ein Gitter von {0} mal {1} Knoten, die durch Linien verbunden sind.',
  ],
  ['The image shows a grid of {0} by {1} nodes.', 'Das Bild zeigt ein Gitter von {0} mal {1} Knoten.'],
  ['Where a line is missing there is no way.', 'Wo eine Linie fehlt, ist kein Weg.'],
  [
    'Find a shortest way along the lines from the {0} node to the {1} node.',
    'Finde einen kürzesten Weg entlang der Linien vom Knoten {0} zum Knoten {1}.',
  ],
  [
    'The {0} node is the start, the {1} node the goal, and each move follows one line.',
    'Der Knoten {0} ist der Start, der Knoten {1} das Ziel, und jeder Zug folgt einer Linie.',
  ],
  ['Reach the goal in as few moves as possible.', 'Erreiche das Ziel in so wenigen Zügen wie möglich.'],
  [
    "Give the moves as a Python list of 'up', 'down', 'left' and 'right'.",
    "Gib die Züge als Python-Liste aus 'up' (oben), 'down' (unten), 'left' (links) und 'right' (rechts) an.",
  ],
  ['Reply with the list alone; write no program.', 'Antworte nur mit der Liste; schreibe kein Programm.'],
  [
    'Find the shortest route that visits each of {0} exactly once.',
    'Finde die kürzeste Route, die {0} je genau einmal besucht.',
  ],
  ['It may start at any of them and does not return.', 'Sie darf bei jedem beginnen und kehrt nicht zurück.'],
  ['It starts at {0} and does not return.', 'Sie beginnt bei {0} und kehrt nicht zurück.'],
  ['A route goes through {0}, to each exactly once.', 'Eine Route geht durch {0}, zu jedem genau einmal.'],
  [
    'It may start at any of them and ends at the last one.',
    'Sie darf bei jedem beginnen und endet beim letzten.',
  ],
  ['It starts at {0} and ends at the last one.', 'Sie beginnt bei {0} und endet beim letzten.'],
  ['Which order makes it shortest?', 'Welche Reihenfolge macht sie am kürzesten?'],
  ['Give their names in order as a Python list.', 'Gib ihre Namen der Reihe nach als Python-Liste an.'],
];

/** Scenes in words, before a question in place of the picture. */
const told: Sentences = [
  ['Objects: {0}.', 'Objekte: {0}.'],
  ['Grid: {0} by {1}.', 'Gitter: {0} mal {1}.'],
  ['No path: {0}.', 'Kein Weg: {0}.'],
  [
    'The image is {0} by {1} with (0, 0) at its bottom left.',
    'Das Bild ist {0} mal {1} groß, mit (0, 0) unten links.',
  ],
  ['It shows {0}.', 'Es zeigt {0}.'],
  [
    'Nodes by column and row, from (0,0) at the bottom left: {0}.',
    'Knoten nach Spalte und Zeile, ab (0,0) unten links: {0}.',
  ],
  ['Missing lines: {0}.', 'Fehlende Linien: {0}.'],
  ['The {0} line runs straight from {1}.', 'Die Linie {0} verläuft gerade: {1}.'],
  [
    'The {0} circle is centred at {1} with radius {2}.',
    'Der Kreis {0} hat seine Mitte bei {1} und den Radius {2}.',
  ],
  [
    'The grid has nodes wherever x is {0} and y is {1}.',
    'Das Gitter hat Knoten überall, wo x gleich {0} und y gleich {1} ist.',
  ],
];

/** Descriptions in free words. */
const descriptions: Sentences = [
  ['The image shows {0}.', 'Das Bild zeigt {0}.'],
  [
    'It measures {0} by {1} from its bottom left corner.',
    'Es misst {0} mal {1} von seiner unteren linken Ecke.',
  ],
  ['{0} lies in the {1} part.', '{0} liegt im Teil {1}.'],
  ['The {0} part holds {1}.', 'Im Teil {0} liegt {1}.'],
  ['You find {0} in the {1} part.', 'Du findest {0} im Teil {1}.'],
  ['The direction from {0} to {1} is {2}.', 'Die Richtung von {0} nach {1} ist {2}.'],
  ['Seen from {0}, {1} lies in the direction {2}.', 'Von {0} aus gesehen liegt {1} in der Richtung {2}.'],
  ['An arrow from {0} to {1} points {2}.', 'Ein Pfeil von {0} nach {1} zeigt nach {2}.'],
  ['{0} is at {1}.', '{0} ist bei {1}.'],
  ['The centre of {0} is {1}.', 'Die Mitte von {0} ist {1}.'],
  ['{0} are closer together than {1}.', '{0} sind näher beieinander als {1}.'],
  ['{0} are {1} apart.', '{0} sind {1} voneinander entfernt.'],
];

/** All sentences. */
export const sentences: Sentences = [
  ...embedded,
  ...figures,
  ...basic,
  ...composite,
  ...told,
  ...descriptions,
];

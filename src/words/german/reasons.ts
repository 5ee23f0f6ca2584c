/**
 * German words: why one answer to a composite question is right or wrong. Not here: what is read of the answer
 * (src/app/result/reason-text.ts).
 */

import type { Misread, Shift } from '../english/reasons.ts';
import type { Words } from '../english.ts';
import { inGerman, nameOf } from './gloss.ts';

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`;

const forms = { path: 'sein Weg', route: 'seine Route' } as const;

function shiftText({ name, right, up, ofGrid }: Shift): string {
  const count = (steps: number, one: string, many: string) => {
    const cells = Math.abs(steps);
    if (!ofGrid) return cells === 1 ? 'ein Feld' : `${cells} Felder`;
    return cells === 1 ? `eine ${one}` : `${cells} ${many}`;
  };
  const parts = [
    ...(right === 0
      ? []
      : [`${count(right, 'Spalte', 'Spalten')} zu weit ${right > 0 ? 'rechts' : 'links'}`]),
    ...(up === 0 ? [] : [`${count(up, 'Zeile', 'Zeilen')} zu ${up > 0 ? 'hoch' : 'tief'}`]),
  ];
  return `${nameOf(name)} ${list(parts)}`;
}

function nearText({ wrong, near }: NonNullable<Misread['counted']>): string {
  if (near === wrong) return ', jede nur um ein Feld';
  return near > 0 ? `, ${near === 1 ? 'eine' : near} davon nur um ein Feld` : '';
}

/** To follow "Es hat". */
function misreadText({ grid, shifts, counted, missing, extra }: Misread): string {
  const read = [
    ...(grid ? [`das Gitter als ${grid.columns} mal ${grid.rows}`] : []),
    ...shifts.map(shiftText),
    ...(counted ? [`${counted.wrong} von ${counted.of} Positionen falsch`] : []),
  ];
  const isLong = read.length === 2 && read.some((text) => text.includes(' und '));
  return list([
    ...(read.length > 0
      ? [`${isLong ? read.join(' sowie ') : list(read)} gelesen${counted ? nearText(counted) : ''}`]
      : []),
    ...(missing.length > 0 ? [`${list(missing.map(nameOf))} ausgelassen`] : []),
    ...(extra.length > 0
      ? [`${list(extra.map(nameOf))} aufgezählt, ${extra.length > 1 ? 'die' : 'das'} es nicht gibt`]
      : []),
  ]);
}

const joined = (misread: Misread | null, fault: string): string =>
  misread === null ? `jede Position richtig gelesen, aber ${fault}` : `${misreadText(misread)}, und ${fault}`;

const steps = (text: string): string => inGerman(text) ?? text;

/** The words. */
export const reasons: Words['result']['reasons'] = {
  unread: 'Es hat keinen lesbaren Lösungsweg geschrieben.',
  rightUnread: 'Die Antwort ist richtig, aber es hat keinen lesbaren Lösungsweg geschrieben.',
  right: (form) => `Es hat jede Position richtig gelesen, und ${forms[form]} folgt daraus.`,
  way: 'Es hat jede Position richtig gelesen und ging immer zum nächsten Objekt weiter; hier ist eine andere Route kürzer.',
  misread: (form, misread) => `Es hat ${misreadText(misread)}; von da an ist ${forms[form]} richtig.`,
  faulty: (misread, fault) => `Es hat ${joined(misread, fault)}.`,
  rightMisread: (form, misread) =>
    `Richtig aus falschen Gründen: Es hat ${misreadText(misread)}; von da an ist ${forms[form]} trotzdem richtig.`,
  rightFaulty: (misread, fault) =>
    `Richtig aus falschen Gründen: Es hat ${joined(misread, fault)}; die Antwort ist trotzdem richtig.`,
  faults: {
    unlisted: (name) => `es hat für ${nameOf(name)} keine Position angegeben, obwohl es sie braucht`,
    hops: (written, needed) => `es hat ${steps(written)} gezählt, richtig ist ${steps(needed)}`,
    hopsWithoutNodes: (written) => `es hat ${steps(written)} gezählt, auf einem Gitter ohne Knoten`,
    moves: 'seine Züge sind nicht die Schritte, die es gezählt hat',
    start: (from, asked) => `es ging bei ${nameOf(from)} los statt bei ${nameOf(asked)}`,
    compared: (from) => `bei ${nameOf(from)} hat es nicht genau die Objekte verglichen, die übrig waren`,
    distance: (from, to, written, least, most) =>
      `es hat ${written} für die Entfernung von ${nameOf(from)} nach ${nameOf(to)} geschrieben, sie ist aber ${least === most ? least : `${least} bis ${most}`}`,
    turn: (from, to, nearest) =>
      `von ${nameOf(from)} ging es nach ${nameOf(to)} weiter, obwohl ${nameOf(nearest)} nach dem, was es schrieb, näher ist`,
    tiedTurn: (from, to, nearest) =>
      `von ${nameOf(from)} ging es nach ${nameOf(to)} weiter, obwohl ${nameOf(nearest)} gleich nah ist und mit seinem englischen Namen im Alphabet zuerst kommt`,
    route: 'seine Route ist nicht die Reihenfolge der Halte, die es ausgerechnet hat',
  },
};

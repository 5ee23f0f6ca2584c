/**
 * Reads the working-out of a composite answer in the embedded model's language: the listing of positions, then what is
 * worked out from it. Source: the base model's LANGUAGE.md.
 * Not here: what follows the last colon (language.ts), whether any of it is right (src/sparkle/reasons.ts).
 */
import type { Cell } from '../scene/geometry.ts';
import type { Move } from '../scene/lattice.ts';
import { readAnswer } from './language.ts';

/** A position as an answer lists it. */
interface ListedPosition {
  readonly name: string;
  readonly cell: Cell;
}

/** '5 by 5 grid, green (1,3), red (5,9), right 2, up 3: right, right, up, up, up'. */
export interface WrittenPath {
  readonly form: 'path';
  readonly grid: { readonly columns: number; readonly rows: number };
  readonly positions: readonly ListedPosition[];
  /** Right and up are positive. */
  readonly hops: { readonly right: number; readonly up: number };
  /** Empty if nothing follows the last colon. */
  readonly moves: readonly Move[];
}

/** One stop of a route: 'A to B 6, C 6'. */
interface WrittenStop {
  readonly from: string;
  readonly distances: readonly { readonly name: string; readonly value: number }[];
}

/** 'A (1,3), B (2,9), C (7,4); A to B 6, C 6; B to C 7: A, B, C'. */
export interface WrittenRoute {
  readonly form: 'route';
  readonly positions: readonly ListedPosition[];
  readonly stops: readonly WrittenStop[];
  readonly route: readonly string[];
}

/**
 * Reads the working-out of an answer; null if it has none, or one of another form. Spaces may differ, names may be any words,
 * and no name is listed twice. Never throws.
 */
export function readWorkingOut(form: 'path' | 'route', text: string): WrittenPath | WrittenRoute | null {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return null;
  const working = text.slice(0, colon).trim();
  return form === 'path' ? readPath(working, text) : readRoute(working, text);
}

const pathPattern = /^(\d{1,2}) by (\d{1,2}) grid,(.+),\s*(right|left) (\d{1,2})\s*,\s*(up|down) (\d{1,2})$/;

function readPath(working: string, text: string): WrittenPath | null {
  const [, columns, rows, listing = '', across, right, upright, up] = pathPattern.exec(working) ?? [];
  const positions = readListing(listing);
  const claim = readAnswer('path', text);
  const isBlank = text.trimEnd().endsWith(':');
  const moves = claim?.form === 'path' && 'moves' in claim ? claim.moves : isBlank ? [] : null;
  if (!positions || !moves) return null;
  return {
    form: 'path',
    grid: { columns: Number(columns), rows: Number(rows) },
    positions,
    hops: {
      right: across === 'left' ? 0 - Number(right) : Number(right),
      up: upright === 'down' ? 0 - Number(up) : Number(up),
    },
    moves,
  };
}

function readRoute(working: string, text: string): WrittenRoute | null {
  const [listing = '', ...legs] = working.split(';');
  const positions = readListing(listing);
  const stops = legs.map(readStop);
  const claim = readAnswer('route', text);
  if (!positions || claim?.form !== 'route' || !stops.every((stop) => stop !== null)) return null;
  return { form: 'route', positions, stops, route: claim.names };
}

/** 'A (1,3), B (2,9)'; null if it is anything else, or empty. */
function readListing(listing: string): ListedPosition[] | null {
  const positions = listing.split(/(?<=\)\s*),/).map((entry): ListedPosition | null => {
    const [, name, column, row] = /^([a-zA-Z]\w*)\s*\(\s*(\d)\s*,\s*(\d)\s*\)$/.exec(entry.trim()) ?? [];
    return name === undefined ? null : { name, cell: { column: Number(column), row: Number(row) } };
  });
  if (!positions.every((position) => position !== null)) return null;
  return new Set(positions.map(({ name }) => name)).size === positions.length ? positions : null;
}

function readStop(leg: string): WrittenStop | null {
  const [, from, rest = ''] = /^([a-zA-Z]\w*) to (.+)$/.exec(leg.trim()) ?? [];
  const distances = rest.split(',').map((entry) => {
    const [, name, value] = /^([a-zA-Z]\w*) (\d{1,2})$/.exec(entry.trim()) ?? [];
    return name === undefined ? null : { name, value: Number(value) };
  });
  if (from === undefined || !distances.every((distance) => distance !== null)) return null;
  return { from, distances };
}

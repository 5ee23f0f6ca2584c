/** Numbers, times and sentences as people read them, in the language of the page. Not here: p-values (src/experiment/finding.ts). */
import { messageOf, rawMessageOf } from '../../../models/message-of.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';

/** A number as it is written in the lab's files, `0.5`, as people of this language write it. */
export const numberText = (text: string): string => words.value.format.number(text);

/** `6.7 MB`; sizes of files and downloads, in powers of ten as systems show them. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return words.value.format.bytes(bytes);
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1000)} kB`
    : `${numberText((bytes / 1_000_000).toFixed(1))} MB`;
}

/** `about 310 MB`, `about 1.3 GB`, for estimates. */
export function aboutSizeText(bytes: number): string {
  const rounded = Number(bytes.toPrecision(2));
  return words.value.format.about(
    rounded < 1e9 ? sizeText(rounded).replace(/[.,]0 MB$/, ' MB') : `${numberText(`${rounded / 1e9}`)} GB`,
  );
}

/** The size of a model; null if unknown. */
export function modelSizeText(size: { readonly bytes: number; readonly isExact: boolean } | null): string {
  if (!size) return words.value.format.sizeUnknown;
  return size.isExact ? sizeText(size.bytes) : aboutSizeText(size.bytes);
}

/** `0:42`, `12:05`, `1:02:03`. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A share as a whole percentage: `71 %`. */
export const percentText = (count: number, of: number): string =>
  of === 0 ? '–' : `${Math.round((count / of) * 100)} %`;

/** Three significant digits, without needless zeros: `0.00397`, `1.23`. */
export const shortNumber = (value: number): string => numberText(String(Number(value.toPrecision(3))));

/** `21 Nov, 10:15`, in the person's own time; empty if there is no time. */
export function timeText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return new Intl.DateTimeFormat(words.value.format.timeLocale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(time);
}

/** `29 November 2026`, in the person's own time; empty if there is no time. */
export function dateText(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? ''
    : new Intl.DateTimeFormat(words.value.format.dateLocale, { dateStyle: 'long' }).format(time);
}

/** Adds a full stop if the text has no punctuation at its end. */
export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The message of anything thrown, as a sentence. What a browser threw is in its console, for whoever looks into it. */
export function sentenceOf(error: unknown): string {
  const said = messageOf(error);
  if (said !== rawMessageOf(error)) console.warn(error);
  return asSentence(inWords(said));
}

/**
 * The name of a file in a ZIP as text. Not here: the directory that holds it (zip-directory.ts), how names are compared
 * (chosen-files.ts).
 *
 * PKWARE APPNOTE.TXT 6.3.10, appendix D: a name is UTF-8 where bit 11 is set, else IBM code page 437, and the extra field
 * 0x7075 (section 4.6.9) holds it in UTF-8 as well. Many programs write UTF-8 without bit 11, and others set it for
 * whatever they write, so that the bytes decide: text in a code page is hardly ever valid UTF-8.
 */

/** Bytes 128 to 255 of code page 437, from unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** `isGuessed`: the ZIP does not say in which code page the name is, so that it may read wrong. */
export interface ZipName {
  readonly text: string;
  readonly isGuessed: boolean;
}

/** Reads the bytes of a name. `unicodePath` is the content of the extra field 0x7075; null if there is none. */
export function readZipName(bytes: Uint8Array, unicodePath: Uint8Array | null): ZipName {
  const text = (unicodePath && unicodePathOf(bytes, unicodePath)) ?? utf8Of(bytes);
  if (text !== null) return { text, isGuessed: false };
  const letters = [...bytes].map((byte) =>
    byte < 128 ? String.fromCharCode(byte) : codePage437[byte - 128]!,
  );
  return { text: letters.join(''), isGuessed: true };
}

/** The name in the field; null if the field belongs to another name, which a program changed without it. */
function unicodePathOf(name: Uint8Array, field: Uint8Array): string | null {
  if (field.length < 5 || field[0] !== 1) return null;
  const checksum = new DataView(field.buffer, field.byteOffset).getUint32(1, true);
  return checksum === crc32(name) ? utf8Of(field.subarray(5)) : null;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8Of(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** The checksum of APPNOTE 4.4.7, bit by bit: names are short. */
function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return (rest ^ 0xffffffff) >>> 0;
}

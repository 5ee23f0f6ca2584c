/**
 * The adapter that ships with a record: a ZIP in PEFT's layout, in half precision, so that it has half the size. PEFT and
 * the lab take it like any other. Not here: which run it is of (record.ts).
 */
import { writePeft } from '../../models/adapter/peft.ts';
import { peftZip } from '../files/adapter-zip.ts';

/** The bytes of the adapter's ZIP; takes what writePeft takes. */
export const recordAdapterZip = (
  ...[adapter, baseModel, dropout, baseWeights]: Parameters<typeof writePeft>
): Uint8Array<ArrayBuffer> => peftZip(writePeft(adapter, baseModel, dropout, baseWeights, 'F16'));

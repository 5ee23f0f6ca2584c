/** What a run says of a missing GPU, less what the page says already. Not here: the page's own line (../page/place.tsx). */
import { missingGpuReason } from '../../../models/gpu/adapter.ts';
import { answersOnProcessor } from '../../../models/gpu/answering-device.ts';
import { gpu } from './state.ts';

/** The part of a run's notice that is new; null if nothing is. */
export function untoldOf(message: string): string | null {
  const reason = `${missingGpuReason()} `;
  if (gpu.value.kind !== 'missing' || !message.startsWith(reason)) return message;
  const rest = message.slice(reason.length);
  return rest === answersOnProcessor ? null : rest;
}

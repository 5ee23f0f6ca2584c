/**
 * Measures what a first visit that makes a run transfers, as the server counts it. Node side. Not here: the visit
 * (../fixtures/logged-visit.ts).
 */
import { makeRun, shortRun, visitFirst } from '../fixtures/logged-visit.ts';
import type { Measured } from './report.ts';

/** The length of a run changes nothing: all that it fetches comes before its first step. */
const transferredMB = (isCompressed: boolean): Promise<number> =>
  visitFirst({ isCompressed }, async ({ page, url, sent }) => {
    await page.goto(`${url}${shortRun}`);
    await makeRun(page);
    return sent.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  });

/** Visits twice, each time with an empty cache: with compressed copies and without. */
export async function measureFirstVisit(): Promise<Measured> {
  const firstVisitMB = await transferredMB(true);
  const uncompressedMB = await transferredMB(false);
  return {
    firstVisitMB,
    firstVisit: { uncompressedMB, uncompressedVsCompressed: uncompressedMB / firstVisitMB },
  };
}

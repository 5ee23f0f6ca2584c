/**
 * The pass worker: computes passes of a training step on a core of its own. The trainer worker starts it. Not here: what a
 * pass computes (models/plain/member.ts), starting it (pass-worker.ts).
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { expose } from 'comlink';
import { LocalMember } from '../models/plain/member.ts';

expose(new LocalMember());

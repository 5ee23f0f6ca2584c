/** The trainer worker for tests, with their questions to it (test/fixtures/observed-trainer.ts). */
import { ObservedTrainer } from '../../fixtures/observed-trainer.ts';
import { exposeObserved } from '../../fixtures/observed-worker.ts';

exposeObserved(new ObservedTrainer());

/** The trainer worker for tests, which also measures losses and logits (test/fixtures/observed-trainer.ts). */
import { ObservedTrainer } from '../../fixtures/observed-trainer.ts';
import { exposeObserved } from '../../fixtures/observed-worker.ts';

exposeObserved(new ObservedTrainer());

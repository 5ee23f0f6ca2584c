/** A worker that dies in a call, for connect.test.ts. */
import { expose } from 'comlink';

expose({
  work() {
    // Outside the call's own stack: comlink cannot turn this into a rejection.
    setTimeout(() => {
      throw new Error('died at work');
    }, 0);
    return new Promise(() => {});
  },
});

/** A worker that dies in a call, for connect.test.ts. */
import { expose } from 'comlink';

expose({
  work() {
    // Thrown outside the call's stack, so that comlink cannot turn it into a rejection.
    setTimeout(() => {
      throw new Error('died at work');
    }, 0);
    return new Promise(() => {});
  },
});

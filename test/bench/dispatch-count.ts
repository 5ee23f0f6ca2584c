/** Counts all GPU dispatches of this thread, from the import of this file on. */
let count = 0;
const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...sizes) {
  count++;
  dispatchWorkgroups.apply(this, sizes);
};

/** The number of dispatches since the last call. */
export function takeDispatchCount(): number {
  const taken = count;
  count = 0;
  return taken;
}

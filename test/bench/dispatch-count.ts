/** Counts what this thread dispatches on a GPU, whoever does it, from the import of this file on. */
let count = 0;
const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...sizes) {
  count++;
  dispatchWorkgroups.apply(this, sizes);
};

/** Dispatches since this was last called. */
export function takeDispatchCount(): number {
  const taken = count;
  count = 0;
  return taken;
}

// The gradient of the mean cross-entropy, in place: logits [R, V] become weight · (softmax - one-hot of the label).
// losses [R, 2] as cross-entropy.wgsl leaves them, labels [R] as i32; 0 for rows whose label is below 0.
// One thread an element.
// Fragment for module.ts. `result` holds the logits and takes the gradient.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.R * uniforms.V) { return; }
  let row = index / uniforms.V;
  let label = labels[row];
  let share = exp(result[index] - losses[row * 2]);
  let slope = share - select(0.0, 1.0, index % uniforms.V == label);
  result[index] = select(uniforms.weight * slope, 0.0, label < 0);
}

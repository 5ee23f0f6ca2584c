// Cross-entropy of each row: losses [R, 2] = (log Σ exp of the row, that minus the logit of the label).
// logits [R, V], labels [R] as i32; a label below 0 marks a row that does not count, of loss 0. One thread a row.
// Fragment for module.ts.
fn main() {
  let row = i32(workgroupId.x) * 64 + i32(localIndex);
  if (row >= uniforms.R) { return; }
  let at = row * uniforms.V;
  var largest = logits[at];
  for (var v = 1; v < uniforms.V; v++) { largest = max(largest, logits[at + v]); }
  var sum = 0.0;
  for (var v = 0; v < uniforms.V; v++) { sum += exp(logits[at + v] - largest); }
  let total = largest + log(sum);
  result[row * 2] = total;
  let label = labels[row];
  result[row * 2 + 1] = select(total - logits[at + max(label, 0)], 0.0, label < 0);
}

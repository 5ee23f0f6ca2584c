// Causal softmax, in place: row i of each matrix [T, T] becomes exp(s - max) / sum over its columns 0 to i, and 0 beyond.
// One thread a row; `rows` of them in all, row r is row r % T of its matrix.
// Fragment for program.ts. `result` holds the scores and takes the shares; `rows` is a uniform.
fn main() {
  let row = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (row >= uniforms.rows) { return; }
  let at = row * uniforms.T;
  let last = row % uniforms.T;
  var largest = result[at];
  for (var j = 1; j <= last; j++) { largest = max(largest, result[at + j]); }
  var sum = 0.0;
  for (var j = 0; j <= last; j++) {
    let e = exp(result[at + j] - largest);
    result[at + j] = e;
    sum += e;
  }
  for (var j = 0; j <= last; j++) { result[at + j] /= sum; }
  for (var j = last + 1; j < uniforms.T; j++) { result[at + j] = 0.0; }
}

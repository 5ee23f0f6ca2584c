// The gradient of causal-softmax.wgsl, in place: ds = scale · p · (dp - Σ p · dp) over columns 0 to i of row i, 0 beyond.
// `result` [.., T, T] holds dp and takes ds; p holds the shares. One thread a row; row r is row r % T of its matrix.
// Fragment for program.ts.
fn main() {
  let row = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (row >= uniforms.rows) { return; }
  let at = row * uniforms.T;
  let last = row % uniforms.T;
  var mean = 0.0;
  for (var j = 0; j <= last; j++) { mean += p[at + j] * result[at + j]; }
  for (var j = 0; j <= last; j++) {
    result[at + j] = uniforms.scale * p[at + j] * (result[at + j] - mean);
  }
  for (var j = last + 1; j < uniforms.T; j++) { result[at + j] = 0.0; }
}

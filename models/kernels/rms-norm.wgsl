// RMS norm (Zhang and Sennrich 2019): y [M, H] = x · weight / sqrt(mean of x² over the row + epsilon).
// One thread a row. H is a multiple of 4.
// Fragment for program.ts. Inputs x, weight and the result as vec4.
fn main() {
  let row = i32(workgroupId.x) * 64 + i32(localIndex);
  if (row >= uniforms.M) { return; }
  let H4 = uniforms.H / 4;
  var squares = vec4<f32>(0.0);
  for (var i = 0; i < H4; i++) {
    let v = x[row * H4 + i];
    squares += v * v;
  }
  let inverse = inverseSqrt(dot(squares, vec4<f32>(1.0)) / f32(uniforms.H) + uniforms.epsilon);
  for (var i = 0; i < H4; i++) {
    result[row * H4 + i] = x[row * H4 + i] * inverse * weight[i];
  }
}

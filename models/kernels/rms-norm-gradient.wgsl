// The gradient of rms-norm.wgsl, with r = 1 / sqrt(mean x² + epsilon) and g = dy · weight:
//   dx [M, H] = r · g - x · r³ · mean(g · x) + residual
// One thread a row. H is a multiple of 4.
// Fragment for program.ts. Inputs x, dy, weight, residual and the result as vec4.
fn main() {
  let row = i32(workgroupId.x) * 64 + i32(localIndex);
  if (row >= uniforms.M) { return; }
  let H4 = uniforms.H / 4;
  var squares = vec4<f32>(0.0);
  var products = vec4<f32>(0.0);
  for (var i = 0; i < H4; i++) {
    let v = x[row * H4 + i];
    squares += v * v;
    products += v * dy[row * H4 + i] * weight[i];
  }
  let inverse = inverseSqrt(dot(squares, vec4<f32>(1.0)) / f32(uniforms.H) + uniforms.epsilon);
  let share = dot(products, vec4<f32>(1.0)) / f32(uniforms.H) * inverse * inverse * inverse;
  for (var i = 0; i < H4; i++) {
    let at = row * H4 + i;
    var value = dy[at] * weight[i] * inverse - x[at] * share;
    if (uniforms.hasResidual == 1) { value += residual[at]; }
    result[at] = value;
  }
}

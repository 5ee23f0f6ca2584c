// The gradient of rms-norm.wgsl, with r = 1 / sqrt(mean x² + epsilon) and g = dy · weight:
//   dx [M, H] = r · g - x · r³ · mean(g · x) + residual
// A thread takes a row, or SPLITS threads share one and add their sums up in workgroup memory. H is a multiple of 4.
// Fragment for module.ts. Inputs x, dy, weight, residual and the result as vec4.
//! if SHARED
var<workgroup> parts: array<vec4<f32>, 128>;
//! end

fn main() {
  let split = i32(localIndex) % SPLITS;
  let ownRow = i32(workgroupId.x) * (64 / SPLITS) + i32(localIndex) / SPLITS;
  //! if ALONE
  if (ownRow >= uniforms.M) { return; }
  //! end
  let row = min(ownRow, uniforms.M - 1);
  let H4 = uniforms.H / 4;
  var squares = vec4<f32>(0.0);
  var products = vec4<f32>(0.0);
  for (var h = split; h < H4; h += SPLITS) {
    let v = x[row * H4 + h];
    squares += v * v;
    products += v * dy[row * H4 + h] * weight[h];
  }
  //! if SHARED
  let base = i32(localIndex) - split;
  parts[localIndex] = squares;
  parts[64 + localIndex] = products;
  workgroupBarrier();
  squares = vec4<f32>(0.0);
  products = vec4<f32>(0.0);
  for (var other = 0; other < SPLITS; other++) {
    squares += parts[base + other];
    products += parts[64 + base + other];
  }
  if (ownRow >= uniforms.M) { return; }
  //! end
  let inverse = inverseSqrt(dot(squares, vec4<f32>(1.0)) / f32(uniforms.H) + uniforms.epsilon);
  let share = dot(products, vec4<f32>(1.0)) / f32(uniforms.H) * inverse * inverse * inverse;
  for (var h = split; h < H4; h += SPLITS) {
    let at = row * H4 + h;
    var value = dy[at] * weight[h] * inverse - x[at] * share;
    if (uniforms.hasResidual == 1) { value += residual[at]; }
    result[at] = value;
  }
}

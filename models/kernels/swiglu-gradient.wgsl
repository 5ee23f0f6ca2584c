// The gradient of swiglu.wgsl, in place, with s = sigmoid(gate):
//   d gate = dy · up · s · (1 + gate · (1 - s)),   d up = dy · gate · s
// The result [M, 2 · F] holds gate and up side by side and takes their gradients; dy [M, F]. One thread four elements of each.
// Fragment for module.ts. Input and result as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.quads) { return; }
  let at = index / uniforms.F4 * 2 * uniforms.F4 + index % uniforms.F4;
  let g = result[at];
  let up = result[at + uniforms.F4];
  let s = 1.0 / (1.0 + exp(-g));
  let d = dy[index];
  result[at] = d * up * s * (1.0 + g * (1.0 - s));
  result[at + uniforms.F4] = d * g * s;
}

// The gradient of swiglu.wgsl, with s = sigmoid(gate):
//   FOR_UP 1: d up = dy · gate · s;   FOR_UP 0: d gate = dy · up · s · (1 + gate · (1 - s))
// One thread four elements. Fragment for program.ts. Inputs and result as vec4; `up` is bound only where it is used.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.quads) { return; }
  let g = gate[index];
  let s = 1.0 / (1.0 + exp(-g));
  //! if FOR_UP
  result[index] = dy[index] * g * s;
  //! end
  //! if FOR_GATE
  result[index] = dy[index] * up[index] * s * (1.0 + g * (1.0 - s));
  //! end
}

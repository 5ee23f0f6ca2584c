// The moments of AdamW, in place: moments [2, N] hold m and v;
//   g = clip · gradient;  m = beta1 · m + (1 - beta1) · g;  v = beta2 · v + (1 - beta2) · g²
// One thread an element. Fragment for module.ts. `result` holds the moments.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.N) { return; }
  let g = uniforms.clip * gradient[index];
  result[index] = uniforms.beta1 * result[index] + (1.0 - uniforms.beta1) * g;
  result[uniforms.N + index] = uniforms.beta2 * result[uniforms.N + index] + (1.0 - uniforms.beta2) * g * g;
}

// SwiGLU (Shazeer 2020): y = silu(gate) · up with silu(g) = g · sigmoid(g), element by element. One thread four elements.
// Fragment for program.ts. Inputs and result as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.quads) { return; }
  let g = gate[index];
  result[index] = g / (1.0 + exp(-g)) * up[index];
}

// SwiGLU (Shazeer 2020): y [M, F] = silu(gate) · up with silu(g) = g · sigmoid(g), element by element.
// A row of gateUp [M, 2 · F] is F numbers of gate, then F of up. One thread four elements. F is a multiple of 4.
// Fragment for module.ts. Inputs and result as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.quads) { return; }
  let at = index / uniforms.F4 * 2 * uniforms.F4 + index % uniforms.F4;
  let g = gateUp[at];
  result[index] = g / (1.0 + exp(-g)) * gateUp[at + uniforms.F4];
}

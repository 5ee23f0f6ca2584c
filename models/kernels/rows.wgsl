// Rows by number: result [R, H] = x [M, H] at rows [R]; a number of M or more gives zeros. One thread four elements.
// Fragment for module.ts. x and the result as vec4, rows as i32.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.R * uniforms.H4) { return; }
  let row = rows[index / uniforms.H4];
  let value = x[min(row, uniforms.M - 1) * uniforms.H4 + index % uniforms.H4];
  result[index] = select(vec4<f32>(0.0), value, row < uniforms.M);
}

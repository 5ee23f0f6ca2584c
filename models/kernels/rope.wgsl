// Rotary positions (Su et al. 2021), in place, halves of a head paired as in Llama: with (a, b) = (x_d, x_{d + D/2}),
//   y_d = a · cos - b · sin,  y_{d + D/2} = b · cos + a · sin
// The first `turned` of the W columns of `result` [M, W] are heads of D; row m is position m % T of its sequence;
// table [T, D / 2] holds (cos, sin). One thread four pairs. D is a multiple of 8.
// Fragment for module.ts. The result as vec4, table as vec4 of two entries.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  let half4 = uniforms.D / 8;
  let pairs = uniforms.turned / 8;
  if (index >= uniforms.M * pairs) { return; }
  let row = index / pairs;
  let pair = index % pairs;
  let at = row * (uniforms.W / 4) + pair / half4 * (2 * half4) + pair % half4;
  let place = (row % uniforms.T * half4 + pair % half4) * 2;
  let first = table[place];
  let second = table[place + 1];
  let cosine = vec4<f32>(first.xz, second.xz);
  let sine = vec4<f32>(first.yw, second.yw);
  let a = result[at];
  let b = result[at + half4];
  result[at] = a * cosine - b * sine;
  result[at + half4] = b * cosine + a * sine;
}

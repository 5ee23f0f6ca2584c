// Dropout (Srivastava et al. 2014): y = x / (1 - rate) if an element is kept, 0 if it is not (+ base).
// A hash of i and the key (PCG, Jarzynski and Olano 2020) decides whether element i is kept: the same mask on the way
// there and back without storing it. `least` is rate · 2^32: an element with a smaller hash is left out.
// One thread four elements. Fragment for module.ts. Inputs and result as vec4.
fn hash(value : vec4<u32>) -> vec4<u32> {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> vec4<u32>(28u)) + 4u)) ^ state) * 277803737u;
  return (word >> vec4<u32>(22u)) ^ word;
}

fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.quads) { return; }
  let elements = vec4<u32>(u32(index) * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
  let bits = hash(elements ^ vec4<u32>(bitcast<u32>(uniforms.key)));
  var y = select(vec4<f32>(0.0), x[index] * uniforms.scale, bits >= vec4<u32>(bitcast<u32>(uniforms.least)));
  if (uniforms.hasBase == 1) { y += base[index]; }
  result[index] = y;
}

// RMS norm (Zhang and Sennrich 2019): y [M, H] = x · weight / sqrt(mean of x² over the row + epsilon),
// and with QUADS above 0 its product with the A of a group of LoRA branches: u [M, 4 · QUADS] = y · Aᵀ, where
// A [4 · QUADS, H] is in the flat adapter, from vec4 loraAt on. H is a multiple of 4.
// A thread takes ROWS rows; SPLITS threads share a row (then ROWS is 1) and add their sums up in workgroup memory.
// Fragment for module.ts. Inputs x, weight, lora, the result y and u as vec4.
//! if SHARED
var<workgroup> parts: array<vec4<f32>, 64 * PARTS>;
//! end

fn main() {
  let split = i32(localIndex) % SPLITS;
  let firstRow = (i32(workgroupId.x) * (64 / SPLITS) + i32(localIndex) / SPLITS) * ROWS;
  let H4 = uniforms.H / 4;
  //! if ALONE
  if (firstRow >= uniforms.M) { return; }
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  var squares$i = vec4<f32>(0.0);
  //! end
  for (var h = split; h < H4; h += SPLITS) {
    //! for i in ROWS
    {
      let v = x[row$i * H4 + h];
      squares$i += v * v;
    }
    //! end
  }
  //! if SHARED
  let base = i32(localIndex) - split;
  parts[localIndex] = squares0;
  workgroupBarrier();
  squares0 = vec4<f32>(0.0);
  for (var other = 0; other < SPLITS; other++) { squares0 += parts[base + other]; }
  workgroupBarrier();
  //! end
  //! for i in ROWS
  let inverse$i = inverseSqrt(dot(squares$i, vec4<f32>(1.0)) / f32(uniforms.H) + uniforms.epsilon);
  //! for q in QUADS
  var sum$i_$q = vec4<f32>(0.0);
  //! end
  //! end
  for (var h = split; h < H4; h += SPLITS) {
    let w = weight[h];
    //! for i in ROWS
    let y$i = x[row$i * H4 + h] * inverse$i * w;
    if (firstRow + $i < uniforms.M) { result[row$i * H4 + h] = y$i; }
    //! end
    //! for q in QUADS
    {
      //! for c in FOUR
      let a$c = lora[uniforms.loraAt + ($q * 4 + $c) * H4 + h];
      //! end
      //! for i in ROWS
      sum$i_$q += vec4<f32>(dot(y$i, a0), dot(y$i, a1), dot(y$i, a2), dot(y$i, a3));
      //! end
    }
    //! end
  }
  //! if PROJECTS_ALONE
  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for q in QUADS
    u[row$i * QUADS + $q] = sum$i_$q;
    //! end
  }
  //! end
  //! end
  //! if PROJECTS_SHARED
  //! for q in QUADS
  parts[$q * 64 + i32(localIndex)] = sum0_$q;
  //! end
  workgroupBarrier();
  if (firstRow < uniforms.M) {
    for (var q = split; q < QUADS; q += SPLITS) {
      var sum = vec4<f32>(0.0);
      for (var other = 0; other < SPLITS; other++) { sum += parts[q * 64 + base + other]; }
      u[row0 * QUADS + q] = sum;
    }
  }
  //! end
}

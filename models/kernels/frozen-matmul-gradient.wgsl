// The gradient of frozen-matmul.wgsl with respect to x, from the same packed weights:
//   dx [M, K] = dy [M, N] · W [N, K] + du [M, g · r] · A [g · r, K] (+ residual [M, K])
// du already includes the adapter's scale. A is in the flat adapter, from vec4 loraAt on. W is read and unpacked as in
// frozen-matmul.wgsl. K is a multiple of 8 and of the block; N and r of 4.
// A thread computes ROWS rows and EIGHTS times eight columns, side by side within one block, from one of SPLITS shares
// of the outputs; 64 threads = LANES such columns x SPLITS shares, added up at the end, x the rest in rows.
// Fragment for module.ts. Inputs: dy, du, lora, residual as vec4; blocks as vec2; words as i32 (4 bits), vec2 of it (8)
// or vec4. Result as vec4.
//! if SHARED
var<workgroup> parts: array<vec4<f32>, 64 * ROWS * EIGHTS * 2>;
//! end

fn main() {
  let lane = i32(localIndex) % LANES;
  let split = i32(localIndex) / LANES % SPLITS;
  let K8 = uniforms.K / 8;
  let N4 = uniforms.N / 4;
  let firstEight = (i32(workgroupId.x) * LANES + lane) * EIGHTS;
  let firstRow = (i32(workgroupId.y) * (64 / LANES / SPLITS) + i32(localIndex) / LANES / SPLITS) * ROWS;
  //! if ALONE
  if (firstRow >= uniforms.M || firstEight >= K8) { return; }
  //! end
  //! for e in EIGHTS
  let eight$e = min(firstEight + $e, K8 - 1);
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  //! for e in EIGHTS
  var low$i_$e = vec4<f32>(0.0);
  var high$i_$e = vec4<f32>(0.0);
  //! end
  //! end

  for (var quad = split; quad < N4; quad += SPLITS) {
    //! for c in FOUR
    //! if CODES
    let scaling$c = blocks[((quad * 4 + $c) * K8 + eight0) >> u32(uniforms.blockShift)];
    //! end
    //! for e in EIGHTS
    let at$c_$e = (quad * 4 + $c) * K8 + eight$e;
    //! if CODES4
    let codes$c_$e = vec4<i32>(words[at$c_$e]);
    let a$c_$e = vec4<f32>((codes$c_$e >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<i32>(15)) * scaling$c.x + scaling$c.y;
    let b$c_$e = vec4<f32>((codes$c_$e >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<i32>(15)) * scaling$c.x + scaling$c.y;
    //! end
    //! if CODES8
    let codes$c_$e = words[at$c_$e];
    let a$c_$e = vec4<f32>((codes$c_$e.xxxx >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<i32>(255)) * scaling$c.x + scaling$c.y;
    let b$c_$e = vec4<f32>((codes$c_$e.yyyy >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<i32>(255)) * scaling$c.x + scaling$c.y;
    //! end
    //! if FLOATS16
    let pairs$c_$e = bitcast<vec4<u32>>(words[at$c_$e]);
    let a$c_$e = vec4<f32>(unpack2x16float(pairs$c_$e.x), unpack2x16float(pairs$c_$e.y));
    let b$c_$e = vec4<f32>(unpack2x16float(pairs$c_$e.z), unpack2x16float(pairs$c_$e.w));
    //! end
    //! if FLOATS32
    let a$c_$e = bitcast<vec4<f32>>(words[at$c_$e * 2]);
    let b$c_$e = bitcast<vec4<f32>>(words[at$c_$e * 2 + 1]);
    //! end
    //! end
    //! end
    //! for i in ROWS
    {
      let d = dy[row$i * N4 + quad];
      //! for e in EIGHTS
      low$i_$e += d.x * a0_$e + d.y * a1_$e + d.z * a2_$e + d.w * a3_$e;
      high$i_$e += d.x * b0_$e + d.y * b1_$e + d.z * b2_$e + d.w * b3_$e;
      //! end
    }
    //! end
  }

  //! if BRANCH
  for (var t = split; t < uniforms.U4; t += SPLITS) {
    //! for c in FOUR
    //! for e in EIGHTS
    let a$c_$e = lora[uniforms.loraAt + ((t * 4 + $c) * K8 + eight$e) * 2];
    let b$c_$e = lora[uniforms.loraAt + ((t * 4 + $c) * K8 + eight$e) * 2 + 1];
    //! end
    //! end
    //! for i in ROWS
    {
      let d = du[row$i * uniforms.U4 + t];
      //! for e in EIGHTS
      low$i_$e += d.x * a0_$e + d.y * a1_$e + d.z * a2_$e + d.w * a3_$e;
      high$i_$e += d.x * b0_$e + d.y * b1_$e + d.z * b2_$e + d.w * b3_$e;
      //! end
    }
    //! end
  }
  //! end

  //! if SHARED
  //! for i in ROWS
  //! for e in EIGHTS
  parts[($i * EIGHTS + $e) * 128 + i32(localIndex)] = low$i_$e;
  parts[($i * EIGHTS + $e) * 128 + 64 + i32(localIndex)] = high$i_$e;
  //! end
  //! end
  workgroupBarrier();
  let first = i32(localIndex) - split * LANES;
  for (var part = split; part < ROWS * EIGHTS * 2; part += SPLITS) {
    var sum = vec4<f32>(0.0);
    for (var other = 0; other < SPLITS; other++) {
      sum += parts[part * 64 + first + other * LANES];
    }
    let row = firstRow + part / 2 / EIGHTS;
    let eight = firstEight + part / 2 % EIGHTS;
    if (row < uniforms.M && eight < K8) {
      let at = (row * K8 + eight) * 2 + part % 2;
      if (uniforms.hasResidual == 1) { sum += residual[at]; }
      result[at] = sum;
    }
  }
  //! end
  //! if ALONE
  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for e in EIGHTS
    if (firstEight + $e < K8) {
      let at = (row$i * K8 + eight$e) * 2;
      if (uniforms.hasResidual == 1) {
        low$i_$e += residual[at];
        high$i_$e += residual[at + 1];
      }
      result[at] = low$i_$e;
      result[at + 1] = high$i_$e;
    }
    //! end
  }
  //! end
  //! end
}

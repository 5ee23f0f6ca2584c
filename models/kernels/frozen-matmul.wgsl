// A linear layer on frozen weights with the LoRA branches of its modules, which are one above another:
//   y [M, N] = x [M, K] · W [N, K]ᵀ + scale · u [M, g · r] · B [N, r]ᵀ (+ residual [M, N])
// where an output uses its own module's r columns of u. W is read eight weights of a row at a time, from bits / 4
// words, and unpacked in registers, once for ROWS rows: codes of 4 or 8 bits, in blocks of 8 << blockShift that share a
// pair (scale, -zero point · scale), weight = code · scale + offset; or floats of 16 or 32 bits.
// B is in the flat adapter, from vec4 loraAt on. K is a multiple of 8 and of the block; N, r and the bounds of 4.
// A thread computes ROWS rows and QUADS groups of four columns, LANES groups apart;
// 64 threads = LANES groups of columns x 64 / LANES times ROWS rows.
// Fragment for module.ts, which explains the directives. Inputs: x, u, lora, residual as vec4; blocks as vec2; words as
// i32 (4 bits), vec2 of it (8) or vec4. Result as vec4.
fn main() {
  let lane = i32(localIndex) % LANES;
  let N4 = uniforms.N / 4;
  let firstQuad = i32(workgroupId.x) * LANES * QUADS + lane;
  let firstRow = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * ROWS;
  if (firstRow >= uniforms.M || firstQuad >= N4) { return; }
  let K8 = uniforms.K / 8;
  //! for q in QUADS
  let quad$q = min(firstQuad + $q * LANES, N4 - 1);
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  //! for q in QUADS
  var sum$i_$q = vec4<f32>(0.0);
  //! end
  //! end

  for (var eight = 0; eight < K8; eight++) {
    //! for q in QUADS
    //! for c in FOUR
    let at$q_$c = (quad$q * 4 + $c) * K8 + eight;
    //! if CODES
    let scaling$q_$c = blocks[at$q_$c >> u32(uniforms.blockShift)];
    //! end
    //! if CODES4
    let codes$q_$c = vec4<i32>(words[at$q_$c]);
    let low$q_$c = vec4<f32>((codes$q_$c >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<i32>(15)) * scaling$q_$c.x + scaling$q_$c.y;
    let high$q_$c = vec4<f32>((codes$q_$c >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<i32>(15)) * scaling$q_$c.x + scaling$q_$c.y;
    //! end
    //! if CODES8
    let codes$q_$c = words[at$q_$c];
    let low$q_$c = vec4<f32>((codes$q_$c.xxxx >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<i32>(255)) * scaling$q_$c.x + scaling$q_$c.y;
    let high$q_$c = vec4<f32>((codes$q_$c.yyyy >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<i32>(255)) * scaling$q_$c.x + scaling$q_$c.y;
    //! end
    //! if FLOATS16
    let pairs$q_$c = bitcast<vec4<u32>>(words[at$q_$c]);
    let low$q_$c = vec4<f32>(unpack2x16float(pairs$q_$c.x), unpack2x16float(pairs$q_$c.y));
    let high$q_$c = vec4<f32>(unpack2x16float(pairs$q_$c.z), unpack2x16float(pairs$q_$c.w));
    //! end
    //! if FLOATS32
    let low$q_$c = bitcast<vec4<f32>>(words[at$q_$c * 2]);
    let high$q_$c = bitcast<vec4<f32>>(words[at$q_$c * 2 + 1]);
    //! end
    //! end
    //! end
    //! for i in ROWS
    {
      let a = x[(row$i * K8 + eight) * 2];
      let b = x[(row$i * K8 + eight) * 2 + 1];
      //! for q in QUADS
      sum$i_$q += vec4<f32>(
        dot(a, low$q_0) + dot(b, high$q_0), dot(a, low$q_1) + dot(b, high$q_1),
        dot(a, low$q_2) + dot(b, high$q_2), dot(a, low$q_3) + dot(b, high$q_3));
      //! end
    }
    //! end
  }

  //! if BRANCH
  // Where the part of u begins that belongs to the module of a group of columns.
  //! for q in QUADS
  let u$q = (select(0, 1, quad$q * 4 >= uniforms.bound1) + select(0, 1, quad$q * 4 >= uniforms.bound2)) * uniforms.R4;
  //! end
  for (var t = 0; t < uniforms.R4; t++) {
    //! for q in QUADS
    //! for c in FOUR
    let b$q_$c = uniforms.scale * lora[uniforms.loraAt + (quad$q * 4 + $c) * uniforms.R4 + t];
    //! end
    //! end
    //! for i in ROWS
    {
      //! for q in QUADS
      let a$q = u[row$i * uniforms.U4 + u$q + t];
      sum$i_$q += vec4<f32>(dot(a$q, b$q_0), dot(a$q, b$q_1), dot(a$q, b$q_2), dot(a$q, b$q_3));
      //! end
    }
    //! end
  }
  //! end

  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for q in QUADS
    if (firstQuad + $q * LANES < N4) {
      let at = row$i * N4 + quad$q;
      if (uniforms.hasResidual == 1) { sum$i_$q += residual[at]; }
      result[at] = sum$i_$q;
    }
    //! end
  }
  //! end
}

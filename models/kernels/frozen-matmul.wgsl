// A linear layer on 4-bit weights with its LoRA branch:
//   y [M, N] = x [M, K] · W [N, K]ᵀ + scale · u [M, R] · B [N, R]ᵀ (+ residual [M, N])
// W [N, K] lies packed as MatMulNBits stores it: eight codes a word along K, blocks of 32 codes share a pair
// (scale, -zero point · scale); weight = code · scale + offset. It is dequantized in registers, once for ROWS rows.
// B lies in the flat adapter, from element 4 · loraAt. K is a multiple of 32, N and R are multiples of 4.
// A thread computes ROWS rows and QUADS groups of four columns, LANES groups apart;
// 64 threads = LANES groups of columns x 64 / LANES times ROWS rows.
// Fragment for program.ts, which explains the directives. Inputs: x, u, lora, residual as vec4; words as i32; blocks
// as vec2. Result as vec4.
fn main() {
  let lane = i32(localIndex) % LANES;
  let N4 = uniforms.N / 4;
  let firstQuad = i32(workgroupId.x) * LANES * QUADS + lane;
  let firstRow = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * ROWS;
  if (firstRow >= uniforms.M || firstQuad >= N4) { return; }
  let K4 = uniforms.K / 4;
  let wordsPerRow = uniforms.K / 8;
  let blocksPerRow = uniforms.K / BLOCK;
  //! for q in QUADS
  let quad$q = min(firstQuad + $q * LANES, N4 - 1);
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  //! for q in QUADS
  var sum$i_$q = vec4<f32>(0.0);
  //! end
  //! end

  for (var word = 0; word < wordsPerRow; word++) {
    //! for q in QUADS
    //! for c in FOUR
    let scaling$q_$c = blocks[(quad$q * 4 + $c) * blocksPerRow + word / (BLOCK / 8)];
    let codes$q_$c = vec4<u32>(bitcast<u32>(words[(quad$q * 4 + $c) * wordsPerRow + word]));
    let low$q_$c = vec4<f32>((codes$q_$c >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<u32>(15u)) * scaling$q_$c.x + scaling$q_$c.y;
    let high$q_$c = vec4<f32>((codes$q_$c >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<u32>(15u)) * scaling$q_$c.x + scaling$q_$c.y;
    //! end
    //! end
    //! for i in ROWS
    {
      let a = x[row$i * K4 + word * 2];
      let b = x[row$i * K4 + word * 2 + 1];
      //! for q in QUADS
      sum$i_$q += vec4<f32>(
        dot(a, low$q_0) + dot(b, high$q_0), dot(a, low$q_1) + dot(b, high$q_1),
        dot(a, low$q_2) + dot(b, high$q_2), dot(a, low$q_3) + dot(b, high$q_3));
      //! end
    }
    //! end
  }

  //! if BRANCH
  // Where the module of a group of columns has its part of u.
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

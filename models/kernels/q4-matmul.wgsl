// A linear layer on 4-bit weights with its LoRA branch:
//   y [M, N] = x [M, K] · W [N, K]ᵀ + scale · u [M, R] · B [N, R]ᵀ (+ residual [M, N])
// W [N, K] lies packed as MatMulNBits stores it: eight codes a word along K, blocks of 32 codes share a pair
// (scale, -zero point · scale); weight = code · scale + offset. It is dequantized in registers, once for ROWS rows.
// B lies in the flat adapter, from element 4 · loraAt. K is a multiple of 32, R of 4.
// A thread computes ROWS rows and COLUMNS columns that lie LANES apart; 64 threads = LANES columns x 64 / LANES rows.
// Fragment for program.ts, which explains the directives. Inputs: x, u, lora as vec4; words as i32; blocks as vec2.
fn main() {
  let lane = i32(localIndex) % LANES;
  let firstColumn = i32(workgroupId.x) * LANES * COLUMNS + lane;
  let firstRow = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * ROWS;
  if (firstRow >= uniforms.M || firstColumn >= uniforms.N) { return; }
  let K4 = uniforms.K / 4;
  let wordsPerRow = uniforms.K / 8;
  let blocksPerRow = uniforms.K / 32;
  //! for j in COLUMNS
  let column$j = min(firstColumn + $j * LANES, uniforms.N - 1);
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  //! for j in COLUMNS
  var sum$i_$j = 0.0;
  //! end
  //! end

  for (var block = 0; block < blocksPerRow; block++) {
    //! for j in COLUMNS
    let scaling$j = blocks[column$j * blocksPerRow + block];
    //! end
    for (var word = block * 4; word < block * 4 + 4; word++) {
      //! for j in COLUMNS
      let codes$j = vec4<u32>(bitcast<u32>(words[column$j * wordsPerRow + word]));
      let low$j = vec4<f32>((codes$j >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<u32>(15u)) * scaling$j.x + scaling$j.y;
      let high$j = vec4<f32>((codes$j >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<u32>(15u)) * scaling$j.x + scaling$j.y;
      //! end
      //! for i in ROWS
      {
        let at = row$i * K4 + word * 2;
        let first = x[at];
        let second = x[at + 1];
        //! for j in COLUMNS
        sum$i_$j += dot(first, low$j) + dot(second, high$j);
        //! end
      }
      //! end
    }
  }

  for (var t = 0; t < uniforms.R4; t++) {
    //! for j in COLUMNS
    let b$j = uniforms.scale * lora[uniforms.loraAt + column$j * uniforms.R4 + t];
    //! end
    //! for i in ROWS
    {
      let projected = u[row$i * uniforms.R4 + t];
      //! for j in COLUMNS
      sum$i_$j += dot(projected, b$j);
      //! end
    }
    //! end
  }

  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for j in COLUMNS
    if (firstColumn + $j * LANES < uniforms.N) {
      let at = row$i * uniforms.N + column$j;
      if (uniforms.hasResidual == 1) { sum$i_$j += residual[at]; }
      result[at] = sum$i_$j;
    }
    //! end
  }
  //! end
}

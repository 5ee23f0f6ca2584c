// The gradient of frozen-matmul.wgsl with respect to x, from the same packed weights:
//   dx [M, K] = dy [M, N] · W [N, K] + du [M, R] · A [R, K] (+ residual [M, K])
// du already carries the adapter's scale. A lies in the flat adapter, from element 4 · loraAt.
// K is a multiple of 32, N and R are multiples of 4.
// A thread computes ROWS rows and WORDS words of eight columns each, side by side within one block of 32;
// 64 threads = LANES times WORDS words x 64 / LANES times ROWS rows.
// Fragment for program.ts. Inputs: dy, du, lora, residual as vec4; words as i32; blocks as vec2. Result as vec4.
fn main() {
  let lane = i32(localIndex) % LANES;
  let wordsPerRow = uniforms.K / 8;
  let blocksPerRow = uniforms.K / BLOCK;
  let firstWord = (i32(workgroupId.x) * LANES + lane) * WORDS;
  let firstRow = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * ROWS;
  if (firstRow >= uniforms.M || firstWord >= wordsPerRow) { return; }
  let N4 = uniforms.N / 4;
  let K4 = uniforms.K / 4;
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  //! for w in WORDS
  var low$i_$w = vec4<f32>(0.0);
  var high$i_$w = vec4<f32>(0.0);
  //! end
  //! end

  for (var n = 0; n < uniforms.N; n += 4) {
    //! for c in FOUR
    let scaling$c = blocks[(n + $c) * blocksPerRow + firstWord / (BLOCK / 8)];
    //! for w in WORDS
    let codes$c_$w = vec4<u32>(bitcast<u32>(words[(n + $c) * wordsPerRow + firstWord + $w]));
    let a$c_$w = vec4<f32>((codes$c_$w >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<u32>(15u)) * scaling$c.x + scaling$c.y;
    let b$c_$w = vec4<f32>((codes$c_$w >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<u32>(15u)) * scaling$c.x + scaling$c.y;
    //! end
    //! end
    //! for i in ROWS
    {
      let d = dy[row$i * N4 + n / 4];
      //! for w in WORDS
      low$i_$w += d.x * a0_$w + d.y * a1_$w + d.z * a2_$w + d.w * a3_$w;
      high$i_$w += d.x * b0_$w + d.y * b1_$w + d.z * b2_$w + d.w * b3_$w;
      //! end
    }
    //! end
  }

  //! if BRANCH
  for (var t = 0; t < uniforms.U4; t++) {
    //! for c in FOUR
    //! for w in WORDS
    let a$c_$w = lora[uniforms.loraAt + (t * 4 + $c) * K4 + (firstWord + $w) * 2];
    let b$c_$w = lora[uniforms.loraAt + (t * 4 + $c) * K4 + (firstWord + $w) * 2 + 1];
    //! end
    //! end
    //! for i in ROWS
    {
      let d = du[row$i * uniforms.U4 + t];
      //! for w in WORDS
      low$i_$w += d.x * a0_$w + d.y * a1_$w + d.z * a2_$w + d.w * a3_$w;
      high$i_$w += d.x * b0_$w + d.y * b1_$w + d.z * b2_$w + d.w * b3_$w;
      //! end
    }
    //! end
  }
  //! end

  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for w in WORDS
    {
      let at = row$i * K4 + (firstWord + $w) * 2;
      if (uniforms.hasResidual == 1) {
        low$i_$w += residual[at];
        high$i_$w += residual[at + 1];
      }
      result[at] = low$i_$w;
      result[at + 1] = high$i_$w;
    }
    //! end
  }
  //! end
}

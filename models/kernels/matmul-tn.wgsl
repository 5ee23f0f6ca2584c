// C [M, N] = alpha · A [K, M]ᵀ · B [K, N] (+ C, where `adds` is 1); see matmul.ts for the layout of matrices.
// M, N and K are multiples of 4.
// A thread computes GROUPS groups of four rows, side by side, and QUADS groups of four columns, LANES groups apart;
// 64 threads = LANES groups of columns x 64 / LANES times GROUPS groups of rows.
// Fragment for module.ts. Inputs and result as vec4, all places and strides in vec4.
fn main() {
  let lane = i32(localIndex) % LANES;
  let M4 = uniforms.M / 4;
  let N4 = uniforms.N / 4;
  let firstQuad = i32(workgroupId.x) * LANES * QUADS + lane;
  let firstGroup = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * GROUPS;
  if (firstGroup >= M4 || firstQuad >= N4) { return; }
  //! for q in QUADS
  let quad$q = min(firstQuad + $q * LANES, N4 - 1);
  //! end
  //! for g in GROUPS
  let group$g = min(firstGroup + $g, M4 - 1);
  //! for q in QUADS
  var sum$g_$q_0 = vec4<f32>(0.0);
  var sum$g_$q_1 = vec4<f32>(0.0);
  var sum$g_$q_2 = vec4<f32>(0.0);
  var sum$g_$q_3 = vec4<f32>(0.0);
  //! end
  //! end
  for (var k = 0; k < uniforms.K; k += 4) {
    //! for c in FOUR
    //! for q in QUADS
    let b$c_$q = b[uniforms.bAt + (k + $c) * uniforms.bRow + quad$q];
    //! end
    //! end
    //! for g in GROUPS
    {
      //! for c in FOUR
      let a$c = a[uniforms.aAt + (k + $c) * uniforms.aRow + group$g];
      //! end
      //! for q in QUADS
      sum$g_$q_0 += a0.x * b0_$q + a1.x * b1_$q + a2.x * b2_$q + a3.x * b3_$q;
      sum$g_$q_1 += a0.y * b0_$q + a1.y * b1_$q + a2.y * b2_$q + a3.y * b3_$q;
      sum$g_$q_2 += a0.z * b0_$q + a1.z * b1_$q + a2.z * b2_$q + a3.z * b3_$q;
      sum$g_$q_3 += a0.w * b0_$q + a1.w * b1_$q + a2.w * b2_$q + a3.w * b3_$q;
      //! end
    }
    //! end
  }
  //! for g in GROUPS
  if (firstGroup + $g < M4) {
    //! for q in QUADS
    if (firstQuad + $q * LANES < N4) {
      let at = uniforms.cAt + group$g * 4 * uniforms.cRow + quad$q;
      if (uniforms.adds == 1) {
        result[at] += uniforms.alpha * sum$g_$q_0;
        result[at + uniforms.cRow] += uniforms.alpha * sum$g_$q_1;
        result[at + 2 * uniforms.cRow] += uniforms.alpha * sum$g_$q_2;
        result[at + 3 * uniforms.cRow] += uniforms.alpha * sum$g_$q_3;
      } else {
        result[at] = uniforms.alpha * sum$g_$q_0;
        result[at + uniforms.cRow] = uniforms.alpha * sum$g_$q_1;
        result[at + 2 * uniforms.cRow] = uniforms.alpha * sum$g_$q_2;
        result[at + 3 * uniforms.cRow] = uniforms.alpha * sum$g_$q_3;
      }
    }
    //! end
  }
  //! end
}

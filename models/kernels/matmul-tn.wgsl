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
  //! for c in FOUR
  var sum$g_$q_$c = vec4<f32>(0.0);
  //! end
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
      //! for c in FOUR
      sum$g_$q_$c += a0[$c] * b0_$q + a1[$c] * b1_$q + a2[$c] * b2_$q + a3[$c] * b3_$q;
      //! end
      //! end
    }
    //! end
  }
  //! for g in GROUPS
  if (firstGroup + $g < M4) {
    //! for q in QUADS
    if (firstQuad + $q * LANES < N4) {
      //! for c in FOUR
      {
        let at = uniforms.cAt + (group$g * 4 + $c) * uniforms.cRow + quad$q;
        let value = uniforms.alpha * sum$g_$q_$c;
        if (uniforms.adds == 1) { result[at] += value; } else { result[at] = value; }
      }
      //! end
    }
    //! end
  }
  //! end
}

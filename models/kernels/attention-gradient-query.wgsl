// The gradient of attention.wgsl with respect to its queries. With the shares p = exp(q · kᵀ / √D - logSum), computed
// again, dp = dAttended · vᵀ and delta = dAttended · attended:
//   dq = Σ over the places seen of p · (dp - delta) / √D · k, turned back by the place (rope.wgsl)
// It goes to the columns of q in `result`, laid out as qkv; delta [B · T, N] beside it. A thread takes ROWS rows of a head.
// Fragment for program.ts; sizes as in attention.wgsl. qkv, attended, dAttended, the result and table as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  let blocks = (uniforms.T + ROWS - 1) / ROWS;
  if (index >= uniforms.B * uniforms.N * blocks) { return; }
  let firstPlace = index % blocks * ROWS;
  let head = index / blocks % uniforms.N;
  let sequence = index / blocks / uniforms.N * uniforms.T;
  let W4 = (uniforms.N + 2 * uniforms.G) * 2 * HALF;
  let keyAt = (uniforms.N + head * uniforms.G / uniforms.N) * 2 * HALF;
  let valueAt = keyAt + uniforms.G * 2 * HALF;
  //! for i in ROWS
  let place$i = min(firstPlace + $i, uniforms.T - 1);
  let at$i = (sequence + place$i) * W4 + head * 2 * HALF;
  let row$i = (sequence + place$i) * uniforms.N + head;
  let logSum$i = logSums[row$i];
  var delta$i = 0.0;
  //! for h in HALF
  let qLow$i_$h = qkv[at$i + $h] * uniforms.scale;
  let qHigh$i_$h = qkv[at$i + HALF + $h] * uniforms.scale;
  let oLow$i_$h = dAttended[row$i * 2 * HALF + $h];
  let oHigh$i_$h = dAttended[row$i * 2 * HALF + HALF + $h];
  delta$i += dot(oLow$i_$h, attended[row$i * 2 * HALF + $h]) + dot(oHigh$i_$h, attended[row$i * 2 * HALF + HALF + $h]);
  var low$i_$h = vec4<f32>(0.0);
  var high$i_$h = vec4<f32>(0.0);
  //! end
  //! end

  for (var j = 0; j <= min(firstPlace + ROWS, uniforms.T) - 1; j++) {
    let k = (sequence + j) * W4 + keyAt;
    let v = (sequence + j) * W4 + valueAt;
    //! for h in HALF
    let kLow$h = qkv[k + $h];
    let kHigh$h = qkv[k + HALF + $h];
    let vLow$h = qkv[v + $h];
    let vHigh$h = qkv[v + HALF + $h];
    //! end
    //! for i in ROWS
    if (j <= place$i) {
      var score = 0.0;
      var dShare = 0.0;
      //! for h in HALF
      score += dot(qLow$i_$h, kLow$h) + dot(qHigh$i_$h, kHigh$h);
      dShare += dot(oLow$i_$h, vLow$h) + dot(oHigh$i_$h, vHigh$h);
      //! end
      let slope = exp(score - logSum$i) * (dShare - delta$i) * uniforms.scale;
      //! for h in HALF
      low$i_$h += slope * kLow$h;
      high$i_$h += slope * kHigh$h;
      //! end
    }
    //! end
  }

  //! for i in ROWS
  if (firstPlace + $i < uniforms.T) {
    deltas[row$i] = delta$i;
    //! for h in HALF
    {
      let first = table[(place$i * HALF + $h) * 2];
      let second = table[(place$i * HALF + $h) * 2 + 1];
      let cosine = vec4<f32>(first.xz, second.xz);
      let sine = vec4<f32>(first.yw, second.yw);
      result[at$i + $h] = low$i_$h * cosine + high$i_$h * sine;
      result[at$i + HALF + $h] = high$i_$h * cosine - low$i_$h * sine;
    }
    //! end
  }
  //! end
}

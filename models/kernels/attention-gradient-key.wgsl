// The gradient of attention.wgsl with respect to its keys and values. With the shares p = exp(q · kᵀ / √D - logSum),
// computed again, and dp = dAttended · vᵀ, over all query heads that share the key head and all places from its own on:
//   dk = Σ p · (dp - delta) / √D · q, turned back by the place (rope.wgsl)      dv = Σ p · dAttended
// They go to the columns of k and v in `result`, laid out as qkv. A thread takes ROWS neighbouring places of a key head.
// Fragment for program.ts; sizes as in attention.wgsl. qkv, dAttended, the result and table as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  let blocks = (uniforms.T + ROWS - 1) / ROWS;
  if (index >= uniforms.B * uniforms.G * blocks) { return; }
  let firstPlace = index % blocks * ROWS;
  let group = index / blocks % uniforms.G;
  let sequence = index / blocks / uniforms.G * uniforms.T;
  let W4 = (uniforms.N + 2 * uniforms.G) * 2 * HALF;
  let share = uniforms.N / uniforms.G;
  //! for i in ROWS
  let place$i = min(firstPlace + $i, uniforms.T - 1);
  let k$i = (sequence + place$i) * W4 + (uniforms.N + group) * 2 * HALF;
  let v$i = k$i + uniforms.G * 2 * HALF;
  //! for h in HALF
  let kLow$i_$h = qkv[k$i + $h] * uniforms.scale;
  let kHigh$i_$h = qkv[k$i + HALF + $h] * uniforms.scale;
  let vLow$i_$h = qkv[v$i + $h];
  let vHigh$i_$h = qkv[v$i + HALF + $h];
  var dkLow$i_$h = vec4<f32>(0.0);
  var dkHigh$i_$h = vec4<f32>(0.0);
  var dvLow$i_$h = vec4<f32>(0.0);
  var dvHigh$i_$h = vec4<f32>(0.0);
  //! end
  //! end

  for (var head = group * share; head < (group + 1) * share; head++) {
    for (var j = firstPlace; j < uniforms.T; j++) {
      let row = (sequence + j) * uniforms.N + head;
      let q = (sequence + j) * W4 + head * 2 * HALF;
      let logSum = logSums[row];
      let delta = deltas[row];
      //! for h in HALF
      let qLow$h = qkv[q + $h];
      let qHigh$h = qkv[q + HALF + $h];
      let oLow$h = dAttended[row * 2 * HALF + $h];
      let oHigh$h = dAttended[row * 2 * HALF + HALF + $h];
      //! end
      //! for i in ROWS
      if (j >= place$i) {
        var score = 0.0;
        var dShare = 0.0;
        //! for h in HALF
        score += dot(kLow$i_$h, qLow$h) + dot(kHigh$i_$h, qHigh$h);
        dShare += dot(vLow$i_$h, oLow$h) + dot(vHigh$i_$h, oHigh$h);
        //! end
        let p = exp(score - logSum);
        let slope = p * (dShare - delta) * uniforms.scale;
        //! for h in HALF
        dkLow$i_$h += slope * qLow$h;
        dkHigh$i_$h += slope * qHigh$h;
        dvLow$i_$h += p * oLow$h;
        dvHigh$i_$h += p * oHigh$h;
        //! end
      }
      //! end
    }
  }

  //! for i in ROWS
  if (firstPlace + $i < uniforms.T) {
    //! for h in HALF
    {
      let first = table[(place$i * HALF + $h) * 2];
      let second = table[(place$i * HALF + $h) * 2 + 1];
      let cosine = vec4<f32>(first.xz, second.xz);
      let sine = vec4<f32>(first.yw, second.yw);
      result[k$i + $h] = dkLow$i_$h * cosine + dkHigh$i_$h * sine;
      result[k$i + HALF + $h] = dkHigh$i_$h * cosine - dkLow$i_$h * sine;
      result[v$i + $h] = dvLow$i_$h;
      result[v$i + HALF + $h] = dvHigh$i_$h;
    }
    //! end
  }
  //! end
}

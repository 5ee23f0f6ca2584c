// The gradient of attention.wgsl with respect to its keys and values. With the shares p = exp(q · kᵀ / √D - logSum),
// computed again, and dp = dAttended · vᵀ, over all query heads that share the key head and all positions from its own on:
//   dk = Σ p · (dp - delta) / √D · q, rotated back (rope.wgsl)      dv = Σ p · dAttended
// They go to the columns of k and v in `result`, laid out as qkv. One thread a place of a key head.
// Fragment for module.ts; sizes as in attention.wgsl. qkv, dAttended, the result and table as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.B * uniforms.G * uniforms.T) { return; }
  let place = index % uniforms.T;
  let group = index / uniforms.T % uniforms.G;
  let sequence = index / uniforms.T / uniforms.G * uniforms.T;
  let W4 = (uniforms.N + 2 * uniforms.G) * 2 * HALF;
  let share = uniforms.N / uniforms.G;
  let k = (sequence + place) * W4 + (uniforms.N + group) * 2 * HALF;
  let v = k + uniforms.G * 2 * HALF;
  //! for h in HALF
  let kLow$h = qkv[k + $h] * uniforms.scale;
  let kHigh$h = qkv[k + HALF + $h] * uniforms.scale;
  let vLow$h = qkv[v + $h];
  let vHigh$h = qkv[v + HALF + $h];
  var dkLow$h = vec4<f32>(0.0);
  var dkHigh$h = vec4<f32>(0.0);
  var dvLow$h = vec4<f32>(0.0);
  var dvHigh$h = vec4<f32>(0.0);
  //! end

  for (var head = group * share; head < (group + 1) * share; head++) {
    for (var j = place; j < uniforms.T; j++) {
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
      var score = 0.0;
      var dShare = 0.0;
      //! for h in HALF
      score += dot(kLow$h, qLow$h) + dot(kHigh$h, qHigh$h);
      dShare += dot(vLow$h, oLow$h) + dot(vHigh$h, oHigh$h);
      //! end
      let p = exp(score - logSum);
      let slope = p * (dShare - delta) * uniforms.scale;
      //! for h in HALF
      dkLow$h += slope * qLow$h;
      dkHigh$h += slope * qHigh$h;
      dvLow$h += p * oLow$h;
      dvHigh$h += p * oHigh$h;
      //! end
    }
  }

  //! for h in HALF
  {
    let first = table[(place * HALF + $h) * 2];
    let second = table[(place * HALF + $h) * 2 + 1];
    let cosine = vec4<f32>(first.xz, second.xz);
    let sine = vec4<f32>(first.yw, second.yw);
    result[k + $h] = dkLow$h * cosine + dkHigh$h * sine;
    result[k + HALF + $h] = dkHigh$h * cosine - dkLow$h * sine;
    result[v + $h] = dvLow$h;
    result[v + HALF + $h] = dvHigh$h;
  }
  //! end
}

// The gradient of attention.wgsl with respect to its queries. With the shares p = exp(q · kᵀ / √D - logSum), computed
// again, dp = dAttended · vᵀ and delta = dAttended · attended:
//   dq = Σ over the positions up to its own of p · (dp - delta) / √D · k, rotated back (rope.wgsl)
// It goes to the columns of q in `result`, laid out as qkv; delta [B · T, N] beside it. One thread a row of a head.
// Fragment for module.ts; sizes as in attention.wgsl. qkv, attended, dAttended, the result and table as vec4.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.B * uniforms.N * uniforms.T) { return; }
  let place = index % uniforms.T;
  let head = index / uniforms.T % uniforms.N;
  let sequence = index / uniforms.T / uniforms.N * uniforms.T;
  let W4 = (uniforms.N + 2 * uniforms.G) * 2 * HALF;
  let keyAt = (uniforms.N + head * uniforms.G / uniforms.N) * 2 * HALF;
  let valueAt = keyAt + uniforms.G * 2 * HALF;
  let at = (sequence + place) * W4 + head * 2 * HALF;
  let row = (sequence + place) * uniforms.N + head;
  let logSum = logSums[row];
  var delta = 0.0;
  //! for h in HALF
  let qLow$h = qkv[at + $h] * uniforms.scale;
  let qHigh$h = qkv[at + HALF + $h] * uniforms.scale;
  let oLow$h = dAttended[row * 2 * HALF + $h];
  let oHigh$h = dAttended[row * 2 * HALF + HALF + $h];
  delta += dot(oLow$h, attended[row * 2 * HALF + $h]) + dot(oHigh$h, attended[row * 2 * HALF + HALF + $h]);
  var low$h = vec4<f32>(0.0);
  var high$h = vec4<f32>(0.0);
  //! end

  for (var j = 0; j <= place; j++) {
    let k = (sequence + j) * W4 + keyAt;
    let v = (sequence + j) * W4 + valueAt;
    //! for h in HALF
    let kLow$h = qkv[k + $h];
    let kHigh$h = qkv[k + HALF + $h];
    let vLow$h = qkv[v + $h];
    let vHigh$h = qkv[v + HALF + $h];
    //! end
    var score = 0.0;
    var dShare = 0.0;
    //! for h in HALF
    score += dot(qLow$h, kLow$h) + dot(qHigh$h, kHigh$h);
    dShare += dot(oLow$h, vLow$h) + dot(oHigh$h, vHigh$h);
    //! end
    let slope = exp(score - logSum) * (dShare - delta) * uniforms.scale;
    //! for h in HALF
    low$h += slope * kLow$h;
    high$h += slope * kHigh$h;
    //! end
  }

  deltas[row] = delta;
  //! for h in HALF
  {
    let first = table[(place * HALF + $h) * 2];
    let second = table[(place * HALF + $h) * 2 + 1];
    let cosine = vec4<f32>(first.xz, second.xz);
    let sine = vec4<f32>(first.yw, second.yw);
    result[at + $h] = low$h * cosine + high$h * sine;
    result[at + HALF + $h] = high$h * cosine - low$h * sine;
  }
  //! end
}

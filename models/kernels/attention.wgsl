// Causal attention with grouped heads: for each query head, attended = softmax(q · kᵀ / √D over the positions up to its
// own) · v, with an online softmax (Milakov and Gimelshein 2018): attention weights are not stored.
// A row of qkv [B · T, W] is N query heads, then G key and G value heads of D numbers each; N / G query heads share a
// key and value head. attended [B · T, N · D]; logSums [B · T, N]: the logarithm of each row's sum of exponentials.
// One thread a row of a head. HALF is D / 8: a head is HALF low and HALF high vec4.
// Fragment for module.ts. qkv and the result as vec4, logSums as f32.
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
  //! for h in HALF
  let qLow$h = qkv[at + $h] * uniforms.scale;
  let qHigh$h = qkv[at + HALF + $h] * uniforms.scale;
  var low$h = vec4<f32>(0.0);
  var high$h = vec4<f32>(0.0);
  //! end
  var largest = -3.0e38;
  var sum = 0.0;

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
    //! for h in HALF
    score += dot(qLow$h, kLow$h) + dot(qHigh$h, kHigh$h);
    //! end
    let top = max(largest, score);
    let fade = exp(largest - top);
    let e = exp(score - top);
    largest = top;
    sum = sum * fade + e;
    //! for h in HALF
    low$h = low$h * fade + e * vLow$h;
    high$h = high$h * fade + e * vHigh$h;
    //! end
  }

  let row = (sequence + place) * uniforms.N + head;
  //! for h in HALF
  result[row * 2 * HALF + $h] = low$h / sum;
  result[row * 2 * HALF + HALF + $h] = high$h / sum;
  //! end
  logSums[row] = largest + log(sum);
}

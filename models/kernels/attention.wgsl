// Causal attention with grouped heads: for each query head, attended = softmax(q · kᵀ / √D over the places up to its
// own) · v, with the sum kept as it goes (Milakov and Gimelshein 2018): shares are not stored.
// A row of qkv [B · T, W] is N query heads, then G key and G value heads of D numbers each; N / G query heads share a
// key and value head. attended [B · T, N · D]; logSums [B · T, N]: the logarithm of each row's sum of exponentials.
// A thread takes ROWS neighbouring rows of one head. HALF is D / 8: a head is HALF low and HALF high vec4.
// Fragment for program.ts. qkv and the result as vec4, logSums as f32.
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
  //! for h in HALF
  let qLow$i_$h = qkv[at$i + $h] * uniforms.scale;
  let qHigh$i_$h = qkv[at$i + HALF + $h] * uniforms.scale;
  var low$i_$h = vec4<f32>(0.0);
  var high$i_$h = vec4<f32>(0.0);
  //! end
  var largest$i = -3.0e38;
  var sum$i = 0.0;
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
      //! for h in HALF
      score += dot(qLow$i_$h, kLow$h) + dot(qHigh$i_$h, kHigh$h);
      //! end
      let top = max(largest$i, score);
      let fade = exp(largest$i - top);
      let e = exp(score - top);
      largest$i = top;
      sum$i = sum$i * fade + e;
      //! for h in HALF
      low$i_$h = low$i_$h * fade + e * vLow$h;
      high$i_$h = high$i_$h * fade + e * vHigh$h;
      //! end
    }
    //! end
  }

  //! for i in ROWS
  if (firstPlace + $i < uniforms.T) {
    let row = (sequence + place$i) * uniforms.N + head;
    //! for h in HALF
    result[row * 2 * HALF + $h] = low$i_$h / sum$i;
    result[row * 2 * HALF + HALF + $h] = high$i_$h / sum$i;
    //! end
    logSums[row] = largest$i + log(sum$i);
  }
  //! end
}

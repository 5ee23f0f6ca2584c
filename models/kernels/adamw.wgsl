// AdamW (Loshchilov and Hutter 2019), the step, in place:
//   w = w - rate · (m · mScale / (sqrt(v · vScale) + epsilon) + decay · w)
// mScale = 1 / (1 - beta1^t) and vScale = 1 / (1 - beta2^t) undo the moments' start at zero; moments [2, N].
// One thread an element. Fragment for module.ts. `result` holds the weights.
fn main() {
  let index = (i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x)) * 64 + i32(localIndex);
  if (index >= uniforms.N) { return; }
  let w = result[index];
  let direction = moments[index] * uniforms.mScale / (sqrt(moments[uniforms.N + index] * uniforms.vScale) + uniforms.epsilon);
  result[index] = w - uniforms.rate * (direction + uniforms.decay * w);
}

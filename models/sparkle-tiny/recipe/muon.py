"""Muon (Jordan et al., 2024), the optimizer of the decoder's hidden matrices: momentum, made orthogonal. Not here: the rest,
which AdamW updates (training.py)."""

import torch
from torch import Tensor


def orthogonal(gradient: Tensor, rounds: int = 5) -> Tensor:
    """(rows, columns) -> about its nearest orthogonal matrix, by rounds of a Newton-Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = gradient / (gradient.norm() + 1e-7)
    is_tall = x.shape[0] > x.shape[1]
    if is_tall:
        x = x.t()
    for _ in range(rounds):
        square = x @ x.t()
        x = a * x + (b * square + c * square @ square) @ x
    return x.t() if is_tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, weights, lr: float, momentum: float = 0.95):
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                mean = self.state[weight].setdefault("mean", torch.zeros_like(weight))
                mean.mul_(group["momentum"]).add_(weight.grad)
                update = orthogonal(weight.grad + group["momentum"] * mean)
                weight.add_(update, alpha=-group["lr"] * max(1, weight.shape[0] / weight.shape[1]) ** 0.5)

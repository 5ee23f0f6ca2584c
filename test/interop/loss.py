"""The loss of a conversation, as the lab and ms-swift take it. Shapes: T tokens, S side of an image, V vocabulary."""
import torch

IGNORED = -100


def loss_sum(model, ids, labels, pixels):
    """The sum of the cross-entropies (nats) of the labelled tokens, and their number. `ids` [1, T], `labels` [T] with IGNORED
    where no loss is taken, `pixels` [1, 1, 3, S, S]."""
    logits = model(input_ids=ids, pixel_values=pixels).logits[0]  # [T, V]
    total = torch.nn.functional.cross_entropy(logits[:-1], labels[1:], ignore_index=IGNORED, reduction='sum')
    return total, int((labels[1:] != IGNORED).sum())

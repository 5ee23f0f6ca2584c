"""The recipe of sparkle-tiny: how the weights of the embedded model were made, in PyTorch.

Run a stage with `python -m recipe STAGE` from the folder above (README.md has them in their order). Not here: the lab, which
reads only the bundle that the last stage writes, and needs no Python.
"""

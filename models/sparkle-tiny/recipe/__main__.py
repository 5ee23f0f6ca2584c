"""The command `python -m recipe STAGE`: one stage of the making, or a measure of a checkpoint. Not here: the stages (stages.py)."""

import argparse
import sys
from pathlib import Path

from .checkpoint import load_model
from .lora import COMPOSITE, remove_adapter, train_adapter
from .measure import table
from .mixtures import SKILLS
from .stages import STAGES, Run, new_encoder, run_stage


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m recipe", description="Makes sparkle-tiny, stage by stage.")
    commands = parser.add_subparsers(dest="command", required=True)
    for stage in STAGES:
        command = commands.add_parser(stage.name, help=stage.about)
        command.add_argument("--folder", type=Path, default=Path("checkpoints"), help="where checkpoints are")
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--steps", type=int, help="in place of the stage's own number")
    measure = commands.add_parser("measure", help="what a checkpoint can do, and what an adapter makes of it")
    measure.add_argument("checkpoint", type=Path)
    measure.add_argument("--items", type=int, default=48)
    measure.add_argument("--train", choices=[*SKILLS, COMPOSITE], help="train an adapter on it first")
    measure.add_argument("--steps", type=int, default=120)
    measure.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    given = read_arguments(arguments)
    try:
        if given.command == "measure":
            model = load_model(given.checkpoint)
            encoder = new_encoder(model)
            if given.train:
                model.set_four_bit(True)
                train_adapter(model, encoder, given.train, given.steps, seed=given.seed)
            for what, share in table(model, encoder, given.items).items():
                print(f"{what:40} {share}")
            remove_adapter(model)
        else:
            stage = next(each for each in STAGES if each.name == given.command)
            run_stage(stage, Run(given.folder, given.seed, given.steps))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

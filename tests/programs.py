"""Other programs on PATH than those of this machine."""

import os
from pathlib import Path


def path_without(name: str, folder: Path) -> str:
    """PATH without a program: of the folders that have it, links to all other programs.

    Args:
        name: the program.
        folder: an empty one, for the links.
    """
    folders = []
    for number, place in enumerate(map(Path, os.environ["PATH"].split(os.pathsep))):
        if (place / name).exists():
            linked = folder / str(number)
            linked.mkdir(parents=True)
            for program in place.iterdir():
                if program.name != name:
                    (linked / program.name).symlink_to(program)
            place = linked
        folders.append(str(place))
    return os.pathsep.join(folders)

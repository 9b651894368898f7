"""Finds what a broken apply has left in a root's state and account."""

from .find import find_steps, push, unlock
from .lookup import Lookup
from .picture import Picture, read_picture
from .root import Root, RootFailed, StateLocked
from .steps import AwsCall, Step, TerraformCommand

__all__ = [
    "AwsCall",
    "Lookup",
    "Picture",
    "Root",
    "RootFailed",
    "StateLocked",
    "Step",
    "TerraformCommand",
    "find_steps",
    "push",
    "read_picture",
    "unlock",
]

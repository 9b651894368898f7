"""Finds what a broken apply has left in a root's state and account."""

from .find import find_repairs, push, unlock
from .lookup import Lookup
from .operations import OPERATIONS
from .picture import Picture, read_picture
from .repairs import AwsCall, Repair, TerraformCommand
from .root import RootFailed, StateLocked, TerraformRoot

__all__ = [
    "OPERATIONS",
    "AwsCall",
    "Lookup",
    "Picture",
    "Repair",
    "RootFailed",
    "StateLocked",
    "TerraformCommand",
    "TerraformRoot",
    "find_repairs",
    "push",
    "read_picture",
    "unlock",
]

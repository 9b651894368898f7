"""Finds attributes that Terraform ignores, because the type of the variable does not have them.

Terraform converts an object to the type of the variable, and drops the attributes that the type
does not have, without a message (hashicorp/terraform#29204). A misspelt attribute has no effect.
"""

from __future__ import annotations

from .folder import Unreadable
from .ignored import Compared, Ignored, Unchecked, lint
from .values import Node, Place, subtrees, text_of

__all__ = [
    "Compared",
    "Ignored",
    "Node",
    "Place",
    "Unchecked",
    "Unreadable",
    "lint",
    "subtrees",
    "text_of",
]

"""Runs Terraform's commands with what earlier commands have started."""

from __future__ import annotations

from .warm import WarmEngine, fitting_library

__all__ = ["WarmEngine", "fitting_library"]

"""SES v2: configuration sets, where the emulator answers differently from AWS.

Source: SES API v2 Reference, DeleteConfigurationSet: NotFoundException.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plugins import Supplement, SupplementCall


class SesSets(Supplement):
    """The deletion of a configuration set that does not exist."""

    service = "sesv2"

    async def delete_configuration_set(self, call: SupplementCall) -> Mapping[str, Any]:
        name = call.parameters["ConfigurationSetName"]
        await call.context.ask_upstream("sesv2", "GetConfigurationSet", ConfigurationSetName=name)
        return await call.forward()

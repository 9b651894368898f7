"""SES v1: configuration sets, which are the same as those of version 2.

Source: SES API Reference, the operations and their errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from . import ses_v1
from .ses_v1 import SETS
from .ses_v1_destinations import destination_of_v1, destination_of_v2

_DESTINATIONS: Mapping[str, str] = {
    "AlreadyExistsException": "EventDestinationAlreadyExists",
    "NotFoundException": "EventDestinationDoesNotExist",
}


class SesV1Sets(Supplement):
    """Configuration sets, their options and their event destinations."""

    service = "ses"

    async def create_configuration_set(self, call: SupplementCall) -> Mapping[str, Any]:
        name = call.parameters["ConfigurationSet"]["Name"]
        # Metrics are off in a set that version 1 creates (floci-io/floci#1479).
        options = {"ReputationMetricsEnabled": False}
        await ses_v1.ask(
            call,
            "CreateConfigurationSet",
            SETS,
            ConfigurationSetName=name,
            ReputationOptions=options,
        )
        return {}

    async def delete_configuration_set(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _ask(call, "DeleteConfigurationSet")

    async def list_configuration_sets(self, call: SupplementCall) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = await ses_v1.ask(call, "ListConfigurationSets", PageSize=1000)
        return {"ConfigurationSets": [{"Name": name} for name in answer["ConfigurationSets"]]}

    async def describe_configuration_set(self, call: SupplementCall) -> Mapping[str, Any]:
        found: Mapping[str, Any] = await _ask(call, "GetConfigurationSet")
        wanted = call.parameters.get("ConfigurationSetAttributeNames", [])
        shown: dict[str, Any] = {"ConfigurationSet": {"Name": found["ConfigurationSetName"]}}
        if "eventDestinations" in wanted:
            events: Mapping[str, Any] = await _ask(call, "GetConfigurationSetEventDestinations")
            shown["EventDestinations"] = [
                destination_of_v2(one) for one in events.get("EventDestinations", [])
            ]
        if "trackingOptions" in wanted and "TrackingOptions" in found:
            domain = found["TrackingOptions"].get("CustomRedirectDomain")
            shown["TrackingOptions"] = {"CustomRedirectDomain": domain}
        if "deliveryOptions" in wanted and "TlsPolicy" in found.get("DeliveryOptions", {}):
            shown["DeliveryOptions"] = {
                "TlsPolicy": found["DeliveryOptions"]["TlsPolicy"].capitalize()
            }
        if "reputationOptions" in wanted:
            reputation = found.get("ReputationOptions", {})
            shown["ReputationOptions"] = {
                **reputation,
                "SendingEnabled": found.get("SendingOptions", {}).get("SendingEnabled", True),
            }
        return shown

    async def create_configuration_set_event_destination(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        return await _put_destination(call, "CreateConfigurationSetEventDestination")

    async def update_configuration_set_event_destination(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        return await _put_destination(call, "UpdateConfigurationSetEventDestination")

    async def delete_configuration_set_event_destination(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        await _ask(call, "GetConfigurationSet")
        name = call.parameters["EventDestinationName"]
        await _ask(
            call,
            "DeleteConfigurationSetEventDestination",
            _DESTINATIONS,
            EventDestinationName=name,
        )
        return {}

    async def update_configuration_set_sending_enabled(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        on = call.parameters["Enabled"]
        return await _ask(call, "PutConfigurationSetSendingOptions", SendingEnabled=on)

    async def update_configuration_set_reputation_metrics_enabled(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        on = call.parameters["Enabled"]
        return await _ask(call, "PutConfigurationSetReputationOptions", ReputationMetricsEnabled=on)

    async def put_configuration_set_delivery_options(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        policy = call.parameters.get("DeliveryOptions", {}).get("TlsPolicy")
        return await _ask(
            call, "PutConfigurationSetDeliveryOptions", TlsPolicy=policy and policy.upper()
        )

    async def create_configuration_set_tracking_options(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        if await _tracks(call):
            raise AwsError(
                "TrackingOptionsAlreadyExistsException",
                f"Configuration set <{_name(call)}> already has tracking options.",
            )
        return await _track(call)

    async def update_configuration_set_tracking_options(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        await _require_tracking(call)
        return await _track(call)

    async def delete_configuration_set_tracking_options(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        await _require_tracking(call)
        return await _ask(call, "PutConfigurationSetTrackingOptions")


def _name(call: SupplementCall) -> str:
    return str(call.parameters["ConfigurationSetName"])


async def _ask(
    call: SupplementCall, operation: str, codes: Mapping[str, str] = SETS, **parameters: Any
) -> Mapping[str, Any]:
    return await ses_v1.ask(call, operation, codes, ConfigurationSetName=_name(call), **parameters)


async def _track(call: SupplementCall) -> Mapping[str, Any]:
    domain = call.parameters["TrackingOptions"].get("CustomRedirectDomain")
    return await _ask(call, "PutConfigurationSetTrackingOptions", CustomRedirectDomain=domain)


async def _tracks(call: SupplementCall) -> bool:
    found = await _ask(call, "GetConfigurationSet")
    return "CustomRedirectDomain" in found.get("TrackingOptions", {})


async def _require_tracking(call: SupplementCall) -> None:
    if not await _tracks(call):
        raise AwsError(
            "TrackingOptionsDoesNotExistException",
            f"There are no tracking options for configuration set <{_name(call)}>",
        )


async def _put_destination(call: SupplementCall, operation: str) -> Mapping[str, Any]:
    await _ask(call, "GetConfigurationSet")
    given = call.parameters["EventDestination"]
    await _ask(
        call,
        operation,
        _DESTINATIONS,
        EventDestinationName=given["Name"],
        EventDestination=destination_of_v1(given),
    )
    return {}

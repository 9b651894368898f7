"""Phone numbers of AWS End User Messaging SMS."""

from __future__ import annotations

from .setting import Pair, case


def requests(it, **more):
    given = {
        "IsoCountryCode": "US",
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": "TEN_DLC",
        **more,
    }
    return lambda: it.client("pinpoint-sms-voice-v2").request_phone_number(**given)


@case("numbers-simulator-messages")
def _(it):
    promotional = {"MessageType": "PROMOTIONAL"}
    return Pair(
        requests(it, NumberType="SIMULATOR", **promotional),
        requests(it, NumberType="TOLL_FREE", **promotional),
    )


@case("numbers-ten-dlc-country")
def _(it):
    return Pair(
        requests(it, IsoCountryCode="CA"),
        requests(it, IsoCountryCode="CA", NumberType="LONG_CODE"),
    )


@case("numbers-preference")
def _(it):
    preference = {"NumberPreference": [{"PreferenceType": ["StartsWith"], "Filter": ["206"]}]}
    return Pair(requests(it, NumberType="TOLL_FREE", **preference), requests(it, **preference))

"""What types of phone numbers can be requested."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_REQUEST = frozenset({"pinpoint-sms-voice-v2.RequestPhoneNumber"})


class SimulatorMessages(Rule):
    """A simulator number sends transactional messages only."""

    id = "numbers-simulator-messages"
    text = "A SIMULATOR phone number must have the message type TRANSACTIONAL."
    source = "sms-voice v2 API, RequestPhoneNumber, NumberType"
    operations = _REQUEST
    code = "ValidationException"
    message = "Validation failed for the request: a SIMULATOR number must be TRANSACTIONAL."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        wrong = given["NumberType"] == "SIMULATOR" and given["MessageType"] != "TRANSACTIONAL"
        return self.refusal() if wrong else None


class TenDlcCountry(Rule):
    """10DLC numbers are numbers of the United States."""

    id = "numbers-ten-dlc-country"
    text = "A TEN_DLC phone number must be in the US."
    source = "End User Messaging SMS User Guide, 10DLC"
    operations = _REQUEST
    code = "ValidationException"
    message = "Validation failed for the request: TEN_DLC is not offered in {country}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        if given["NumberType"] != "TEN_DLC" or given["IsoCountryCode"] == "US":
            return None
        return self.refusal(country=given["IsoCountryCode"])


class NumberPreference(Rule):
    """Digits can be chosen only for 10DLC numbers."""

    id = "numbers-preference"
    text = "NumberPreference is only for TEN_DLC phone numbers."
    source = "sms-voice v2 API, RequestPhoneNumber, NumberPreference"
    operations = _REQUEST
    code = "ValidationException"
    message = "Validation failed for the request: NumberPreference is only for TEN_DLC numbers."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        wrong = "NumberPreference" in given and given["NumberType"] != "TEN_DLC"
        return self.refusal() if wrong else None

"""AWS End User Messaging SMS (sms-voice v2): the forms of some registrations.

AWS has about forty forms, which change; who registers asks AWS for them. These are enough to test
with: texts, choices, files, conditions, and each time at which a registration is associated.

Sources: End User Messaging SMS User Guide, "Create a registration using the AWS CLI" (names, limits
and options of the toll-free form), "Dedicated number registration forms"; API,
SupportedAssociation and ConditionalBehavior. Paths and limits that these pages do not show are
those that users of the API have published, and are not confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_Definition = dict[str, Any]
_NOT_BLANK = r"^(?=\s*\S)[\s\S]+$"
_VOLUMES = ["10", "100", "1,000", "10,000", "100,000", "250,000", "500,000", "750,000", "1,000,000"]
_LEGAL = ["PRIVATE_PROFIT", "PUBLIC_PROFIT", "NON_PROFIT", "SOLE_PROPRIETOR", "GOVERNMENT"]
_USES = ["TWO_FACTOR_AUTHENTICATION", "ONE_TIME_PASSCODES", "NOTIFICATIONS", "OTHER"]


def _field(path: str, title: str, kind: str, need: str, **more: object) -> _Definition:
    return {
        "SectionPath": path.partition(".")[0],
        "FieldPath": path,
        "FieldType": kind,
        "FieldRequirement": need,
        "DisplayHints": {"Title": title, "ShortDescription": f"{title}."},
        **more,
    }


def _text(
    path: str,
    title: str,
    most: int = 100,
    *,
    need: str = "REQUIRED",
    pattern: str = _NOT_BLANK,
    **more: object,
) -> _Definition:
    limits = {"MinLength": 1, "MaxLength": most, "Pattern": pattern}
    return _field(path, title, "TEXT", need, TextValidation=limits, **more)


def _select(
    path: str, title: str, options: list[str], *, need: str = "REQUIRED", most: int = 1
) -> _Definition:
    limits = {"MinChoices": 1, "MaxChoices": most, "Options": options}
    return _field(path, title, "SELECT", need, SelectValidation=limits)


def _if(path: str, value: str) -> _Definition:
    """Required if another field has a value, and not allowed otherwise."""
    condition = {"DependsOnFieldPath": path, "Operator": "EQUALS", "Values": [value]}
    rules = [{"Conditions": [condition], "RuleBehavior": "REQUIRED"}]
    return {"ConditionalBehavior": {"Rules": rules, "DefaultBehavior": "DISALLOWED"}}


def _associated(kind: str, when: str, country: str = "US") -> _Definition:
    return {
        "ResourceType": kind,
        "IsoCountryCode": country,
        "AssociationBehavior": when,
        "DisassociationBehavior": "DISASSOCIATE_ALL_CLOSES_REGISTRATION",
    }


_COMPANY = [
    _text("companyInfo.companyName", "Company name"),
    _text("companyInfo.city", "City"),
    _text("companyInfo.zipCode", "Zip code", 20),
    _text("companyInfo.isoCountryCode", "Country", 2, pattern="^[A-Z]{2}$"),
]
_SUPPORT = [
    _text("contactInfo.supportEmail", "Support email", pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    _text("contactInfo.supportPhoneNumber", "Support number", 20, pattern=r"^\+[1-9]\d{1,18}$"),
]
_TAX_ID = _text("companyInfo.taxId", "Tax ID", 21, pattern="^[A-Z0-9-]+$")
_TICKER = _text(
    "companyInfo.stockSymbol",
    "Stock symbol",
    10,
    need="CONDITIONAL",
    **_if("companyInfo.legalType", "PUBLIC_PROFIT"),
)

# By registration type: its title, what it can be associated with, and its fields.
FORMS: Mapping[str, tuple[str, list[_Definition], list[_Definition]]] = {
    "US_TOLL_FREE_REGISTRATION": (
        "US toll-free number registration",
        [_associated("TOLL_FREE", "ASSOCIATE_BEFORE_SUBMIT")],
        [
            *_COMPANY,
            _text("companyInfo.website", "Company website", 2048, pattern=r"^\S+\.\S+$"),
            _text("companyInfo.address2", "Address 2", need="OPTIONAL"),
            *_SUPPORT,
            _select("messagingUseCase.monthlyMessageVolume", "Monthly SMS volume", _VOLUMES),
            _select("messagingUseCase.useCaseCategory", "Use case category", _USES),
            _text("messagingUseCase.optInDescription", "Opt-in workflow description", 1500),
            _field("messagingUseCase.optInImage", "Opt-in image", "ATTACHMENT", "REQUIRED"),
            _text("messageSamples.messageSample1", "Message sample 1", 306),
            _text("messageSamples.messageSample2", "Message sample 2", 306, need="OPTIONAL"),
        ],
    ),
    "US_TEN_DLC_BRAND_REGISTRATION": (
        "US 10DLC brand registration",
        [],
        [
            *_COMPANY,
            _TAX_ID,
            _select("companyInfo.legalType", "Legal form", _LEGAL),
            _TICKER,
            *_SUPPORT,
        ],
    ),
    "US_TEN_DLC_CAMPAIGN_REGISTRATION": (
        "US 10DLC campaign registration",
        [
            _associated("US_TEN_DLC_BRAND_REGISTRATION", "ASSOCIATE_BEFORE_SUBMIT"),
            _associated("TEN_DLC", "ASSOCIATE_AFTER_COMPLETE"),
        ],
        [
            _text("campaignInfo.campaignName", "Campaign name"),
            _select("campaignUseCase.useCase", "Use case", _USES),
            _select(
                "campaignUseCase.subUseCases", "More use cases", _USES, need="OPTIONAL", most=3
            ),
            _text("campaignUseCase.messageSample1", "Message sample 1", 1024),
        ],
    ),
    "SG_SENDER_ID_REGISTRATION": (
        "Singapore sender ID registration",
        [_associated("SENDER_ID", "ASSOCIATE_ON_APPROVAL", "SG")],
        [
            *_COMPANY,
            _text("senderIdInfo.senderId", "Sender ID", 11, pattern="^[A-Za-z0-9]+$"),
            _field("senderIdInfo.letter", "Letter of authorization", "ATTACHMENT", "OPTIONAL"),
        ],
    ),
}
